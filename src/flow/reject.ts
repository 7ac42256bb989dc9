import {type Packet, Protocol} from "../decode/packet.ts";
import {bit, bitsPerSide} from "./handshake.ts";
import {descends} from "./pairs.ts";
import {Head, headAt} from "./record.ts";
import type {FlowTable} from "./table.ts";

/** Notes an ICMP error in the flow whose SYN it quotes; the first one counts. */
export function reject(table: FlowTable, packet: Packet): void {
  const {quoted} = packet;
  if (quoted.width === 0 || quoted.protocol !== Protocol.tcp) return;
  const id = table.find(quoted, packet.point);
  if (id < 0) return;
  const words = table.flows.ints[id >>> 10]!;
  const at = headAt(id);
  // Only an error about the SYN's own direction rejects it: one about the answer tells that there was one.
  const asker = descends(quoted) ? 1 : 0;
  if (((words[at + Head.seen]! >> (asker * bitsPerSide)) & bit.open) === 0) return;
  if (words[at + Head.icmpError] !== 0) return;
  words[at + Head.icmpError] = 1 + ((packet.icmpType << 8) | packet.icmpCode);
  words[at + Head.icmpFrame] = packet.frame;
}
