import {datePrefix, zoneOf} from "../capture/times.ts";
import type {Analysis} from "../judge/analysis.ts";
import {clock, second, type Time} from "../time/time.ts";
import {counted, grouped} from "../words.ts";
import {fateClause} from "./words.ts";

/** What every form of report says first, in the same words. */
export interface Headline {
  /** The verdict in one clause. */
  readonly verdict: string;
  /** What else the verdict says. */
  readonly besides: readonly string[];
  /** How many connections fail or work, of how many clients, to how many services; null where there is none. */
  readonly counts: string | null;
  /** Since when, and whether it still is so at the end; null where there is no packet. */
  readonly times: string | null;
}

/** Returns the words as they are: whoever shows them escapes them. */
export function headlineOf(analysis: Analysis): Headline {
  const {kind, clauses} = analysis.verdict;
  // What can be judged of nothing is one sentence.
  const [verdict = "", ...others] = kind === "nothing" || kind === "inconclusive" ? [clauses.join("; ")] : clauses;
  // How many fail and work stands in the line below.
  const besides = fateClause(analysis) ? others.slice(0, -1) : others;
  return {verdict, besides, counts: countsText(analysis), times: timesText(analysis)};
}

function countsText(analysis: Analysis): string | null {
  const {verdict, scene, totals} = analysis;
  if (totals.conversations === 0) return null;
  const {affected, failing, working, of} = verdict.counts;
  if (affected === 0) return `${counted(totals.conversations, "connection")}${judgedText(analysis)}`;
  const parts = [
    fatesText(affected, failing, working, of),
    counted(scene.clients, "client"),
    counted(scene.services, "service"),
  ];
  const others = analysis.groups.reduce((sum, group) => sum + group.oneWay, 0) - scene.concerned;
  if (others > 0) parts.push(`${grouped(others)} more in other findings`);
  return parts.join(" · ");
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
