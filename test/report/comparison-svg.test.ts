import {join} from "node:path";
import {describe, expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import type {Comparison} from "../../src/compare/comparison.ts";
import {compare} from "../../src/compare.ts";
import {comparisonSvg} from "../../src/report/comparison-svg.ts";
import * as situations from "./comparison-situations.ts";
import {isSound, keepsClear, number, parse} from "./svg-page.ts";

async function render(comparison: Comparison): Promise<string> {
  let xml = "";
  for await (const part of comparisonSvg.render(comparison)) xml += part;
  return xml;
}

/** The comparison of the lab: its route was set right, and one connection of before is still open. */
async function comparedInTheLab(): Promise<Comparison> {
  const file = (name: string) => join(import.meta.dirname, "../../captures/before-after", name);
  const [before, after] = await Promise.all(
    ["before.pcap", "after.pcap"].map(name =>
      analyze([{path: file(name), name: "fw/outside"}], {bothDirections: true}),
    ),
  );
  return compare(before!, after!);
}

describe.each(Object.entries({...situations, comparedInTheLab}))("%s", (name, situation) => {
  test("is drawn on one page, each text in its place, as before", async () => {
    const xml = await render(await situation());
    const root = parse(xml);
    expect(number(root, "height")).toBeLessThanOrEqual(1272);
    keepsClear(root);
    isSound(xml, root);
    await expect(xml).toMatchFileSnapshot(`../output/comparisons/${name}.svg`);
  });
});

test("Ten thousand pairs are drawn as a picture of few: the rest is counted", async () => {
  const few = await render(situations.comparedFixed());
  const many = await render(situations.comparedHostile());
  expect(many.length).toBeLessThan(8 * few.length);
});
