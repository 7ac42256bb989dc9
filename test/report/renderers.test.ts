import {spawnSync} from "node:child_process";
import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {beforeAll, describe, expect, test} from "vitest";
import {textWidth} from "../../src/report/svg/measure.ts";
import {hasChromium} from "../support/chromium.ts";
import {type Frame, type Rendered, renderAll, type SetText} from "./renderers.ts";

/** Every picture of test/output, as the other tests keep it, drawn by two renderers that have nothing in common. */
const folder = join(import.meta.dirname, "../output");
const names = readdirSync(folder, {recursive: true, encoding: "utf8"}).filter(name => name.endsWith(".svg"));
const hasRsvg = spawnSync("rsvg-convert", ["--version"]).status === 0;
const isThere = hasChromium && hasRsvg;

/** Of 255, the ink of a cell of 20 × 20 pixels: smoothing alone makes up to 8. A word at another place makes 30 and more. */
const tolerance = 12;

test("Chromium and librsvg are there in CI", () => {
  if (process.env.CI)
    expect(isThere, "install chromium and librsvg2-bin: without them no picture is looked at").toBe(true);
});

describe.skipIf(!isThere)("drawn by Chromium and by librsvg", () => {
  let drawn: ReadonlyMap<string, Rendered>;

  beforeAll(async () => {
    const pictures = new Map(names.map(name => [name, readFileSync(join(folder, name), "utf8")]));
    drawn = new Map((await renderAll(pictures, tolerance)).map(one => [one.name, one]));
  }, 120_000);

  test.each(names)("%s: no text leaves the page or its box, and none overlaps another", name => {
    const one = drawn.get(name)!;
    expect(one.texts.length).toBeGreaterThan(2);
    expect(faultsOf(one)).toEqual([]);
  });

  test.each(names)("%s: no text is wider than it was taken for", name => {
    for (const {words, left, right, ...font} of drawn.get(name)!.texts)
      expect(right - left, words).toBeLessThanOrEqual(textWidth(words, font) + 1);
  });

  test.each(names)("%s: both drawings agree", name => {
    const {different, mean} = drawn.get(name)!;
    expect(different).toEqual([]);
    expect(mean).toBeLessThan(1);
  });
});

test.skipIf(!isThere)("What is wrong in a picture is found", {timeout: 60_000}, async () => {
  const wrong = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="200" font-family="DejaVu Sans">
    <rect width="900" height="200" fill="#FFFFFF"/><rect x="40" y="40" width="60" height="40" rx="6" fill="#F6F8FA"/>
    <text x="50" y="60" font-size="12">wider than its box</text>
    <text x="120" y="65" font-size="12">over another</text>
    <text x="860" y="150" font-size="12">over the edge</text></svg>`;
  const [picture] = await renderAll(new Map([["wrong", wrong]]), tolerance, svg => svg.replace('x="860"', 'x="300"'));
  expect(faultsOf(picture!)).toEqual([
    "wider than its box leaves its box",
    "wider than its box overlaps over another",
    "over the edge leaves the page",
  ]);
  expect(picture!.different.map(told => told.split(":")[0])).toEqual(
    expect.arrayContaining(["860,140", "300,140", "320,140", "340,140"]),
  );
});

/** Returns what is wrong with the texts of a picture: one stands in each box with round corners that it touches. */
function faultsOf({texts, frames, height}: Rendered): string[] {
  return texts.flatMap((one, i) => [
    ...(isWithin(one, {left: 8, right: 892, top: 0, bottom: height}) ? [] : [`${one.words} leaves the page`]),
    ...frames.filter(frame => overlap(one, frame) && !isWithin(one, frame)).map(() => `${one.words} leaves its box`),
    ...texts
      .slice(i + 1)
      .filter((other: SetText) => overlap(one, other))
      .map(other => `${one.words} overlaps ${other.words}`),
  ]);
}

const overlap = (a: Frame, b: Frame) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

const isWithin = (one: Frame, frame: Frame) =>
  one.left > frame.left && one.right < frame.right && one.top > frame.top && one.bottom < frame.bottom;
