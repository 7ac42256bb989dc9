import {dateOf} from "../../capture/times.ts";
import type {Analysis, Group} from "../../judge/analysis.ts";
import {clock} from "../../time/time.ts";
import {counted, grouped} from "../../words.ts";
import {causeLayout} from "./cause.ts";
import {box, cross, curve, each, lane, line, type Selection, sectionTitle, text, tip} from "./marks.ts";
import type {Section} from "./page.ts";
import {answerer} from "./points.ts";
import {isCalm, moodOf} from "./subject.ts";
import {colour, page, stroke} from "./theme.ts";

/*
 * For whom                                             Hit: 3 of 12 pairs of client network and service
 * ─────────────────────────────────────────────────────────────────────────────────────────────────────
 * Client               Server                  Missing          One-way of all            First one-way
 * 10.20.30.0/24        203.0.113.50:443        ──▶  replies     ██████████▒ 4,100 of 4,300 14:22:07.113
 *                                              ─✕─
 * … and 3,196 more pairs with 2,069 one-way connections
 */

const columns = {client: page.left, server: 204, missing: 396, word: 440, bar: 512, count: 592, since: 748} as const;
const barWidth = 70;
const rowHeight = 23;
/** Baseline of the column heads; the rows begin below. */
const head = 44;
const rowsTop = 51;
const rowCounts = {alone: 8, besideCause: 5} as const;
const after = 8;

interface WhoLayout {
  readonly rows: readonly Group[];
  /** What is not listed; null if nothing. */
  readonly rest: string | null;
  readonly question: string;
  readonly height: number;
}

/** Returns null for one connection, whose ends Where names, and where there is no room. */
export function whoLayout(analysis: Analysis, room: number): WhoLayout | null {
  const hit = analysis.groups.filter(group => group.oneWay > 0);
  const mood = moodOf(analysis);
  if (analysis.scene.concerned < 2 || hit.length === 0 || mood === "fine" || mood === "unknown") return null;
  const wanted = causeLayout(analysis, Number.POSITIVE_INFINITY) === null ? rowCounts.alone : rowCounts.besideCause;
  const heightOf = (rows: number) => rowsTop + rowHeight * rows + (rows < hit.length ? 20 : 4) + after;
  let count = Math.min(wanted, hit.length);
  while (count > 0 && heightOf(count) > room) count--;
  if (count === 0) return null;
  const others = hit.slice(count);
  const conversations = others.reduce((sum, group) => sum + group.oneWay, 0);
  const kind = others.some(group => group.missing !== null) ? "one-way " : "";
  return {
    rows: hit.slice(0, count),
    rest:
      others.length === 0
        ? null
        : `… and ${counted(others.length, "more pair")} with ${grouped(conversations)} ${kind}connection${conversations === 1 ? "" : "s"}`,
    question: `Hit: ${grouped(hit.length)} of ${counted(analysis.groups.length, "pair")} of client network and service`,
    height: heightOf(count),
  };
}

export const forWhom: Section = {
  name: "For whom",
  least: analysis => whoLayout(analysis, rowsTop + rowHeight * 3 + 20 + after)?.height ?? 0,
  draw(group, analysis, room) {
    const layout = whoLayout(analysis, room);
    if (layout === null) return 0;
    const {rows} = layout;
    sectionTitle(group, "For whom", layout.question, page.left, page.right);
    const isOneWay = rows.some(row => row.missing !== null);
    const heads: [number, string][] = [
      [columns.client, "Client"],
      [columns.server, "Server"],
      [columns.missing, isOneWay ? "Missing" : "Way"],
      [columns.bar, isOneWay ? "One-way of all" : "Concerned of all"],
      [columns.since, isOneWay ? "First one-way" : "First"],
    ];
    for (const [x, words] of heads) text(group, x, head, words, {colour: colour.muted});
    const numbered = rows.map((row, i) => ({row, y: rowsTop + rowHeight * i, isOdd: i % 2 === 0}));
    each(group, numbered, (own, {row, y, isOdd}) => drawRow(own, analysis, row, y, isOdd));
    if (layout.rest !== null)
      text(group, page.left, rowsTop + rowHeight * rows.length + 16, layout.rest, {colour: colour.muted});
    return layout.height;
  },
};

function drawRow(group: Selection, analysis: Analysis, row: Group, y: number, isOdd: boolean): void {
  if (isOdd) box(group, page.left - 6, y, page.right - page.left + 12, rowHeight, colour.zebra);
  const baseline = y + 16;
  text(group, columns.client, baseline, row.client, {mono: true, width: columns.server - columns.client - 8});
  text(group, columns.server, baseline, row.server, {mono: true, width: columns.missing - columns.server - 10});
  drawLanes(group, row.missing, y + rowHeight / 2);
  text(group, columns.word, baseline, row.missing ?? (answerer(analysis) === null ? "other way" : "other IP"));
  const hue = isCalm(analysis) ? colour.muted : colour.missing;
  const full = (barWidth * row.oneWay) / Math.max(row.oneWay, row.conversations);
  box(group, columns.bar, y + 6, barWidth, 11, colour.rule);
  // However few they are, they are some.
  box(group, columns.bar, y + 6, Math.max(2, full), 11, hue);
  const count = `${grouped(row.oneWay)} of ${grouped(row.conversations)}`;
  text(group, columns.count, baseline, count, {width: columns.since - columns.count - 8});
  if (row.since === null || analysis.epoch.isUntold) return;
  const {epoch, period} = analysis;
  const day = dateOf(analysis, row.since);
  const isOther = day !== null && period !== null && day !== dateOf(analysis, period[0]);
  const time = isOther ? `${day.slice(5)} ${clock(row.since, epoch, 0)}` : clock(row.since, epoch);
  text(group, columns.since, baseline, time, {mono: true, whole: isOther ? `${day} ${clock(row.since, epoch)}` : time});
}

/** Two lanes: a solid arrow for what is seen, dashes and a cross for what is missing. */
function drawLanes(group: Selection, missing: Group["missing"], y: number): void {
  const [left, right] = [columns.missing, columns.missing + 34];
  const lanes = [
    {way: "requests", y: y - 4, from: left, to: right},
    {way: "replies", y: y + 4, from: right, to: left},
  ] as const;
  for (const {way, y: at, from, to} of lanes) {
    const forth = Math.sign(to - from);
    if (missing === null && way === "replies") {
      // Seen, but by another way.
      curve(group, `M${right} ${at - 2}Q${(left + right) / 2} ${at + 10} ${left + 4} ${at}`, colour.seen, stroke.post);
      tip(group, left, at - 2, -3, -1.6, colour.seen, 7);
    } else if (way === missing) {
      lane(group, left, left + 11, at, false);
      lane(group, right - 11, right, at, false);
      cross(group, (left + right) / 2, at, 4);
    } else {
      line(group, from, at, to - 5 * forth, at, colour.seen, stroke.post);
      tip(group, to, at, forth, 0, colour.seen, 7);
    }
  }
}
