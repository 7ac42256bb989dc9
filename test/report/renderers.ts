import {execFile} from "node:child_process";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {promisify} from "node:util";
import {documentOf} from "../support/chromium.ts";

/** A text of a picture, as Chromium sets it, and the room that it takes in the picture. */
export interface SetText {
  readonly words: string;
  readonly size: number;
  readonly mono: boolean;
  readonly bold: boolean;
  readonly left: number;
  readonly right: number;
  /** Of capitals and descenders. */
  readonly top: number;
  readonly bottom: number;
}

export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A picture as two renderers draw it. */
export interface Rendered {
  readonly name: string;
  readonly height: number;
  readonly texts: readonly SetText[];
  /** Boxes with round corners: what stands in them, stands in them as a whole. */
  readonly frames: readonly Frame[];
  /** Cells of the grid that differ in ink by more than `tolerance` of 255: `x,y: chromium/librsvg`. */
  readonly different: readonly string[];
  /** The greatest difference of a cell, and the mean of all. */
  readonly most: number;
  readonly mean: number;
}

/**
 * The fonts of the tests' machine, for both: a machine may have others of the list, and each renderer chooses in its own way. Signs that
 * these fonts lack are drawn as boxes with numbers by the one, and without by the other.
 */
const pinned = (svg: string) =>
  svg
    .replaceAll(/font-family="Menlo[^"]*"/g, 'font-family="DejaVu Sans Mono"')
    .replaceAll(/font-family="Helvetica[^"]*"/g, 'font-family="DejaVu Sans"')
    .replaceAll(/[\u3000-\u9fff\uac00-\ud7af\u{1f000}-\u{1ffff}]/gu, "W");

const run = promisify(execFile);

/** Draws a picture with librsvg, as PNG. */
async function rsvg(svg: string): Promise<Buffer> {
  const drawing = run("rsvg-convert", ["--format", "png"], {encoding: "buffer", maxBuffer: 1 << 26});
  drawing.child.stdin!.end(svg);
  return (await drawing).stdout;
}

const dataUrl = (type: string, bytes: Buffer) => `data:${type};base64,${bytes.toString("base64")}`;

/** What measures and compares, in the page. */
const script = readFileSync(join(import.meta.dirname, "renderers-page.js"), "utf8");

/**
 * Draws pictures in librsvg and in Chromium, which is started once: it measures texts and boxes, and compares both. `altered` is what
 * librsvg is given, to see whether a difference is found.
 */
export async function renderAll(
  pictures: ReadonlyMap<string, string>,
  tolerance: number,
  altered = (svg: string) => svg,
): Promise<Rendered[]> {
  const bodies: string[] = [];
  for (const [name, raw] of pictures) {
    const svg = pinned(raw);
    const images = [dataUrl("image/svg+xml", Buffer.from(svg)), dataUrl("image/png", await rsvg(altered(svg)))];
    const hidden = images.map(url => `<img style="display: none" src="${url}">`).join("");
    bodies.push(`<div class="picture" id="${name}">${svg.replace(/^<\?xml[^>]*>\s*/, "")}${hidden}</div>`);
  }
  const html = `<!doctype html><meta charset="utf-8"><body style="margin: 0" data-tolerance="${tolerance}">
${bodies.join("\n")}<pre id="result"></pre><script>${script}</script></body>`;
  const dom = await documentOf(html);
  const result = /<pre id="result">(.*?)<\/pre>/s.exec(dom)?.[1];
  if (!result) throw new Error(`Chromium returned no result: ${dom.slice(-300)}`);
  const entities: Record<string, string> = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&nbsp;": "\u00a0"};
  return JSON.parse(result.replaceAll(/&(?:lt|gt|amp|nbsp);/g, entity => entities[entity]!));
}
