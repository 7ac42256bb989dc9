import {Lacks} from "../capture/frames.ts";
import {Flag, type Packet} from "../decode/packet.ts";
import {second} from "../time/time.ts";
import {bit} from "./handshake.ts";
import {Pair} from "./pairs.ts";
import {Cold, detailAt, Head, Hot, Known} from "./record.ts";
import type {FlowTable} from "./table.ts";

/** Constants of this module: V8 writes them into its code as numbers, which it does not do with what is imported. */
const {
  firstAck: hotFirstAck,
  lastAck: hotLastAck,
  pureAck: hotPureAck,
  window: hotWindow,
  stamp: hotStamp,
  echo: hotEcho,
  known: hotKnown,
  sentTo: hotSentTo,
  initial: hotInitial,
} = Hot;
const {
  ack: knownAck,
  round: knownRound,
  advancedUnseen: knownAdvancedUnseen,
  initial: knownInitial,
  acceptedUnseen: knownAcceptedUnseen,
  pureAck: knownPureAck,
  stamp: knownStamp,
  echo: knownEcho,
  echoAdvanced: knownEchoAdvanced,
  sent: knownSent,
  carried: knownCarried,
  sackedUnseen: knownSackedUnseen,
  erratic: knownErratic,
} = Known;
const {syn: flagSyn, fin: flagFin, reset: flagReset, ack: flagAck} = Flag;
const {open: bitOpen} = bit;
const {sequence: lacksSequence} = Lacks;

/** A repeated pure ACK answers something new only after so long: the ACKs of one burst come closer, retransmissions do not (RFC 6298; Linux: RTO ≥ 200 ms). */
const repeatedAck = 200;

/** Under the user's word that both directions were captured, rounds so far apart count without a witness between them. */
const roundsApart = second;

/** The first ACK seen stands at most so many bytes behind the SYN; ACKs of an earlier life of the ports are elsewhere. */
const plausible = 1 << 26;

/**
 * Before this, ACKs of a connection begun earlier may answer what was sent before the capture's start: full buffers and satellites take
 * seconds.
 */
const startEdge = 3 * second;
/** No window is larger (RFC 7323, section 2.3), so that no ACK advances further, nor falls further behind. */
const largestWindow = 1 << 30;

const otherFlags = flagSyn | flagFin | flagReset;

/**
 * Takes the acknowledgment number into account; returns the side's known bits, with `Known.round` if this packet is a round.
 * `events` are the side's own.
 */
export function acknowledge(
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
  if (advance > largestWindow || advance < -largestWindow) known |= knownErratic;
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

/** Takes the time stamps into account; returns the side's known bits, with `Known.round` if this packet is a round. */
export function stamp(
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

/** Takes SACK blocks into account; returns the side's known bits, with `Known.round` if this packet is a round (P4). */
export function sack(
  table: FlowTable,
  words: Int32Array,
  own: number,
  other: number,
  known: number,
  hidden: boolean,
  packet: Packet,
): number {
  // A duplicate SACK (RFC 2883) stands below the acknowledgment and tells of what is known.
  if (((packet.sackTop - packet.acknowledgment) | 0) <= 0) return known;
  if (!isBeyond(words, other, hidden, packet.sackTop)) return known;
  if (!hidden) return known | knownSackedUnseen;
  // A pure ACK with a block answers the arrival of a segment beyond a gap (RFC 2018, section 4); data may repeat an older block.
  const pure = packet.payload === 0 && (packet.flags & otherFlags) === 0;
  return pure && !isOldNews(table, words, own, packet) ? known | knownSackedUnseen | knownRound : known;
}

/** Whether a sequence number lies beyond all that was captured of the other side. */
function isBeyond(words: Int32Array, other: number, hidden: boolean, number: number): boolean {
  return (words[other + hotKnown]! & knownSent) === 0 ? hidden : ((number - words[other + hotSentTo]!) | 0) > 0;
}

/** Whether an advancing ACK may answer what was sent before the capture began: pure ACKs of an older connection, just after the start. */
function isOldNews(table: FlowTable, words: Int32Array, own: number, packet: Packet): boolean {
  const known = words[own + hotKnown]!;
  return (known & (knownInitial | knownCarried)) === 0 && packet.time - table.periods.began(packet.point) < startEdge;
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
    return (
      packet.acknowledgment !== 0 &&
      ((packet.lacks & lacksSequence) !== 0 || (packet.sequence - words[own + hotInitial]! - 1) >>> 0 < plausible)
    );
  // Without lengths, data looks like a pure ACK.
  return (
    isRepeat &&
    packet.lacks === 0 &&
    (known & knownPureAck) !== 0 &&
    packet.sequence === words[own + hotSentTo] &&
    packet.window === (words[own + hotWindow]! & 0xffff) &&
    ((now - words[own + hotPureAck]!) | 0) >= repeatedAck
  );
}

/** Counts a round, and whether it proves: see the certainty rule in docs/evidence.md. Its frame and time are kept if it is the first. */
export function countRound(table: FlowTable, words: Int32Array, head: number, side: number, packet: Packet): void {
  const own = head + Head.sides + side * Hot.words;
  const rounds = words[own + Hot.rounds]!;
  let counted = rounds & 0xffff;
  {
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
      const at = detailAt(block) + side * Cold.words;
      const cold = table.details.ints[block >>> 10]!;
      if (cold[at + Cold.proofFrame] === 0) {
        cold[at + Cold.proofFrame] = packet.frame + 1;
        table.details.floats[block >>> 10]![(at + Cold.proofTime) >> 1] = packet.time;
      }
    }
  }
  words[own + Hot.rounds] = (Math.min((rounds >>> 16) + 1, 0x7fff) << 16) | counted;
}
