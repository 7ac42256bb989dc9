import {Flag, type Packet} from "../decode/packet.ts";
import {bit, bitsPerSide} from "./handshake.ts";
import {firstRung} from "./ladder.ts";
import {Cold, detailAt, Head, Hot, headAt, Known, sideAt} from "./record.ts";
import type {FlowTable} from "./table.ts";

/** Constants of this module: V8 writes them into its code as numbers, which it does not do with what is imported. */
const {
  synAck: coldSynAck,
  syn: coldSyn,
  fin: coldFin,
  reset: coldReset,
  entering: coldEntering,
  leaving: coldLeaving,
  words: coldWords,
  resetFrame: coldResetFrame,
  opens: coldOpens,
  proofFrame: coldProofFrame,
  proofTime: coldProofTime,
} = Cold;
const {first: headFirst, detail: headDetail} = Head;
const {via: hotVia, firstFrame: hotFirstFrame, rounds: hotRounds, first: hotFirst} = Hot;
const {syn: flagSyn, fin: flagFin, reset: flagReset, ack: flagAck} = Flag;

/** Steps the counters of a side (its words begin at `at`) that every packet steps, copies too. */
export function countFlags(cold: Int32Array, at: number, flags: number, direction: number): void {
  if (flags & (flagSyn | flagFin | flagReset)) {
    if (flags & flagSyn) cold[at + (flags & flagAck ? coldSynAck : coldSyn)]!++;
    if (flags & flagFin) cold[at + coldFin]!++;
    if (flags & flagReset) cold[at + coldReset]!++;
  }
  if (direction === 1) cold[at + coldEntering]!++;
  else if (direction === 2) cold[at + coldLeaving]!++;
}

/** Gives a flow its detail block, when its second packet comes, and writes into it what the first one had to say. */
export function addDetail(table: FlowTable, id: number): void {
  const words = table.flows.ints[id >>> 10]!;
  const floats = table.flows.floats[id >>> 10]!;
  const head = headAt(id);
  const side = words[head + headFirst]! & 1;
  const flags = (words[head + headFirst]! >> 8) & 0xff;
  const own = sideAt(id, side);
  const block = table.details.add();
  words[head + headDetail] = block;
  const cold = table.details.ints[block >>> 10]!;
  const at = detailAt(block) + side * coldWords;
  countFlags(cold, at, flags, table.paths.direction(words[own + hotVia]! & 0xffff));
  const frame = words[own + hotFirstFrame]!;
  if (flags & flagReset) cold[at + coldResetFrame] = frame + 1;
  else if (flags & flagSyn) cold[at + coldOpens] = 1;
  if (words[own + hotRounds] !== 0) {
    cold[at + coldProofFrame] = frame + 1;
    table.details.floats[block >>> 10]![(at + coldProofTime) >> 1] = floats[(own + hotFirst) >> 1]!;
  }
  firstRung(table, words, floats, head, own);
}

/**
 * A server's own timer never sends SYN-ACKs closer than the gap before (RFC 6298, section 5.5: it doubles); by so much closer they answer a
 * SYN that was sent again, from a stack that waits for the handshake's end.
 */
const shortest = 0.7;
const gapBits = 0xffffff;
const shortStep = 1 << 24;

/**
 * Counts what SYNs, SYN-ACKs and resets say once, however many copies there are; returns whether it is a SYN-ACK that no timer sends, to a
 * side that was not seen. Times between packets depend on their order, as timers do.
 */
export function countOnce(
  table: FlowTable,
  words: Int32Array,
  head: number,
  side: number,
  packet: Packet,
  seen: number,
  now: number,
): boolean {
  const block = words[head + Head.detail]!;
  const cold = table.details.ints[block >>> 10]!;
  const at = detailAt(block) + side * Cold.words;
  if (packet.flags & Flag.reset) {
    if (cold[at + Cold.resetFrame] === 0) cold[at + Cold.resetFrame] = packet.frame + 1;
    return false;
  }
  if (packet.flags & Flag.syn) {
    cold[at + Cold.opens]!++;
    const late = packet.flags & Flag.ack ? bit.acknowledge | bit.carry : bit.accept;
    const others = (seen >> ((side ^ 1) * bitsPerSide)) & 0x3f;
    // A first SYN that is read after its answer, as files may come in any order, is not sent again.
    const isFirst =
      (flagSyn | flagAck) !== (packet.flags & (flagSyn | flagAck)) && ((seen >> (side * bitsPerSide)) & bit.open) === 0;
    if (others & late && !isFirst) cold[at + Cold.lateAccepts]!++;
    const isAlone = (others & ~bit.reset) === 0 && ((seen >> (side * bitsPerSide)) & 0x3f) === bit.accept;
    if (packet.flags & Flag.ack && isAlone)
      return isTooSoon(cold, at, (now - words[head + Head.sides + side * Hot.words + Hot.pureAck]!) | 0);
  }
  return false;
}

/** Notes the time since the SYN-ACK before, in milliseconds; returns whether no timer sends one so soon. */
function isTooSoon(cold: Int32Array, at: number, gap: number): boolean {
  if (gap < 0) return false;
  const before = cold[at + Cold.openGap]!;
  const isShort = gap < shortest * (before & gapBits);
  const shorts = (before & ~gapBits) + (isShort && before < 0x7f000000 ? shortStep : 0);
  cold[at + Cold.openGap] = shorts | Math.min(gap, gapBits);
  return isShort;
}

/** A segment that does not start where the last one ended: it leaves a hole, fills one, or repeats. */
export function outOfSequence(
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
  const cold = table.details.ints[block >>> 10]!;
  const at = detailAt(block) + side * Cold.words;
  if (((end - sentTo) | 0) > 0) {
    const gap = (packet.sequence - sentTo) | 0;
    // A SYN-ACK of another number begins anew, after a reset: nothing is missing before it.
    if (gap > 0 && !(packet.flags & Flag.syn) && !(gap === 1 && beganByKeepAlive(words, own))) {
      const holes = words[own + Hot.window]! >>> 16;
      if (holes === 0) cold[at + Cold.hole] = sentTo;
      words[own + Hot.window] = (words[own + Hot.window]! & 0xffff) | (Math.min(holes + 1, 0x7fff) << 16);
      words[own + Hot.holeBytes] = Math.min(words[own + Hot.holeBytes]! + gap, 0x3fffffff);
    }
    words[own + Hot.sentTo] = end;
  } else if (packet.payload > 1 || (packet.payload === 1 && end !== sentTo)) {
    // A single byte before the end is a keep-alive or a window probe (RFC 9293, sections 3.8.4 and 3.8.6.1).
    if (!fillHole(words, own, packet.payload)) {
      cold[at + Cold.repeats]!++;
      sendAgain(cold, table.details.floats[block >>> 10]!, at, packet);
    }
  }
}

/** Whether all that was seen of a side before are pure ACKs: the first may be a keep-alive, before the next number (RFC 9293, section 3.8.4). */
const beganByKeepAlive = (words: Int32Array, own: number): boolean =>
  (words[own + Hot.known]! & (Known.initial | Known.carried)) === 0;

/** Counts how often the same bytes are sent again, one time after another: it depends on order, as retransmissions do. */
function sendAgain(cold: Int32Array, times: Float64Array, at: number, packet: Packet): void {
  const shape = cold[at + Cold.againShape]!;
  if (shape !== 0 && cold[at + Cold.again] === packet.sequence) {
    if ((shape & 0xffff) < 0xffff) cold[at + Cold.againShape] = shape + 1;
    return;
  }
  times[(at + Cold.againTime) >> 1] = packet.time;
  cold[at + Cold.again] = packet.sequence;
  cold[at + Cold.againFrame] = packet.frame + 1;
  cold[at + Cold.againShape] = 1 | (Math.min(packet.payload, 0x7fff) << 16);
}

/** Takes `payload` bytes off what is missing of a side whose words begin at `own`; returns whether anything was missing. */
export function fillHole(words: Int32Array, own: number, payload: number): boolean {
  if (words[own + Hot.holeBytes] === 0) return false;
  const left = Math.max(words[own + Hot.holeBytes]! - payload, 0);
  words[own + Hot.holeBytes] = left;
  if (left === 0) words[own + Hot.window] = words[own + Hot.window]! & 0xffff;
  return true;
}
