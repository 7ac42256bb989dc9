import {expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import {scenarioCaptures, scenarioOptions, scenariosWithRuns} from "../support/scenarios.ts";
import {keepsClear, number, parse, render} from "./svg-page.ts";

/** The picture of every scenario of captures/. */
test.each(scenariosWithRuns)("%s is drawn on one page, each text in its place", async scenario => {
  const xml = await render(await analyze(scenarioCaptures(scenario), scenarioOptions(scenario)));
  const root = parse(xml);
  expect(number(root, "height")).toBeLessThanOrEqual(1272);
  expect(xml.length).toBeLessThan(80_000);
  keepsClear(root);
  await expect(xml).toMatchFileSnapshot(`../output/scenarios/${scenario}.svg`);
});
