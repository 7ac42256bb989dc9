import {printable} from "../../errors.ts";
import type {Analysis} from "../../judge/analysis.ts";
import {headlineOf} from "../headline.ts";
import {verdictWords} from "../words.ts";
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
  const {verdict, besides} = headlineOf(analysis);
  const word = verdictWords[analysis.verdict.kind].toUpperCase();
  const title = `${glyphs[moodOf(analysis)]} ${word}  ${printable(verdict, 400)}`;
  const lines: Line[] = wrap(title, 0, 2, width).map(text => ({text, style: "headline" as const}));
  const more: Line[] = besides.flatMap(clause => wrap(printable(clause, 400), 2, 2, width)).map(text => ({text}));
  return part([...lines, ...cut(more, 3, width)], [...lines, ...cut(more, 1, width)], cut(lines, 3, width));
}

/** How many connections fail or work, of how many clients, to how many services. */
export function counts(analysis: Analysis, width: number): Part {
  const told = headlineOf(analysis).counts;
  return told === null ? [] : part(wrap(told, 0, 0, width).map(text => ({text})));
}

/** Since when, and whether it still is so at the end; then what the user says happened. */
export function times(analysis: Analysis, width: number): Part {
  const {times: when} = headlineOf(analysis);
  const told = analysis.events.flatMap(({sentence}) => (sentence === null ? [] : [sentence]));
  const shown = (events: number): Line[] =>
    [
      ...(when === null ? [] : wrap(when, 0, 0, width)),
      ...told.slice(0, events).flatMap(one => wrap(one, 0, 2, width)),
    ].map(text => ({text}));
  return part(shown(3), shown(1), shown(0));
}
