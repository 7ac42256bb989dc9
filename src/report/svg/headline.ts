import {printable} from "../../errors.ts";
import type {Analysis} from "../../judge/analysis.ts";
import {counted} from "../../words.ts";
import {type BandLayout, bandLayout, bandWidth, drawBand} from "./band.ts";
import {textWidth, wrap} from "./measure.ts";
import type {Section} from "./page.ts";
import {countsText, signOf, timesText} from "./subject.ts";
import {size} from "./theme.ts";

/*
 * █ ╭───╮
 * █ │ ✕ │  Replies bypass eth0: server → client is never seen there      the verdict's first clause
 * █ ╰───╯  10 of 18 connections are one-way · 3 clients · 2 services    what else the verdict says, and how many
 * █        since 2026-11-21 14:22:07 UTC, still so when the capture ends at 14:31:40
 */

export function headlineLayout(analysis: Analysis): BandLayout {
  const [first = "", ...others] = analysis.verdict.clauses.map(clause => printable(clause, 1000));
  const lead = {size: size.lead};
  const counts = countsText(analysis) + (analysis.partial ? " · the input could not be read to its end" : "");
  const times = [timesText(analysis), packetsOfOne(analysis)].filter(part => part !== null).join(" · ");
  const more = others.join("; ");
  const together = more === "" ? counts : `${more} · ${counts}`;
  const facts =
    textWidth(together, lead) <= bandWidth
      ? [together]
      : [more, counts].flatMap(words => wrap(words, bandWidth, lead, 2));
  return bandLayout(first, [
    ...facts.map(words => ({words, quiet: false})),
    ...wrap(times, bandWidth, lead, 2).map(words => ({words, quiet: true})),
  ]);
}

/** One connection at one point is told in packets; more than that is not. */
function packetsOfOne({scene}: Analysis): string | null {
  if (scene.concerned !== 1 || scene.points.length !== 1 || scene.since === null) return null;
  const {requests, replies} = scene.points[0]!;
  return `${counted(requests, "packet")} from the client, ${replies} from the server`;
}

export const headline: Section = {
  name: "Verdict",
  draw: (group, analysis) => drawBand(group, signOf(analysis), headlineLayout(analysis)),
};
