import type {Analysis} from "../judge/analysis.ts";
import {headlineOf} from "./headline.ts";
import {makerOf} from "./inputs.ts";
import type {Report} from "./report.ts";
import {cause} from "./svg/cause.ts";
import {headline} from "./svg/headline.ts";
import {notesBy} from "./svg/notes.ts";
import {createPage, type Section} from "./svg/page.ts";
import {proof} from "./svg/proof.ts";
import {sinceWhen} from "./svg/since.ts";
import {readText} from "./svg/subject.ts";
import {where} from "./svg/where.ts";
import {forWhom} from "./svg/who.ts";

/** In reading order. Each answers one question: what is wrong, where, why, since when, for whom, how do you know, what may mislead me? */
const sections: readonly Section[] = [headline, where, cause, sinceWhen, forWhom, proof];

/** The picture: one page, understood in ten seconds. */
export const svg: Report = {
  name: "svg",
  extension: ".svg",
  async *render(analysis, options = {}) {
    const page = await createPage(analysis.verdict.sentence, description(analysis));
    yield page.draw([...sections, notesBy(makerOf(options.arguments))], analysis);
  },
};

/** What a screen reader says after the verdict. */
function description(analysis: Analysis): string {
  const {scene, points} = analysis;
  const names = scene.points
    .slice(0, 4)
    .map(({point}) => points.find(one => one.id === point)?.name ?? `point ${point}`);
  const more = scene.points.length > names.length ? ` and ${scene.points.length - names.length} more` : "";
  const path = `From ${scene.client} to ${scene.server}, seen at ${names.join(", ")}${more}.`;
  const {counts, times} = headlineOf(analysis);
  const told = [counts ?? readText(analysis), times].filter(part => part !== null).map(part => `${part}.`);
  return [...(names.length > 0 ? [path] : []), ...told].join(" ");
}
