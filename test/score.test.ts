import {readFileSync} from "node:fs";
import {join} from "node:path";
import {beforeAll, describe, expect, test} from "vitest";
import {type Judged, judgeAll} from "./score/combinations.ts";
import {byScenario, columns, figuresOf} from "./score/figures.ts";
import {mostWronglyProven, today, wanted} from "./score/floors.ts";
import {type Score, scoreAll, tableOf, totalsOf} from "./score/score.ts";

/** Every connection of every lab scenario against what really happened: the figures that the project promises. */
let scores: Score[] = [];
let judged: Map<string, Judged[]> = new Map();
beforeAll(async () => {
  scores = await scoreAll();
  judged = byScenario(await judgeAll());
}, 120_000);

describe("over all captures of the lab", () => {
  test("what is called proven is never wrong", () => {
    expect(scores.filter(score => score.wronglyProven > 0)).toEqual([]);
    expect(totalsOf(scores).precision).toBe(1);
  });

  test("at least 95 % of the asymmetric connections that the captures can show are found", () => {
    expect(totalsOf(scores).found).toBeGreaterThanOrEqual(0.95);
  });

  test("at least 75 % of the one-way ones are proven", () => {
    expect(totalsOf(scores).oneWayProven).toBeGreaterThanOrEqual(0.75);
  });

  test("where nothing is asymmetric nothing is proven, and no verdict speaks of failing connections", () => {
    for (const {scenario, verdict} of scores.filter(score => !score.isAsymmetric))
      expect({scenario, proven: verdict.kind === "proven", failing: verdict.failing === true}).toEqual({
        scenario,
        proven: false,
        failing: false,
      });
  });

  test("the first cause is right in at least 90 % of the asymmetric scenarios", () => {
    expect(totalsOf(scores).firstCause).toBeGreaterThanOrEqual(0.9);
  });

  test("docs/evidence.md shows these very figures (npm run score -- --write)", () => {
    const docs = readFileSync(join(import.meta.dirname, "../docs/evidence.md"), "utf8");
    expect(docs).toContain(tableOf(scores));
  });
});

describe("in every combination of its points", () => {
  test("each scenario is judged as well as is wanted, or as it was where that is less", () => {
    const worse = [...judged].flatMap(([scenario, ones]) => {
      const figures = figuresOf(ones);
      const floor = {...wanted, ...today[scenario]};
      return columns
        .filter(column => figures[column] < floor[column])
        .map(column => `${scenario}: ${column} ${figures[column]} < ${floor[column]}`);
    });
    expect(worse).toEqual([]);
  });

  test("nothing that is not so is called proven, or no more than was", () => {
    for (const [scenario, ones] of judged) {
      const wrong = ones.flatMap(({points, wronglyProven}) => wronglyProven.map(one => `${points.join(" ")}: ${one}`));
      expect(wrong.length, wrong.join("\n")).toBeLessThanOrEqual(mostWronglyProven[scenario] ?? 0);
    }
  });

  test("what is put up with today is less than what is wanted, of scenarios that exist", () => {
    expect(Object.keys(today).filter(scenario => !judged.has(scenario))).toEqual([]);
    for (const floor of Object.values(today))
      for (const column of columns) expect(floor[column] ?? 0).toBeLessThan(wanted[column]);
  });

  test("every combination is one whose truth is told, but for some of the older scenarios", () => {
    const untold = [...judged].filter(([, ones]) => ones.some(({right}) => right === null)).map(([name]) => name);
    expect(untold).toEqual([
      "before-after",
      "ecmp-per-packet",
      "ha-active-active",
      "policy-route",
      "return-bypass-strict",
      "snat-bypassed",
      "snat-healthy",
      "stages",
    ]);
  });
});
