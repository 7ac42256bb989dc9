import type {NextStep, Output} from "../../judge/analysis.ts";

type Platform = NextStep["platform"];

/** One command of the table: what to type, why, what it does, and who documents it. */
export interface Row<Arguments extends readonly unknown[]> {
  readonly platform: Platform;
  /** Where the command is documented. */
  readonly source: string;
  /** Returns the lines to type, which belong together: half of them may do harm. */
  lines(...given: Arguments): readonly string[];
  /** Returns what it is good for, or what to look at. */
  why(...given: Arguments): string;
  /** The first version that knows the command, where older ones are still met. */
  readonly since?: readonly [major: number, minor: number, patch: number];
  /** What is said besides, of a version from which on there is something else to type. */
  readonly newer?: {readonly from: readonly [major: number, minor: number]; readonly says: string};
  /** Returns what it prints, where the program would read that. */
  gives?(...given: Arguments): Output;
  /** Of what changes something: returns the lines that take it back. */
  undo?(...given: Arguments): readonly string[];
  /** Of what changes something, and cannot be taken back: why not. */
  readonly lasting?: string;
}

/** A row, ready to be typed: called with its arguments, and with another reason where a cause has one of its own. */
export interface Command<Arguments extends readonly unknown[]> {
  (...given: Arguments): NextStep;
  readonly row: Row<Arguments>;
}

/** Returns a command of the table. It only looks, unless it tells how to take it back, or that nothing does. */
export function command<Arguments extends readonly unknown[]>(row: Row<Arguments>): Command<Arguments> {
  const make = (...given: Arguments): NextStep => {
    const lines = row.lines(...given);
    const undoLines = row.undo?.(...given) ?? null;
    const changes = undoLines !== null || row.lasting !== undefined;
    return {
      platform: row.platform,
      lines,
      command: lines.join("; "),
      why: row.why(...given),
      newer: row.newer ?? null,
      since: row.since ?? null,
      gives: row.gives?.(...given) ?? null,
      effect: changes ? "changes" : "reads",
      undoLines,
      undo: undoLines?.join("; ") ?? row.lasting ?? null,
    };
  };
  return Object.assign(make, {row});
}
