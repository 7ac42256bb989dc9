import {after} from "../decode/packet.ts";
import {second} from "../time/time.ts";
import {bit, bitsPerSide} from "./handshake.ts";
import {firstOf, Head, Hot, Known, lastOf, sideAt, word} from "./record.ts";
import {finish, mix, seed} from "./registry.ts";
import {isRewritten, isTwin} from "./rewrite.ts";
import type {FlowTable} from "./table.ts";
import {joinTranslated} from "./translate.ts";

/** Flows of one tuple whose opening numbers are unknown are compared with so many connections of that tuple, newest first. */
const chainLength = 16;
/** Sequence numbers of one connection at two points are no further apart. */
const window = 1 << 30;
/** Nor are its times, where nothing but time tells. */
const apart = 10 * second;

/**
 * Joins the flows of all points into connections: the same tuple and the same opening number (the client's initial sequence number,
 * which a SYN-ACK names too); where neither was seen, sequence numbers near each other; the same behind a firewall that rewrites
 * numbers (rewrite.ts); and the same under another tuple (translate.ts). Returns for every flow the next one of its connection, or
 * −1; `heads` lists the first of each.
 */
export function join(table: FlowTable): {heads: Int32Array; sibling: Int32Array} {
  const count = table.count;
  const sibling = new Int32Array(count).fill(-1);
  const heads = new Int32Array(count);
  let conversations = 0;
  if (!table.severalPoints) {
    for (let id = 0; id < count; id++) {
      if (!table.isHeld(id)) continue;
      const before = word(table, id, Head.previous);
      if (before >= 0 && sibling[before]! < 0 && isSame(table, before, id)) sibling[before] = id;
      else heads[conversations++] = id;
    }
    return translated(table, heads.subarray(0, conversations), sibling);
  }
  let size = 1024;
  while (size < count * 2) size *= 2;
  const mask = size - 1;
  /** Open addressing, one slot a tuple: its newest connection's head + 1. */
  const index = new Int32Array(size);
  /** The connection of the same tuple before a head's, + 1; and the last flow of each head. */
  const before = new Int32Array(count);
  const tail = new Int32Array(count);
  for (let id = 0; id < count; id++) {
    if (!table.isHeld(id)) continue;
    let slot = tupleHash(table, id) & mask;
    while (index[slot] !== 0 && !sameTuple(table, index[slot]! - 1, id)) slot = (slot + 1) & mask;
    const newest = index[slot]! - 1;
    let head = nearest(table, before, newest, id);
    // What has numbers of its own may be the same behind a firewall that rewrites them (G9).
    if (head < 0 && newest >= 0) head = rewritten(table, before, newest, id);
    if (head >= 0) {
      sibling[tail[head]!] = id;
      tail[head] = id;
    } else {
      before[id] = index[slot]!;
      index[slot] = id + 1;
      tail[id] = id;
      heads[conversations++] = id;
    }
  }
  return translated(table, heads.slice(0, conversations), sibling);
}

/** Returns the head, among the newest connections of a tuple, that flow `id` is nearest to by its numbers; −1 if it belongs to none. */
function nearest(table: FlowTable, before: Int32Array, newest: number, id: number): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  let head = newest;
  for (let steps = 0; head >= 0 && steps < chainLength; steps++) {
    const distance = distanceOf(table, head, id);
    if (distance < least) {
      best = head;
      least = distance;
    }
    head = before[head]! - 1;
  }
  return best;
}

/** Whether two flows of one tuple with numbers of their own are one connection, by what a device does that rewrites them. */
const isSame = (table: FlowTable, a: number, b: number): boolean => isRewritten(table, a, b) || isTwin(table, a, b);

/** Returns the newest head whose connection flow `id` is behind a firewall that rewrites numbers; −1 if there is none. */
function rewritten(table: FlowTable, before: Int32Array, newest: number, id: number): number {
  let head = newest;
  for (let steps = 0; head >= 0 && steps < chainLength; steps++) {
    if (isSame(table, head, id)) return head;
    head = before[head]! - 1;
  }
  return -1;
}

function translated(table: FlowTable, heads: Int32Array, sibling: Int32Array) {
  const joined = joinTranslated(table, heads, sibling);
  return {heads: joined ? heads.filter(head => head >= 0) : heads, sibling};
}

/** Hash of a flow's tuple without its point. */
function tupleHash(table: FlowTable, id: number): number {
  let hash = mix(seed, word(table, id, Head.ports));
  for (let i = 0; i < 8; i++) hash = mix(hash, word(table, id, Head.addresses + i));
  return finish(hash);
}

function sameTuple(table: FlowTable, a: number, b: number): boolean {
  if (word(table, a, Head.ports) !== word(table, b, Head.ports)) return false;
  if ((word(table, a, Head.meta) & 0xff) !== (word(table, b, Head.meta) & 0xff)) return false;
  for (let i = 0; i < 8; i++)
    if (word(table, a, Head.addresses + i) !== word(table, b, Head.addresses + i)) return false;
  return true;
}

/**
 * Returns how far the numbers of two flows of one tuple are apart: 0 where both name the same opening number, infinity where they are no
 * one connection.
 */
function distanceOf(table: FlowTable, a: number, b: number): number {
  // Two flows of one tuple at one point are two connections: the ports were reused.
  if (word(table, a, Head.meta) === word(table, b, Head.meta)) return Number.POSITIVE_INFINITY;
  for (let side = 0; side < 2; side++) {
    const one = openingOf(table, a, side);
    const two = openingOf(table, b, side);
    if (one !== null && two !== null) return one === two ? 0 : Number.POSITIVE_INFINITY;
  }
  for (let side = 0; side < 2; side++) {
    const one = sentTo(table, a, side) ?? lastAck(table, a, side ^ 1);
    const two = sentTo(table, b, side) ?? lastAck(table, b, side ^ 1);
    if (one === null || two === null) continue;
    // What stands before the number that the other one opened with was sent before: on the same ports, in an older connection.
    const isOlder =
      stoodBefore(openingOf(table, a, side), one, two) || stoodBefore(openingOf(table, b, side), two, one);
    const distance = Math.abs((one - two) | 0);
    return isOlder || distance >= window ? Number.POSITIVE_INFINITY : distance;
  }
  return isUnnumbered(table, a) && isUnnumbered(table, b) && overlap(table, a, b) ? window : Number.POSITIVE_INFINITY;
}

/** Whether `other` stands before the `opening` number of a flow that has come to `own`; beyond 2 GiB numbers do not tell it. */
const stoodBefore = (opening: number | null, own: number, other: number): boolean =>
  opening !== null && !after(opening, own) && after(opening, other);

/** Whether a flow has segments, and none tells how far its side has sent: texts do not (`Lacks`). Then only time can tell it apart. */
function isUnnumbered(table: FlowTable, id: number): boolean {
  const seen = word(table, id, Head.seen);
  const alive = 0x3f & ~bit.reset;
  return (
    ((seen | (seen >> bitsPerSide)) & alive) !== 0 && sentTo(table, id, 0) === null && sentTo(table, id, 1) === null
  );
}

/** Whether two flows have any moment in common, or nearly. */
function overlap(table: FlowTable, a: number, b: number): boolean {
  return firstOf(table, a) - apart < lastOf(table, b) && firstOf(table, b) - apart < lastOf(table, a);
}

/** Returns the initial sequence number of a side: from its SYN, or from the other side's SYN-ACK. */
function openingOf(table: FlowTable, id: number, side: number): number | null {
  const words = table.flows.ints[id >>> 10]!;
  const seen = word(table, id, Head.seen);
  const own = sideAt(id, side);
  const other = sideAt(id, side ^ 1);
  if (words[own + Hot.known]! & Known.initial) return words[own + Hot.initial]!;
  if ((seen >> ((side ^ 1) * bitsPerSide)) & bit.accept) return (words[other + Hot.firstAck]! - 1) | 0;
  return null;
}

function sentTo(table: FlowTable, id: number, side: number): number | null {
  const words = table.flows.ints[id >>> 10]!;
  const own = sideAt(id, side);
  return words[own + Hot.known]! & Known.sent ? words[own + Hot.sentTo]! : null;
}

function lastAck(table: FlowTable, id: number, side: number): number | null {
  const words = table.flows.ints[id >>> 10]!;
  const own = sideAt(id, side);
  return words[own + Hot.known]! & Known.ack ? words[own + Hot.lastAck]! : null;
}
