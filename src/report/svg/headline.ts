import {printable} from "../../errors.ts";
import type {Analysis} from "../../judge/analysis.ts";
import {headlineOf} from "../headline.ts";
import {verdictWords} from "../words.ts";
import {type BandLayout, bandLayout, bandWidth, drawBand} from "./band.ts";
import {textWidth, wrap} from "./measure.ts";
import type {Section} from "./page.ts";
import {readText, signOf} from "./subject.ts";
import {size} from "./theme.ts";

/*
 * █ ╭───╮
 * █ │ ✕ │  Replies bypass eth0: server → client is never seen there      the verdict's first clause
 * █ ╰───╯  10 of 18 connections fail · 3 clients · 2 services · proven     what else the verdict says, and how many
 * █        since 2026-11-21 14:22:07 UTC, still so when the capture ends at 14:31:40
 */

export function headlineLayout(analysis: Analysis): BandLayout {
  const {verdict, besides, counts, times} = headlineOf(analysis);
  const lead = {size: size.lead};
  const {kind} = analysis.verdict;
  const read = [
    ...[counts ?? readText(analysis)].filter(part => part !== null),
    ...(kind === "nothing" ? [] : [verdictWords[kind].toLowerCase()]),
    ...(analysis.partial ? ["the input could not be read to its end"] : []),
  ].join(" · ");
  const more = besides.map(clause => printable(clause, 1000)).join("; ");
  const together = more === "" ? read : `${more} · ${read}`;
  const facts =
    textWidth(together, lead) <= bandWidth
      ? [together]
      : [more, read].flatMap(words => wrap(words, bandWidth, lead, 2));
  return bandLayout(printable(verdict, 1000), [
    ...facts.map(words => ({words, quiet: false})),
    ...wrap(times ?? "", bandWidth, lead, 2).map(words => ({words, quiet: true})),
  ]);
}

export const headline: Section = {
  name: "Verdict",
  draw: (group, analysis) => drawBand(group, signOf(analysis), headlineLayout(analysis)),
};
