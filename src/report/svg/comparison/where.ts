import {periodText} from "../../../capture/times.ts";
import type {Comparison} from "../../../compare/comparison.ts";
import type {Analysis, Missing} from "../../../judge/analysis.ts";
import {counted, grouped} from "../../../words.ts";
import {type Frame, type PathLayout, pathLayout} from "../lanes.ts";
import {drawLegend} from "../legend.ts";
import {box, line, type Selection, sectionTitle, text} from "../marks.ts";
import {wrap} from "../measure.ts";
import type {Section} from "../page.ts";
import {nameOf} from "../points.ts";
import {drawPath, type Levels, levelsOf} from "../posts.ts";
import {moodOf} from "../subject.ts";
import {colour, page, size, stroke} from "../theme.ts";
import type {Course} from "../way.ts";
import {coursesOf, pathSigns} from "../where.ts";
import {drawSign, type SmallSign} from "./sign.ts";

/*
 * Before and after                             ─●─ seen here  ○ not seen here  ─ ─ not captured, but must exist
 * ─────────────────────────────────────────────────────────────────────────────────────────────────────────
 * ✕ Before: 8 of 16 connections asymmetric      │  ✓ After: 9 of 9 new connections work
 *   2026-11-21 23:18:04 to 23:18:14 UTC           │    2026-11-21 23:18:19 to 23:18:31 UTC
 *   10.1.0.0/24 → 10.2.0.10:5000                  │    10.1.0.0/24 → 10.2.0.10:5000
 *                fw/outside                       │                 fw/outside
 * ╭──────╮ requests  ■             ╭──────╮       │  ╭──────╮ requests  ■             ╭──────╮
 * │Client│ ──────────●───────────▶ │Server│       │  │Client│ ──────────●───────────▶ │Server│
 * │      │ replies   ○ 0 pkts ✕ ─  │      │       │  │      │ replies   │             │      │
 * ╰──────╯ ◀─ ─ ─ ─ ─ ─ ─ ─ ╯      ╰──────╯       │  ╰──────╯ ◀─────────●──────────── ╰──────╯
 * Replies bypass fw/outside: …                    │  requests and replies pass fw/outside
 */

const columnWidth = 405;
const columns = {before: page.left, after: page.right - columnWidth} as const;
const endWidth = 52;
/** The path begins below the words of a column. */
const pathTop = 54;
const maximumLines = 3;
const lineHeight = 16;

/** Half a page: two posts at most, and counts stand closer. */
const frameAt = (left: number): Frame => ({
  client: left + endWidth + 8,
  server: left + columnWidth - endWidth - 8,
  posts: 2,
  step: 105,
  labels: {requests: "requests", replies: "replies"},
});

interface ColumnLayout {
  readonly left: number;
  readonly title: string;
  readonly sign: SmallSign;
  readonly analysis: Analysis;
  readonly path: PathLayout;
  readonly courses: Readonly<Record<Missing, Course>>;
  /** Below the path. */
  readonly lines: readonly string[];
}

interface BeforeAfterLayout {
  readonly columns: readonly [ColumnLayout, ColumnLayout];
  readonly levels: Levels;
  readonly height: number;
}

export function beforeAfterLayout(comparison: Comparison): BeforeAfterLayout {
  const {before, after} = comparison;
  const whole = isWhole(comparison);
  const shown = whole ? mendedOf(comparison) : after;
  const both = [
    columnOf(columns.before, beforeTitle(comparison), signOf(before), before, before.verdict.sentence),
    columnOf(
      columns.after,
      afterTitle(comparison),
      afterSign(comparison, whole),
      shown,
      whole ? passText(shown) : after.verdict.sentence,
    ),
  ] as const;
  const hasDetour = both.some(({path, courses}) => path.break !== null && courses[path.missing!].isAround);
  const missing = both[0].path.missing ?? both[1].path.missing;
  const levels = levelsOf(missing, hasDetour);
  const most = Math.max(...both.map(({lines}) => lines.length));
  return {columns: both, levels, height: pathTop + levels.bottom + lineHeight * most + 14};
}

/** Whether what is to be shown of after are the connections that work: older ones, which may not, have a section of their own. */
const isWhole = ({result, mended}: Comparison): boolean => result === "fixed" && mended.length > 0;

/** The capture after, as if it held nothing but what works now and was broken before. */
function mendedOf({after, before, mended}: Comparison): Analysis {
  const {client, server, moreClients, moreServers} = before.scene;
  return {
    ...after,
    verdict: {...after.verdict, kind: "symmetric"},
    scene: {...after.scene, points: mended, client, server, moreClients, moreServers},
  };
}

function columnOf(left: number, title: string, sign: SmallSign, analysis: Analysis, sentence: string): ColumnLayout {
  const path = pathLayout(analysis, frameAt(left));
  return {
    left,
    title,
    sign,
    analysis,
    path,
    courses: coursesOf(analysis, path),
    lines: wrap(sentence, columnWidth, {size: size.small}, maximumLines),
  };
}

/** Where nothing can be told of the fix, the sign must not say that all is well. */
function afterSign({result, after}: Comparison, whole: boolean): SmallSign {
  if (whole) return "check";
  const sign = signOf(after);
  if (result === "partly") return "half";
  return result === "inconclusive" && sign === "check" ? "question" : sign;
}

function signOf(analysis: Analysis): SmallSign {
  const mood = moodOf(analysis);
  return mood === "fails" || mood === "works" ? "cross" : mood === "fine" ? "check" : "question";
}

function beforeTitle({pairs}: Comparison): string {
  const all = pairs.reduce((sum, pair) => sum + pair.before.conversations, 0);
  const broken = pairs.reduce((sum, pair) => sum + pair.before.broken, 0);
  return all === 0 ? "Before: no connection" : `Before: ${of(broken, all, "connection")} asymmetric`;
}

/** What is told of after are the pairs that were broken before. */
function afterTitle({pairs}: Comparison): string {
  const broken = pairs.filter(pair => pair.before.broken > 0);
  const begun = broken.reduce((sum, pair) => sum + pair.after.begun, 0);
  const working = broken.reduce((sum, pair) => sum + pair.after.working + pair.after.detouring, 0);
  if (broken.length === 0) return "After";
  return begun === 0
    ? "After: no new connection of these"
    : `After: ${of(working, begun, "new connection")} ${begun === 1 ? "works" : "work"}`;
}

const of = (some: number, all: number, noun: string) => `${grouped(some)} of ${counted(all, noun)}`;

function passText(analysis: Analysis): string {
  const names = analysis.scene.points
    .filter(({requests, replies}) => requests > 0 && replies > 0)
    .map(({point}) => nameOf(analysis, point));
  const told = names.length > 2 ? counted(names.length, "point") : names.join(" and ");
  return names.length === 0
    ? "requests and replies are there, each at another point"
    : `requests and replies of these pass ${told}`;
}

export const where: Section<Comparison> = {
  name: "Before and after",
  draw(group, comparison) {
    const layout = beforeAfterLayout(comparison);
    sectionTitle(group, "Before and after", "", page.left, page.right);
    drawLegend(group, new Set(layout.columns.flatMap(({path, courses}) => pathSigns(path, courses))), 18);
    line(group, page.width / 2, 38, page.width / 2, layout.height - 6, colour.rule, stroke.rule);
    for (const column of layout.columns) drawColumn(group, column, layout.levels);
    return layout.height;
  },
};

function drawColumn(
  group: Selection,
  {left, title, sign, analysis, path, courses, lines}: ColumnLayout,
  levels: Levels,
): void {
  drawSign(group, left + 9, 42, sign);
  const text0 = left + 26;
  const width = columnWidth - 26;
  text(group, text0, 46, title, {size: size.title, bold: true, width});
  text(group, text0, 63, periodText(analysis, 0) ?? "no packet", {colour: colour.muted, width});
  text(group, text0, 80, endsText(analysis), {mono: true, width});
  const own = group.append("g").attr("transform", `translate(0 ${pathTop})`);
  for (const [x, name] of [
    [left, "Client"],
    [left + columnWidth - endWidth, "Server"],
  ] as const) {
    box(own, x, levels.box, endWidth, levels.height, colour.page).attr("rx", 6).attr("stroke", colour.hair);
    text(own, x + endWidth / 2, levels.box + 53, name, {size: size.small, bold: true, anchor: "middle"});
  }
  drawPath(own, analysis, path, levels, courses);
  const hue = path.missing === null ? colour.ink : colour.missingText;
  for (const [i, words] of lines.entries())
    text(own, left + columnWidth / 2, levels.sentence + lineHeight * i, words, {anchor: "middle", colour: hue});
}

function endsText({scene}: Analysis): string {
  if (scene.client === "") return "no TCP connection";
  const more = scene.moreClients + scene.moreServers > 0 ? ", and more" : "";
  return `${scene.client} → ${scene.server}${more}`;
}
