import type {Epoch} from "../time/time.ts";
import type {Frames} from "./frames.ts";
import {pcap} from "./pcap.ts";
import {pcapng} from "./pcapng.ts";
import type {CapturePoints, Origin} from "./points.ts";
import type {Mistake} from "./side/pan-mistakes.ts";
import type {SideRecord} from "./side/record.ts";
import {snoop} from "./snoop.ts";
import type {Statement} from "./statement.ts";
import type {TypedPlatform} from "./typed.ts";

/** What a framer is told about the capture it reads, and where it notes what the capture says of itself. */
export interface CaptureInfo {
  readonly id: number;
  readonly path: string;
  readonly origin: Origin;
  readonly points: CapturePoints;
  readonly epoch: Epoch;
  /** Whether frames of this link type (LINKTYPE_ number) can be decoded. */
  supports(linkType: number): boolean;
  /** A sentence for the reader of the report: what of this capture may mislead. */
  note(text: string): void;
  /** Something could not be read, but reading goes on: `at` is an index into the bytes given to the framer. */
  complain(at: number, problem: string, remedy: string): void;
  /** A device says what it did with a packet. */
  state(statement: Statement): void;
  /** A text tells something that is no packet: of a session, a route, a counter. */
  tellSide(record: SideRecord): void;
  /** A command of this platform is typed at a prompt. */
  tellTyped(platform: TypedPlatform): void;
  /** What is typed does not do what it is meant to. */
  tellMistake(mistake: Mistake, line: number): void;
}

/** Turns bytes into frames; pure and synchronous, without I/O. */
export interface Framer {
  /**
   * Appends the whole records in `bytes[start, end)` to `frames`, as many as it takes, and returns where the first record not
   * appended starts. A position beyond `end` means that the bytes up to there are of no interest and need not be held.
   * Throws {@link Damage} at the first record that cannot be; what stands before it has been appended.
   */
  frame(bytes: Uint8Array, start: number, end: number, frames: Frames): number;
  /** Whether the file's header has been read; a capture that ends before is none. */
  readonly begun: boolean;
  /** Whether the framer itself holds the beginning of a record that the capture has not completed. */
  readonly incomplete?: boolean;
  /** Name of the format, where it is known only from what was read. */
  readonly name?: string | null;
  /** The capture has ended: `bytes[start, end)` are what the framer left. Appends what waited for more. Throws {@link Damage}. */
  finish?(bytes: Uint8Array, start: number, end: number, frames: Frames): void;
}

/** A capture format: one file beside this one, and one entry in {@link formats}. */
export interface Format {
  readonly name: string;
  /** Whether a capture that begins with `head` (8 bytes, fewer only where the capture is shorter) is of this format. */
  matches(head: Uint8Array): boolean;
  open(capture: CaptureInfo): Framer;
}

/** Tried in order on the first bytes of a capture; its name is never asked. */
export const formats: readonly Format[] = [pcap, pcapng, snoop];
