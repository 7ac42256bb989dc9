import {D3Node} from "d3-node";
import {expect} from "vitest";
import type {Analysis} from "../../src/judge/analysis.ts";
import {textWidth} from "../../src/report/svg/measure.ts";
import {svg} from "../../src/report/svg.ts";

export async function render(analysis: Analysis): Promise<string> {
  let xml = "";
  for await (const part of svg.render(analysis)) xml += part;
  return xml;
}

export interface Node {
  readonly localName: string;
  readonly textContent: string;
  readonly attributes: Iterable<{name: string; value: string}>;
  readonly parentNode: Node;
  getAttribute(name: string): string | null;
  querySelector(selector: string): Node | null;
  querySelectorAll(selector: string): Iterable<Node>;
}

/** Parses as XML: throws where the picture is not well-formed. */
export function parse(xml: string): Node {
  const {window} = new D3Node() as unknown as {
    window: {DOMParser: new () => {parseFromString(xml: string, type: string): {documentElement: Node}}};
  };
  return new window.DOMParser().parseFromString(xml, "application/xml").documentElement;
}

interface Box {
  readonly words: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const number = (node: Node, name: string) => Number(node.getAttribute(name) ?? 0);

/** How far the groups around a node move it down. */
function offset(node: Node): number {
  let y = 0;
  for (let at = node.parentNode; at.localName === "g"; at = at.parentNode)
    y += Number(/translate\(0 (-?[\d.]+)\)/.exec(at.getAttribute("transform") ?? "")?.[1] ?? 0);
  return y;
}

/** Returns where a text stands; its height is that of capitals and descenders. */
function textBox(node: Node): Box {
  const words = (node.querySelector("tspan") ?? node).textContent;
  const size = number(node, "font-size");
  const mono = node.getAttribute("font-family") !== null;
  const width = textWidth(words, {size, mono, bold: node.getAttribute("font-weight") === "bold"});
  const anchor = node.getAttribute("text-anchor");
  const left = number(node, "x") - (anchor === "middle" ? width / 2 : anchor === "end" ? width : 0);
  const baseline = number(node, "y") + offset(node);
  return {words, left, right: left + width, top: baseline - 0.73 * size, bottom: baseline + 0.2 * size};
}

function rectBox(node: Node): Box {
  const [left, top] = [number(node, "x"), number(node, "y") + offset(node)];
  return {words: "", left, top, right: left + number(node, "width"), bottom: top + number(node, "height")};
}

const overlap = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Every text stands on the page, within the boxes that it touches, and clear of the other texts. */
export function keepsClear(root: Node): void {
  const texts = [...root.querySelectorAll("text")].map(textBox);
  const boxes = [...root.querySelectorAll("rect[rx]")].map(rectBox);
  for (const [i, one] of texts.entries()) {
    expect(one.left, one.words).toBeGreaterThanOrEqual(8);
    expect(one.right, one.words).toBeLessThanOrEqual(892);
    expect(one.bottom, one.words).toBeLessThanOrEqual(number(root, "height"));
    for (const box of boxes)
      if (overlap(one, box))
        expect(
          [one.left > box.left, one.right < box.right, one.top > box.top, one.bottom < box.bottom],
          one.words,
        ).not.toContain(false);
    for (const other of texts.slice(i + 1)) expect(overlap(one, other), `${one.words} / ${other.words}`).toBe(false);
  }
}

const elements = new Set(["svg", "title", "desc", "g", "rect", "line", "path", "circle", "text", "tspan"]);
const attributes = new Set(
  (
    "aria-label aria-labelledby cx cy d fill font-family font-size font-weight height id lang r role rx stroke stroke-dasharray " +
    "stroke-width text-anchor transform viewBox width x x1 x2 xmlns y y1 y2"
  ).split(" "),
);

/** What XML or a reader stumbles over. */
const strange = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]/u;

/** Of the elements and attributes that every viewer draws alike, and small enough to attach. */
export function isSound(xml: string, root: Node): void {
  expect(xml.match(/xmlns/g)).toHaveLength(1);
  for (const node of [root, ...root.querySelectorAll("*")]) {
    expect(elements).toContain(node.localName);
    for (const attribute of node.attributes) expect(attributes).toContain(attribute.name);
  }
  expect(xml).not.toMatch(strange);
  expect(xml.length).toBeLessThan(80_000);
}
