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
 * █ ╰───╯  all 6 new conversations of the 2 pairs broken before complete, and go on in both directions
 * █        1 older conversation still runs on the broken path and needs clearing
 */

const signs: Readonly<Record<ComparisonResult, Sign>> = {
  fixed: "fine",
  partly: "partly",
  "not-fixed": "fails",
  inconclusive: "unknown",
};

/** What stands before the colon, if it is no longer than this, is the result in words. */
const longestHead = 40;
const maximumLines = 6;

export function headlineLayout({result, sentence, partial}: Comparison): BandLayout {
  const clean = printable(sentence, 2000);
  const colon = clean.indexOf(": ");
  const isHead = colon > 0 && colon <= longestHead;
  const clauses = (isHead ? clean.slice(colon + 2) : clean).split("; ");
  if (partial) clauses.push("some input could not be read to its end");
  const lines = clauses.flatMap(clause => wrap(clause, bandWidth, {size: size.lead}, 2));
  return bandLayout(
    isHead ? clean.slice(0, colon) : resultWords[result],
    lines.slice(0, maximumLines).map((words, i) => ({words, quiet: i > 0 && !isHead})),
  );
}

export const headline: Section<Comparison> = {
  name: "Result",
  draw: (group, comparison) => drawBand(group, signs[comparison.result], headlineLayout(comparison)),
};
