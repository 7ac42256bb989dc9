import {printable} from "../../errors.ts";
import {box, type Selection, text} from "./marks.ts";
import {type Font, wrap} from "./measure.ts";
import {colour, page, size} from "./theme.ts";

/*
 * ╭───────────────────────────────────────────────────────────────────────────────────────────────────────╮
 * │ likely     The route from server to client does not pass here                                         │
 * │ next       Linux: on 10.2.0.11: by which gateway?                                                     │
 * │            ip route get 10.1.0.11 from 10.2.0.11                                                      │
 * ╰───────────────────────────────────────────────────────────────────────────────────────────────────────╯
 */

const columns = {label: page.left + 14, words: page.left + 92} as const;
/** How wide the words of a line may be. */
export const lineWidth = page.right - 14 - columns.words;
export const lineHeight = 17;
/** The space above the first baseline, below the last, and after the box. */
const frame = {above: 19, below: 9, after: 8} as const;

export interface Line {
  /** Stands beside the first line of its kind. */
  readonly label: string;
  readonly words: string;
  /** All of it, where the words are cut. */
  readonly whole?: string;
  readonly style: "plain" | "bold" | "quiet" | "command" | "alarming";
}

/** Returns the height of a box of so many lines, with what follows it. */
export const boxHeight = (count: number): number => frame.above + (count - 1) * lineHeight + frame.below + frame.after;

export const fontOf = (style: Line["style"]): Font => ({
  size: style === "bold" ? size.title : size.small,
  bold: style === "bold" || style === "alarming",
  mono: style === "command",
});

/** Returns a text as at most so many lines. */
export function linesOf(label: string, words: string, style: Line["style"], limit: number): Line[] {
  const clean = printable(words, 1000);
  const lines = wrap(clean, lineWidth, fontOf(style), limit);
  return lines.map((line, i) => ({
    label: i === 0 ? label : "",
    words: line,
    whole: line.endsWith("…") ? clean : undefined,
    style,
  }));
}

/** Draws a box of lines with its top at `top`. */
export function drawLines(group: Selection, top: number, lines: readonly Line[]): void {
  box(group, page.left, top, page.right - page.left, boxHeight(lines.length) - frame.after, colour.zebra)
    .attr("rx", 6)
    .attr("stroke", colour.rule);
  for (const [i, {label, words, whole, style}] of lines.entries()) {
    const y = top + frame.above + lineHeight * i;
    if (label !== "") text(group, columns.label, y, label, {colour: colour.muted});
    const hue = style === "alarming" ? colour.missingText : style === "quiet" ? colour.muted : colour.ink;
    text(group, columns.words, y, words, {...fontOf(style), colour: hue, width: lineWidth, whole: whole ?? words});
  }
}
