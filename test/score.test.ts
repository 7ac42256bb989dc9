import {readFileSync} from "node:fs";
import {join} from "node:path";
import {beforeAll, describe, expect, test} from "vitest";
import {type Score, scoreAll, tableOf, totalsOf} from "./score/score.ts";

/** Every conversation of every lab scenario against what really happened: the figures that the project promises. */
let scores: Score[] = [];
beforeAll(async () => {
  scores = await scoreAll();
}, 60_000);

describe("over all captures of the lab", () => {
  test("what is called proven is never wrong", () => {
    expect(scores.filter(score => score.wronglyProven > 0)).toEqual([]);
    expect(totalsOf(scores).precision).toBe(1);
  });

  test("at least 95 % of the asymmetric conversations that the captures can show are found", () => {
    expect(totalsOf(scores).found).toBeGreaterThanOrEqual(0.95);
  });

  test("at least 75 % of the one-way ones are proven", () => {
    expect(totalsOf(scores).oneWayProven).toBeGreaterThanOrEqual(0.75);
  });

  test("where nothing is asymmetric nothing is proven, and no verdict speaks of failing conversations", () => {
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
