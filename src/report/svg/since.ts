import {dateOf, datePrefix} from "../../capture/times.ts";
import type {Analysis, Timeline, UserEvent} from "../../judge/analysis.ts";
import {clock, millisecond, second, type Time} from "../../time/time.ts";
import {counted, grouped} from "../../words.ts";
import {scaleUtc} from "./d3.ts";
import {box, line, type Selection, sectionTitle, text, tip} from "./marks.ts";
import {clipEnd, textWidth} from "./measure.ts";
import type {Section} from "./page.ts";
import {isCalm, moodOf, topFinding} from "./subject.ts";
import {colour, page, size, stroke} from "./theme.ts";

/*
 * Since when                                                          Connections started per 0.5 s
 * ─────────────────────────────────────────────────────────────────────────────────────────────────
 *                          14:22:07 first connection without replies │
 *                 3 ▄ █ ▄ ▄ █ ▄ ▄ █ ▄ ▄ █ ▄ ▄ █ ▄ ▄ █ ▄ ▄ █ ▄ ▄ █ ▄ ▄│▄ ▄ ▄ ▄ ░░░░░░░░░░░░░░░░░░░
 * both directions   ───────────────────────────────────────────┼────────────── no new connections
 * no replies                                                   │▯▯▯▯▯▯▯▯▯▯▯▯
 *                           14:12:00        :20        :40        14:13:00
 *                                                   ▲ 14:21:58 new ISP: coincides with the onset
 */

const axis = {left: 150, right: page.right} as const;
/** The bars stand between these. */
const band = {top: 50, bottom: 140, least: 28} as const;
/** Bars lower than this are told by their number at the other side. */
const leastNumbered = 26;
/** Times on the axis, about; and the narrowest stretch without connections that is marked. */
const ticks = 5;
const leastGap = 90;
const eventHeight = 17;
const eventCount = 3;

interface SinceLayout {
  readonly timeline: Timeline;
  /** Where both kinds of bars begin, and how high one connection is. */
  readonly base: number;
  readonly unit: number;
  /** How many the highest bars stand for, upwards and downwards. */
  readonly highest: readonly [number, number];
  /** Where no connection starts any more; null where that is short. */
  readonly idle: number | null;
  /** At even times; the date stands below where it is another than before. */
  readonly labels: readonly {readonly x: number; readonly clock: string; readonly date: string | null}[];
  /** The time it showed first; null where that is outside of the axis. */
  readonly onset: {readonly x: number; readonly words: string} | null;
  /** `x` is null for one that happened before or after all of this. */
  readonly events: readonly {readonly x: number | null; readonly isLeft: boolean; readonly words: string}[];
  readonly question: string;
  readonly height: number;
}

/** Returns null where time has nothing to tell: one connection, or all at one moment. */
export function sinceLayout(analysis: Analysis): SinceLayout | null {
  const {timeline, scene, events} = analysis;
  const {concerned, others, from, width} = timeline;
  const mood = moodOf(analysis);
  if (analysis.epoch.isUntold || scene.concerned < 2 || concerned.length < 2 || mood === "fine" || mood === "unknown")
    return null;
  const [up, down] = [Math.max(...others), Math.max(...concerned)];
  const height = band.bottom - band.top;
  const share = Math.min(Math.max((height * up) / (up + down), band.least), height - band.least);
  const unit = Math.min(up === 0 ? height : share / up, down === 0 ? height : (height - share) / down);
  const end = from + width * concerned.length;
  const at = (time: Time) =>
    axis.left + ((axis.right - axis.left) * (Math.min(Math.max(time, from), end) - from)) / (end - from);
  const labels = labelsOf(analysis, at);
  const dated = labels.some(label => label.date !== null);
  const told = events.slice(0, eventCount).map(event => ({
    x: event.time < from || event.time > end ? null : at(event.time),
    isLeft: at(event.time) > (axis.left + axis.right) / 2,
    words: eventText(event, analysis),
  }));
  if (events.length > told.length)
    told.push({x: null, isLeft: false, words: `… and ${counted(events.length - told.length, "more event")}`});
  const changes = analysis.findings.some(({detector, certainty}) => detector === "path-change" && certainty !== "note");
  const isWithin = scene.since !== null && scene.since >= from - width && scene.since <= end;
  return {
    timeline,
    base: band.top + share,
    unit,
    labels,
    onset: isWithin ? {x: at(scene.since!), words: onsetText(analysis)} : null,
    events: told,
    highest: [up, down],
    idle: idleFrom(timeline),
    question: `Connections started${changes ? " or changed" : ""} per ${widthText(width)}`,
    height: band.bottom + 22 + (dated ? 15 : 0) + eventHeight * told.length + 10,
  };
}

/** Where the bars end, if that is well before the axis does. */
function idleFrom({concerned, others}: Timeline): number | null {
  const last = concerned.findLastIndex((count, i) => count > 0 || others[i]! > 0);
  const x = axis.left + ((axis.right - axis.left) * (last + 1)) / concerned.length;
  return axis.right - x >= leastGap ? x : null;
}

/** Even times, the first in full, and others where the minute is another than before. */
function labelsOf(analysis: Analysis, at: (time: Time) => number): SinceLayout["labels"] {
  const {timeline, epoch} = analysis;
  const {from, width, concerned} = timeline;
  const origin = (epoch.seconds ?? 0) * 1000;
  const dateAt = (time: Time) => new Date(origin + time / millisecond);
  const times = scaleUtc()
    .domain([dateAt(from), dateAt(from + width * concerned.length)])
    .ticks(ticks)
    .map(one => (one.getTime() - origin) * millisecond)
    .filter(time => at(time) >= axis.left && at(time) <= axis.right);
  const days = times.map(time => dateOf(analysis, time));
  const hasDays = new Set(days).size > 1;
  const digits = times.every(time => time % second === 0) ? 0 : 3;
  const clocks = times.map(time => clock(time, epoch, digits));
  return times.map((time, i) => ({
    x: at(time),
    clock: i > 0 && minuteOf(clocks[i]!) === minuteOf(clocks[i - 1]!) ? clocks[i]!.slice(5) : clocks[i]!,
    date: hasDays && days[i] !== days[i - 1] ? days[i]! : null,
  }));
}

const minuteOf = (clock: string): string => clock.slice(0, 5);

function onsetText(analysis: Analysis): string {
  const {scene, epoch, timeline, period} = analysis;
  const finding = topFinding(analysis);
  const what =
    finding?.detector === "path-change"
      ? "the path changes"
      : finding?.missing === null
        ? "first affected connection"
        : `first connection without ${finding?.missing ?? "replies"}`;
  const isLong = period !== null && dateOf(analysis, period[0]) !== dateOf(analysis, period[1]);
  const day = isLong ? datePrefix(analysis, scene.since!) : "";
  return `${day}${clock(scene.since!, epoch, timeline.width < second ? 3 : 0)} ${what}`;
}

/** The long sentence stands in the text reports. */
const relations = {
  precedes: "after it began, so not its cause",
  coincides: "coincides with the onset",
  follows: "before it began, and others worked since",
  unknown: "whether it is the cause cannot be told",
} as const;

function eventText({time, text: name, relation}: UserEvent, analysis: Analysis): string {
  const {epoch, timeline} = analysis;
  const {from, width, concerned} = timeline;
  const isOff = time < from || time > from + width * concerned.length;
  const day = isOff && dateOf(analysis, time) !== dateOf(analysis, from) ? datePrefix(analysis, time) : "";
  const told = relation === null ? "" : `: ${relations[relation]}`;
  // The name is the user's, and may be long; how it stands to the onset must be read.
  const short = clipEnd(name, 360, {size: size.small});
  return `${isOff ? (time < from ? "← " : "→ ") : ""}${day}${clock(time, epoch, 0)} ${short}${told}`;
}

/** Returns `second`, `12 s`, `0.5 s`, `50 ms`, `5 min`. */
function widthText(width: Time): string {
  const units = [
    [86_400 * second, "day", "days"],
    [3600 * second, "hour", "h"],
    [60 * second, "minute", "min"],
    [second, "second", "s"],
    [millisecond, "millisecond", "ms"],
  ] as const;
  if (width >= second / 10 && width < second) return `${width / second} s`;
  const [unit, one, many] = units.find(([length]) => width >= length) ?? units.at(-1)!;
  const count = Math.round(width / unit);
  return count === 1 ? one : `${grouped(count)} ${many}`;
}

export const sinceWhen: Section = {
  name: "Since when",
  draw(group, analysis, room) {
    const layout = sinceLayout(analysis);
    if (layout === null || layout.height > room) return 0;
    const calm = isCalm(analysis);
    const accent = calm ? colour.muted : colour.missing;
    const words = calm ? colour.ink : colour.missingText;
    sectionTitle(group, "Since when", layout.question, page.left, page.right);
    drawIdle(group, layout);
    drawBars(group, layout, accent, calm ? colour.page : colour.missingTint);
    const {base} = layout;
    const missing = topFinding(analysis)?.missing ?? null;
    const left = axis.left - 10;
    text(group, left, base - 6, missing === null ? "others" : "both directions", {anchor: "end", colour: colour.seen});
    text(group, left, base + 15, missing === null ? "affected" : `no ${missing}`, {anchor: "end", colour: words});
    drawNumbers(group, layout);
    drawTimes(group, layout, words);
    return layout.height;
  },
};

/** How many connections the highest bars stand for. */
function drawNumbers(group: Selection, {base, unit, highest}: SinceLayout): void {
  for (const [i, count] of highest.entries()) {
    const far = count * unit;
    const y = i === 0 ? base - far : base + far;
    if (far >= leastNumbered)
      text(group, axis.left - 6, y + (i === 0 ? 8 : 1), grouped(count), {anchor: "end", colour: colour.muted});
  }
}

/** From where on no connection starts, it cannot be seen whether it goes on. */
function drawIdle(group: Selection, {idle}: SinceLayout): void {
  if (idle === null) return;
  box(group, idle, band.top, axis.right - idle, band.bottom - band.top, colour.zebra);
  const words = "no new connections";
  if (axis.right - idle > textWidth(words, {size: size.small}) + 20)
    text(group, (idle + axis.right) / 2, band.top + 16, words, {anchor: "middle", colour: colour.muted});
}

function drawBars(group: Selection, {timeline, base, unit}: SinceLayout, accent: string, tint: string): void {
  const {others, concerned} = timeline;
  const pitch = (axis.right - axis.left) / others.length;
  const gap = Math.min(2, pitch / 5);
  const heightOf = (count: number) => Math.max(2, count * unit);
  for (const [i, count] of others.entries())
    if (count > 0) box(group, axis.left + pitch * i, base - heightOf(count), pitch - gap, heightOf(count), colour.seen);
  for (const [i, count] of concerned.entries())
    if (count > 0)
      box(group, axis.left + pitch * i + 0.7, base + 0.7, pitch - gap - 1.4, heightOf(count), tint)
        .attr("stroke", accent)
        .attr("stroke-width", 1.4);
  line(group, axis.left, base, axis.right, base, colour.ink, stroke.rule);
}

function drawTimes(group: Selection, {labels, onset, events}: SinceLayout, words: string): void {
  const y = band.bottom + 6;
  for (const {x, clock: time, date: day} of labels) {
    line(group, x, y - 4, x, y, colour.hair, stroke.rule);
    const half = textWidth(time, {size: size.small, mono: true}) / 2;
    const anchor = x + half > page.right ? "end" : "middle";
    text(group, x, y + 13, time, {mono: true, anchor, colour: colour.muted});
    if (day !== null) text(group, x, y + 28, day, {mono: true, anchor, colour: colour.muted});
  }
  if (onset !== null) {
    line(group, onset.x, 34, onset.x, y - 2, words, 2);
    const isLeft = onset.x - axis.left > textWidth(onset.words, {size: size.small, bold: true}) + 12;
    const style = {bold: true, colour: words, anchor: isLeft ? "end" : "start"} as const;
    text(group, onset.x + (isLeft ? -6 : 6), 44, onset.words, style);
  }
  const first = y + 13 + (labels.some(label => label.date !== null) ? 15 : 0);
  for (const [i, {x, isLeft, words: told}] of events.entries()) {
    const baseline = first + eventHeight * (i + 1);
    if (x !== null) {
      // The mark stands on the axis, and again beside its words.
      tip(group, x, y - 5, 0, -1, colour.ink, 8);
      tip(group, x, baseline - 9, 0, -1, colour.ink, 9);
    }
    const at = x === null ? (isLeft ? axis.right : axis.left) : x + (isLeft ? -10 : 10);
    const room = isLeft ? at - page.left : page.right - at;
    text(group, at, baseline, told, {anchor: isLeft ? "end" : "start", width: room});
  }
}
