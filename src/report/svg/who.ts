import {dateOf} from "../../capture/times.ts";
import type {Analysis, Group} from "../../judge/analysis.ts";
import {clock} from "../../time/time.ts";
import {counted, grouped} from "../../words.ts";
import {causeLayout} from "./cause.ts";
import {box, each, type Selection, sectionTitle, text} from "./marks.ts";
import type {Section} from "./page.ts";
import {answerer} from "./points.ts";
import {isCalm, moodOf} from "./subject.ts";
import {colour, page} from "./theme.ts";

/*
 * Affected                      replies missing in all · 3 of 12 pairs of client network and service
 * ─────────────────────────────────────────────────────────────────────────────────────────────────────
 * Client               Server                  Affected connections                              First
 * 10.20.30.0/24        203.0.113.50:443        ██████████████████▒ 4,100 of 4,300         14:22:07.113
 * … and 3,196 more pairs with 2,069 affected connections
 */

const columns = {client: page.left, server: 240, bar: 450, count: 622, missing: 724, since: page.right} as const;
const barWidth = 160;
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
  /** Whether they do not all lack the same. */
  readonly isMixed: boolean;
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
  const missing = new Set(hit.map(one => one.missing));
  const conversations = others.reduce((sum, group) => sum + group.oneWay, 0);
  return {
    rows: hit.slice(0, count),
    rest:
      others.length === 0
        ? null
        : `… and ${counted(others.length, "more pair")} with ${grouped(conversations)} affected connection${conversations === 1 ? "" : "s"}`,
    isMixed: missing.size > 1,
    question: [
      missingText(analysis, missing),
      `${grouped(hit.length)} of ${counted(analysis.groups.length, "pair")} of client network and service`,
    ]
      .filter(part => part !== "")
      .join(" · "),
    height: heightOf(count),
  };
}

function missingText(analysis: Analysis, missing: ReadonlySet<Group["missing"]>): string {
  const [only = null] = missing;
  if (missing.size > 1) return "";
  if (only !== null) return `${only} missing in all`;
  return answerer(analysis) === null ? "" : "another address answers";
}

export const forWhom: Section = {
  name: "Affected",
  least: analysis => whoLayout(analysis, rowsTop + rowHeight * 3 + 20 + after)?.height ?? 0,
  draw(group, analysis, room) {
    const layout = whoLayout(analysis, room);
    if (layout === null) return 0;
    const {rows} = layout;
    sectionTitle(group, "Affected", layout.question, page.left, page.right);
    const heads: [number, string][] = [
      [columns.client, "Client"],
      [columns.server, "Server"],
      [columns.bar, "Affected connections"],
      ...(layout.isMixed ? ([[columns.missing, "Missing"]] as [number, string][]) : []),
    ];
    for (const [x, words] of heads) text(group, x, head, words, {colour: colour.muted});
    text(group, columns.since, head, "First", {anchor: "end", colour: colour.muted});
    const numbered = rows.map((row, i) => ({row, y: rowsTop + rowHeight * i, isOdd: i % 2 === 0}));
    each(group, numbered, (own, {row, y, isOdd}) => drawRow(own, analysis, row, layout.isMixed, y, isOdd));
    if (layout.rest !== null)
      text(group, page.left, rowsTop + rowHeight * rows.length + 16, layout.rest, {colour: colour.muted});
    return layout.height;
  },
};

function drawRow(group: Selection, analysis: Analysis, row: Group, isMixed: boolean, y: number, isOdd: boolean): void {
  if (isOdd) box(group, page.left - 6, y, page.right - page.left + 12, rowHeight, colour.zebra);
  const baseline = y + 16;
  text(group, columns.client, baseline, row.client, {mono: true, width: columns.server - columns.client - 8});
  text(group, columns.server, baseline, row.server, {mono: true, width: columns.bar - columns.server - 10});
  if (isMixed && row.missing !== null) text(group, columns.missing, baseline, row.missing, {width: 50});
  const hue = isCalm(analysis) ? colour.muted : colour.missing;
  const full = (barWidth * row.oneWay) / Math.max(row.oneWay, row.conversations);
  box(group, columns.bar, y + 6, barWidth, 11, colour.rule);
  // However few they are, they are some.
  box(group, columns.bar, y + 6, Math.max(2, full), 11, hue);
  const count = `${grouped(row.oneWay)} of ${grouped(row.conversations)}`;
  text(group, columns.count, baseline, count, {
    width: columns.missing - columns.count - 8,
  });
  if (row.since === null || analysis.epoch.isUntold) return;
  const {epoch, period} = analysis;
  const day = dateOf(analysis, row.since);
  const isOther = day !== null && period !== null && day !== dateOf(analysis, period[0]);
  const time = isOther ? `${day.slice(5)} ${clock(row.since, epoch, 0)}` : clock(row.since, epoch);
  text(group, columns.since, baseline, time, {
    mono: true,
    anchor: "end",
    whole: isOther ? `${day} ${clock(row.since, epoch)}` : time,
  });
}
