import {Flag, type Packet} from "../decode/packet.ts";
import {millisecond, second} from "../time.ts";
import {addDetail, countFlags} from "./detail.ts";
import {bit, bitsPerSide, eventsOf} from "./handshake.ts";
import {addRung, isFull} from "./ladder.ts";
import {Pair} from "./pairs.ts";
import {Cold, detailWords, Head, Hot, Known} from "./record.ts";
import type {FlowTable} from "./table.ts";

/** A repeated pure ACK answers something new only after so long: the ACKs of one burst come closer, retransmissions do not (RFC 6298; Linux: RTO ≥ 200 ms). */
const repeatedAck = 200;

/** Under the user's word that both directions were captured, rounds so far apart count without a witness between them. */
const roundsApart = second;

/** The first ACK seen stands at most so many bytes behind the SYN; ACKs of an earlier life of the ports are elsewhere. */
const plausible = 1 << 26;

/** Before this, ACKs of a conversation begun earlier may answer what was sent before the capture's start. */
const startEdge = second;

const otherFlags = Flag.syn | Flag.fin | Flag.reset;

/** Events of a side that has been seen sending anything but a reset. */
const alive = 0x3f & ~bit.reset;

/**
 * Takes a packet of `side` into account in the record of flow `id`. Sums, minima, maxima and sets do not depend on the order of packets;
 * rounds, holes and the ladder do, as they tell what had been captured at the time.
 */
export function observe(table: FlowTable, id: number, side: number, packet: Packet): void {
  const words = table.flows.ints[id >>> 12]!;
  const floats = table.flows.floats[id >>> 12]!;
  const head = (id & 4095) << 6;
  const own = head + Head.sides + side * Hot.words;
  const other = head + Head.sides + (side ^ 1) * Hot.words;
  const {flags, time} = packet;
  const seen = words[head + Head.seen]!;

  const fresh = (eventsOf[(flags & 0x17) | (packet.payload > 0 ? 0x20 : 0)]! << (side * bitsPerSide)) & ~seen;
  if (fresh !== 0) remember(words, head, seen, fresh);

  const isFirstOfSide = words[own + Hot.packets] === 0;
  words[own + Hot.packets]!++;
  if (isFirstOfSide) {
    words[own + Hot.firstFrame] = packet.frame;
    floats[(own + Hot.first) >> 1] = floats[(own + Hot.last) >> 1] = time;
  } else {
    if (time > floats[(own + Hot.last) >> 1]!) floats[(own + Hot.last) >> 1] = time;
    else if (time < floats[(own + Hot.first) >> 1]!) floats[(own + Hot.first) >> 1] = time;
  }

  let path = words[own + Hot.via]! & 0xffff;
  if (isFirstOfSide || !table.paths.same(path, packet)) {
    path = table.paths.intern(packet);
    const changes = isFirstOfSide ? 0 : Math.min((words[own + Hot.via]! >>> 16) + 1, 0x7fff);
    words[own + Hot.via] = (changes << 16) | path;
  }
  const hops = words[own + Hot.hops]!;
  if ((hops & 0xff) !== packet.hops) words[own + Hot.hops] = withHops(hops, packet.hops);

  // The second packet's detail is made from what the record still says of the first alone, hence before the bytes are added.
  const isSecond = seen !== 0 && words[head + Head.detail]! < 0;
  if (isSecond) addDetail(table, id);
  floats[(own + Hot.bytes) >> 1]! += packet.payload;
  if (seen === 0) words[head + Head.first] = side | (flags << 8);
  else if (flags & otherFlags || packet.direction !== 0) {
    const block = words[head + Head.detail]!;
    const cold = table.details.ints[block >>> 11]!;
    countFlags(cold, (block & 2047) * detailWords + side * Cold.words, flags, packet.direction);
  }

  const pair = words[head + Head.pair]!;
  const row = pair * Pair.fields + side;
  const values = table.pairs.registry.values;
  values[row + Pair.tcp]!++;

  const now = (time / millisecond) | 0;
  const advances = packet.payload > 0 && packet.sequence === words[own + Hot.sentTo];
  if (table.copies.seen(packet, words[head + Head.hash]! ^ side, path, now, advances)) {
    words[own + Hot.copies]!++;
    table.totals.copies++;
    return;
  }
  if (flags & otherFlags && seen !== 0) countOnce(table, words, head, side, packet, seen);

  const hidden = ((seen >> ((side ^ 1) * bitsPerSide)) & alive) === 0;
  let isRound = false;
  if ((flags & Flag.reset) === 0) {
    values[row + Pair.packets]!++;
    let known = words[own + Hot.known]!;
    if (flags & Flag.ack)
      known = acknowledge(table, words, own, other, known, seen >> (side * bitsPerSide), hidden, packet, now);
    if (packet.stamped) known = stamp(table, words, own, other, known, hidden, packet);
    if (packet.sacked && isBeyond(words, other, hidden, packet.sackTop)) known |= Known.sackedUnseen;
    isRound = (known & Known.round) !== 0;

    // How far the side has sent, and which bytes of it are missing.
    const end = (packet.sequence + packet.payload + ((flags >> 1) & 1) + (flags & 1)) | 0;
    if (flags & Flag.syn) {
      words[own + Hot.initial] = packet.sequence;
      known |= Known.initial;
    }
    if (packet.payload > 0) known |= Known.carried;
    const sentTo = words[own + Hot.sentTo]!;
    if ((known & Known.sent) === 0 || packet.sequence === sentTo) words[own + Hot.sentTo] = end;
    else if (end !== sentTo || packet.payload > 1) outOfSequence(table, words, head, own, side, packet, end);
    words[own + Hot.known] = (known | Known.sent) & ~Known.round;
  }

  if (isRound) countRound(table, words, head, side, hidden, packet);
  if (seen === 0) return;
  if (isRound || !isFull(words[head + Head.first]!)) addRung(table, words, head, side, packet, isRound);
  else words[head + Head.first]! |= 1 << 24;
}

/**
 * Takes the acknowledgment number into account; returns the side's known bits, with `Known.round` if this packet is a round.
 * `events` are the side's own.
 */
function acknowledge(
  table: FlowTable,
  words: Int32Array,
  own: number,
  other: number,
  before: number,
  events: number,
  hidden: boolean,
  packet: Packet,
  now: number,
): number {
  const {acknowledgment, flags} = packet;
  let known = before;
  if ((known & Known.ack) === 0) {
    words[own + Hot.firstAck] = words[own + Hot.lastAck] = acknowledgment;
    known |= Known.ack;
    // Round (a): a SYN-ACK answers an unseen SYN.
    if (flags & Flag.syn && hidden) known |= Known.round;
  }
  const advance = (acknowledgment - words[own + Hot.lastAck]!) | 0;
  if (advance > 0) {
    words[own + Hot.lastAck] = acknowledgment;
    // Round (b): the ACK runs past everything captured of the other side.
    if (isBeyond(words, other, hidden, acknowledgment) && !(hidden && isOldNews(table, words, own, packet)))
      known |= hidden ? Known.round | Known.advancedUnseen : Known.round;
  }
  const pure = packet.payload === 0 && (flags & otherFlags) === 0;
  if (hidden && isAnswer(words, own, known, events, packet, pure && advance === 0, now))
    known |= (known & Known.initial) !== 0 ? Known.round | Known.acceptedUnseen : Known.round;
  if (pure) {
    words[own + Hot.pureAck] = now;
    words[own + Hot.window] = (words[own + Hot.window]! & ~0xffff) | packet.window;
    known |= Known.pureAck;
  }
  return known;
}

/** Takes the time stamps into account; returns the side's known bits, with `Known.round` if this packet is a round. */
function stamp(
  table: FlowTable,
  words: Int32Array,
  own: number,
  other: number,
  before: number,
  hidden: boolean,
  packet: Packet,
): number {
  let known = before;
  if ((known & Known.stamp) === 0 || ((packet.stamp - words[own + Hot.stamp]!) | 0) > 0)
    words[own + Hot.stamp] = packet.stamp;
  known |= Known.stamp;
  if (packet.echo === 0 || (packet.flags & Flag.ack) === 0) return known;
  if ((known & Known.echo) === 0) words[own + Hot.echo] = packet.echo;
  else if (((packet.echo - words[own + Hot.echo]!) | 0) > 0) {
    words[own + Hot.echo] = packet.echo;
    const beyond =
      (words[other + Hot.known]! & Known.stamp) === 0 || ((packet.echo - words[other + Hot.stamp]!) | 0) > 0;
    // Round (b): TSecr runs past everything captured of the other side.
    if (beyond && !(hidden && isOldNews(table, words, own, packet)))
      known |= hidden ? Known.round | Known.echoAdvanced : Known.round;
  }
  return known | Known.echo;
}

/** Whether a sequence number lies beyond all that was captured of the other side. */
function isBeyond(words: Int32Array, other: number, hidden: boolean, number: number): boolean {
  return (words[other + Hot.known]! & Known.sent) === 0 ? hidden : ((number - words[other + Hot.sentTo]!) | 0) > 0;
}

/** Whether an advancing ACK may answer what was sent before the capture began: pure ACKs of an older conversation, just after the start. */
function isOldNews(table: FlowTable, words: Int32Array, own: number, packet: Packet): boolean {
  const known = words[own + Hot.known]!;
  return (known & (Known.initial | Known.carried)) === 0 && packet.time - table.began(packet.point) < startEdge;
}

/**
 * Whether an ACK of a side whose other side is unseen answers something unseen although it does not advance: P1 and round (a), the first
 * ACK after the side's own SYN; round (c), the same pure ACK again long after the last.
 */
function isAnswer(
  words: Int32Array,
  own: number,
  known: number,
  events: number,
  packet: Packet,
  isRepeat: boolean,
  now: number,
): boolean {
  if (packet.flags & Flag.syn) return false;
  if ((known & (Known.initial | Known.acceptedUnseen)) === Known.initial && events & bit.open)
    return packet.acknowledgment !== 0 && (packet.sequence - words[own + Hot.initial]! - 1) >>> 0 < plausible;
  return (
    isRepeat &&
    (known & Known.pureAck) !== 0 &&
    packet.sequence === words[own + Hot.sentTo] &&
    packet.window === (words[own + Hot.window]! & 0xffff) &&
    ((now - words[own + Hot.pureAck]!) | 0) >= repeatedAck
  );
}

/** Counts what SYNs, SYN-ACKs and resets say once, however many copies there are. */
function countOnce(
  table: FlowTable,
  words: Int32Array,
  head: number,
  side: number,
  packet: Packet,
  seen: number,
): void {
  const block = words[head + Head.detail]!;
  const cold = table.details.ints[block >>> 11]!;
  const at = (block & 2047) * detailWords + side * Cold.words;
  if (packet.flags & Flag.reset) {
    if (cold[at + Cold.resetFrame] === 0) cold[at + Cold.resetFrame] = packet.frame + 1;
  } else if (packet.flags & Flag.syn) {
    cold[at + Cold.opens]!++;
    const answered = (seen >> ((side ^ 1) * bitsPerSide)) & (bit.acknowledge | bit.carry);
    if (packet.flags & Flag.ack && answered) cold[at + Cold.lateAccepts]!++;
  }
}

/** Counts a round, and whether it proves: see the certainty rule in docs/evidence.md. Its frame and time are kept if it is the first. */
function countRound(
  table: FlowTable,
  words: Int32Array,
  head: number,
  side: number,
  hidden: boolean,
  packet: Packet,
): void {
  const own = head + Head.sides + side * Hot.words;
  const rounds = words[own + Hot.rounds]!;
  let counted = rounds & 0xffff;
  if (hidden) {
    // What is missing runs from the other side to this one.
    const pair = words[head + Head.pair]!;
    const row = pair * Pair.fields + (side ^ 1);
    const {values} = table.pairs.registry;
    const witnesses = values[row + Pair.packets]!;
    const witnessed = pair !== 0 && witnesses > values[row + Pair.witnessed]!;
    const apart =
      table.bothDirections &&
      (values[row + Pair.rounds] === 0 || packet.time - values[row + Pair.round]! >= roundsApart);
    if (witnessed || apart) {
      values[row + Pair.witnessed] = witnesses;
      values[row + Pair.round] = packet.time;
      values[row + Pair.rounds]!++;
      counted = Math.min(counted + 1, 0xffff);
    }
    const block = words[head + Head.detail]!;
    if (block >= 0) {
      const at = (block & 2047) * detailWords + side * Cold.words;
      const cold = table.details.ints[block >>> 11]!;
      if (cold[at + Cold.proofFrame] === 0) {
        cold[at + Cold.proofFrame] = packet.frame + 1;
        table.details.floats[block >>> 11]![(at + Cold.proofTime) >> 1] = packet.time;
      }
    }
  }
  words[own + Hot.rounds] = (Math.min((rounds >>> 16) + 1, 0x7fff) << 16) | counted;
}

/** A segment that does not start where the last one ended: it leaves a hole, fills one, or repeats. */
function outOfSequence(
  table: FlowTable,
  words: Int32Array,
  head: number,
  own: number,
  side: number,
  packet: Packet,
  end: number,
): void {
  const sentTo = words[own + Hot.sentTo]!;
  const block = words[head + Head.detail]!;
  const cold = table.details.ints[block >>> 11]!;
  const at = (block & 2047) * detailWords + side * Cold.words;
  if (((end - sentTo) | 0) > 0) {
    const gap = (packet.sequence - sentTo) | 0;
    if (gap > 0) {
      const holes = words[own + Hot.window]! >>> 16;
      if (holes === 0) cold[at + Cold.hole] = sentTo;
      words[own + Hot.window] = (words[own + Hot.window]! & 0xffff) | (Math.min(holes + 1, 0x7fff) << 16);
      words[own + Hot.holeBytes] = Math.min(words[own + Hot.holeBytes]! + gap, 0x3fffffff);
    }
    words[own + Hot.sentTo] = end;
  } else if (packet.payload > 1 || (packet.payload === 1 && end !== sentTo)) {
    // A single byte before the end is a keep-alive or a window probe (RFC 9293, sections 3.8.4 and 3.8.6.1).
    if (words[own + Hot.holeBytes]! > 0) {
      const left = Math.max(words[own + Hot.holeBytes]! - packet.payload, 0);
      words[own + Hot.holeBytes] = left;
      if (left === 0) words[own + Hot.window] = words[own + Hot.window]! & 0xffff;
    } else cold[at + Cold.repeats]!++;
  }
}

/** Appends the events `fresh` to the history, and to the events seen. */
function remember(words: Int32Array, head: number, seen: number, fresh: number): void {
  let length = 0;
  for (let rest = seen; rest !== 0; rest &= rest - 1) length++;
  for (let rest = fresh; rest !== 0; rest &= rest - 1, length++) {
    const code = 31 - Math.clz32(rest & -rest);
    words[head + Head.history + (length >> 3)]! |= (code + 1) << ((length & 7) * 4);
  }
  words[head + Head.seen] = seen | fresh;
}

/** Adds a hop count to the set of up to four. */
function withHops(hops: number, count: number): number {
  for (let shift = 0; shift < 32; shift += 8) {
    const known = (hops >>> shift) & 0xff;
    if (known === count) return hops;
    if (known === 0) return hops | (count << shift);
  }
  return hops;
}
