/**
 * How a flow is laid out in numbers: 64 words of 32 bits, in pages that never move; most packets touch the head and one side. From its
 * second packet on a flow has a detail block too, so that a flood of single SYNs costs 256 bytes a flow. Times, and byte counts, are
 * 64-bit floats and stand at even words. Offsets are private to this folder.
 */

/** Words at the head of a flow. Side 0 is that of the lower address (then port), whoever is the client. */
export const Head = {
  /** Hash of tuple and point. */
  hash: 0,
  /** Port of side 0 × 2¹⁶ + port of side 1. */
  ports: 1,
  /** Capture point × 2⁸ + address width. */
  meta: 2,
  /** The flow of the same tuple and point before this one (the ports were reused), or −1. */
  previous: 3,
  /** Address of side 0, then of side 1; four words each. */
  addresses: 4,
  /** Events seen: side 0 in the low six bits, side 1 above. */
  seen: 12,
  pair: 13,
  /** Detail block, or −1. */
  detail: 14,
  /** Up to twelve 4-bit codes, in order of first appearance: 1 + letter + 6 × side. */
  history: 15,
  /** ICMP error that quotes this flow: 1 + type × 2⁸ + code, or 0; and the ordinal of its frame. */
  icmpError: 17,
  icmpFrame: 18,
  /** Side of the flow's first packet, its TCP flags × 2⁸, rungs kept × 2¹⁶, later rungs × 2²⁰, and × 2²⁴ whether segments lie between. */
  first: 19,
  sides: 20,
} as const;

/** Words of a side, from `Head.sides` + 22 × side on. */
export const Hot = {
  first: 0,
  last: 2,
  bytes: 4,
  packets: 6,
  firstFrame: 7,
  /** Sequence number of the SYN or SYN-ACK. */
  initial: 8,
  /** Highest sequence end sent. */
  sentTo: 9,
  firstAck: 10,
  lastAck: 11,
  /** Newest TSecr and TSval. */
  echo: 12,
  stamp: 13,
  /** Milliseconds, modulo 2³², of the last pure ACK; before the first, of the last SYN or SYN-ACK. */
  pureAck: 14,
  known: 15,
  /** Path in the low half, number of changes above (saturating). */
  via: 16,
  /** Up to four different hop counts, a byte each; 0 = none. */
  ttls: 17,
  copies: 18,
  /** Rounds that count in the low half; above, all since the other side was last seen (both saturating). */
  rounds: 19,
  /** Window of the last pure ACK, and number of holes above. */
  window: 20,
  holeBytes: 21,
  words: 22,
} as const;

/** Bits of `Hot.known`. */
export const Known = {
  /** `initial`, `sentTo`, `firstAck` and `lastAck`, `echo`, `stamp`, `pureAck` and `window` hold a value. */
  initial: 0x01,
  sent: 0x02,
  ack: 0x04,
  echo: 0x08,
  stamp: 0x10,
  pureAck: 0x20,
  /** P1: after its own SYN this side sent an in-sequence ACK while nothing but resets had been seen from the other. */
  acceptedUnseen: 0x40,
  /** P2/P5: its ACK advanced although the other side had not been seen. */
  advancedUnseen: 0x80,
  /** P3: TSecr advanced although the other side had not been seen. */
  echoAdvanced: 0x100,
  /** P4: SACK blocks beyond what was seen. */
  sackedUnseen: 0x200,
  /** The side has sent payload. */
  carried: 0x400,
  /** Its ACKs jump as those of no connection do: a flood, or a test of a firewall. They answer nothing. */
  erratic: 0x800,
  /** Not kept: the packet being looked at is a round. */
  round: 0x10000,
} as const;

/** Words of a detail block: twenty a side, then the first four rungs. */
export const Cold = {
  syn: 0,
  synAck: 1,
  fin: 2,
  reset: 3,
  entering: 4,
  leaving: 5,
  /** SYNs, or SYN-ACKs, that are no copies. */
  opens: 6,
  /** SYN-ACKs, no copies, after the other side's ACK; of a side that asks, SYNs after the other side's SYN-ACK. */
  lateAccepts: 7,
  /** Time of the first round, and ordinal + 1 of its frame. */
  proofTime: 8,
  proofFrame: 10,
  /** Segments with payload that repeat what was sent; keep-alives are none. */
  repeats: 11,
  /** Sequence number where the first hole starts. */
  hole: 12,
  /** Ordinal + 1 of the first reset. */
  resetFrame: 13,
  /** Of the segment that was sent again last: when it was sent again first, its number, ordinal + 1 of that frame. */
  againTime: 14,
  again: 16,
  againFrame: 17,
  /** How often it was sent again, and its payload above (both saturating). */
  againShape: 18,
  /** Between SYN-ACKs: milliseconds from the one before last to the last, and how often that was too short above. */
  openGap: 19,
  words: 20,
} as const;

/** The ladder: the first four segments of a flow; and, in a block of their own, four from where an ACK first outruns what was seen. */
export const Ladder = {rungs: 2 * Cold.words, later: 2 * Cold.words + 24, perGroup: 4} as const;

/** Words of a rung. */
export const Rung = {
  time: 0,
  frame: 2,
  sequence: 3,
  acknowledgment: 4,
  /** Payload in the low half (saturating), flags above, side × 2²⁴, round × 2²⁵, SACK blocks × 2²⁶. */
  shape: 5,
  words: 6,
} as const;

export const flowWords = 64;
/** The block of the later rungs is named by the word after the first four, as its id + 1. */
export const detailWords = Ladder.later + 2;
export const laterWords = Ladder.perGroup * Rung.words;

/** Constants of this module: V8 writes them into its code as numbers, which it does not do with properties. */
const {sides: headSides} = Head;
const {words: hotWords, packets: hotPackets, first: hotFirst, last: hotLast} = Hot;

/** Where the words of flow `id` begin within its page: 1,024 flows of 64 words. */
export const headAt = (id: number): number => (id & 1023) << 6;

/** Where the words of one of its sides begin within the same page. */
export const sideAt = (id: number, side: number): number => ((id & 1023) << 6) + headSides + side * hotWords;

/** Where a detail block begins within its page, and where a block of later rungs does. */
export const detailAt = (block: number): number => (block & 1023) * detailWords;
export const laterAt = (block: number): number => (block & 1023) * laterWords;

/** What holds flows: a table. */
interface Holder {
  readonly flows: Pages;
}

/** Returns a word of the head of flow `id`: `field` is one of {@link Head}. Where every packet asks it is written out. */
export const word = (table: Holder, id: number, field: number): number =>
  table.flows.ints[id >>> 10]![((id & 1023) << 6) + field]!;

/** Returns the time of the first packet of flow `id`. */
export function firstOf({flows}: Holder, id: number): number {
  const words = flows.ints[id >>> 10]!;
  const floats = flows.floats[id >>> 10]!;
  const one = headAt(id) + headSides;
  const two = one + hotWords;
  // A side without packets has no times.
  if (words[one + hotPackets] === 0) return floats[(two + hotFirst) >> 1]!;
  if (words[two + hotPackets] === 0) return floats[(one + hotFirst) >> 1]!;
  return Math.min(floats[(one + hotFirst) >> 1]!, floats[(two + hotFirst) >> 1]!);
}

/** Returns the time of its last packet. */
export function lastOf({flows}: Holder, id: number): number {
  const words = flows.ints[id >>> 10]!;
  const floats = flows.floats[id >>> 10]!;
  const one = headAt(id) + headSides;
  const two = one + hotWords;
  if (words[one + hotPackets] === 0) return floats[(two + hotLast) >> 1]!;
  if (words[two + hotPackets] === 0) return floats[(one + hotLast) >> 1]!;
  return Math.max(floats[(one + hotLast) >> 1]!, floats[(two + hotLast) >> 1]!);
}

/** Fixed-size records in pages of some hundred kilobytes: pages are added, never moved or copied. */
export class Pages {
  readonly words: number;
  readonly shift: number;
  readonly mask: number;
  readonly ints: Int32Array[];
  readonly floats: Float64Array[];
  count = 0;

  /** Records of `words` words, 2^`shift` to a page. */
  constructor(words: number, shift: number) {
    this.words = words;
    this.shift = shift;
    this.mask = (1 << shift) - 1;
    // The first page from the start: V8 takes an array that was once empty for one of another kind, and compiles anew.
    const page = new ArrayBuffer((words << shift) * 4);
    this.ints = [new Int32Array(page)];
    this.floats = [new Float64Array(page)];
  }

  /** Records that were given back: their ids, and how many. */
  #free = new Int32Array(0);
  #freed = 0;

  /** Records in use. */
  get used(): number {
    return this.count - this.#freed;
  }

  /** Gives a record back: it is zeroed, and its id used again. */
  release(id: number): void {
    const at = (id & this.mask) * this.words;
    this.ints[id >>> this.shift]!.fill(0, at, at + this.words);
    if (this.#freed === this.#free.length) {
      const free = new Int32Array(Math.max(1024, this.#free.length * 2));
      free.set(this.#free);
      this.#free = free;
    }
    this.#free[this.#freed++] = id;
  }

  /** Returns the id of a new record, all zeros. */
  add(): number {
    if (this.#freed > 0) return this.#free[--this.#freed]!;
    const id = this.count++;
    if (id >>> this.shift === this.ints.length) {
      const page = new ArrayBuffer((this.words << this.shift) * 4);
      this.ints.push(new Int32Array(page));
      this.floats.push(new Float64Array(page));
    }
    return id;
  }
}
