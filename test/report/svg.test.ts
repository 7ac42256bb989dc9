import {describe, expect, test} from "vitest";
import * as full from "./svg-full-situations.ts";
import {isSound, keepsClear, number, parse, render} from "./svg-page.ts";
import * as situations from "./svg-situations.ts";

describe.each(Object.entries({...situations, ...full}))("%s", (name, situation) => {
  let drawn: Promise<string> | null = null;
  const picture = (): Promise<string> => {
    drawn ??= render(situation());
    return drawn;
  };

  test("looks as before", async () => {
    await expect(await picture()).toMatchFileSnapshot(`../output/${name}.svg`);
  });

  test("is well-formed, of the allowed elements, attributes and characters only", async () => {
    const xml = await picture();
    expect(xml.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n<svg ')).toBe(true);
    const root = parse(xml);
    isSound(xml, root);
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
