import type {SegmentText} from "./segment-text.ts";

/** Connections remembered. */
const limit = 8192;
/** Numbers within so many bytes of each other are of one stream; a connection's relative numbers begin below. */
const near = 1 << 26;
/** Relative numbers of a text that is cut out of a longer one. */
const small = 1 << 20;

/** One connection as tcpdump keeps it: the numbers that it subtracts, by side. */
interface Connection {
  readonly bases: [number, number];
  /** Numbers of the sides' SYNs, null where they were not seen. */
  readonly opened: [number | null, number | null];
  /** Whether a segment with ACK was printed: from then on numbers are relative. */
  isBased: boolean;
}

/**
 * Makes the numbers that tcpdump prints absolute again. It prints those of segments without ACK, of SYN-ACKs and of a connection's first
 * segment as they are, and of all others what they differ from these (tcpdump, print-tcp.c); with -S all as they are.
 */
export class RelativeNumbers {
  readonly #connections = new Map<string, Connection>();
  /** Whether the text prints all numbers as they are; assumed before any tells. */
  #isAbsolute: boolean;
  #isSure = false;
  #forgot = false;

  constructor(isAbsolute: boolean) {
    this.#isAbsolute = isAbsolute;
  }

  /** Another run begins: it may print its numbers otherwise. */
  restart(): void {
    this.#isSure = false;
  }

  /**
   * Returns the absolute numbers of a segment from `source` to `target`, each null where it is not told; null where nothing is known
   * of its connection any more.
   */
  resolve(
    source: string,
    target: string,
    told: SegmentText,
  ): {sequence: number | null; acknowledgment: number | null} | null {
    const side = source < target ? 0 : 1;
    const key = side === 0 ? `${source} ${target}` : `${target} ${source}`;
    const {flags, sequence, acknowledgment} = told;
    const isSyn = (flags & 0x02) !== 0;
    let connection = this.#connections.get(key);
    if (connection === undefined) {
      // What was forgotten cannot be told from what is new.
      if (this.#forgot && !isSyn) return null;
      connection = {bases: [0, 0], opened: [null, null], isBased: false};
      this.#keep(key, connection);
    }
    if (isSyn) connection.opened[side] = sequence;
    if (acknowledgment === null) return {sequence, acknowledgment: null};
    return isSyn || !connection.isBased ? this.#base(connection, side, told) : this.#relative(connection, side, told);
  }

  #keep(key: string, connection: Connection): void {
    this.#connections.delete(key);
    if (this.#connections.size >= limit) {
      this.#connections.delete(this.#connections.keys().next().value!);
      this.#forgot = true;
    }
    this.#connections.set(key, connection);
  }

  /** The first segment with ACK of a connection. */
  #base(connection: Connection, side: 0 | 1, {sequence, acknowledgment, flags}: SegmentText) {
    connection.isBased = true;
    const isCut =
      (flags & 0x02) === 0 &&
      !this.#isAbsolute &&
      (sequence ?? 0) < small &&
      acknowledgment! < small &&
      connection.opened.every(one => one === null);
    const opened = connection.opened[side];
    // A number that is never printed may be any: those that are counted from it agree with each other.
    connection.bases[side] = isCut ? 0 : (sequence ?? (opened === null ? 0 : (opened + 1) >>> 0));
    connection.bases[side ^ 1] = isCut ? 0 : (acknowledgment! - 1) >>> 0;
    return {sequence, acknowledgment};
  }

  #relative({bases}: Connection, side: 0 | 1, {sequence, acknowledgment}: SegmentText) {
    const [own, peer] = [bases[side]!, bases[side ^ 1]!];
    this.#decide(acknowledgment, peer);
    this.#decide(sequence, own);
    if (this.#isAbsolute) return {sequence, acknowledgment};
    const add = (number: number | null, base: number) => (number === null ? null : (number + base) >>> 0);
    return {sequence: add(sequence, own), acknowledgment: add(acknowledgment, peer)};
  }

  /** Takes it from the first number that tells: relative ones begin at zero. */
  #decide(number: number | null, base: number): void {
    // Of numbers near zero both may be true.
    if (this.#isSure || number === null || base < near || base > 0xffffffff - near) return;
    const isNear = Math.abs((number - base) | 0) < near;
    if (number >= near && !isNear) return;
    this.#isAbsolute = isNear;
    this.#isSure = true;
  }
}
