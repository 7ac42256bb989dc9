import type {Comparison, ComparisonResult} from "../../../compare/comparison.ts";
import {printable} from "../../../errors.ts";
import {resultWords} from "../../comparison-words.ts";
import {type BandLayout, bandLayout, bandWidth, drawBand, type Sign} from "../band.ts";
import {wrap} from "../measure.ts";
import type {Section} from "../page.ts";
import {size} from "../theme.ts";

/*
 * █ ╭───╮
 * █ │ ✓ │  Fixed
 * █ ╰───╯  all 6 new connections of the 2 pairs broken before complete, and go on in both directions
 * █        1 older connection still runs on the broken path and needs clearing
 */

const signs: Readonly<Record<ComparisonResult, Sign>> = {
  fixed: "fine",
  partly: "partly",
  "not-fixed": "fails",
  inconclusive: "unknown",
};

const maximumLines = 6;

export function headlineLayout({result, head, clauses, partial}: Comparison): BandLayout {
  const all = partial ? [...clauses, "some input could not be read to its end"] : clauses;
  const lines = all.flatMap(clause => wrap(printable(clause, 2000), bandWidth, {size: size.lead}, 2));
  return bandLayout(
    head ?? resultWords[result],
    lines.slice(0, maximumLines).map((words, i) => ({words, quiet: i > 0 && head === null})),
  );
}

export const headline: Section<Comparison> = {
  name: "Result",
  draw: (group, comparison) => drawBand(group, signs[comparison.result], headlineLayout(comparison)),
};
