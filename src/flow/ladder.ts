import {Flag, type Packet} from "../decode/packet.ts";
import {detailAt, Head, Hot, Known, Ladder, laterAt, type Pages, Rung} from "./record.ts";
import {countRound} from "./rounds.ts";
import type {FlowTable} from "./table.ts";

/** Constants of this module: V8 writes them into its code as numbers, which it does not do with what is imported. */
const {first: headFirst, detail: headDetail} = Head;
const {
  bytes: hotBytes,
  first: hotFirst,
  firstFrame: hotFirstFrame,
  known: hotKnown,
  firstAck: hotFirstAck,
  rounds: hotRounds,
  initial: hotInitial,
  sentTo: hotSentTo,
} = Hot;
const {ack: knownAck, initial: knownInitial, sent: knownSent, sackedUnseen: knownSacked} = Known;
const {perGroup: ladderPerGroup, rungs: ladderRungs, later: ladderLater} = Ladder;
const {
  words: rungWords,
  time: rungTime,
  frame: rungFrame,
  sequence: rungSequence,
  acknowledgment: rungAcknowledgment,
  shape: rungShape,
} = Rung;
const {ack: flagAck, fin: flagFin} = Flag;

/** A segment of the ladder, as a plain record made for a report. */
export interface LadderRung {
  readonly time: number;
  /** Ordinal of its frame over all captures. */
  readonly frame: number;
  /** 0 = the client sent it. */
  readonly side: number;
  readonly flags: number;
  /** Both unsigned. */
  readonly sequence: number;
  readonly acknowledgment: number;
  /** Bytes; 65,535 stands for more as well. */
  readonly payload: number;
  /** Whether this packet can exist only because an unseen one arrived. */
  readonly round: boolean;
  /** Whether it carries SACK blocks. */
  readonly sacked: boolean;
  /** Whether segments that are not kept lie between it and the rung before. */
  readonly afterGap: boolean;
}

const countStep = 1 << 16;
const laterStep = 1 << 20;
const gap = 1 << 24;

/** Whether a flow's ladder takes no further segment, unless it is a round: asked for every packet, so it reads the head alone. */
export const isFull = (first: number): boolean =>
  (first & 0xf0000) === ladderPerGroup * countStep && (first & 0xf00000) === 0;

/**
 * Keeps a segment if the flow's ladder has room for it, and counts it if it is a round. `words` and `head` are the flow's; its first
 * packet is kept when its second one comes.
 */
export function addRung(
  table: FlowTable,
  words: Int32Array,
  head: number,
  side: number,
  packet: Packet,
  isRound: boolean,
): void {
  if (isRound) countRound(table, words, head, side, packet);
  const block = words[head + headDetail]!;
  if (block < 0) return;
  const first = words[head + headFirst]!;
  const count = (first >> 16) & 0xf;
  const later = (first >> 20) & 0xf;
  if (count < ladderPerGroup) {
    words[head + headFirst] = first + countStep;
    const at = detailAt(block) + ladderRungs + count * rungWords;
    write(table.details, block >>> 10, at, side, packet, isRound);
  } else if (later === ladderPerGroup) return;
  else if (later > 0 || isRound) {
    words[head + headFirst] = first + laterStep;
    const details = table.details.ints[block >>> 10]!;
    const name = detailAt(block) + ladderLater;
    if (later === 0) details[name] = table.laterRungs.add() + 1;
    const id = details[name]! - 1;
    write(table.laterRungs, id >>> 10, laterAt(id) + later * rungWords, side, packet, isRound);
  } else words[head + headFirst] = first | gap;
}

function write(pages: Pages, page: number, at: number, side: number, packet: Packet, isRound: boolean): void {
  const words = pages.ints[page]!;
  pages.floats[page]![(at + rungTime) >> 1] = packet.time;
  words[at + rungFrame] = packet.frame;
  words[at + rungSequence] = packet.sequence;
  words[at + rungAcknowledgment] = packet.flags & flagAck ? packet.acknowledgment : 0;
  words[at + rungShape] = shape(packet.payload, packet.flags, side, isRound, packet.sacked);
}

const shape = (payload: number, flags: number, side: number, isRound: boolean, sacked: boolean) =>
  Math.min(payload, 0xffff) | (flags << 16) | (side << 24) | (isRound ? 1 << 25 : 0) | (sacked ? 1 << 26 : 0);

/** Writes the first rung from what the flow's record holds of its only packet so far; `own` is where that packet's side starts. */
export function firstRung(table: FlowTable, words: Int32Array, floats: Float64Array, head: number, own: number): void {
  const first = words[head + headFirst]!;
  const flags = (first >> 8) & 0xff;
  const block = words[head + headDetail]!;
  const at = detailAt(block) + ladderRungs;
  const details = table.details.ints[block >>> 10]!;
  const bytes = floats[(own + hotBytes) >> 1]!;
  words[head + headFirst] = first + countStep;
  table.details.floats[block >>> 10]![(at + rungTime) >> 1] = floats[(own + hotFirst) >> 1]!;
  details[at + rungFrame] = words[own + hotFirstFrame]!;
  details[at + rungSequence] = onlySequence(words, own, bytes, flags);
  details[at + rungAcknowledgment] = words[own + hotKnown]! & knownAck ? words[own + hotFirstAck]! : 0;
  details[at + rungShape] = shape(
    bytes,
    flags,
    first & 1,
    words[own + hotRounds] !== 0,
    (words[own + hotKnown]! & knownSacked) !== 0,
  );
}

/** Returns the sequence number of a side's only packet; 0 where it was a reset, whose number is not kept. */
export function onlySequence(words: Int32Array, own: number, bytes: number, flags: number): number {
  const known = words[own + hotKnown]!;
  if (known & knownInitial) return words[own + hotInitial]!;
  if ((known & knownSent) === 0) return 0;
  return (words[own + hotSentTo]! - bytes - (flags & flagFin ? 1 : 0)) | 0;
}

/** Returns the rungs of a flow with a detail block, in the order of capture. `first` and `block` are words of its head. */
export function rungs(table: FlowTable, first: number, block: number): LadderRung[] {
  const count = (first >> 16) & 0xf;
  const later = (first >> 20) & 0xf;
  const at = detailAt(block);
  const all: LadderRung[] = [];
  for (let i = 0; i < count; i++) all.push(read(table.details, block >>> 10, at + ladderRungs + i * rungWords, false));
  const id = table.details.ints[block >>> 10]![at + ladderLater]! - 1;
  for (let i = 0; i < later; i++) {
    const rung = laterAt(id) + i * rungWords;
    all.push(read(table.laterRungs, id >>> 10, rung, i === 0 && (first & gap) !== 0));
  }
  return all;
}

function read(pages: Pages, page: number, at: number, afterGap: boolean): LadderRung {
  const words = pages.ints[page]!;
  const packed = words[at + rungShape]!;
  return {
    time: pages.floats[page]![(at + rungTime) >> 1]!,
    frame: words[at + rungFrame]!,
    side: (packed >> 24) & 1,
    flags: (packed >> 16) & 0xff,
    sequence: words[at + rungSequence]! >>> 0,
    acknowledgment: words[at + rungAcknowledgment]! >>> 0,
    payload: packed & 0xffff,
    round: (packed & (1 << 25)) !== 0,
    sacked: (packed & (1 << 26)) !== 0,
    afterGap,
  };
}
