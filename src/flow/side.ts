import {Flag, type Packet} from "../decode/packet.ts";
import {millisecond, second} from "../time.ts";
import {addDetail, countFlags} from "./detail.ts";
import {bit, bitsPerSide, eventsOf} from "./handshake.ts";
import {addRung, isFull} from "./ladder.ts";
import {Pair} from "./pairs.ts";
import {Cold, detailWords, Head, Hot, Known} from "./record.ts";
import type {FlowTable} from "./table.ts";

/** Constants of this module: V8 writes them into its code as numbers, which it does not do with what is imported. */
const {
  sides: headSides,
  seen: headSeen,
  detail: headDetail,
  first: headFirst,
  pair: headPair,
  hash: headHash,
  history: headHistory,
} = Head;
const {
  words: hotWords,
  packets: hotPackets,
  firstFrame: hotFirstFrame,
  first: hotFirst,
  last: hotLast,
  via: hotVia,
  hops: hotHops,
  bytes: hotBytes,
  sentTo: hotSentTo,
  copies: hotCopies,
  known: hotKnown,
  initial: hotInitial,
  firstAck: hotFirstAck,
  lastAck: hotLastAck,
  pureAck: hotPureAck,
  window: hotWindow,
  stamp: hotStamp,
  echo: hotEcho,
  rounds: hotRounds,
  holeBytes: hotHoleBytes,
} = Hot;
const {
  sackedUnseen: knownSackedUnseen,
  round: knownRound,
  initial: knownInitial,
  carried: knownCarried,
  sent: knownSent,
  ack: knownAck,
  advancedUnseen: knownAdvancedUnseen,
  acceptedUnseen: knownAcceptedUnseen,
  pureAck: knownPureAck,
  stamp: knownStamp,
  echo: knownEcho,
  echoAdvanced: knownEchoAdvanced,
} = Known;
const {
  words: coldWords,
  resetFrame: coldResetFrame,
  opens: coldOpens,
  lateAccepts: coldLateAccepts,
  proofFrame: coldProofFrame,
  proofTime: coldProofTime,
  hole: coldHole,
  repeats: coldRepeats,
} = Cold;
const {syn: flagSyn, fin: flagFin, reset: flagReset, ack: flagAck} = Flag;
const {
  fields: pairFields,
  tcp: pairTcp,
  packets: pairPackets,
  witnessed: pairWitnessed,
  rounds: pairRounds,
  round: pairRound,
} = Pair;
const {reset: bitReset, open: bitOpen, acknowledge: bitAcknowledge, carry: bitCarry} = bit;

/** A repeated pure ACK answers something new only after so long: the ACKs of one burst come closer, retransmissions do not (RFC 6298; Linux: RTO ≥ 200 ms). */
const repeatedAck = 200;

/** Under the user's word that both directions were captured, rounds so far apart count without a witness between them. */
const roundsApart = second;

/** The first ACK seen stands at most so many bytes behind the SYN; ACKs of an earlier life of the ports are elsewhere. */
const plausible = 1 << 26;

/** Before this, ACKs of a conversation begun earlier may answer what was sent before the capture's start. */
const startEdge = second;

const otherFlags = flagSyn | flagFin | flagReset;

/** Events of a side that has been seen sending anything but a reset. */
const alive = 0x3f & ~bitReset;

/**
 * Takes a packet of `side` into account in the record of flow `id`. Sums, minima, maxima and sets do not depend on the order of packets;
 * rounds, holes and the ladder do, as they tell what had been captured at the time.
 */
export function observe(table: FlowTable, id: number, side: number, packet: Packet): void {
  const words = table.flows.ints[id >>> 12]!;
  const floats = table.flows.floats[id >>> 12]!;
  const head = (id & 4095) << 6;
  const own = head + headSides + side * hotWords;
  const other = head + headSides + (side ^ 1) * hotWords;
  const {flags, time} = packet;
  const seen = words[head + headSeen]!;

  const fresh = (eventsOf[(flags & 0x17) | (packet.payload > 0 ? 0x20 : 0)]! << (side * bitsPerSide)) & ~seen;
  if (fresh !== 0) remember(words, head, seen, fresh);

  const isFirstOfSide = words[own + hotPackets] === 0;
  words[own + hotPackets]!++;
  if (isFirstOfSide) {
    words[own + hotFirstFrame] = packet.frame;
    floats[(own + hotFirst) >> 1] = floats[(own + hotLast) >> 1] = time;
  } else {
    if (time > floats[(own + hotLast) >> 1]!) floats[(own + hotLast) >> 1] = time;
    else if (time < floats[(own + hotFirst) >> 1]!) floats[(own + hotFirst) >> 1] = time;
  }

  let path = words[own + hotVia]! & 0xffff;
  if (isFirstOfSide || !table.paths.same(path, packet)) {
    path = table.paths.intern(packet);
    const changes = isFirstOfSide ? 0 : Math.min((words[own + hotVia]! >>> 16) + 1, 0x7fff);
    words[own + hotVia] = (changes << 16) | path;
  }
  const hops = words[own + hotHops]!;
  if ((hops & 0xff) !== packet.hops) words[own + hotHops] = withHops(hops, packet.hops);

  // The second packet's detail is made from what the record still says of the first alone, hence before the bytes are added.
  const isSecond = seen !== 0 && words[head + headDetail]! < 0;
  if (isSecond) addDetail(table, id);
  floats[(own + hotBytes) >> 1]! += packet.payload;
  if (seen === 0) words[head + headFirst] = side | (flags << 8);
  else if (flags & otherFlags || packet.direction !== 0) {
    const block = words[head + headDetail]!;
    const cold = table.details.ints[block >>> 11]!;
    countFlags(cold, (block & 2047) * detailWords + side * coldWords, flags, packet.direction);
  }

  const pair = words[head + headPair]!;
  const row = pair * pairFields + side;
  const values = table.pairs.registry.values;
  values[row + pairTcp]!++;

  const now = (time / millisecond) | 0;
  const advances = packet.payload > 0 && packet.sequence === words[own + hotSentTo];
  if (table.copies.seen(packet, words[head + headHash]! ^ side, path, now, advances)) {
    words[own + hotCopies]!++;
    table.totals.copies++;
    return;
  }
  if (flags & otherFlags && seen !== 0) countOnce(table, words, head, side, packet, seen);

  const hidden = ((seen >> ((side ^ 1) * bitsPerSide)) & alive) === 0;
  let isRound = false;
  if ((flags & flagReset) === 0) {
    values[row + pairPackets]!++;
    let known = words[own + hotKnown]!;
    if (flags & flagAck)
      known = acknowledge(table, words, own, other, known, seen >> (side * bitsPerSide), hidden, packet, now);
    if (packet.stamped) known = stamp(table, words, own, other, known, hidden, packet);
    if (packet.sacked && isBeyond(words, other, hidden, packet.sackTop)) known |= knownSackedUnseen;
    isRound = (known & knownRound) !== 0;

    // How far the side has sent, and which bytes of it are missing.
    const end = (packet.sequence + packet.payload + ((flags >> 1) & 1) + (flags & 1)) | 0;
    if (flags & flagSyn) {
      words[own + hotInitial] = packet.sequence;
      known |= knownInitial;
    }
    if (packet.payload > 0) known |= knownCarried;
    const sentTo = words[own + hotSentTo]!;
    if ((known & knownSent) === 0 || packet.sequence === sentTo) words[own + hotSentTo] = end;
    else if (end !== sentTo || packet.payload > 1) outOfSequence(table, words, head, own, side, packet, end);
    words[own + hotKnown] = (known | knownSent) & ~knownRound;
  }

  if (isRound) countRound(table, words, head, side, hidden, packet);
  if (seen === 0) return;
  if (isRound || !isFull(words[head + headFirst]!)) addRung(table, words, head, side, packet, isRound);
  else words[head + headFirst]! |= 1 << 24;
}

/**
 * Takes the acknowledgment number into account; returns the side's known bits, with `knownRound` if this packet is a round.
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
  if ((known & knownAck) === 0) {
    words[own + hotFirstAck] = words[own + hotLastAck] = acknowledgment;
    known |= knownAck;
    // Round (a): a SYN-ACK answers an unseen SYN.
    if (flags & flagSyn && hidden) known |= knownRound;
  }
  const advance = (acknowledgment - words[own + hotLastAck]!) | 0;
  if (advance > 0) {
    words[own + hotLastAck] = acknowledgment;
    // Round (b): the ACK runs past everything captured of the other side.
    if (isBeyond(words, other, hidden, acknowledgment) && !(hidden && isOldNews(table, words, own, packet)))
      known |= hidden ? knownRound | knownAdvancedUnseen : knownRound;
  }
  const pure = packet.payload === 0 && (flags & otherFlags) === 0;
  if (hidden && isAnswer(words, own, known, events, packet, pure && advance === 0, now))
    known |= (known & knownInitial) !== 0 ? knownRound | knownAcceptedUnseen : knownRound;
  if (pure) {
    words[own + hotPureAck] = now;
    words[own + hotWindow] = (words[own + hotWindow]! & ~0xffff) | packet.window;
    known |= knownPureAck;
  }
  return known;
}

/** Takes the time stamps into account; returns the side's known bits, with `knownRound` if this packet is a round. */
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
  if ((known & knownStamp) === 0 || ((packet.stamp - words[own + hotStamp]!) | 0) > 0)
    words[own + hotStamp] = packet.stamp;
  known |= knownStamp;
  if (packet.echo === 0 || (packet.flags & flagAck) === 0) return known;
  if ((known & knownEcho) === 0) words[own + hotEcho] = packet.echo;
  else if (((packet.echo - words[own + hotEcho]!) | 0) > 0) {
    words[own + hotEcho] = packet.echo;
    const beyond = (words[other + hotKnown]! & knownStamp) === 0 || ((packet.echo - words[other + hotStamp]!) | 0) > 0;
    // Round (b): TSecr runs past everything captured of the other side.
    if (beyond && !(hidden && isOldNews(table, words, own, packet)))
      known |= hidden ? knownRound | knownEchoAdvanced : knownRound;
  }
  return known | knownEcho;
}

/** Whether a sequence number lies beyond all that was captured of the other side. */
function isBeyond(words: Int32Array, other: number, hidden: boolean, number: number): boolean {
  return (words[other + hotKnown]! & knownSent) === 0 ? hidden : ((number - words[other + hotSentTo]!) | 0) > 0;
}

/** Whether an advancing ACK may answer what was sent before the capture began: pure ACKs of an older conversation, just after the start. */
function isOldNews(table: FlowTable, words: Int32Array, own: number, packet: Packet): boolean {
  const known = words[own + hotKnown]!;
  return (known & (knownInitial | knownCarried)) === 0 && packet.time - table.began(packet.point) < startEdge;
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
  if (packet.flags & flagSyn) return false;
  if ((known & (knownInitial | knownAcceptedUnseen)) === knownInitial && events & bitOpen)
    return packet.acknowledgment !== 0 && (packet.sequence - words[own + hotInitial]! - 1) >>> 0 < plausible;
  return (
    isRepeat &&
    (known & knownPureAck) !== 0 &&
    packet.sequence === words[own + hotSentTo] &&
    packet.window === (words[own + hotWindow]! & 0xffff) &&
    ((now - words[own + hotPureAck]!) | 0) >= repeatedAck
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
  const block = words[head + headDetail]!;
  const cold = table.details.ints[block >>> 11]!;
  const at = (block & 2047) * detailWords + side * coldWords;
  if (packet.flags & flagReset) {
    if (cold[at + coldResetFrame] === 0) cold[at + coldResetFrame] = packet.frame + 1;
  } else if (packet.flags & flagSyn) {
    cold[at + coldOpens]!++;
    const answered = (seen >> ((side ^ 1) * bitsPerSide)) & (bitAcknowledge | bitCarry);
    if (packet.flags & flagAck && answered) cold[at + coldLateAccepts]!++;
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
  const own = head + headSides + side * hotWords;
  const rounds = words[own + hotRounds]!;
  let counted = rounds & 0xffff;
  if (hidden) {
    // What is missing runs from the other side to this one.
    const pair = words[head + headPair]!;
    const row = pair * pairFields + (side ^ 1);
    const {values} = table.pairs.registry;
    const witnesses = values[row + pairPackets]!;
    const witnessed = pair !== 0 && witnesses > values[row + pairWitnessed]!;
    const apart =
      table.bothDirections && (values[row + pairRounds] === 0 || packet.time - values[row + pairRound]! >= roundsApart);
    if (witnessed || apart) {
      values[row + pairWitnessed] = witnesses;
      values[row + pairRound] = packet.time;
      values[row + pairRounds]!++;
      counted = Math.min(counted + 1, 0xffff);
    }
    const block = words[head + headDetail]!;
    if (block >= 0) {
      const at = (block & 2047) * detailWords + side * coldWords;
      const cold = table.details.ints[block >>> 11]!;
      if (cold[at + coldProofFrame] === 0) {
        cold[at + coldProofFrame] = packet.frame + 1;
        table.details.floats[block >>> 11]![(at + coldProofTime) >> 1] = packet.time;
      }
    }
  }
  words[own + hotRounds] = (Math.min((rounds >>> 16) + 1, 0x7fff) << 16) | counted;
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
  const sentTo = words[own + hotSentTo]!;
  const block = words[head + headDetail]!;
  const cold = table.details.ints[block >>> 11]!;
  const at = (block & 2047) * detailWords + side * coldWords;
  if (((end - sentTo) | 0) > 0) {
    const gap = (packet.sequence - sentTo) | 0;
    if (gap > 0) {
      const holes = words[own + hotWindow]! >>> 16;
      if (holes === 0) cold[at + coldHole] = sentTo;
      words[own + hotWindow] = (words[own + hotWindow]! & 0xffff) | (Math.min(holes + 1, 0x7fff) << 16);
      words[own + hotHoleBytes] = Math.min(words[own + hotHoleBytes]! + gap, 0x3fffffff);
    }
    words[own + hotSentTo] = end;
  } else if (packet.payload > 1 || (packet.payload === 1 && end !== sentTo)) {
    // A single byte before the end is a keep-alive or a window probe (RFC 9293, sections 3.8.4 and 3.8.6.1).
    if (words[own + hotHoleBytes]! > 0) {
      const left = Math.max(words[own + hotHoleBytes]! - packet.payload, 0);
      words[own + hotHoleBytes] = left;
      if (left === 0) words[own + hotWindow] = words[own + hotWindow]! & 0xffff;
    } else cold[at + coldRepeats]!++;
  }
}

/** Appends the events `fresh` to the history, and to the events seen. */
function remember(words: Int32Array, head: number, seen: number, fresh: number): void {
  let length = 0;
  for (let rest = seen; rest !== 0; rest &= rest - 1) length++;
  for (let rest = fresh; rest !== 0; rest &= rest - 1, length++) {
    const code = 31 - Math.clz32(rest & -rest);
    words[head + headHistory + (length >> 3)]! |= (code + 1) << ((length & 7) * 4);
  }
  words[head + headSeen] = seen | fresh;
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
