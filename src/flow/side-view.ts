import {bitsPerSide} from "./handshake.ts";
import {Cold, detailAt, Head, Hot, Known} from "./record.ts";
import type {FlowTable} from "./table.ts";

/** Constants of this module: V8 writes them into its code as numbers, which it does not do with what is imported. */
const {sides: headSides, detail: headDetail, first: headFirst, seen: headSeen} = Head;
const {
  words: hotWords,
  packets: hotPackets,
  copies: hotCopies,
  bytes: hotBytes,
  first: hotFirst,
  last: hotLast,
  firstFrame: hotFirstFrame,
  known: hotKnown,
  initial: hotInitial,
  sentTo: hotSentTo,
  firstAck: hotFirstAck,
  lastAck: hotLastAck,
  rounds: hotRounds,
  window: hotWindow,
  via: hotVia,
  ttls: hotTtls,
} = Hot;
const {initial: knownInitial, ack: knownAck} = Known;
const {
  words: coldWords,
  hole: coldHole,
  syn: coldSyn,
  synAck: coldSynAck,
  fin: coldFin,
  reset: coldReset,
  opens: coldOpens,
  lateAccepts: coldLateAccepts,
  repeats: coldRepeats,
  entering: coldEntering,
  leaving: coldLeaving,
  proofFrame: coldProofFrame,
  proofTime: coldProofTime,
  resetFrame: coldResetFrame,
  again: coldAgain,
  againTime: coldAgainTime,
  againFrame: coldAgainFrame,
  againShape: coldAgainShape,
  openGap: coldOpenGap,
} = Cold;

const FIN = 0x01;
const SYN = 0x02;
const RST = 0x04;
const ACK = 0x10;

/** One direction of one flow at one point, read from the table. Reused: it shows another side after the next move. */
export class SideView {
  #table: FlowTable;
  #words!: Int32Array;
  #floats!: Float64Array;
  #at = 0;
  #head = 0;
  #side = 0;

  constructor(table: FlowTable) {
    this.#table = table;
  }

  /** Shows `side` of the flow that stands at `head` of a page. */
  show(words: Int32Array, floats: Float64Array, head: number, side: number): void {
    this.#words = words;
    this.#floats = floats;
    this.#head = head;
    this.#side = side;
    this.#at = this.#head + headSides + side * hotWords;
  }

  #cold(field: number): number {
    const block = this.#words[this.#head + headDetail]!;
    return this.#table.details.ints[block >>> 10]![detailAt(block) + this.#side * coldWords + field]!;
  }

  #coldTime(field: number): number {
    const block = this.#words[this.#head + headDetail]!;
    const at = detailAt(block) + this.#side * coldWords + field;
    return this.#table.details.floats[block >>> 10]![at >> 1]!;
  }

  /** Flags of the flow's only packet, if this side sent it; 0 if it did not or there are more. */
  get #onlyFlags(): number {
    const first = this.#words[this.#head + headFirst]!;
    return (first & 1) === this.#side ? (first >> 8) & 0xff : 0;
  }

  get #hasDetail(): boolean {
    return this.#words[this.#head + headDetail]! >= 0;
  }

  get packets(): number {
    return this.#words[this.#at + hotPackets]! >>> 0;
  }
  get copies(): number {
    return this.#words[this.#at + hotCopies]! >>> 0;
  }
  /** TCP payload by the IP length, copies and retransmissions too. */
  get bytes(): number {
    return this.#floats[(this.#at + hotBytes) >> 1]!;
  }
  get first(): number {
    return this.#floats[(this.#at + hotFirst) >> 1]!;
  }
  get last(): number {
    return this.#floats[(this.#at + hotLast) >> 1]!;
  }
  /** Ordinal of the first frame. */
  get firstFrame(): number {
    return this.#words[this.#at + hotFirstFrame]!;
  }
  /** Events of this side: bits of `handshake.ts`. */
  get events(): number {
    return (this.#words[this.#head + headSeen]! >> (this.#side * bitsPerSide)) & ((1 << bitsPerSide) - 1);
  }
  get known(): number {
    return this.#words[this.#at + hotKnown]!;
  }
  /** Whether the side's SYN or SYN-ACK was seen, and its sequence number. */
  get opened(): boolean {
    return (this.known & knownInitial) !== 0;
  }
  get initial(): number {
    return this.#words[this.#at + hotInitial]!;
  }
  get sentTo(): number {
    return this.#words[this.#at + hotSentTo]!;
  }
  get firstAck(): number {
    return this.#words[this.#at + hotFirstAck]!;
  }
  get lastAck(): number {
    return this.#words[this.#at + hotLastAck]!;
  }
  /** Bytes that this side's ACKs advanced over while it was watched. */
  get acknowledged(): number {
    return this.known & knownAck ? (this.lastAck - this.firstAck) >>> 0 : 0;
  }
  /** Rounds that count towards proof, and all. */
  get countedRounds(): number {
    return this.#words[this.#at + hotRounds]! & 0xffff;
  }
  /** All rounds since the other side was last seen. */
  get rounds(): number {
    return this.#words[this.#at + hotRounds]! >>> 16;
  }
  /** Gaps in what this side sent that the other side acknowledged nevertheless, so that they were lost by the capture alone. */
  get holes(): number {
    return this.#words[this.#at + hotWindow]! >>> 16;
  }
  /** Sequence number at which the first hole starts. */
  get holeStart(): number {
    return this.#hasDetail ? this.#cold(coldHole) : 0;
  }
  /** Path of the last packet. */
  get path(): number {
    return this.#words[this.#at + hotVia]! & 0xffff;
  }
  /** How often a packet took another path than the one before it; saturating. */
  get pathChanges(): number {
    return this.#words[this.#at + hotVia]! >>> 16;
  }
  /** Whether packets came with several TTLs or hop limits. */
  get hasSeveralTtls(): boolean {
    return this.#words[this.#at + hotTtls]! >>> 8 !== 0;
  }
  /** The different TTLs or hop limits seen, ascending, at most four. */
  get ttls(): number[] {
    const packed = this.#words[this.#at + hotTtls]!;
    const all: number[] = [];
    for (let shift = 0; shift < 32; shift += 8) if ((packed >>> shift) & 0xff) all.push((packed >>> shift) & 0xff);
    return all.sort((a, b) => a - b);
  }
  /** The largest TTL or hop limit seen. */
  get highestTtl(): number {
    const packed = this.#words[this.#at + hotTtls]!;
    return Math.max(packed & 0xff, (packed >>> 8) & 0xff, (packed >>> 16) & 0xff, packed >>> 24);
  }
  get syn(): number {
    if (this.#hasDetail) return this.#cold(coldSyn);
    return (this.#onlyFlags & (SYN | ACK)) === SYN ? 1 : 0;
  }
  get synAck(): number {
    if (this.#hasDetail) return this.#cold(coldSynAck);
    return (this.#onlyFlags & (SYN | ACK)) === (SYN | ACK) ? 1 : 0;
  }
  get fin(): number {
    return this.#hasDetail ? this.#cold(coldFin) : this.#onlyFlags & FIN ? 1 : 0;
  }
  get reset(): number {
    return this.#hasDetail ? this.#cold(coldReset) : this.#onlyFlags & RST ? 1 : 0;
  }
  /** SYNs or SYN-ACKs that are no copies. */
  get opens(): number {
    return this.#hasDetail ? this.#cold(coldOpens) : this.#onlyFlags & SYN ? 1 : 0;
  }
  /** SYN-ACKs sent again although the client's ACK had been seen; of a client, SYNs sent again although the SYN-ACK had been. */
  get lateAccepts(): number {
    return this.#hasDetail ? this.#cold(coldLateAccepts) : 0;
  }
  /** Segments whose payload had been sent before. */
  get repeats(): number {
    return this.#hasDetail ? this.#cold(coldRepeats) : 0;
  }
  /** SYN-ACKs that came sooner than any timer sends them: they answer SYNs that were sent again, and not seen. */
  get promptAccepts(): number {
    return this.#hasDetail ? this.#cold(coldOpenGap) >>> 24 : 0;
  }
  /** How often the segment that was sent again last was sent again, one time after another. */
  get againCount(): number {
    return this.#hasDetail ? this.#cold(coldAgainShape) & 0xffff : 0;
  }
  /** Payload of that segment, its sequence number, when it was sent again first, and the ordinal of that frame. */
  get againPayload(): number {
    return this.#cold(coldAgainShape) >>> 16;
  }
  get again(): number {
    return this.#cold(coldAgain);
  }
  get againTime(): number {
    return this.#coldTime(coldAgainTime);
  }
  get againFrame(): number {
    return this.#cold(coldAgainFrame) - 1;
  }
  get entering(): number {
    return this.#hasDetail ? this.#cold(coldEntering) : this.#onlyDirection === 1 ? 1 : 0;
  }
  get leaving(): number {
    return this.#hasDetail ? this.#cold(coldLeaving) : this.#onlyDirection === 2 ? 1 : 0;
  }
  get #onlyDirection(): number {
    return this.packets === 1 ? this.#table.paths.direction(this.path) : 0;
  }
  /** Ordinal of the frame of the first round, and its time; −1 if there was none. */
  get proofFrame(): number {
    if (this.#hasDetail) return this.#cold(coldProofFrame) - 1;
    return this.rounds > 0 ? this.firstFrame : -1;
  }
  get proofTime(): number {
    return this.#hasDetail ? this.#coldTime(coldProofTime) : this.first;
  }
  /** Ordinal of the first reset's frame, −1 if there was none. */
  get resetFrame(): number {
    if (this.#hasDetail) return this.#cold(coldResetFrame) - 1;
    return this.reset > 0 ? this.firstFrame : -1;
  }
}
