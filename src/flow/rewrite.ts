import {millisecond} from "../time/time.ts";
import {bit, bitsPerSide} from "./handshake.ts";
import {Head, Hot, Known, sideAt, word} from "./record.ts";
import type {FlowTable} from "./table.ts";

/**
 * Guard G9: firewalls that rewrite sequence numbers (Cisco ASA does unless told otherwise) make one connection look like two on the
 * same ports, with other initial sequence numbers on each side of them.
 */

/** The SYN passes such a firewall within this time; ports are not reused so soon. */
const wayThrough = 50 * millisecond;

/** Whether two flows of one tuple with different initial sequence numbers are one connection before and behind such a firewall. */
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
    // At one point the two hops differ in TTL or MAC; what differs in neither are two connections.
    const sameHop =
      (ints[0][one + Hot.ttls]! & 0xff) === (ints[1][two + Hot.ttls]! & 0xff) &&
      (ints[0][one + Hot.via]! & 0xffff) === (ints[1][two + Hot.via]! & 0xffff);
    return together && !sameHop;
  }
  return false;
}

/**
 * Whether one of two flows of a tuple at one point is the other one's packets of one direction, seen again with other numbers: a device
 * that rewrites them shows one direction on both its sides (a mirror of received frames and of those sent on, SonicOS's packet monitor). Its
 * packets pair off: as many, as many bytes, at the same times, as far along in the sequence space.
 */
export function isTwin(table: FlowTable, a: number, b: number): boolean {
  if (word(table, a, Head.meta) !== word(table, b, Head.meta)) return false;
  for (let side = 0; side < 2; side++) {
    const [one, two] = [sideOf(table, a, side), sideOf(table, b, side)];
    const isAlone = packetsOf(table, a, side ^ 1) === 0 || packetsOf(table, b, side ^ 1) === 0;
    if (!isAlone || one.packets < 2 || one.packets !== two.packets || one.bytes !== two.bytes) continue;
    const together = Math.abs(one.first - two.first) < wayThrough && Math.abs(one.last - two.last) < wayThrough;
    if (together && one.initial !== two.initial && one.advance === two.advance) return true;
  }
  return false;
}

const packetsOf = (table: FlowTable, id: number, side: number): number =>
  table.flows.ints[id >>> 10]![sideAt(id, side) + Hot.packets]!;

function sideOf({flows}: FlowTable, id: number, side: number) {
  const [ints, floats, at] = [flows.ints[id >>> 10]!, flows.floats[id >>> 10]!, sideAt(id, side)];
  return {
    packets: ints[at + Hot.packets]!,
    bytes: floats[(at + Hot.bytes) >> 1]!,
    first: floats[(at + Hot.first) >> 1]!,
    last: floats[(at + Hot.last) >> 1]!,
    initial: ints[at + Hot.initial]!,
    advance: (ints[at + Hot.sentTo]! - ints[at + Hot.initial]!) | 0,
  };
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
