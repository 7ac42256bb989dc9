import type {Readable} from "node:stream";
import {CaptureError, Damage, printable} from "../errors.ts";
import type {Epoch} from "../time/time.ts";
import {archiveOf, canUnpack} from "./archives.ts";
import {type Digest, digested} from "./digest.ts";
import {type CaptureInfo, type Framer, formats} from "./format.ts";
import {Frames} from "./frames.ts";
import {pcapParserFramer} from "./pcap-parser.ts";
import {type CapturePoints, type Origin, originOf} from "./points.ts";
import {type Mistake, mistakes} from "./side/pan-mistakes.ts";
import type {SideRecords} from "./side/record.ts";
import {fileSource, type Source, streamSource} from "./source.ts";
import type {Statements} from "./statement.ts";
import {looksLikeText, TextFramer} from "./text.ts";
import type {TypedPlatform} from "./typed.ts";
import {unpackedSource} from "./unpack.ts";

/** One capture as the user gives it: a file, or `-` with the stream to read. */
export interface CaptureArgument {
  readonly path: string;
  /** `POINT`, `DEVICE/POINT` or `DEVICE/`; null where the user gave no name. */
  readonly name?: string | null;
  /** Read in place of the file; required for `-`. */
  readonly stream?: Readable | AsyncIterable<Uint8Array>;
}

/** What became of one capture. Filled while it is read. */
export interface CaptureSummary {
  readonly id: number;
  /** As given; a pseudonym where names are redacted. */
  path: string;
  format: string | null;
  /** Frames read. Wireshark's frame number f of this capture has the ordinal `ordinal` + f − 1. */
  packets: number;
  ordinal: number;
  /** Bytes read, after decompression. */
  bytes: number;
  /** Of the input as it was given; null where nobody asked for it, a pipe was not read to its end, or names are redacted. */
  digest: Digest | null;
  readonly notes: string[];
  readonly errors: CaptureError[];
  /** Whose commands are typed at the prompts of a text: pan-os, fortios, asa, junos, linux. */
  readonly typed: TypedPlatform[];
  /** What is typed and does not do what it is meant to, each once, with its first line. */
  readonly mistakes: {readonly mistake: Mistake; readonly line: number}[];
  /** Line of each frame, where the capture is a text; empty where it is not. */
  readonly lines: number[];
}

/** What all captures of one analysis share. */
export interface ReadingContext {
  readonly points: CapturePoints;
  readonly epoch: Epoch;
  readonly reader: "asymcap" | "pcap-parser";
  readonly statements: Statements;
  readonly side: SideRecords;
  /** Whether to hash what is read. */
  readonly digests?: boolean;
  supports(linkType: number): boolean;
  /** Called about once per slab with the bytes pulled from the file so far, and its size where known. */
  progress?(path: string, bytes: number, size: number | null): void;
}

const slabSize = 1024 * 1024;
const maximumNotes = 20;

/**
 * Reads one capture to its end in batches; memory stays constant. The yielded {@link Frames} is one instance, overwritten by the next
 * batch. What cannot be read ends the capture and stands in `summary.errors`; nothing is thrown, and nothing read before is lost.
 */
export async function* readCapture(
  argument: CaptureArgument,
  summary: CaptureSummary,
  context: ReadingContext,
): AsyncGenerator<Frames> {
  let source: Source | null = null;
  try {
    const opened = await open(argument);
    const hashed = context.digests === true ? digested(opened) : null;
    source = hashed ?? opened;
    try {
      yield* batches(source, argument, summary, context);
    } finally {
      summary.digest = (await hashed?.digest().catch(() => null)) ?? null;
    }
  } catch (error) {
    summary.errors.push(asCaptureError(error, argument.path, summary.bytes));
  } finally {
    await source?.close().catch(() => {});
  }
}

async function open(argument: CaptureArgument): Promise<Source> {
  if (argument.stream !== undefined) return streamSource(argument.stream as AsyncIterable<Uint8Array>);
  return await fileSource(argument.path);
}

async function* batches(opened: Source, argument: CaptureArgument, summary: CaptureSummary, context: ReadingContext) {
  const {path} = argument;
  const slab = new Uint8Array(slabSize);
  const frames = new Frames();
  frames.ordinal = summary.ordinal;
  let source = opened;
  let to = await fill(source, slab, 0, 8);
  if (to === 0) throw new CaptureError(path, 0, "the file is empty", "was the capture stopped before it was written?");
  const archive = archiveOf(slab.subarray(0, to));
  if (archive !== null && canUnpack(archive)) {
    const note = `what follows the ${archive.name} data is none, and was not read`;
    source = unpackedSource(archive, slab.subarray(0, to), source, () => summary.notes.push(note));
    to = await fill(source, slab, 0, 8);
    if (to === 0)
      throw new CaptureError(
        path,
        0,
        `the ${archive.name} file holds nothing`,
        "was the capture stopped before it was written?",
      );
  }

  /** Offset of slab[0] in the capture. */
  let base = 0;
  const capture = captureInfo(argument, summary, context, at => base + at);
  const framer = framerFor(slab.subarray(0, to), capture, summary, context);
  let pulled = to;
  summary.bytes = to;
  let from = 0;
  for (;;) {
    let damage: Damage | null = null;
    for (let more = true; more; ) {
      frames.count = 0;
      const before = from;
      try {
        from = framer.frame(slab, from, to, frames);
        more = from > before && from < to;
      } catch (error) {
        if (!(error instanceof Damage)) throw error;
        damage = error;
        more = false;
      }
      if (frames.count > 0) {
        keepLines(frames, summary);
        summary.packets += frames.count;
        yield frames;
        frames.ordinal += frames.count;
      }
    }
    if (damage !== null) throw new CaptureError(path, base + damage.at, damage.message, damage.remedy);
    if (from > to) {
      // The framer does not want the bytes up to `from`.
      base += to;
      from -= to;
      to = 0;
    } else {
      slab.copyWithin(0, from, to);
      base += from;
      to -= from;
      from = 0;
    }
    const count = await source.pull(slab, to);
    if (count === 0) break;
    to += count;
    pulled += count;
    summary.bytes = base + to;
    context.progress?.(path, pulled, opened.size);
    if (from > 0) {
      const skipped = Math.min(from, to);
      slab.copyWithin(0, skipped, to);
      base += skipped;
      to -= skipped;
      from -= skipped;
    }
  }
  summary.bytes = base + to;
  if (framer.finish !== undefined) {
    frames.count = 0;
    try {
      framer.finish(slab, Math.min(from, to), to, frames);
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      throw new CaptureError(path, error.at, error.message, error.remedy);
    }
    summary.format = framer.name ?? summary.format;
    keepLines(frames, summary);
    summary.packets += frames.count;
    if (frames.count > 0) yield frames;
    return;
  }
  if (!framer.begun)
    throw new CaptureError(path, base + to, "the file ends within its header", "it holds no packets; capture again");
  if (to > 0 || from > 0 || framer.incomplete) capture.note("the last record is cut off by the end of the file");
}

/** Keeps the line of each frame of a text: evidence names it. */
function keepLines(frames: Frames, summary: CaptureSummary): void {
  if (frames.count === 0 || frames.line[0] === 0) return;
  for (let i = 0; i < frames.count; i++) summary.lines.push(frames.line[i]!);
}

/** Pulls until `least` bytes are there or the source has ended; returns how many there are. */
async function fill(source: Source, slab: Uint8Array, at: number, least: number): Promise<number> {
  let to = at;
  while (to < least) {
    const count = await source.pull(slab, to);
    if (count === 0) break;
    to += count;
  }
  return to;
}

function framerFor(head: Uint8Array, capture: CaptureInfo, summary: CaptureSummary, context: ReadingContext): Framer {
  const format = formats.find(one => one.matches(head));
  if (format === undefined) {
    if (archiveOf(head) !== null || !looksLikeText(head)) throw new CaptureError(capture.path, 0, ...notACapture(head));
    summary.format = "text";
    return new TextFramer(capture);
  }
  summary.format = format.name;
  if (context.reader === "asymcap") return format.open(capture);
  try {
    return pcapParserFramer(head, capture);
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    throw new CaptureError(capture.path, error.at, error.message, error.remedy);
  }
}

/** What a file that is no capture seems to be instead, and what to do about it. */
function notACapture(head: Uint8Array): [problem: string, remedy: string] {
  const archive = archiveOf(head);
  if (archive !== null) return [`this is ${archive.article} ${archive.name} archive`, archive.remedy];
  const formatNames = formats.map(format => format.name).join(" or ");
  if (head.length < 4) return [`the file ends after ${head.length} bytes`, "it holds no packets; capture again"];
  const magic = Array.from(head.subarray(0, 4), byte => byte.toString(16).padStart(2, "0")).join(" ");
  return [`no capture format begins with ${magic}`, `give a ${formatNames} file, gzipped or not`];
}

function captureInfo(
  argument: CaptureArgument,
  summary: CaptureSummary,
  context: ReadingContext,
  absolute: (at: number) => number,
): CaptureInfo {
  const origin: Origin = originOf(argument.path, argument.name ?? null);
  const note = (sentence: string) => {
    // A note may repeat what the capture says, such as its filter.
    const text = printable(sentence, 300);
    if (summary.notes.length < maximumNotes && !summary.notes.includes(text)) summary.notes.push(text);
  };
  return {
    id: summary.id,
    path: argument.path,
    origin,
    points: context.points,
    epoch: context.epoch,
    supports: context.supports,
    note,
    complain(at, problem, remedy) {
      if (summary.errors.length < maximumNotes)
        summary.errors.push(new CaptureError(argument.path, absolute(at), problem, remedy));
    },
    state: statement => context.statements.add(statement),
    tellSide: record => context.side.add(record),
    tellMistake(mistake, line) {
      if (summary.mistakes.some(one => one.mistake === mistake)) return;
      summary.mistakes.push({mistake, line});
      note(`line ${line}: ${mistakes[mistake]}`);
      this.tellTyped("pan-os");
    },
    tellTyped(platform) {
      if (!summary.typed.includes(platform)) summary.typed.push(platform);
    },
  };
}

/** What the system says of a file, and what to do about it. Where the file could not be opened no byte of it is to blame. */
const failures: Record<string, readonly [problem: string, remedy: string, hasByte: boolean]> = {
  ENOENT: ["there is no such file", "check the path", false],
  ENOTDIR: ["there is no such file", "check the path", false],
  ENAMETOOLONG: ["the name is too long", "check the path", false],
  EISDIR: ["this is a directory without captures", "name texts themselves, as in asymcap putty.log", false],
  EACCES: ["reading is not permitted", "change its permissions or run as its owner", false],
};

function asCaptureError(error: unknown, path: string, bytes: number): CaptureError {
  if (error instanceof CaptureError) return error;
  // Of an archive, which is unpacked no further than what was read.
  if (error instanceof Damage) return new CaptureError(path, bytes, error.message, error.remedy);
  const {code, message} = error as NodeJS.ErrnoException;
  // The system's own message repeats the path as it is, escape sequences and all.
  const [problem, remedy, hasByte] = failures[code ?? ""] ?? [printable(message), "what came before is reported", true];
  return new CaptureError(path, hasByte ? bytes : null, problem, remedy);
}
