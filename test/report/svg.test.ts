import {describe, expect, test} from "vitest";
import * as full from "./svg-full-situations.ts";
import {keepsClear, number, parse, render} from "./svg-page.ts";
import * as situations from "./svg-situations.ts";

const elements = new Set(["svg", "title", "desc", "g", "rect", "line", "path", "circle", "text", "tspan"]);
const attributes = new Set(
  (
    "aria-label aria-labelledby cx cy d fill font-family font-size font-weight height id lang r role rx stroke stroke-dasharray " +
    "stroke-width text-anchor transform viewBox width x x1 x2 xmlns y y1 y2"
  ).split(" "),
);

describe.each(Object.entries({...situations, ...full}))("%s", (name, situation) => {
  let drawn: Promise<string> | null = null;
  const picture = (): Promise<string> => {
    drawn ??= render(situation());
    return drawn;
  };

  test("looks as before", async () => {
    await expect(await picture()).toMatchFileSnapshot(`../output/${name}.svg`);
  });

  test("is well-formed, of the allowed elements and attributes only", async () => {
    const xml = await picture();
    expect(xml.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n<svg ')).toBe(true);
    const root = parse(xml);
    expect(xml.match(/xmlns/g)).toHaveLength(1);
    for (const node of [root, ...root.querySelectorAll("*")]) {
      expect(elements).toContain(node.localName);
      for (const attribute of node.attributes) expect(attributes).toContain(attribute.name);
    }
    expect(xml.length).toBeLessThan(80_000);
  });

  test("is one page that says what it is", async () => {
    const root = parse(await picture());
    const [width, height] = [number(root, "width"), number(root, "height")];
    expect(root.getAttribute("viewBox")).toBe(`0 0 ${width} ${height}`);
    expect(width).toBe(900);
    expect(height).toBeLessThanOrEqual(1272);
    const ids = root.getAttribute("aria-labelledby")!.split(" ");
    expect(ids.map(id => root.querySelector(`#${id}`)!.localName)).toEqual(["title", "desc"]);
    const ground = root.querySelector("rect")!;
    expect([ground.getAttribute("fill"), number(ground, "width"), number(ground, "height")]).toEqual([
      "#FFFFFF",
      width,
      height,
    ]);
  });

  test("keeps every text on the page, in its box, and clear of the others", async () => {
    const root = parse(await picture());
    keepsClear(root);
  });

  test("has no character that XML or a reader stumbles over", async () => {
    expect(await picture()).not.toMatch(
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]/u,
    );
  });
});

test("The picture depends on the analysis alone", async () => {
  const before = {TZ: process.env.TZ, LANG: process.env.LANG};
  const first = await render(situations.twoPoints());
  Object.assign(process.env, {TZ: "Asia/Kathmandu", LANG: "de_DE.UTF-8"});
  try {
    expect(await render(situations.twoPoints())).toBe(first);
  } finally {
    for (const [name, value] of Object.entries(before))
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  }
});
