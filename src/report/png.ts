import {existsSync} from "node:fs";
import {createRequire} from "node:module";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import type {ComparisonReport} from "./comparison.ts";
import {comparisonSvg} from "./comparison-svg.ts";
import type {Report} from "./report.ts";
import {svg} from "./svg.ts";

/** Pixels for each unit of the picture: sharp on a screen of twice the density, and in print. */
const scale = 2;
const fonts = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf"];

/** The picture for trackers that show no SVG: drawn with fonts that are brought along, the same everywhere. */
export const png: Report = {
  name: "png",
  extension: ".png",
  render: analysis => rasterised(svg.render(analysis)),
};

/** The same of a comparison. */
export const comparisonPng: ComparisonReport = {
  name: "png",
  extension: ".png",
  render: comparison => rasterised(comparisonSvg.render(comparison)),
};

/** Draws a picture as PNG. */
export async function* rasterised(picture: AsyncIterable<string | Uint8Array>): AsyncIterable<Uint8Array> {
  const draw = await rasteriser();
  let text = "";
  for await (const piece of picture) text += piece;
  yield draw(text);
}

/** Rejects with what to install where no PNG can be drawn here. */
export async function canDrawPng(): Promise<void> {
  await rasteriser();
}

/** Where the fonts are: beside the built program; in a checkout's sources in the package that they are built from. */
function fontFolder(): string {
  const own = fileURLToPath(new URL("./fonts", import.meta.url));
  if (existsSync(own)) return own;
  return join(dirname(createRequire(import.meta.url).resolve("dejavu-fonts-ttf/package.json")), "ttf");
}

/** Loads the optional package; says how to install it where it is missing. */
async function rasteriser(): Promise<(svg: string) => Uint8Array> {
  try {
    const {Resvg} = await import("@resvg/resvg-js");
    const folder = fontFolder();
    return picture =>
      new Resvg(picture, {
        fitTo: {mode: "zoom", value: scale},
        font: {
          loadSystemFonts: false,
          fontFiles: fonts.map(file => join(folder, file)),
          defaultFontFamily: "DejaVu Sans",
          sansSerifFamily: "DejaVu Sans",
          monospaceFamily: "DejaVu Sans Mono",
        },
      })
        .render()
        .asPng();
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code !== "MODULE_NOT_FOUND" && code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new Error(
      "a PNG is drawn by an optional package, which is not installed: npm install @resvg/resvg-js; or write an .svg",
    );
  }
}
