import {Lacks} from "../capture/frames.ts";
import {after, Flag, type Packet} from "../decode/packet.ts";
import {millisecond} from "../time/time.ts";
import {addDetail, countFlags, countOnce, fillHole, outOfSequence} from "./detail.ts";
import {bit, bitsPerSide, eventsOf} from "./handshake.ts";
import {addRung, isFull} from "./ladder.ts";
import {Pair} from "./pairs.ts";
import {Cold, detailAt, Head, Hot, headAt, Known, sideAt} from "./record.ts";
import {acknowledge, sack, stamp} from "./rounds.ts";
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
  ttls: hotTtls,
  bytes: hotBytes,
  sentTo: hotSentTo,
  copies: hotCopies,
  known: hotKnown,
  rounds: hotRounds,
  initial: hotInitial,
  pureAck: hotPureAck,
} = Hot;
const {words: coldWords} = Cold;
const {round: knownRound, initial: knownInitial, carried: knownCarried, sent: knownSent, pureAck: knownPureAck} = Known;
const {syn: flagSyn, fin: flagFin, reset: flagReset, push: flagPush, ack: flagAck} = Flag;
const {fields: pairFields, tcp: pairTcp, packets: pairPackets} = Pair;
const {reset: bitReset} = bit;
const {payloadLength: lacksLength} = Lacks;
/** Without these, the same segment sent again looks like a copy. */
const lacksIdentity = Lacks.sequence | Lacks.time;

const otherFlags = flagSyn | flagFin | flagReset;

/** Events of a side that has been seen sending anything but a reset. */
const alive = 0x3f & ~bitReset;

/**
 * Takes a packet of `side` into account in the record of flow `id`. Sums, minima, maxima and sets do not depend on the order of packets;
 * rounds, holes and the ladder do, as they tell what had been captured at the time.
 */
export function observe(table: FlowTable, id: number, side: number, packet: Packet): void {
  const words = table.flows.ints[id >>> 10]!;
  const floats = table.flows.floats[id >>> 10]!;
  const head = headAt(id);
  const own = head + headSides + side * hotWords;
  const other = head + headSides + (side ^ 1) * hotWords;
  const {flags, time} = packet;
  const seen = words[head + headSeen]!;

  // The second packet's detail is made from what the record says of the first alone, hence before anything else.
  if (seen !== 0 && words[head + headDetail]! < 0) addDetail(table, id);

  // A text that tells no lengths tells by PSH that there is payload.
  const carries = packet.payload > 0 || (packet.lacks !== 0 && (flags & flagPush) !== 0);
  const fresh = (eventsOf[(flags & 0x17) | (carries ? 0x20 : 0)]! << (side * bitsPerSide)) & ~seen;
  if (fresh !== 0) remember(words, head, seen, fresh);

  if (words[own + hotPackets] === 0) {
    words[own + hotFirstFrame] = packet.frame;
    floats[(own + hotFirst) >> 1] = floats[(own + hotLast) >> 1] = time;
    words[own + hotVia] = table.paths.intern(packet);
    words[own + hotTtls] = packet.ttl;
  }
  words[own + hotPackets]!++;
  // Without branches, since V8 compiles this function again when a branch is taken for the first time.
  floats[(own + hotLast) >> 1] = Math.max(floats[(own + hotLast) >> 1]!, time);
  floats[(own + hotFirst) >> 1] = Math.min(floats[(own + hotFirst) >> 1]!, time);
  let path = words[own + hotVia]! & 0xffff;
  if (!table.paths.same(path, packet)) path = changePath(table, words, own, packet);
  const ttls = words[own + hotTtls]!;
  if ((ttls & 0xff) !== packet.ttl) words[own + hotTtls] = withTtl(ttls, packet.ttl);

  floats[(own + hotBytes) >> 1]! += packet.payload;
  if (seen === 0) words[head + headFirst] = side | (flags << 8);
  else if (flags & otherFlags || packet.direction !== 0) {
    const block = words[head + headDetail]!;
    const cold = table.details.ints[block >>> 10]!;
    countFlags(cold, detailAt(block) + side * coldWords, flags, packet.direction);
  }

  const pair = words[head + headPair]!;
  const row = pair * pairFields + side;
  const values = table.pairs.registry.values;
  values[row + pairTcp]!++;

  const now = (time / millisecond) | 0;
  const advances = packet.payload > 0 && packet.sequence === words[own + hotSentTo];
  if (
    (packet.lacks & lacksIdentity) === 0 &&
    table.copies.seen(packet, words[head + headHash]! ^ side, path, now, advances)
  ) {
    words[own + hotCopies]!++;
    table.totals.copies++;
    return;
  }
  const isTimeless = (flags & otherFlags) !== 0 && seen !== 0 && countOnce(table, words, head, side, packet, seen, now);

  const hidden = ((seen >> ((side ^ 1) * bitsPerSide)) & alive) === 0;
  let isRound = false;
  if ((flags & flagReset) === 0) {
    values[row + pairPackets]!++;
    let known = words[own + hotKnown]!;
    if (flags & flagAck)
      known = acknowledge(table, words, own, other, known, seen >> (side * bitsPerSide), hidden, packet, now);
    if (packet.stamped) known = stamp(table, words, own, other, known, hidden, packet);
    if (packet.sacked) known = sack(table, words, own, other, known, hidden, packet);
    isRound = isTimeless || (known & knownRound) !== 0;

    // How far the side has sent, and which bytes of it are missing.
    const end = (packet.sequence + packet.payload + ((flags >> 1) & 1) + (flags & 1)) | 0;
    if (flags & flagSyn) {
      words[own + hotInitial] = packet.sequence;
      known |= knownInitial;
      if ((known & knownPureAck) === 0) words[own + hotPureAck] = now;
    }
    if (carries) known |= knownCarried;
    // Without lengths nothing is known any more of how far the side has sent, and nothing may be concluded from it.
    if (packet.lacks === 0) {
      if ((known & knownSent) === 0 || packet.sequence === words[own + hotSentTo]) words[own + hotSentTo] = end;
      else outOfSequence(table, words, head, own, side, packet, end);
      known |= knownSent;
    } else if (packet.lacks & lacksLength) known &= ~knownSent;
    words[own + hotKnown] = known & ~knownRound;
    // Rounds tell of packets missing since the other side was last seen: seeing it begins anew.
    words[other + hotRounds] = 0;
  }

  if (isRound || !isFull(words[head + headFirst]!)) addRung(table, words, head, side, packet, isRound);
  else words[head + headFirst]! |= 1 << 24;
}

/**
 * Takes a later fragment of a segment of `side` into account: its payload, and how far the side has sent by it. It is no packet of TCP's
 * by itself, and what is missing between fragments is no hole: the segment arrives as a whole or not at all.
 */
export function observeFragment(table: FlowTable, id: number, side: number, packet: Packet): void {
  const words = table.flows.ints[id >>> 10]!;
  const own = sideAt(id, side);
  table.flows.floats[id >>> 10]![(own + hotBytes) >> 1]! += packet.payload;
  if ((words[own + hotKnown]! & knownSent) === 0) return;
  const end = (packet.sequence + packet.payload) | 0;
  if (after(end, words[own + hotSentTo]!)) words[own + hotSentTo] = end;
  else fillHole(words, own, packet.payload);
}

/** Appends the events `fresh` to the history, and to the events seen. */
function remember(words: Int32Array, head: number, seen: number, fresh: number): void {
  let length = countBits(seen);
  for (let rest = fresh; rest !== 0; rest &= rest - 1, length++) {
    const code = 31 - Math.clz32(rest & -rest);
    words[head + headHistory + (length >> 3)]! |= (code + 1) << ((length & 7) * 4);
  }
  words[head + headSeen] = seen | fresh;
}

/** Returns how many of the twelve low bits are set. */
function countBits(bits: number): number {
  const pairs = (bits & 0x555) + ((bits >> 1) & 0x555);
  const quads = (pairs & 0x333) + ((pairs >> 2) & 0x333);
  return (quads & 0xf) + ((quads >> 4) & 0xf) + (quads >> 8);
}

/** Notes that a side's packets took another path than before. */
function changePath(table: FlowTable, words: Int32Array, own: number, packet: Packet): number {
  const path = table.paths.intern(packet);
  table.paths.change(words[own + hotVia]! & 0xffff, path);
  const changes = Math.min((words[own + hotVia]! >>> 16) + 1, 0x7fff);
  words[own + hotVia] = (changes << 16) | path;
  return path;
}

/** Adds a TTL or hop limit to the set of up to four. */
function withTtl(ttls: number, ttl: number): number {
  for (let shift = 0; shift < 32; shift += 8) {
    const known = (ttls >>> shift) & 0xff;
    if (known === ttl) return ttls;
    if (known === 0) return ttls | (ttl << shift);
  }
  return ttls;
}
