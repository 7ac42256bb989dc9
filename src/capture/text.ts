import {Damage, printable} from "../errors.ts";
import type {CaptureInfo, Framer} from "./format.ts";
import {fortigateDebugFlow} from "./fortigate-debug-flow.ts";
import {fortigateSniffer} from "./fortigate-sniffer.ts";
import type {Frames} from "./frames.ts";

/** What a kind of line is read with. A transcript may hold several kinds, and anything else between them. */
export interface LineReader {
  /** Takes a line if it is of this kind, and returns whether it is. `number` counts from 1; the text has no escape sequences. */
  line(text: string, number: number, frames: TextFrames): boolean;
  /** Hands out what waited for further lines. */
  flush(frames: TextFrames): void;
}

/** A kind of text: one file beside this one, and one entry in {@link lineFormats}. */
export interface LineFormat {
  readonly name: string;
  open(capture: CaptureInfo): LineReader;
}

/** Asked in order for every line; the one that took the last line is asked first. */
export const lineFormats: readonly LineFormat[] = [fortigateSniffer, fortigateDebugFlow];

/** A line is read up to here; what is longer is no line of a transcript. */
const maximumLine = 4096;
/** Bytes without a line end after which the rest of the line is not waited for. */
const patience = 65536;
const bufferSize = 1 << 20;
/** A line makes at most so many bytes of frames, and so many frames. */
const reserve = 1 << 17;

/** Frames that a text tells of: their bytes are written to a buffer of its own. */
export class TextFrames {
  readonly bytes = new Uint8Array(bufferSize);
  frames!: Frames;
  /** Number of the line being read. */
  number = 0;
  #used = 0;

  /** Starts a batch. */
  begin(frames: Frames): void {
    this.frames = frames;
    frames.borrow(this.bytes);
    if (frames.count === 0) this.#used = 0;
  }

  get full(): boolean {
    return this.frames.count > 16_000 || this.#used + reserve > bufferSize;
  }

  /** Ordinal over all captures of the frame that is appended next. */
  get nextOrdinal(): number {
    return this.frames.ordinal + this.frames.count;
  }

  /** Appends a frame whose bytes are copied. `lacks` is a set of `Lacks`. */
  append(frame: {
    readonly bytes: Uint8Array;
    readonly wireLength: number;
    readonly time: number;
    readonly point: number;
    readonly link: number;
    readonly direction: number;
    readonly lacks: number;
    readonly line: number;
  }): void {
    const {bytes, wireLength, time, point, link, direction, lacks, line} = frame;
    const at = this.#used;
    this.bytes.set(bytes, at);
    this.#used += bytes.length;
    this.frames.append(at, bytes.length, wireLength, time, point, link, direction, lacks, line);
  }
}

/** Whether a capture that begins so may be a text: no byte that a terminal transcript has not. */
export const looksLikeText = (head: Uint8Array): boolean =>
  head.length >= 4 && head.every(byte => byte >= 32 || (byte >= 7 && byte <= 13) || byte === 27);

/** Reads a transcript: lines of devices' sniffers and traces, with prompts and whatever else stands between them. */
export class TextFramer implements Framer {
  readonly #capture: CaptureInfo;
  readonly #readers: {readonly format: LineFormat; readonly reader: LineReader}[];
  readonly #out = new TextFrames();
  readonly #decoder = new TextDecoder("utf-8");
  #last = 0;
  #number = 0;
  #skipping = false;
  begun = false;
  /** Name of the format whose line came first. */
  name: string | null = null;

  constructor(capture: CaptureInfo) {
    this.#capture = capture;
    this.#readers = lineFormats.map(format => ({format, reader: format.open(capture)}));
  }

  frame(bytes: Uint8Array, start: number, end: number, frames: Frames): number {
    this.#out.begin(frames);
    let at = start;
    while (!this.#out.full) {
      const stop = bytes.indexOf(10, at);
      if (stop < 0 || stop >= end) {
        if (end - at < patience) return at;
        this.#line(bytes, at, end);
        this.#skipping = true;
        return end;
      }
      this.#line(bytes, at, stop);
      this.#skipping = false;
      at = stop + 1;
    }
    return at;
  }

  finish(bytes: Uint8Array, start: number, end: number, frames: Frames): void {
    this.#out.begin(frames);
    if (end > start) this.#line(bytes, start, end);
    for (const {reader} of this.#readers) reader.flush(this.#out);
    if (!this.begun)
      throw new Damage(
        0,
        `this is a text, and none of its ${this.#number} lines is of a known transcript`,
        `known are ${lineFormats.map(format => format.name).join(", ")}; for a capture give what \`tcpdump -w FILE\` writes`,
      );
  }

  #line(bytes: Uint8Array, start: number, stop: number): void {
    // The rest of a line that was too long.
    if (this.#skipping) return;
    const number = ++this.#number;
    const text = clean(this.#decoder.decode(bytes.subarray(start, Math.min(stop, start + maximumLine))));
    if (text === "") return;
    for (let i = 0; i < this.#readers.length; i++) {
      const which = (this.#last + i) % this.#readers.length;
      const {format, reader} = this.#readers[which]!;
      if (!reader.line(text, number, this.#out)) continue;
      // What another reader waits for ends here.
      if (which !== this.#last) this.#readers[this.#last]!.reader.flush(this.#out);
      this.#last = which;
      if (!this.begun) this.#begin(format);
      return;
    }
  }

  #begin(format: LineFormat): void {
    this.begun = true;
    this.name = format.name;
    this.#capture.note("read from a text: what the device's sniffer or trace printed of the packets");
  }
}

/** Takes away what a terminal does not print: escape sequences, what a backspace wiped out, returns. */
function clean(line: string): string {
  let text = line.replace(/\u001b\[[0-9;?]*[A-Za-z]|\u001b\][^\u0007]*\u0007|\u001b[()][A-Z0-9]|[\r\u0000]/g, "");
  while (text.includes("\b")) {
    const shorter = text.replace(/[^\b]\b|^\b/, "");
    if (shorter === text) break;
    text = shorter;
  }
  return text.trimEnd();
}

/** Returns a device's words as they may be repeated. */
export const quoted = (words: string): string => printable(words, 200);
