import {bitsPerSide} from "./handshake.ts";
import {type LadderRung, onlySequence, rungs} from "./ladder.ts";
import {Cold, detailWords, Head, Hot, Known} from "./record.ts";
import {type FlowTable, sideAt} from "./table.ts";

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

  move(id: number, side: number): void {
    this.#words = this.#table.flows.ints[id >>> 12]!;
    this.#floats = this.#table.flows.floats[id >>> 12]!;
    this.#head = (id & 4095) << 6;
    this.#side = side;
    this.#at = this.#head + Head.sides + side * Hot.words;
  }

  #cold(field: number): number {
    const block = this.#words[this.#head + Head.detail]!;
    return this.#table.details.ints[block >>> 11]![(block & 2047) * detailWords + this.#side * Cold.words + field]!;
  }

  #coldTime(field: number): number {
    const block = this.#words[this.#head + Head.detail]!;
    const at = (block & 2047) * detailWords + this.#side * Cold.words + field;
    return this.#table.details.floats[block >>> 11]![at >> 1]!;
  }

  /** Flags of the flow's only packet, if this side sent it; 0 if it did not or there are more. */
  get #onlyFlags(): number {
    const first = this.#words[this.#head + Head.first]!;
    return (first & 1) === this.#side ? (first >> 8) & 0xff : 0;
  }

  get #hasDetail(): boolean {
    return this.#words[this.#head + Head.detail]! >= 0;
  }

  get packets(): number {
    return this.#words[this.#at + Hot.packets]! >>> 0;
  }
  get copies(): number {
    return this.#words[this.#at + Hot.copies]! >>> 0;
  }
  /** TCP payload by the IP length, copies and retransmissions too. */
  get bytes(): number {
    return this.#floats[(this.#at + Hot.bytes) >> 1]!;
  }
  get first(): number {
    return this.#floats[(this.#at + Hot.first) >> 1]!;
  }
  get last(): number {
    return this.#floats[(this.#at + Hot.last) >> 1]!;
  }
  /** Ordinal of the first frame. */
  get firstFrame(): number {
    return this.#words[this.#at + Hot.firstFrame]!;
  }
  /** Events of this side: bits of `handshake.ts`. */
  get events(): number {
    return (this.#words[this.#head + Head.seen]! >> (this.#side * bitsPerSide)) & ((1 << bitsPerSide) - 1);
  }
  get known(): number {
    return this.#words[this.#at + Hot.known]!;
  }
  /** Whether the side's SYN or SYN-ACK was seen, and its sequence number. */
  get opened(): boolean {
    return (this.known & Known.initial) !== 0;
  }
  get initial(): number {
    return this.#words[this.#at + Hot.initial]!;
  }
  get sentTo(): number {
    return this.#words[this.#at + Hot.sentTo]!;
  }
  get firstAck(): number {
    return this.#words[this.#at + Hot.firstAck]!;
  }
  get lastAck(): number {
    return this.#words[this.#at + Hot.lastAck]!;
  }
  /** Bytes that this side's ACKs advanced over while it was watched. */
  get acknowledged(): number {
    return this.known & Known.ack ? (this.lastAck - this.firstAck) >>> 0 : 0;
  }
  /** Rounds that count towards proof, and all. */
  get countedRounds(): number {
    return this.#words[this.#at + Hot.rounds]! & 0xffff;
  }
  get rounds(): number {
    return this.#words[this.#at + Hot.rounds]! >>> 16;
  }
  /** Gaps in what this side sent that the other side acknowledged nevertheless, so that they were lost by the capture alone. */
  get holes(): number {
    return this.#words[this.#at + Hot.window]! >>> 16;
  }
  /** Sequence number at which the first hole starts. */
  get holeStart(): number {
    return this.#hasDetail ? this.#cold(Cold.hole) : 0;
  }
  /** Path of the last packet, and how often the path changed. */
  get path(): number {
    return this.#words[this.#at + Hot.via]! & 0xffff;
  }
  get pathChanges(): number {
    return this.#words[this.#at + Hot.via]! >>> 16;
  }
  /** The different TTLs or hop limits seen, ascending, at most four. */
  get hops(): number[] {
    const packed = this.#words[this.#at + Hot.hops]!;
    const all: number[] = [];
    for (let shift = 0; shift < 32; shift += 8) if ((packed >>> shift) & 0xff) all.push((packed >>> shift) & 0xff);
    return all.sort((a, b) => a - b);
  }
  /** The largest TTL or hop limit seen. */
  get mostHops(): number {
    const packed = this.#words[this.#at + Hot.hops]!;
    return Math.max(packed & 0xff, (packed >>> 8) & 0xff, (packed >>> 16) & 0xff, packed >>> 24);
  }
  get syn(): number {
    if (this.#hasDetail) return this.#cold(Cold.syn);
    return (this.#onlyFlags & (SYN | ACK)) === SYN ? 1 : 0;
  }
  get synAck(): number {
    if (this.#hasDetail) return this.#cold(Cold.synAck);
    return (this.#onlyFlags & (SYN | ACK)) === (SYN | ACK) ? 1 : 0;
  }
  get fin(): number {
    return this.#hasDetail ? this.#cold(Cold.fin) : this.#onlyFlags & FIN ? 1 : 0;
  }
  get reset(): number {
    return this.#hasDetail ? this.#cold(Cold.reset) : this.#onlyFlags & RST ? 1 : 0;
  }
  /** SYNs or SYN-ACKs that are no copies. */
  get opens(): number {
    return this.#hasDetail ? this.#cold(Cold.opens) : this.#onlyFlags & SYN ? 1 : 0;
  }
  /** SYN-ACKs sent again although the client's ACK had been seen. */
  get lateAccepts(): number {
    return this.#hasDetail ? this.#cold(Cold.lateAccepts) : 0;
  }
  /** Segments whose payload had been sent before. */
  get repeats(): number {
    return this.#hasDetail ? this.#cold(Cold.repeats) : 0;
  }
  get entering(): number {
    return this.#hasDetail ? this.#cold(Cold.entering) : this.#onlyDirection === 1 ? 1 : 0;
  }
  get leaving(): number {
    return this.#hasDetail ? this.#cold(Cold.leaving) : this.#onlyDirection === 2 ? 1 : 0;
  }
  get #onlyDirection(): number {
    return this.packets === 1 ? this.#table.paths.direction(this.path) : 0;
  }
  /** Ordinal of the frame of the first round, and its time; −1 if there was none. */
  get proofFrame(): number {
    if (this.#hasDetail) return this.#cold(Cold.proofFrame) - 1;
    return this.rounds > 0 ? this.firstFrame : -1;
  }
  get proofTime(): number {
    return this.#hasDetail ? this.#coldTime(Cold.proofTime) : this.first;
  }
  /** Ordinal of the first reset's frame, −1 if there was none. */
  get resetFrame(): number {
    if (this.#hasDetail) return this.#cold(Cold.resetFrame) - 1;
    return this.reset > 0 ? this.firstFrame : -1;
  }
}

/** One flow, read from the table: both sides of one 5-tuple at one capture point. Reused like {@link SideView}. */
export class FlowView {
  readonly client: SideView;
  readonly server: SideView;
  id = -1;
  point = 0;
  pair = 0;
  /** Which side of the record is the client's. */
  clientSide = 0;
  readonly #table: FlowTable;

  constructor(table: FlowTable) {
    this.#table = table;
    this.client = new SideView(table);
    this.server = new SideView(table);
  }

  move(id: number, clientSide: number): void {
    this.id = id;
    this.clientSide = clientSide;
    this.client.move(id, clientSide);
    this.server.move(id, clientSide ^ 1);
    this.point = this.#word(Head.meta) >>> 8;
    this.pair = this.#word(Head.pair);
  }

  #word(field: number): number {
    return this.#table.flows.ints[this.id >>> 12]![((this.id & 4095) << 6) + field]!;
  }

  /** Type × 2⁸ + code of an ICMP error that quotes this flow, −1 if there was none; and the ordinal of its frame. */
  get icmpError(): number {
    return this.#word(Head.icmpError) - 1;
  }
  get icmpFrame(): number {
    return this.#word(Head.icmpFrame);
  }

  /** Codes of `Head.history`, oldest first: letter + 6 × side. */
  get history(): number[] {
    const codes: number[] = [];
    for (let i = 0; i < 12; i++) {
      const code = (this.#word(Head.history + (i >> 3)) >>> ((i & 7) * 4)) & 0xf;
      if (code === 0) break;
      codes.push(code - 1);
    }
    return codes;
  }

  /** The ladder: plain records, made on demand. `side` is 0 for the client's. */
  get ladder(): LadderRung[] {
    const block = this.#word(Head.detail);
    const first = this.#word(Head.first);
    if (block >= 0) return rungs(this.#table, first, block).map(rung => ({...rung, side: rung.side ^ this.clientSide}));
    const isClient = this.client.packets > 0;
    const side = isClient ? this.client : this.server;
    const flags = (first >> 8) & 0xff;
    const words = this.#table.flows.ints[this.id >>> 12]!;
    return [
      {
        time: side.first,
        frame: side.firstFrame,
        side: isClient ? 0 : 1,
        flags,
        sequence: onlySequence(words, sideAt(this.id, first & 1), side.bytes, flags) >>> 0,
        acknowledgment: side.known & Known.ack ? side.firstAck >>> 0 : 0,
        payload: side.bytes,
        round: side.rounds > 0,
        afterGap: false,
      },
    ];
  }
}
