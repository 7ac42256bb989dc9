import {datePrefix, zoneOf} from "../../capture/times.ts";
import {printable} from "../../errors.ts";
import type {Analysis} from "../../judge/analysis.ts";
import {clock, second, type Time} from "../../time/time.ts";
import {counted, grouped} from "../../words.ts";
import {fateClause, verdictWords} from "../words.ts";
import {wrap} from "../wrap.ts";
import {cut, type Line, type Part, part} from "./line.ts";

type Mood = "fails" | "works" | "doubt" | "fine" | "open" | "nothing";

/** How a verdict looks at first sight: an outage must not look like a doubt, nor a working asymmetry like an outage. */
export function moodOf({verdict}: Analysis): Mood {
  switch (verdict.kind) {
    case "proven":
      return verdict.failing === false ? "works" : "fails";
    // The tick is for captures in which nothing fails, or all that fails has a reason.
    case "symmetric":
      return verdict.unexplained > 0 ? "open" : "fine";
    case "nothing":
      return "nothing";
    default:
      return "doubt";
  }
}

const glyphs: Readonly<Record<Mood, string>> = {fails: "✗", works: "⇄", doubt: "?", fine: "✓", open: "!", nothing: "?"};

/** Verdict and headline, then what else it says. */
export function headline(analysis: Analysis, width: number): Part {
  const {kind, clauses} = analysis.verdict;
  const told = clauses.map(clause => printable(clause, 400));
  // What can be judged of nothing is one sentence.
  const [first = "", ...others] = kind === "nothing" || kind === "inconclusive" ? [told.join("; ")] : told;
  // How many fail and work stands in the line below.
  const more = fateClause(analysis) ? others.slice(0, -1) : others;
  const title = `${glyphs[moodOf(analysis)]} ${verdictWords[kind].toUpperCase()}  ${first}`;
  const lines: Line[] = wrap(title, 0, 2, width).map(text => ({text, style: "headline" as const}));
  const besides: Line[] = more.flatMap(clause => wrap(clause, 2, 2, width)).map(text => ({text}));
  return part([...lines, ...cut(besides, 3, width)], [...lines, ...cut(besides, 1, width)], cut(lines, 3, width));
}

/** How many connections fail or work, of how many clients, to how many services. */
export function counts(analysis: Analysis, width: number): Part {
  const {verdict, scene, totals} = analysis;
  if (totals.conversations === 0) return [];
  const {affected, failing, working, of} = verdict.counts;
  if (affected === 0) return [[{text: `${counted(totals.conversations, "connection")}${judgedText(analysis)}`}]];
  const parts = [
    fatesText(affected, failing, working, of),
    counted(scene.clients, "client"),
    counted(scene.services, "service"),
  ];
  const others = analysis.groups.reduce((sum, group) => sum + group.oneWay, 0) - scene.concerned;
  if (others > 0) parts.push(`${grouped(others)} more in other findings`);
  const text = parts.join(" · ");
  return part(wrap(text, 0, 0, width).map(one => ({text: one})));
}

function judgedText({totals}: Analysis): string {
  const {edge} = totals.byOutcome;
  return edge === 0 ? "" : ` · ${grouped(edge)} cut off by the capture's start or end, and not judged`;
}

/** `8 of 18 connections fail`. */
function fatesText(affected: number, failing: number, working: number, of: number): string {
  const many = `${grouped(affected)} of ${counted(of, "connection")}`;
  const are = affected === 1 ? "is" : "are";
  if (failing === affected) return `${many} ${affected === 1 && of === 1 ? "fails" : "fail"}`;
  if (working === affected)
    return `${many} ${are} affected, ${affected === 1 ? "and works" : `all ${grouped(affected)} work`}`;
  if (failing > 0 && working > 0)
    return `${grouped(failing)} of the ${grouped(affected)} affected connections fail; ${grouped(working)} work`;
  if (failing > 0) return `${many} ${are} affected, ${grouped(failing)} of them fail`;
  if (working > 0) return `${many} ${are} affected, ${grouped(working)} of them work`;
  return `${many} ${are} affected`;
}

/** Since when, and whether it still is so at the end; then what the user says happened. */
export function times(analysis: Analysis, width: number): Part {
  const when = timesText(analysis);
  const told = analysis.events.flatMap(({sentence}) => (sentence === null ? [] : [sentence]));
  const shown = (events: number): Line[] =>
    [
      ...(when === null ? [] : wrap(when, 0, 0, width)),
      ...told.slice(0, events).flatMap(one => wrap(one, 0, 2, width)),
    ].map(text => ({text}));
  return part(shown(3), shown(1), shown(0));
}

function timesText(analysis: Analysis): string | null {
  const {scene, period, epoch, verdict} = analysis;
  if (period === null) return null;
  if (epoch.isUntold) return "The text tells no times: what takes time is not judged";
  const [begin, end] = period;
  const zone = zoneOf(analysis);
  const isAbout = verdict.counts.affected > 0 && scene.since !== null && scene.until !== null;
  const [since, until] = isAbout ? [scene.since!, scene.until!] : period;
  const digits = end - begin < 2 * second || until - since < 2 * second ? 3 : 0;
  const at = (time: Time, before: Time) =>
    `${datePrefix(analysis, time) === datePrefix(analysis, before) ? "" : datePrefix(analysis, time)}${clock(time, epoch, digits)}`;
  const from = `${datePrefix(analysis, since)}${clock(since, epoch, digits)}`;
  if (!isAbout && since === until) return `${from} ${zone}`;
  if (!isAbout) return `${from} to ${at(until, since)} ${zone}`;
  const still = verdict.failing === true ? "still failing" : "still so";
  if (end - until <= Math.max(second, (end - begin) / 20))
    return `since ${from} ${zone}, ${still} when the capture ends at ${at(end, since)}`;
  return `from ${from} to ${at(until, since)} ${zone}; the capture ends at ${at(end, since)}`;
}
