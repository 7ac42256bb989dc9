import {readFileSync} from "node:fs";
import {join} from "node:path";
import {expect, test} from "vitest";
import type {Analysis} from "../../src/judge/analysis.ts";
import {scenarioCaptures, scenarioOptions, scenariosWithRuns} from "../support/scenarios.ts";
import * as compared from "./comparison-situations.ts";
import * as full from "./svg-full-situations.ts";
import * as situations from "./svg-situations.ts";

/** The program as it is shipped: its pictures are drawn in the bundle's own document, those kept in test/output in jsdom's. */
const shipped: Promise<typeof import("../../src/index.ts")> = import(join(import.meta.dirname, "../../dist/index.js"));
const kept = (name: string) => readFileSync(join(import.meta.dirname, "../output", `${name}.svg`), "utf8");

async function drawn<Subject>(
  list: readonly {readonly name: string; render(subject: Subject): AsyncIterable<string | Uint8Array>}[],
  subject: Subject,
): Promise<string> {
  let xml = "";
  for await (const part of list.find(report => report.name === "svg")!.render(subject)) xml += part;
  return xml;
}

test.each(Object.entries({...situations, ...full}))("%s is the same without jsdom", async (name, situation) => {
  const analysis: Analysis = situation();
  expect(await drawn((await shipped).reports, analysis)).toBe(kept(name));
});

test.each(Object.entries(compared))("%s, compared, is the same without jsdom", async (name, situation) => {
  expect(await drawn((await shipped).comparisonReports, situation())).toBe(kept(`comparisons/${name}`));
});

test.each(scenariosWithRuns)("%s is the same without jsdom", async scenario => {
  const {analyze, reports} = await shipped;
  expect(await drawn(reports, await analyze(scenarioCaptures(scenario), scenarioOptions(scenario)))).toBe(
    kept(`scenarios/${scenario}`),
  );
});
