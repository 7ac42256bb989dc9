import {readFileSync} from "node:fs";
import {join} from "node:path";
import {expect, test} from "vitest";

const root = join(import.meta.dirname, "../..");
const text = (path: string) => readFileSync(join(root, path), "utf8");

test.each([
  ["docs/report.svg", "test/output/scenarios/return-bypass-strict.svg"],
  ["docs/compare.svg", "test/output/comparisons/comparedInTheLab.svg"],
])("%s is what the program draws now", (shown, drawn) => {
  expect(text(shown) === text(drawn), `copy ${drawn} to ${shown}`).toBe(true);
});
