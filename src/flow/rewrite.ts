import {millisecond} from "../time/time.ts";
import {bit, bitsPerSide} from "./handshake.ts";
import {Head, Hot, Known, sideAt, word} from "./record.ts";
import type {FlowTable} from "./table.ts";

/**
 * Guard G9: firewalls that rewrite sequence numbers (Cisco ASA does unless told otherwise) make one conversation look like two on the
 * same ports, with other initial sequence numbers on each side of them.
 */

/** The SYN passes such a firewall within this time; ports are not reused so soon. */
const wayThrough = 50 * millisecond;

/** Whether two flows of one tuple with different initial sequence numbers are one conversation before and behind such a firewall. */
export function isRewritten(table: FlowTable, a: number, b: number): boolean {
  for (let client = 0; client < 2; client++) {
    if (!asks(table, a, client) || !asks(table, b, client)) continue;
    const one = sideAt(a, client);
    const two = sideAt(b, client);
    const ints = [table.flows.ints[a >>> 10]!, table.flows.ints[b >>> 10]!] as const;
    const times = [table.flows.floats[a >>> 10]!, table.flows.floats[b >>> 10]!] as const;
    const together = Math.abs(times[0][(one + Hot.first) >> 1]! - times[1][(two + Hot.first) >> 1]!) < wayThrough;
    if (word(table, a, Head.meta) !== word(table, b, Head.meta))
      return together || sameStamps(table, a, b, client) || sameStamps(table, a, b, client ^ 1);
    // At one point the two hops differ in TTL or MAC; what differs in neither are two conversations.
    const sameHop =
      (ints[0][one + Hot.hops]! & 0xff) === (ints[1][two + Hot.hops]! & 0xff) &&
      (ints[0][one + Hot.via]! & 0xffff) === (ints[1][two + Hot.via]! & 0xffff);
    return together && !sameHop;
  }
  return false;
}

/** Whether a side sent a SYN. */
const asks = (table: FlowTable, id: number, side: number) =>
  ((word(table, id, Head.seen) >> (side * bitsPerSide)) & bit.open) !== 0;

/** Whether a side's newest time stamp is the same in both: they pass such a firewall as they are. */
function sameStamps(table: FlowTable, a: number, b: number, side: number): boolean {
  const one = table.flows.ints[a >>> 10]!;
  const two = table.flows.ints[b >>> 10]!;
  const first = sideAt(a, side);
  const second = sideAt(b, side);
  return (
    (one[first + Hot.known]! & two[second + Hot.known]! & Known.stamp) !== 0 &&
    one[first + Hot.stamp] === two[second + Hot.stamp]
  );
}
