import type {Epoch} from "../time/time.ts";
import {Direction, type Frames, Lacks} from "./frames.ts";
import {maximumTold, type ToldPacket, writePacket} from "./segment.ts";
import {Sightings} from "./sightings.ts";
import {TextClock} from "./text-time.ts";

const bufferSize = 1 << 20;
/** A line makes at most so many bytes of frames. */
const reserve = 1 << 17;
const maximumFrames = 16_000;

export const rawLink = 101;
export const ethernetLink = 1;

/** Where and when a text tells a packet. */
export interface Sighted {
  readonly time: number;
  readonly point: number;
  readonly line: number;
  /** A `Direction`; unknown unless given. */
  readonly direction?: number;
  /** A set of `Lacks`; nothing unless given. */
  readonly lacks?: number;
}

const noBytes = new Uint8Array(0);
/** The type of a frame that is not IP (ARP). */
const notIp = [8, 6];
const noAddresses: readonly number[] = new Array(12).fill(0);

/** Frames that a text tells of: their bytes are written to a buffer of its own. */
export class TextFrames {
  readonly bytes = new Uint8Array(bufferSize);
  readonly #view = new DataView(this.bytes.buffer);
  readonly clock: TextClock;
  readonly sightings = new Sightings();
  /** Lines that tell of a packet and are not understood, and the first of them. */
  readonly untold: {count: number; first: number} = {count: 0, first: 0};
  #frames!: Frames;
  #used = 0;

  constructor(epoch: Epoch) {
    this.clock = new TextClock(epoch);
  }

  /** Starts a batch. */
  begin(frames: Frames): void {
    this.#frames = frames;
    frames.borrow(this.bytes);
    if (frames.count === 0) this.#used = 0;
  }

  get full(): boolean {
    return this.#frames.count > maximumFrames || this.#used + reserve > bufferSize;
  }

  /** Ordinal over all captures of the frame that is appended next. */
  get nextOrdinal(): number {
    return this.#frames.ordinal + this.#frames.count;
  }

  /** Appends a frame whose bytes are copied. */
  append(bytes: Uint8Array, wireLength: number, link: number, sighted: Sighted): void {
    this.bytes.set(bytes, this.#used);
    this.#close(bytes.length, wireLength, link, sighted);
  }

  /**
   * Appends a packet by what is told of it, with the twelve bytes of both addresses of its link where these are known; a frame without
   * bytes, which cannot be judged, where its addresses are none.
   */
  appendTold(told: ToldPacket, sighted: Sighted, link: readonly number[] | null = null): void {
    const at = this.#used;
    const before = link === null ? 0 : 14;
    this.bytes.fill(0, at, at + before + maximumTold);
    const length = writePacket(told, this.#view, at + before);
    if (length === 0) {
      this.appendUntold(sighted);
      return;
    }
    if (link !== null) {
      this.bytes.set(link, at);
      this.#view.setUint16(at + 12, told.source.includes(":") ? 0x86dd : 0x0800);
    }
    this.#close(before + length, before + length + told.payload, link === null ? rawLink : ethernetLink, sighted);
  }

  /** Ends a frame whose bytes were written. */
  #close(length: number, wireLength: number, link: number, sighted: Sighted): void {
    const {time, point, line, direction = Direction.unknown, lacks = Lacks.nothing} = sighted;
    this.#frames.append(this.#used, length, wireLength, time, point, link, direction);
    this.#frames.tell(lacks, line);
    this.#used += length;
  }

  /** Appends a frame of which nothing is told but that there was one. */
  appendUntold(sighted: Sighted): void {
    if (this.untold.count++ === 0) this.untold.first = sighted.line;
    this.append(noBytes, 0, rawLink, sighted);
  }

  /** Appends a frame of which is told less than a packet is judged by. */
  appendUnjudged(sighted: Sighted): void {
    this.append(noBytes, 0, rawLink, sighted);
  }

  /** Appends a frame that is told not to be IP: an Ethernet header alone. */
  appendOther(sighted: Sighted, link: readonly number[] | null = null): void {
    const bytes = Uint8Array.from([...(link ?? noAddresses), ...notIp]);
    this.append(bytes, bytes.length, ethernetLink, sighted);
  }
}
