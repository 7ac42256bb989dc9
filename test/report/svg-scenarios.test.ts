import {readFileSync} from "node:fs";
import {join} from "node:path";
import {expect, test} from "vitest";
import type {Truth} from "../../captures/lab/truth.ts";
import {analyze} from "../../src/analyze.ts";
import {scenariosWithRuns} from "../support/scenarios.ts";
import {keepsClear, number, parse, render} from "./svg-page.ts";

/** The picture of every scenario of captures/, as its first run names the captures. */
const folder = join(import.meta.dirname, "../../captures");

test.each(scenariosWithRuns)("%s is drawn on one page, each text in its place", async scenario => {
  const truth: Truth = JSON.parse(readFileSync(join(folder, scenario, "truth.json"), "utf8"));
  const captures = truth.runs[0]!.arguments.filter(argument => !argument.startsWith("--")).map(argument => {
    const [, name, file] = /^(?:(.*)=)?(.*)$/.exec(argument)!;
    return {path: join(folder, scenario, file!), ...(name === undefined ? {} : {name})};
  });
  const xml = await render(await analyze(captures));
  const root = parse(xml);
  expect(number(root, "height")).toBeLessThanOrEqual(1272);
  expect(xml.length).toBeLessThan(80_000);
  keepsClear(root);
  await expect(xml).toMatchFileSnapshot(`../output/scenarios/${scenario}.svg`);
});
