import type {SideRecord} from "./record.ts";

/** A record without the place where it stands, which the reader of the text knows, and without the words that are made of it. */
export type Untold<Kind extends SideRecord = SideRecord> = Kind extends SideRecord
  ? Omit<Kind, "capture" | "device" | "shown" | "table">
  : never;

/** Takes what a text tells. */
export type Tell = (record: Untold) => void;

/** Reads one kind of output, line after line. */
export interface SideReader {
  /** Takes a line; returns whether it belongs to this output. The first one is what {@link SideKind.begins} matched. */
  line(text: string, number: number): boolean;
  /** The output ends: another begins, or the text ends. */
  close(): void;
}

/** A kind of output: one file beside this one, and one entry in `kinds.ts`. */
export interface SideKind {
  /** As reports call the format. */
  readonly name: string;
  /** What the first line that is of this kind matches: the command behind a prompt, or the head of what it prints. */
  readonly begins: RegExp;
  open(tell: Tell): SideReader;
}

/** Returns a reader of lines that stand for themselves. */
export const lineByLine = (take: (text: string, number: number) => boolean): SideReader => ({line: take, close() {}});

/** Returns a whole number that digits tell, as far as it can be counted with. */
export const countOf = (digits: string | undefined): number =>
  Math.min(Number((digits ?? "0").replaceAll(",", "")) || 0, Number.MAX_SAFE_INTEGER);

/** Returns the port that digits tell. */
export const portNumber = (digits: string | undefined): number => Number(digits ?? 0) & 0xffff;
