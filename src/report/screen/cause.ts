import type {Analysis} from "../../judge/analysis.ts";
import {type Part, part, sentence, sentencesIn} from "./line.ts";

/** The likeliest cause, what speaks for it, and those as likely. */
export function cause(analysis: Analysis, width: number): Part {
  const [first, ...others] = analysis.causes;
  const {kind} = analysis.verdict;
  if (first === undefined || kind === "nothing" || kind === "symmetric") return [];
  // The headline says already what a finding says.
  const reasons = first.contrast === null ? first.own : [first.contrast];
  const tied = others.find(other => first.tiedWith.some(name => name === other.cause));
  const sentences = [first.words, ...reasons.slice(0, 1), ...(tied === undefined ? [] : [`As likely: ${tied.words}`])];
  const shown = (most: number) => sentencesIn("Cause", sentences.map(sentence), most, width);
  return part(shown(4), shown(3), shown(2));
}
