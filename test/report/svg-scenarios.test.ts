import {expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import {headlineOf} from "../../src/report/headline.ts";
import {firstScreen} from "../../src/report/screen/screen.ts";
import {headlineLayout} from "../../src/report/svg/headline.ts";
import {scenarioCaptures, scenarioOptions, scenariosWithRuns} from "../support/scenarios.ts";
import {keepsClear, number, parse, render} from "./svg-page.ts";

test.each(scenariosWithRuns)("%s is told in the picture as on the first screen", async scenario => {
  const analysis = await analyze(scenarioCaptures(scenario), scenarioOptions(scenario));
  const screen = firstScreen(analysis, {}).replace(/\s+/g, " ");
  const {verdict, lines} = headlineLayout(analysis);
  const told = lines.map(({words}) => words).join(" ");
  expect(screen).toContain(verdict.join(" "));
  const {counts, times} = headlineOf(analysis);
  for (const words of [counts, times].filter(part => part !== null)) {
    expect(screen).toContain(words);
    expect(told).toContain(words);
  }
});

/** The picture of every scenario of captures/. */
test.each(scenariosWithRuns)("%s is drawn on one page, each text in its place", async scenario => {
  const xml = await render(await analyze(scenarioCaptures(scenario), scenarioOptions(scenario)));
  const root = parse(xml);
  expect(number(root, "height")).toBeLessThanOrEqual(1272);
  expect(xml.length).toBeLessThan(80_000);
  keepsClear(root);
  await expect(xml).toMatchFileSnapshot(`../output/scenarios/${scenario}.svg`);
});
