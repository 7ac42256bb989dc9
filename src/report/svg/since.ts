import {dateOf, datePrefix} from "../../capture/times.ts";
import type {Analysis, Timeline, UserEvent} from "../../judge/analysis.ts";
import {clock, millisecond, second, type Time} from "../../time/time.ts";
import {counted, grouped} from "../../words.ts";
import {box, line, type Selection, sectionTitle, text, tip} from "./marks.ts";
import {clipEnd, textWidth} from "./measure.ts";
import type {Section} from "./page.ts";
import {isCalm, moodOf, topFinding} from "./subject.ts";
import {colour, page, size, stroke} from "./theme.ts";

/*
 * Since when                                        Connections begun per second: up to 3 upwards, 4 downwards
 * ─────────────────────────────────────────────────────────────────────────────────────────────────
 *                          14:22:07 first one-way connection │
 * both directions   ▄ █ ▄ ▄ █ ▄ ▄ █ ▄ ▄ █ ▄ ▄ █ ▄ ▄ █ ▄ ▄ █ ▄ ▄│▄ ▄ ▄ ▄
 *                   ───────────────────────────────────────────┼──────────────
 * one direction                                                │▯▯▯▯▯▯▯▯▯▯▯▯
 *                   14:12:00      14:17:00     14:22:00     14:27:00  14:31:40
 *                                                   ▲ 14:21:58 new ISP: coincides with the onset
 */

const axis = {left: 150, right: page.right} as const;
/** The bars stand between these. */
const band = {top: 50, bottom: 140, least: 20} as const;
const eventHeight = 17;
const eventCount = 3;

interface SinceLayout {
  readonly timeline: Timeline;
  /** Where both kinds of bars begin, and how high one connection is. */
  readonly base: number;
  readonly unit: number;
  /** Labels at the ends of bins; the date stands below where it is another than before. */
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
    question: `Connections begun${changes ? " or changed" : ""} per ${widthText(width)}: ${mostText(up, down)}`,
    height: band.bottom + 22 + (dated ? 15 : 0) + eventHeight * told.length + 10,
  };
}

/** How many the highest bars stand for. */
function mostText(up: number, down: number): string {
  if (up === 0 || down === 0) return `up to ${grouped(Math.max(up, down))}`;
  return `up to ${grouped(up)} upwards, ${grouped(down)} downwards`;
}

/** Up to five times, at the ends of bins. */
function labelsOf(analysis: Analysis, at: (time: Time) => number): SinceLayout["labels"] {
  const {timeline, epoch} = analysis;
  const {from, width, concerned} = timeline;
  const steps = [...new Set([0, 1, 2, 3, 4].map(i => Math.round((concerned.length * i) / 4)))];
  const times = steps.map(step => from + width * step);
  const days = times.map(time => dateOf(analysis, time));
  const hasDays = new Set(days).size > 1;
  const digits = width < second ? 3 : 0;
  return times.map((time, i) => ({
    x: at(time),
    clock: clock(time, epoch, digits),
    date: hasDays && days[i] !== days[i - 1] ? days[i]! : null,
  }));
}

function onsetText(analysis: Analysis): string {
  const {scene, epoch, timeline, period} = analysis;
  const finding = topFinding(analysis);
  const what =
    finding?.detector === "path-change"
      ? "the path changes"
      : finding?.missing === null
        ? "first affected connection"
        : "first one-way connection";
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

/** Returns `second`, `12 s`, `50 ms`, `5 min`. */
function widthText(width: Time): string {
  const units = [
    [86_400 * second, "day", "days"],
    [3600 * second, "hour", "h"],
    [60 * second, "minute", "min"],
    [second, "second", "s"],
    [millisecond, "millisecond", "ms"],
  ] as const;
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
    drawBars(group, layout, accent, calm ? colour.page : colour.missingTint);
    const {base} = layout;
    const isOneWay = topFinding(analysis)?.missing !== null;
    const left = axis.left - 10;
    text(group, left, base - 6, isOneWay ? "both directions" : "others", {anchor: "end", colour: colour.seen});
    text(group, left, base + 15, isOneWay ? "one direction" : "concerned", {anchor: "end", colour: words});
    drawTimes(group, layout, words);
    return layout.height;
  },
};

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
  for (const [i, {x, clock: time, date: day}] of labels.entries()) {
    line(group, x, y - 4, x, y, colour.hair, stroke.rule);
    const anchor = i === 0 ? "start" : i === labels.length - 1 ? "end" : "middle";
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
