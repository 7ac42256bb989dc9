import {Damage} from "../errors.ts";
import {asTyped} from "./as-typed.ts";
import {asaCapture} from "./asa-capture.ts";
import {asaPacketTracer} from "./asa-packet-tracer.ts";
import {checkpointMonitor} from "./checkpoint-monitor.ts";
import type {CaptureInfo, Framer} from "./format.ts";
import {fortigateDebugFlow} from "./fortigate-debug-flow.ts";
import {fortigateSniffer} from "./fortigate-sniffer.ts";
import type {Frames} from "./frames.ts";
import {junosTrace} from "./junos-trace.ts";
import {packetLogs} from "./logs/logs.ts";
import {sideKinds} from "./side/kinds.ts";
import {SideText} from "./side/side.ts";
import {tcpdumpText} from "./tcpdump-text.ts";
import {shown} from "./terminal.ts";
import {TextFrames} from "./text-frames.ts";
import {Unread} from "./unread.ts";

/** What a kind of text is read with. A transcript may hold several kinds, and anything else between them. */
export interface LineReader {
  /**
   * Takes a line that begins something of this kind; returns whether it does. `number` counts from 1; the text is what a terminal
   * shows of the line.
   */
  line(text: string, number: number, frames: TextFrames): boolean;
  /** Takes a line that goes on with what began before, or belongs to this kind of text in another way; returns whether it does. */
  goOn(text: string, number: number, frames: TextFrames): boolean;
  /** Hands out what is whole: a line of another kind comes. */
  pause(frames: TextFrames): void;
  /** Hands out all that waited for further lines: the text ends. */
  finish(frames: TextFrames): void;
}

/** A kind of text: one file beside this one, and one entry in {@link lineFormats}. */
export interface LineFormat {
  readonly name: string;
  /** What any line that begins something of this kind matches; others may, too. */
  readonly begins: RegExp;
  open(capture: CaptureInfo): LineReader;
}

/** Asked in order for every line; the one that took the last line is asked first. */
export const lineFormats: readonly LineFormat[] = [
  fortigateSniffer,
  fortigateDebugFlow,
  tcpdumpText,
  asaCapture,
  checkpointMonitor,
  asaPacketTracer,
  junosTrace,
  ...packetLogs,
];

/** A line is read up to here; what is longer is no line of a transcript. */
const maximumLine = 4096;
/** Bytes without a line end after which the rest of the line is not waited for. */
const patience = 65536;

/** Whether a capture that begins so may be a text: no byte that a terminal transcript has not; or UTF-16 with its mark (PowerShell). */
export const looksLikeText = (head: Uint8Array): boolean =>
  head.length >= 4 &&
  (head.every(byte => byte >= 32 || (byte >= 7 && byte <= 13) || byte === 27) ||
    (head[0]! + head[1]! === 0x1fd && (head[0] === 0xff || head[0] === 0xfe)));

/** Reads a transcript: lines of devices' sniffers and traces, with prompts and whatever else stands between them. */
export class TextFramer implements Framer {
  readonly #capture: CaptureInfo;
  readonly #readers: {readonly format: LineFormat; readonly reader: LineReader}[];
  readonly #side: SideText;
  readonly #out: TextFrames;
  readonly #decoder = new TextDecoder("utf-8");
  #last = 0;
  #number = 0;
  #skipping = false;
  readonly #unread = new Unread();
  begun = false;
  /** Name of the format whose line came first. */
  name: string | null = null;

  constructor(capture: CaptureInfo) {
    this.#capture = capture;
    this.#out = new TextFrames(capture.epoch);
    this.#side = new SideText(capture);
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
    for (const {reader} of this.#readers) reader.finish(this.#out);
    this.#side.finish();
    const unread = this.#unread.says(this.#out.untold);
    if (this.begun && unread !== null) this.#capture.note(unread);
    if (!this.begun)
      throw new Damage(
        0,
        `this is a text, and none of its ${this.#number} lines is of a known transcript${unread === null ? "" : `; ${unread}`}`,
        `known are ${lineFormats.map(format => format.name).join(", ")}, and as side evidence ` +
          `${[...new Set(sideKinds.map(kind => kind.name))].join(", ")}; for a capture give what \`tcpdump -w FILE\` writes`,
      );
    this.name ??= this.#side.name;
  }

  #line(bytes: Uint8Array, start: number, stop: number): void {
    // The rest of a line that was too long.
    if (this.#skipping) return;
    const number = ++this.#number;
    const text = asTyped(shown(this.#decoder.decode(bytes.subarray(start, Math.min(stop, start + maximumLine)))));
    if (text === "") return;
    this.#unread.note(text, number);
    const begun = this.#begins(text, number);
    // What is no packet may be side evidence: a listing between two runs of a sniffer.
    const isSide = begun === null && (this.#side.line(text, number) || this.#side.line(text.trimStart(), number));
    if (isSide) this.begun = true;
    const which = begun ?? this.#goesOn(text, number);
    if (which === null) {
      if (!isSide) this.#unread.add(text, number);
      return;
    }
    this.#unread.keep(this.#out.untold.first);
    this.#last = which;
    this.begun = true;
    if (this.name !== null) return;
    this.name = this.#readers[which]!.format.name;
    this.#capture.note("read from a text: what the device's sniffer or trace printed of the packets");
  }

  /** Gives a line to the reader of the kind that it begins something of; returns its index, null if there is none. */
  #begins(text: string, number: number): number | null {
    const count = this.#readers.length;
    for (let i = 0; i < count; i++) {
      const which = (this.#last + i) % count;
      const {format, reader} = this.#readers[which]!;
      if (!format.begins.test(text)) continue;
      if (which !== this.#last) this.#readers[this.#last]!.reader.pause(this.#out);
      if (reader.line(text, number, this.#out)) return which;
    }
    return null;
  }

  #goesOn(text: string, number: number): number | null {
    const count = this.#readers.length;
    for (let i = 0; i < count; i++) {
      const which = (this.#last + i) % count;
      if (this.#readers[which]!.reader.goOn(text, number, this.#out)) return which;
    }
    return null;
  }
}
