import {box, circle, curve, line, type Selection, text, tip} from "./marks.ts";
import {textWidth, wrap} from "./measure.ts";
import type {Mood} from "./subject.ts";
import {colour, page, size} from "./theme.ts";

/*
 * █ ╭───╮
 * █ │ ✕ │  Replies bypass eth0: server → client is never seen there
 * █ ╰───╯  10 of 18 connections are one-way · 3 clients · 2 services
 * █        since 2026-11-21 14:22:07 UTC, still so when the capture ends at 14:31:40
 */

/** What the band at the top says at first sight. `partly`: some of it is mended. `open`: nothing is one-way, and what fails has no reason yet. */
export type Sign = Mood | "partly" | "open";

interface Look {
  readonly tint: string;
  readonly bar: string;
  readonly words: string;
  /** An outlined bar and a dashed edge: not proven. */
  readonly dashed: boolean;
}

const looks: Readonly<Record<Sign, Look>> = {
  fails: {tint: colour.missingTint, bar: colour.missing, words: colour.missingText, dashed: false},
  doubt: {tint: colour.page, bar: colour.missing, words: colour.missingText, dashed: true},
  capture: {tint: colour.page, bar: colour.muted, words: colour.ink, dashed: true},
  works: {tint: colour.seenTint, bar: colour.seen, words: colour.ink, dashed: false},
  fine: {tint: colour.fineTint, bar: colour.fine, words: colour.fineText, dashed: false},
  open: {tint: colour.zebra, bar: colour.fine, words: colour.ink, dashed: false},
  partly: {tint: colour.page, bar: colour.missing, words: colour.missingText, dashed: false},
  unknown: {tint: colour.zebra, bar: colour.hair, words: colour.ink, dashed: false},
  nothing: {tint: colour.zebra, bar: colour.hair, words: colour.ink, dashed: false},
};

const left = 72;
/** White between the band and what follows. */
const below = 10;
/** How wide its lines may be. */
export const bandWidth = page.right + 10 - left;

export interface BandLayout {
  readonly verdict: readonly string[];
  readonly size: number;
  readonly lines: readonly {readonly words: string; readonly quiet: boolean}[];
  readonly height: number;
}

/** Returns the band with what matters most in large letters, and lines below it. */
export function bandLayout(words: string, lines: BandLayout["lines"]): BandLayout {
  const verdict = fitted(words);
  const verdictHeight = (verdict.lines.length - 1) * (verdict.size + 5);
  return {verdict: verdict.lines, size: verdict.size, lines, height: 60 + verdictHeight + 20 * lines.length};
}

/** The verdict is never clipped: it is set smaller, then in several lines. */
function fitted(words: string): {lines: string[]; size: number} {
  for (let fontSize: number = size.verdict; fontSize >= size.verdictLeast; fontSize -= 2)
    if (textWidth(words, {size: fontSize, bold: true}) <= bandWidth) return {lines: [words], size: fontSize};
  return {lines: wrap(words, bandWidth, {size: size.verdictLeast + 2, bold: true}), size: size.verdictLeast + 2};
}

/** Draws the band at the top of the page; returns its height. */
export function drawBand(group: Selection, sign: Sign, layout: BandLayout): number {
  const look = looks[sign];
  box(group, 0, 0, page.width, layout.height, look.tint);
  if (look.dashed) {
    box(group, 1, 1, 7, layout.height - 2, colour.page)
      .attr("stroke", look.bar)
      .attr("stroke-width", 2);
    line(group, 8, layout.height - 1, page.width, layout.height - 1, look.bar, 2).attr("stroke-dasharray", "7 4");
  } else box(group, 0, 0, 8, layout.height, look.bar);
  if (sign === "partly") {
    box(group, 0, 0, 8, layout.height / 2, colour.fine);
    line(group, 8, layout.height - 1, page.width, layout.height - 1, look.bar, 2);
  }
  glyph(group, sign, look.words);
  let y = 43;
  for (const words of layout.verdict) {
    text(group, left, y, words, {size: layout.size, bold: true, colour: look.words});
    y += layout.size + 5;
  }
  y -= layout.size + 5;
  for (const [i, {words, quiet}] of layout.lines.entries()) {
    y += i === 0 ? 25 : 20;
    text(group, left, y, words, {size: size.lead, colour: quiet ? colour.muted : colour.ink});
  }
  return layout.height + below;
}

/** Drawn, for fonts differ in which signs they have. */
function glyph(group: Selection, sign: Sign, paint: string): void {
  const [x, y] = [44, 35];
  circle(group, x, y, 15, "none").attr("stroke", paint).attr("stroke-width", 2.5);
  switch (sign) {
    case "fails":
      curve(group, `M${x - 6} ${y - 6}L${x + 6} ${y + 6}M${x - 6} ${y + 6}L${x + 6} ${y - 6}`, paint, 3);
      break;
    case "works":
      // There one way, back another.
      curve(group, `M${x - 8} ${y - 4}H${x + 4}M${x + 8} ${y + 5}H${x - 4}`, paint, 2.2);
      tip(group, x + 9, y - 4, 1, 0, paint, 7);
      tip(group, x - 9, y + 5, -1, 0, paint, 7);
      break;
    case "fine":
      curve(group, `M${x - 7} ${y}L${x - 2} ${y + 6}L${x + 7} ${y - 6}`, paint, 3);
      break;
    case "open":
      curve(group, `M${x} ${y - 8}V${y + 2}`, paint, 3);
      circle(group, x, y + 7, 1.9, paint);
      break;
    case "partly":
      // A half of the disc is filled.
      group
        .append("path")
        .attr("d", `M${x} ${y - 10}A10 10 0 0 1 ${x} ${y + 10}Z`)
        .attr("fill", paint);
      break;
    case "nothing":
      curve(group, `M${x - 7} ${y}H${x + 7}`, paint, 3);
      break;
    case "doubt":
    case "capture":
    case "unknown":
      curve(group, `M${x - 4.5} ${y - 4}A4.5 4.5 0 1 1 ${x + 1.5} ${y + 0.3}Q${x} ${y + 1} ${x} ${y + 4}`, paint, 2.6);
      circle(group, x, y + 8, 1.9, paint);
  }
}
