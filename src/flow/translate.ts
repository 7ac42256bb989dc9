import {bit, bitsPerSide} from "./handshake.ts";
import {firstOf, Head, Hot, Known, sideAt, word} from "./record.ts";
import {finish, mix, seed} from "./registry.ts";
import type {FlowTable} from "./table.ts";

/**
 * Connections under another tuple: a translation of addresses between two points keeps the initial sequence numbers (G8); a load
 * balancer without source NAT makes the answer come from another address than was asked (P13). Numbers of 32 bits agree by chance in a
 * large capture, so an end must agree too, or both numbers; and the times.
 */

const sideMask = (1 << bitsPerSide) - 1;
/** Clocks of two captures, and the way between two points, differ by less. */
const apart = 10e9;
/** A number that more connections share is no number of chance: scanners use one for all their SYNs. */
const maximumSharing = 3;

/** What a connection's head says of its opening. */
interface Opening {
  /** Side that sent the SYN. */
  readonly client: number;
  /** The client's initial sequence number, and the server's where it was seen. */
  readonly number: number;
  readonly answer: number | null;
  /** Whether only the SYN, or only the SYN-ACK, was seen. */
  readonly asksOnly: boolean;
  readonly answersOnly: boolean;
  /** Whether the client resets the SYN-ACK: it asked another address. */
  readonly isRefused: boolean;
}

/**
 * Joins heads that are one connection under two tuples: appends the later one's flows to the earlier one's chain and marks it −1 in
 * `heads`. Returns whether any were joined.
 */
export function joinTranslated(table: FlowTable, heads: Int32Array, sibling: Int32Array): boolean {
  const candidates = table.severalPoints ? allOpened(table, heads) : halves(table, heads);
  if (candidates.length < 2) return false;
  let size = 1024;
  while (size < candidates.length * 2) size *= 2;
  const numbers = new Int32Array(candidates.length);
  for (let i = 0; i < candidates.length; i++) numbers[i] = numberOf(table, heads[candidates[i]!]!);
  /** Open hashing by number: the last candidate of a slot + 1, and the one before each. */
  const index = new Int32Array(size);
  const before = new Int32Array(candidates.length);
  for (let i = 0; i < candidates.length; i++) {
    const slot = finish(mix(seed, numbers[i]!)) & (size - 1);
    before[i] = index[slot]!;
    index[slot] = i + 1;
  }
  let joined = false;
  const same: number[] = [];
  for (let i = 0; i < candidates.length; i++) {
    same.length = 0;
    const slot = finish(mix(seed, numbers[i]!)) & (size - 1);
    for (let at = index[slot]!; at !== 0 && same.length <= maximumSharing; at = before[at - 1]!)
      if (numbers[at - 1] === numbers[i]) same.push(at - 1);
    if (same.length < 2 || same.length > maximumSharing) continue;
    const own = candidates[i]!;
    const opening = openingOf(table, heads[own]!)!;
    const found = same.find(
      k => k < i && heads[candidates[k]!]! >= 0 && isOne(table, heads[candidates[k]!]!, heads[own]!, sibling),
    );
    if (found === undefined) continue;
    merge(table, heads, sibling, candidates[found]!, own, opening);
    joined = true;
  }
  return joined;
}

/** Indices of the heads whose SYN or SYN-ACK was seen. */
function allOpened(table: FlowTable, heads: Int32Array): number[] {
  const all: number[] = [];
  for (let i = 0; i < heads.length; i++) if (openingOf(table, heads[i]!) !== null) all.push(i);
  return all;
}

/** Indices of the heads of which one half of the handshake was seen, or an answer that the client refuses. */
function halves(table: FlowTable, heads: Int32Array): number[] {
  const all: number[] = [];
  /** Opening numbers of SYNs that go on, as if answered, while no answer is seen under their addresses. */
  const unheard = new Set<number>();
  for (let i = 0; i < heads.length; i++) {
    // Of most both halves were seen: these are told apart without making anything.
    const seen = word(table, heads[i]!, Head.seen);
    const [low, high] = [seen & sideMask, seen >> bitsPerSide];
    const [byLow, byHigh] = [low & bit.open && high & bit.accept, high & bit.open && low & bit.accept];
    if ((byLow && !(low & bit.reset)) || (byHigh && !(high & bit.reset))) continue;
    const opening = openingOf(table, heads[i]!);
    if (opening === null || !(opening.asksOnly || opening.answersOnly || opening.isRefused)) continue;
    all.push(i);
    if (opening.asksOnly && goesOn(table, heads[i]!, opening.client)) unheard.add(opening.number);
  }
  return unheard.size === 0 ? all : withWhole(table, heads, all, unheard);
}

/** Adds the heads of which both halves were seen and whose opening number is one of these: a one-armed translation's other side. */
function withWhole(
  table: FlowTable,
  heads: Int32Array,
  all: readonly number[],
  numbers: ReadonlySet<number>,
): number[] {
  const whole: number[] = [];
  for (let i = 0; i < heads.length; i++) {
    const seen = word(table, heads[i]!, Head.seen);
    const [low, high] = [seen & sideMask, seen >> bitsPerSide];
    const client = low & bit.open && high & bit.accept ? 0 : high & bit.open && low & bit.accept ? 1 : -1;
    if (client < 0) continue;
    const id = heads[i]!;
    if (numbers.has(table.flows.ints[id >>> 10]![sideAt(id, client) + Hot.initial]!)) whole.push(i);
  }
  return whole.length === 0 ? [...all] : [...new Set([...all, ...whole])].sort((a, b) => a - b);
}

function openingOf(table: FlowTable, id: number): Opening | null {
  const words = table.flows.ints[id >>> 10]!;
  const seen = word(table, id, Head.seen);
  for (let client = 0; client < 2; client++) {
    const asked = (seen >> (client * bitsPerSide)) & sideMask;
    const answered = (seen >> ((client ^ 1) * bitsPerSide)) & sideMask;
    const own = sideAt(id, client);
    const other = sideAt(id, client ^ 1);
    const accepts = (answered & bit.accept) !== 0;
    if (!(asked & bit.open) && !accepts) continue;
    if (answered & bit.open) return null;
    return {
      client,
      number: asked & bit.open ? words[own + Hot.initial]! : (words[other + Hot.firstAck]! - 1) | 0,
      answer: words[other + Hot.known]! & Known.initial ? words[other + Hot.initial]! : null,
      asksOnly: (asked & bit.open) !== 0 && (answered & ~bit.reset) === 0,
      answersOnly: accepts && !(asked & bit.open),
      isRefused: accepts && (asked & bit.reset) !== 0 && (asked & (bit.acknowledge | bit.carry | bit.close)) === 0,
    };
  }
  return null;
}

/** Returns the opening number of a head that has one, as {@link openingOf} does; without making anything of what a flood has by the million. */
function numberOf(table: FlowTable, id: number): number {
  const words = table.flows.ints[id >>> 10]!;
  const seen = word(table, id, Head.seen);
  for (let client = 0; client < 2; client++) {
    if ((seen >> (client * bitsPerSide)) & bit.open) return words[sideAt(id, client) + Hot.initial]!;
    if ((seen >> ((client ^ 1) * bitsPerSide)) & bit.accept)
      return (words[sideAt(id, client ^ 1) + Hot.firstAck]! - 1) | 0;
  }
  return 0;
}

/** Whether two heads with one opening number are one connection: of their flows those tell that one point saw, if there are such. */
function isOne(table: FlowTable, head: number, other: number, sibling: Int32Array): boolean {
  let [a, b] = [head, other];
  for (let i = head; i >= 0; i = sibling[i]!)
    for (let k = other; k >= 0; k = sibling[k]!)
      if (pointOf(table, i) === pointOf(table, k) && openingOf(table, i) !== null && openingOf(table, k) !== null)
        [a, b] = [i, k];
  const [one, two] = [openingOf(table, a)!, openingOf(table, b)!];
  if (one.number !== two.number) return false;
  if (one.answer !== null && two.answer !== null && one.answer !== two.answer) return false;
  const sameClient = sameEnd(table, a, one.client, b, two.client);
  const sameServer = sameEnd(table, a, one.client ^ 1, b, two.client ^ 1);
  // The same tuple is a matter of join.ts, which told them apart.
  if (sameClient && sameServer) return false;
  const samePoint = pointOf(table, a) === pointOf(table, b);
  const isNear = Math.abs(firstOf(table, a) - firstOf(table, b)) <= apart;
  // A SYN passed on to another server in the client's own name, which gets no answer here, or one that the client refuses.
  if (isNear && sameClient && isPassedOn(one, two, samePoint) && isOtherHop(ttlOf(table, a, one), ttlOf(table, b, two)))
    return true;
  if (samePoint && isNear && (sameClient || sameServer)) {
    // Both sides of a translation at one point: what the client acknowledges is the answer that came under the other address.
    if (one.asksOnly && !two.asksOnly && accepts(table, a, one.client, two)) return true;
    if (two.asksOnly && !one.asksOnly && accepts(table, b, two.client, one)) return true;
  }
  if (samePoint) {
    if (!isNear || !((one.asksOnly && two.answersOnly) || (one.answersOnly && two.asksOnly))) return false;
    const [asking, own, answering, other] = one.asksOnly ? [a, one, b, two] : [b, two, a, one];
    // A client that acknowledges the answer's number got it: a translation that this point sees before only, either way (G8).
    if (goesOn(table, asking, own.client))
      return (sameClient || sameServer) && accepts(table, asking, own.client, other);
    return sameClient && !goesOn(table, answering, other.client ^ 1);
  }
  // Both numbers together are no chance, however much the clocks differ.
  const sameAnswer = one.answer !== null && two.answer !== null;
  // Without both answers only the client may differ (source NAT): a client that asks two servers may use one number for both.
  return sameAnswer || (sameServer && isNear);
}

const pointOf = (table: FlowTable, id: number): number => word(table, id, Head.meta) >>> 8;

/**
 * Whether two SYNs of one client may be the one before and the one behind a translation that leaves the client's address: neither is
 * answered, or the answer to one is refused. Whoever asks two servers by one number has no way to tell their answers apart.
 */
function isPassedOn(one: Opening, two: Opening, samePoint: boolean): boolean {
  if (one.asksOnly && two.asksOnly) return samePoint;
  return (one.asksOnly && two.isRefused) || (two.asksOnly && one.isRefused);
}

/** Whether a device stands between: on one link a client's own SYNs have come equally far. Texts tell no TTL. */
const isOtherHop = (one: number, two: number): boolean => one !== two || one === 0;

/** Makes one chain of two; its head is the one whose SYN was seen, nearer the client (the higher TTL), else the earlier. */
function merge(
  table: FlowTable,
  heads: Int32Array,
  sibling: Int32Array,
  found: number,
  own: number,
  two: Opening,
): void {
  const one = openingOf(table, heads[found]!)!;
  const swap = isNearer(table, heads[own]!, two, heads[found]!, one);
  const [head, rest] = swap ? [heads[own]!, heads[found]!] : [heads[found]!, heads[own]!];
  let last = head;
  while (sibling[last]! >= 0) last = sibling[last]!;
  sibling[last] = rest;
  heads[found] = head;
  heads[own] = -1;
}

function isNearer(table: FlowTable, a: number, one: Opening, b: number, two: Opening): boolean {
  if (one.answersOnly !== two.answersOnly) return two.answersOnly;
  const difference = ttlOf(table, a, one) - ttlOf(table, b, two);
  return difference !== 0 ? difference > 0 : firstOf(table, a) < firstOf(table, b);
}

const ttlOf = (table: FlowTable, id: number, {client}: Opening): number =>
  table.flows.ints[id >>> 10]![sideAt(id, client) + Hot.ttls]! & 0xff;

function sameEnd(table: FlowTable, a: number, sideA: number, b: number, sideB: number): boolean {
  if (port(table, a, sideA) !== port(table, b, sideB)) return false;
  for (let i = 0; i < 4; i++)
    if (word(table, a, Head.addresses + 4 * sideA + i) !== word(table, b, Head.addresses + 4 * sideB + i)) return false;
  return true;
}

const port = (table: FlowTable, id: number, side: number) =>
  side === 0 ? word(table, id, Head.ports) >>> 16 : word(table, id, Head.ports) & 0xffff;

/** Whether a side was seen to go on after the handshake. */
const goesOn = (table: FlowTable, id: number, side: number): boolean =>
  ((word(table, id, Head.seen) >> (side * bitsPerSide)) & (bit.acknowledge | bit.carry | bit.close)) !== 0;

/** Whether the client's first ACK, after its SYN, acknowledges the number of an answer. */
function accepts(table: FlowTable, id: number, client: number, {answer}: Opening): boolean {
  const words = table.flows.ints[id >>> 10]!;
  const own = sideAt(id, client);
  return (
    answer !== null &&
    (words[own + Hot.known]! & Known.ack) !== 0 &&
    (words[own + Hot.firstAck]! - answer - 1) >>> 0 < 1 << 24
  );
}
