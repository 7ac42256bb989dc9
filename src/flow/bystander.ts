import {Flag, type Packet, Protocol} from "../decode/packet.ts";
import {descends, Pair} from "./pairs.ts";
import type {FlowTable} from "./table.ts";

/**
 * Takes into account a packet that the user's filter leaves out: it belongs to no flow, but shows all the same that its point sees
 * packets of this direction. A reset shows nothing, as a firewall may send it in another's name.
 */
export function notice(table: FlowTable, packet: Packet): void {
  const isTcp = packet.protocol === Protocol.tcp;
  if (isTcp && packet.flags & Flag.reset) return;
  table.overhear(packet);
  if (!isTcp) return;
  const pair = table.pairs.intern(packet, packet.point);
  table.pairs.registry.values[pair * Pair.fields + Pair.tcp + (descends(packet) ? 1 : 0)]!++;
}
