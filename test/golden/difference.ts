import {differences} from "../support/line-diff.ts";

const context = 2;

/** Returns how a text differs from the kept one, for reading: at most so many lines; nothing where it does not. */
export function readableDifference(kept: string, now: string, most: number): string[] {
  if (kept === now) return [];
  const before = kept.split("\n");
  const lines: string[] = [];
  for (const {at, removed, added} of differences(before, now.split("\n"))) {
    const section = before.slice(0, at).findLast(line => /^(====|----) /.test(line) || /^\w+:/.test(line)) ?? "";
    lines.push(
      `@@ line ${at + 1}: ${section.slice(0, 100)}`,
      ...before.slice(Math.max(at - context, 0), at).map(line => `  ${line}`),
      ...removed.map(line => `- ${line}`),
      ...added.map(line => `+ ${line}`),
      ...before.slice(at + removed.length, at + removed.length + context).map(line => `  ${line}`),
    );
  }
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most), `… and ${lines.length - most} further lines of differences`];
}
