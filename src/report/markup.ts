import {printable} from "../errors.ts";

/** Text that is no markup, whatever a capture's names hold. */
export const escaped = (text: string): string => printable(text, 2000).replace(/[\\`*_[\]<>|#~]/g, "\\$&");

/** Code in a line; a fence longer than any in the text. */
export function code(text: string): string {
  const safe = printable(text, 300).replaceAll("|", "\\|");
  const fence = "`".repeat(Math.max(0, ...[...safe.matchAll(/`+/g)].map(([ticks]) => ticks.length)) + 1);
  return safe === "" ? "" : `${fence}${safe.startsWith("`") || safe.endsWith("`") ? ` ${safe} ` : safe}${fence}`;
}

/** A block of commands or filters, ready to be copied. */
export const block = (lines: readonly string[]): string[] => [
  "```",
  ...lines.map(line => printable(line, 2000).replaceAll("```", "` ` `")),
  "```",
];
