import {second, type Time} from "../time/time.ts";
import {bit, bitsPerSide} from "./handshake.ts";
import {Cold, detailAt, Head, Hot, Ladder, laterAt, Rung, sideAt, word} from "./record.ts";
import type {FlowTable} from "./table.ts";

/** What is known of how far the clock of a capture point is ahead of the reference: that of the first point with flows. */
export interface ClockOffset {
  /** Nanoseconds; 0 for the reference, and where nothing is known. */
  readonly ahead: Time;
  /**
   * How it is known: the reference itself; from packets seen at both; from the order of SYN, SYN-ACK and ACK of connections that are
   * split between two points; or not at all.
   */
  readonly by: "reference" | "packets" | "order" | "unknown";
  /** Packets, or split connections, that tell it. */
  readonly told: number;
}

/** Differences below may be the way between two points: they are left alone. */
const leastCorrection = second / 10;
/** Samples kept for a pair of clocks: the median of so many is sure. */
const maximumSamples = 512;

/** What two clocks have seen of the same things; differences are those of the second clock minus the first. */
interface Relation {
  readonly requests: number[];
  readonly replies: number[];
  /** Bounds of the difference, from the order of events. */
  least: number;
  most: number;
  splits: number;
}

/**
 * Estimates how far the clocks of the capture points differ, from the connections seen at several of them (guard G19). `clockOf` numbers
 * the clock of each point: points of one capture have one. Returns an offset for each clock that has flows, by its number.
 */
export function estimateClocks(
  table: FlowTable,
  heads: Int32Array,
  sibling: Int32Array,
  clockOf: (point: number) => number,
): Map<number, ClockOffset> {
  const relations = new Map<number, Map<number, Relation>>();
  const relate = (one: number, two: number): Relation => {
    const row = relations.get(one) ?? new Map<number, Relation>();
    relations.set(one, row);
    const relation = row.get(two) ?? {
      requests: [],
      replies: [],
      least: Number.NEGATIVE_INFINITY,
      most: Number.POSITIVE_INFINITY,
      splits: 0,
    };
    row.set(two, relation);
    return relation;
  };
  for (let i = 0; i < heads.length; i++) {
    const head = heads[i]!;
    if (sibling[head]! < 0) continue;
    for (let a = head; a >= 0; a = sibling[a]!)
      for (let b = sibling[a]!; b >= 0; b = sibling[b]!) {
        const one = clockOf(pointOf(table, a));
        const two = clockOf(pointOf(table, b));
        if (one < two) compare(table, a, b, relate(one, two));
        else if (one > two) compare(table, b, a, relate(two, one));
      }
  }
  return settle(clocksOf(table, clockOf), relations);
}

/** The clocks of all flows, in order of their points. */
function clocksOf(table: FlowTable, clockOf: (point: number) => number): number[] {
  const points = new Set<number>();
  for (let id = 0; id < table.count; id++) if (table.isHeld(id)) points.add(pointOf(table, id));
  return [...new Set([...points].sort((a, b) => a - b).map(clockOf))];
}

/** Takes into account what two flows of one connection say of their clocks. */
function compare(table: FlowTable, a: number, b: number, relation: Relation): void {
  const client = clientSide(table, a) ?? clientSide(table, b);
  if (client === null) return;
  const sides = [client, clientSide(table, b) ?? client] as const;
  const request = [opened(table, a, sides[0], bit.open), opened(table, b, sides[1], bit.open)] as const;
  const reply = [opened(table, a, sides[0] ^ 1, bit.accept), opened(table, b, sides[1] ^ 1, bit.accept)] as const;
  // One that was sent several times may have been lost between the two: the first ones seen are not the same.
  if (request[0] !== null && request[1] !== null && opens(table, a, sides[0]) + opens(table, b, sides[1]) === 2)
    push(relation.requests, request[1] - request[0]);
  if (reply[0] !== null && reply[1] !== null && opens(table, a, sides[0] ^ 1) + opens(table, b, sides[1] ^ 1) === 2)
    push(relation.replies, reply[1] - reply[0]);
  if (request[0] !== null && request[1] === null && reply[0] === null && reply[1] !== null) {
    // SYN at a, then SYN-ACK at b, then the client's ACK at a.
    relation.most = Math.min(relation.most, reply[1] - request[0]);
    const answer = firstAnswer(table, a, sides[0]);
    if (answer !== null) relation.least = Math.max(relation.least, reply[1] - answer);
    relation.splits++;
  } else if (request[0] === null && request[1] !== null && reply[0] !== null && reply[1] === null) {
    relation.least = Math.max(relation.least, request[1] - reply[0]);
    const answer = firstAnswer(table, b, sides[1]);
    if (answer !== null) relation.most = Math.min(relation.most, answer - reply[0]);
    relation.splits++;
  }
}

function push(samples: number[], sample: number): void {
  if (samples.length < maximumSamples) samples.push(sample);
}

/** Walks from the first clock over the relations that tell most. */
function settle(clocks: readonly number[], relations: ReadonlyMap<number, Map<number, Relation>>) {
  const offsets = new Map<number, ClockOffset>();
  for (const reference of clocks) {
    if (offsets.has(reference)) continue;
    // A second group of clocks that nothing relates to the first has a reference of its own, and is not aligned.
    offsets.set(reference, {ahead: 0, by: offsets.size === 0 ? "reference" : "unknown", told: 0});
    const queue = [reference];
    for (let clock = queue.shift(); clock !== undefined; clock = queue.shift()) {
      for (const next of clocks) {
        if (offsets.has(next)) continue;
        const forward = relations.get(clock)?.get(next);
        const backward = relations.get(next)?.get(clock);
        const between = forward !== undefined ? difference(forward, 1) : backward && difference(backward, -1);
        if (between == null) continue;
        offsets.set(next, {...between, ahead: offsets.get(clock)!.ahead + between.ahead});
        queue.push(next);
      }
    }
  }
  return offsets;
}

/** Returns what a relation says of the second clock against the first; `sign` −1 turns it round. Null: nothing. */
function difference(relation: Relation, sign: 1 | -1): ClockOffset | null {
  const {requests, replies, least, most, splits} = relation;
  const told = requests.length + replies.length;
  if (told > 0) {
    // The way takes as long back as forth: the mean of both directions is without it (as RFC 5905 does).
    const medians = [requests, replies].filter(samples => samples.length > 0).map(median);
    return {ahead: (sign * medians.reduce((sum, one) => sum + one, 0)) / medians.length, by: "packets", told};
  }
  if (splits === 0 || least > most || (least === Number.NEGATIVE_INFINITY && most === Number.POSITIVE_INFINITY))
    return null;
  // Clocks that may agree are taken to agree.
  if (least <= 0 && most >= 0) return {ahead: 0, by: "order", told: splits};
  const middle = Number.isFinite(least) && Number.isFinite(most) ? (least + most) / 2 : least > 0 ? least : most;
  return {ahead: sign * middle, by: "order", told: splits};
}

function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}

/**
 * Moves the times of all flows at points whose clock is off to those of the reference clock: first and last packets, proofs, ladders,
 * periods. Returns whether any moved.
 */
export function alignClocks(table: FlowTable, offsetOf: (point: number) => ClockOffset | undefined): boolean {
  let moved = false;
  for (let id = 0; id < table.count; id++) {
    if (!table.isHeld(id)) continue;
    const ahead = correction(offsetOf(pointOf(table, id)));
    if (ahead === 0) continue;
    moved = true;
    moveFlow(table, id, ahead);
  }
  if (moved) table.periods.move(point => correction(offsetOf(point)));
  return moved;
}

/** Nanoseconds to subtract from the times of a point. */
export function correction(offset: ClockOffset | undefined): Time {
  return offset === undefined || Math.abs(offset.ahead) < leastCorrection ? 0 : offset.ahead;
}

function moveFlow(table: FlowTable, id: number, ahead: Time): void {
  const words = table.flows.ints[id >>> 10]!;
  const floats = table.flows.floats[id >>> 10]!;
  for (let side = 0; side < 2; side++) {
    const at = sideAt(id, side);
    if (words[at + Hot.packets] === 0) continue;
    floats[(at + Hot.first) >> 1]! -= ahead;
    floats[(at + Hot.last) >> 1]! -= ahead;
  }
  const block = word(table, id, Head.detail);
  if (block < 0) return;
  const details = table.details.floats[block >>> 10]!;
  const start = detailAt(block);
  for (let side = 0; side < 2; side++) {
    details[(start + side * Cold.words + Cold.proofTime) >> 1]! -= ahead;
    details[(start + side * Cold.words + Cold.againTime) >> 1]! -= ahead;
  }
  for (let i = 0; i < Ladder.perGroup; i++) details[(start + Ladder.rungs + i * Rung.words + Rung.time) >> 1]! -= ahead;
  const later = table.details.ints[block >>> 10]![start + Ladder.later]! - 1;
  if (later < 0) return;
  const rungs = table.laterRungs.floats[later >>> 10]!;
  for (let i = 0; i < Ladder.perGroup; i++) rungs[(laterAt(later) + i * Rung.words + Rung.time) >> 1]! -= ahead;
}

const pointOf = (table: FlowTable, id: number) => word(table, id, Head.meta) >>> 8;

/** The side that sent the SYN, or was sent the SYN-ACK; null where neither was seen. */
function clientSide(table: FlowTable, id: number): number | null {
  const seen = word(table, id, Head.seen);
  const low = seen & ((1 << bitsPerSide) - 1);
  const high = seen >> bitsPerSide;
  if (low & bit.open || high & bit.accept) return 0;
  return high & bit.open || low & bit.accept ? 1 : null;
}

/** Time of a side's SYN or SYN-ACK, its first packet; null where it was not seen. */
function opened(table: FlowTable, id: number, side: number, event: number): Time | null {
  if (((word(table, id, Head.seen) >> (side * bitsPerSide)) & event) === 0) return null;
  return table.flows.floats[id >>> 10]![(sideAt(id, side) + Hot.first) >> 1]!;
}

/** How many SYNs or SYN-ACKs a side sent that are no copies. */
function opens(table: FlowTable, id: number, side: number): number {
  const block = word(table, id, Head.detail);
  return block < 0 ? 1 : table.details.ints[block >>> 10]![detailAt(block) + side * Cold.words + Cold.opens]!;
}

/** Time of the client's first packet that answers an unseen SYN-ACK; null where there is none. */
function firstAnswer(table: FlowTable, id: number, client: number): Time | null {
  const block = word(table, id, Head.detail);
  if (block < 0) return null;
  const at = detailAt(block) + client * Cold.words;
  if (table.details.ints[block >>> 10]![at + Cold.proofFrame] === 0) return null;
  return table.details.floats[block >>> 10]![(at + Cold.proofTime) >> 1]!;
}
