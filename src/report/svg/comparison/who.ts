import type {BothWays, ComparedPair, Comparison, PairStatus} from "../../../compare/comparison.ts";
import {counted, grouped} from "../../../words.ts";
import {afterText, beforeText, bytesText, statusWords} from "../../comparison-words.ts";
import {arrow, box, each, type Selection, sectionTitle, text} from "../marks.ts";
import type {Section} from "../page.ts";
import {colour, page} from "../theme.ts";
import {drawSign, type SmallSign} from "./sign.ts";

/*
 * For whom                                 2 of 3 pairs of client network and service were broken
 * ─────────────────────────────────────────────────────────────────────────────────────────────────
 *                        Before                              After, begun since
 * 10.1.0.0/24            ▯▯▯▯▯▯▯▯▯▯  5 of 5 asymmetric  ──▶  ▮▮▮▮▮▮▮▮▮▮  4 of 4 work       ✓ fixed
 * → 10.2.0.10:5000                   → 1.2 kB  ← 0 B                     → 1.0 kB ← 4.8 kB
 * … and 3,196 more pairs: 12 fixed, 3,184 not broken
 */

const columns = {
  who: page.left,
  before: 300,
  bytesBefore: 368,
  arrow: 516,
  after: 552,
  bytesAfter: 620,
  sign: 774,
  status: 790,
};
const barWidth = 58;
const rowHeight = 38;
const head = 44;
const rowsTop = 51;
const maximumRows = 8;
const leastRows = 3;
const below = 6;

const signs: Readonly<Record<PairStatus, SmallSign | null>> = {
  fixed: "check",
  partly: "half",
  "not-fixed": "cross",
  "broken-since": "cross",
  untested: "question",
  "not-seen": "question",
  "not-broken": null,
  new: null,
};

interface PairsLayout {
  readonly rows: readonly ComparedPair[];
  /** What is not listed; null if nothing. */
  readonly rest: string | null;
  readonly height: number;
}

/** Returns the first pairs, as many as there is room for; null where there is none, or one direction of all was captured. */
export function pairsLayout({pairs, before, after}: Comparison, room: number): PairsLayout | null {
  if ([before, after].some(({verdict}) => verdict.kind === "one-sided-capture")) return null;
  const heightOf = (rows: number) => rowsTop + rowHeight * rows + (rows < pairs.length ? 20 : 4) + below;
  let count = Math.min(maximumRows, pairs.length);
  while (count > 0 && heightOf(count) > room) count--;
  if (count === 0) return null;
  return {rows: pairs.slice(0, count), rest: restText(pairs.slice(count)), height: heightOf(count)};
}

function restText(pairs: readonly ComparedPair[]): string | null {
  if (pairs.length === 0) return null;
  const counts = new Map<PairStatus, number>();
  for (const {status} of pairs) counts.set(status, (counts.get(status) ?? 0) + 1);
  const told = [...counts].map(([status, count]) => `${grouped(count)} ${statusWords[status]}`);
  return `… and ${counted(pairs.length, "more pair")}: ${told.join(", ")}`;
}

export const forWhom: Section<Comparison> = {
  name: "For whom",
  least: comparison => pairsLayout(comparison, rowsTop + rowHeight * leastRows + 20 + below)?.height ?? 0,
  draw(group, comparison, room) {
    const layout = pairsLayout(comparison, room);
    if (layout === null) return 0;
    const {pairs} = comparison;
    const broken = pairs.filter(pair => pair.before.broken > 0).length;
    const question = `${grouped(broken)} of ${counted(pairs.length, "pair")} of client network and service ${broken === 1 ? "was" : "were"} broken`;
    sectionTitle(group, "For whom", question, page.left, page.right);
    const {rows, rest} = layout;
    for (const [x, words] of [
      [columns.who, "Client → server"],
      [columns.before, "Before; bytes there →, back ←"],
      [columns.after, "After: begun since"],
    ] as const)
      text(group, x, head, words, {colour: colour.muted});
    const numbered = rows.map((pair, i) => ({pair, y: rowsTop + rowHeight * i, isOdd: i % 2 === 0}));
    each(group, numbered, (own, {pair, y, isOdd}) => drawRow(own, pair, y, isOdd));
    if (rest !== null)
      text(group, page.left, rowsTop + rowHeight * rows.length + 16, rest, {
        colour: colour.muted,
        width: page.right - page.left,
      });
    return layout.height;
  },
};

function drawRow(group: Selection, pair: ComparedPair, y: number, isOdd: boolean): void {
  if (isOdd) box(group, page.left - 6, y, page.right - page.left + 12, rowHeight, colour.zebra);
  const [first, second] = [y + 16, y + 31];
  const width = columns.before - columns.who - 10;
  text(group, columns.who, first, pair.client, {mono: true, width});
  text(group, columns.who, second, `→ ${pair.server}`, {mono: true, width});
  const {before, after, status} = pair;
  drawBar(group, columns.before, y + 6, before.conversations - before.broken, before.broken, before.conversations);
  const words = {width: columns.arrow - columns.bytesBefore - 6};
  text(group, columns.bytesBefore, first, beforeText(pair), words);
  if (before.conversations > 0)
    text(group, columns.bytesBefore, second, bothWays(before.bytes), {...words, colour: colour.muted});
  arrow(group, columns.arrow, columns.arrow + 24, y + 12, true);
  drawBar(group, columns.after, y + 6, after.working, after.failing, after.begun);
  const later = {width: columns.sign - 14 - columns.bytesAfter};
  text(group, columns.bytesAfter, first, afterText(pair), later);
  if (after.begun > 0) text(group, columns.bytesAfter, second, bothWays(after.bytes), {...later, colour: colour.muted});
  const sign = signs[status];
  const isBroken = sign === "cross" || sign === "half";
  if (sign !== null) drawSign(group, columns.sign, y + 12, sign);
  text(group, columns.status, first, statusWords[status], {
    bold: sign !== null,
    colour: isBroken ? colour.missingText : sign === "check" ? colour.fineText : colour.muted,
    width: page.right - columns.status,
  });
  if (after.stale > 0)
    text(group, columns.status, second, `${grouped(after.stale)} to clear`, {
      colour: colour.missingText,
      width: page.right - columns.status,
    });
}

/** Payload from the client, and to it. */
const bothWays = ({requests, replies}: BothWays) => `→ ${bytesText(requests)}  ← ${bytesText(replies)}`;

/** Solid is what works, hollow what does not; what remains tells nothing. */
function drawBar(group: Selection, x: number, y: number, solid: number, hollow: number, all: number): void {
  box(group, x, y, barWidth, 11, colour.rule);
  if (all === 0) return;
  // However few they are, they are some.
  const wide = (count: number) => (count === 0 ? 0 : Math.min(Math.max(3, (barWidth * count) / all), barWidth - 3));
  const hollowWidth = hollow >= all ? barWidth : wide(hollow);
  const solidWidth = solid >= all ? barWidth : Math.min(wide(solid), barWidth - hollowWidth);
  if (solidWidth > 0) box(group, x, y, solidWidth, 11, colour.seen);
  if (hollowWidth > 0)
    box(group, x + solidWidth + 0.7, y + 0.7, hollowWidth - 1.4, 9.6, colour.missingTint)
      .attr("stroke", colour.missing)
      .attr("stroke-width", 1.4);
}
