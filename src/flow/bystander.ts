import {Flag, type Packet, Protocol} from "../decode/packet.ts";
import {Skip} from "../decode/skip.ts";
import {descends, Pair} from "./pairs.ts";
import type {FlowTable} from "./table.ts";

/**
 * Takes into account a packet that the user's filter leaves out: it belongs to no flow, but shows all the same that its point sees
 * packets of this direction; and pings, which have no ports that a filter could name, show that hosts reach each other. A reset shows
 * nothing, as a firewall may send it in another's name.
 */
export function notice(table: FlowTable, packet: Packet): void {
  const isTcp = packet.protocol === Protocol.tcp;
  if (isTcp && packet.flags & Flag.reset) return;
  // Before its ports are taken away.
  if (!isTcp) table.hosts.add(packet);
  table.overhear(packet, Skip.filteredOut);
  if (!isTcp) return;
  const pair = table.pairs.intern(packet, packet.point);
  table.pairs.registry.values[pair * Pair.fields + Pair.tcp + (descends(packet) ? 1 : 0)]!++;
}
