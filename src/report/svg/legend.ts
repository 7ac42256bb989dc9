import {beyond, cross, dot, lane, ring, type Selection, text} from "./marks.ts";
import {textWidth} from "./measure.ts";
import {colour, page, size} from "./theme.ts";

/** What a sign of the picture says; in the order of the legend. */
export const signs = ["seen", "unseen", "exists", "ends", "beyond"] as const;
export type SignName = (typeof signs)[number];

const words: Readonly<Record<SignName, string>> = {
  seen: "seen here",
  unseen: "not seen here",
  exists: "not captured, but must exist",
  ends: "ends here",
  beyond: "beyond: not known",
};

/** Pixels of each sign, before its words. */
const widths: Readonly<Record<SignName, number>> = {seen: 30, unseen: 14, exists: 26, ends: 14, beyond: 26};
const gap = 18;

/** Draws what the signs say that occur in the path or in the ladder, with its right edge at the page's. */
export function drawLegend(group: Selection, occurring: ReadonlySet<SignName>, y: number): void {
  const shown = signs.filter(sign => occurring.has(sign));
  const widthOf = (sign: SignName) => widths[sign] + 6 + textWidth(words[sign], {size: size.small}) + gap;
  let x = page.right + gap - shown.reduce((sum, sign) => sum + widthOf(sign), 0);
  for (const sign of shown) {
    drawSign(group, sign, x, y - 4);
    text(group, x + widths[sign] + 6, y, words[sign], {colour: colour.muted});
    x += widthOf(sign);
  }
}

function drawSign(group: Selection, sign: SignName, x: number, y: number): void {
  const width = widths[sign];
  const middle = x + width / 2;
  if (sign === "seen") {
    lane(group, x, x + width, y, true);
    dot(group, middle, y);
  } else if (sign === "unseen") ring(group, middle, y);
  else if (sign === "exists") lane(group, x, x + width, y, false);
  else if (sign === "ends") cross(group, middle, y, 5);
  else beyond(group, x - 10, x + width + 3, y);
}
