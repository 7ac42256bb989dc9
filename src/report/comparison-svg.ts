import type {Comparison} from "../compare/comparison.ts";
import {counted} from "../words.ts";
import type {ComparisonReport} from "./comparison.ts";
import {counters} from "./svg/comparison/counters.ts";
import {headline} from "./svg/comparison/headline.ts";
import {notes} from "./svg/comparison/notes.ts";
import {oldOnes} from "./svg/comparison/old.ts";
import {where} from "./svg/comparison/where.ts";
import {forWhom} from "./svg/comparison/who.ts";
import {createPage, type Section} from "./svg/page.ts";

/** In reading order. Each answers one question: is it fixed, where was it broken, for whom, what is to be cleared, do counters agree? */
const sections: readonly Section<Comparison>[] = [headline, where, forWhom, oldOnes, counters, notes];

/** The picture of before and after: one page. */
export const comparisonSvg: ComparisonReport = {
  name: "svg",
  extension: ".svg",
  async *render(comparison) {
    const page = await createPage(comparison.sentence, description(comparison));
    yield page.draw(sections, comparison);
  },
};

/** What a screen reader says after the sentence. */
function description({before, after, pairs, stale}: Comparison): string {
  const old = stale.length === 0 ? "" : ` ${counted(stale.length, "older connection")} to clear.`;
  return `Before: ${before.verdict.sentence}. After: ${after.verdict.sentence}. ${counted(pairs.length, "pair")} compared.${old}`;
}
