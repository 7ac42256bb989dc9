import type {Analysis} from "../judge/analysis.ts";
import {rasterised} from "./png.ts";
import type {RenderOptions, Report} from "./report.ts";
import {cardSections} from "./svg/card.ts";
import {createPage} from "./svg/page.ts";

/** Pixels: the preview of a chat shows it whole. */
const height = 420;

/** For chats and tickets: what is wrong, where, and what to type next, at a glance. */
export const card: Report = {
  name: "card",
  extension: ".card.png",
  render: (analysis, options) => rasterised(drawn(analysis, options)),
};

/** The card before it is made a PNG. */
export async function* drawn(analysis: Analysis, options: RenderOptions = {}): AsyncIterable<string> {
  const page = await createPage(analysis.verdict.sentence, "");
  yield page.draw(cardSections(options.vendor ?? null, height), analysis, height);
}
