import {afterAll, beforeAll, describe, expect, test} from "vitest";
import type {Analysis, Finding} from "../src/judge/analysis.ts";
import {reports} from "../src/report/report.ts";
import {rules} from "../src/rules/index.ts";
import type {About} from "../src/rules/rule.ts";
import {cases, judgeVariant, variantsOf} from "./support/cases.ts";
import {asLong, asWide, type Garble, garbled, garbleJudging, numbered} from "./unread/garbled.ts";

/*
 * Whatever sentences say, the same is judged and the same is drawn: so nothing reads them, in whatever way. What test/sentences.test.ts
 * asks of the code, this asks of the program.
 */

const plain = (ladder: (typeof cases)[number]["ladder"]) => judgeVariant(ladder, variantsOf(ladder)[0]!);

/** All that is judged, but for the texts. */
function judged(analysis: Analysis): object {
  const {verdict, findings, causes, ruledOut, groups, scene, timeline, totals, example, sideEvidence} = analysis;
  return {
    verdict: {...verdict, sentence: null, clauses: verdict.clauses.length},
    findings: findings.map(({sentence: _, evidence, alternatives, ...one}) => ({
      ...one,
      evidence: evidence.map(({says: _, quote: __, ...where}) => where),
      alternatives: alternatives.map(({cause, excludedBecause}) => ({cause, isExcluded: excludedBecause !== null})),
    })),
    causes: causes.map(({cause, rank, tiedWith, next, quotes, toTell, ...all}) => ({
      ...{cause, rank, tiedWith, quotes, isTold: toTell !== null},
      reasons: [all.for.length, all.own.length, all.against.length],
      next: next.map(({platform, effect, newer, undo}) => [platform, effect, newer?.from, undo !== null]),
    })),
    ruledOut: ruledOut.map(one => one.kind),
    conversations: Array.from({length: totals.conversations}, (_, id) => analysis.connection(id, false)),
    ...{groups, scene, timeline, totals, example, sideEvidence},
  };
}

/** Reports are written of one ladder in so many. */
const every = 5;
const drawn: {readonly title: string; readonly analysis: Analysis}[] = [];
const before = new Map<string, object>();
/** Of each ladder, what its findings are told from. */
const findings = new Map<string, readonly (Omit<Finding, "points"> & About)[]>();
beforeAll(async () => {
  for (const [i, {title, ladder}] of cases.entries()) {
    const {analysis} = await plain(ladder);
    before.set(title, judged(analysis));
    const nameOf = (id: number) => analysis.points.find(point => point.id === id)!.name;
    findings.set(
      title,
      analysis.findings.map(one => ({...one, points: one.points.map(nameOf), epoch: analysis.epoch})),
    );
    if (i % every === 0) drawn.push({title, analysis});
  }
}, 120_000);

/** A finding's facts are data: what JSON has of them makes the sentence again, with nothing but its points' names and times. */
describe("facts make the sentences of", () => {
  test.each(cases)("$name: $title", ({title}) => {
    for (const finding of findings.get(title)!) {
      expect(finding.conversations).toEqual([...new Set(finding.conversations)].sort((a, b) => a - b));
      const rule = rules.find(({name}) => name === finding.detector)!;
      expect(rule.words(JSON.parse(JSON.stringify(finding.facts)), finding)).toBe(finding.sentence);
    }
  });
});

describe("the same is judged whatever is said of", () => {
  let back: () => void;
  beforeAll(() => {
    back = garbleJudging(numbered());
  });
  afterAll(() => back());

  test.each(cases)("$name: $title", async ({title, ladder}) => {
    const {analysis} = await plain(ladder);
    for (const {sentence} of analysis.findings) expect(sentence).toMatch(/^¤/);
    expect(judged(analysis)).toEqual(before.get(title));
  });
});

async function written(analysis: Analysis, name: string): Promise<string> {
  const pieces: (string | Uint8Array)[] = [];
  for await (const piece of reports.find(report => report.name === name)!.render(analysis)) pieces.push(piece);
  return pieces.join("");
}

/** What a text looks like: where letters, digits and signs stand. */
const shape = (text: string) =>
  text.replaceAll(/[a-z]/g, "a").replaceAll(/[A-Z]/g, "A").replaceAll(/\d/g, "0").replaceAll(/[;:,]/g, ",");

/** Where things stand in a picture, a tag a line; of texts their shape. Its parts are named by a hash of what it tells. */
const drawing = (picture: string) =>
  picture
    .replaceAll(/asymcap-[0-9a-f]+/g, "asymcap")
    .replaceAll(/>[^<]+</g, shape)
    .replaceAll("><", ">\n<");

describe("reports have the same shape whatever is said", () => {
  const forms: readonly [name: string, garble: Garble, shapeOf: Garble][] = [
    ["text", asLong, shape],
    ["md", asLong, shape],
    ["json", asLong, shape],
    ["svg", asWide, drawing],
  ];
  test.each(forms)("%s", async (name, garble, shapeOf) => {
    for (const {title, analysis} of drawn) {
      const [one, other] = [await written(analysis, name), await written(garbled(analysis, garble), name)];
      if (analysis.findings.length > 0) expect(other, title).not.toBe(one);
      expect(shapeOf(other), title).toBe(shapeOf(one));
    }
  });
});
