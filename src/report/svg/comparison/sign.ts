import {circle, curve, type Selection} from "../marks.ts";
import {colour} from "../theme.ts";

/** What became of something, in a disc beside its words: ✓ ◐ ✕ ? */
export type SmallSign = "check" | "half" | "cross" | "question";

/** Draws it, 16 pixels wide: each has a shape of its own, for print in black and white. */
export function drawSign(group: Selection, x: number, y: number, sign: SmallSign): void {
  const paint = {
    check: colour.fineText,
    half: colour.missingText,
    cross: colour.missingText,
    question: colour.muted,
  }[sign];
  circle(group, x, y, 8, colour.page).attr("stroke", paint).attr("stroke-width", 1.6);
  switch (sign) {
    case "check":
      curve(group, `M${x - 4} ${y}L${x - 1} ${y + 3.5}L${x + 4} ${y - 3.5}`, paint, 2);
      break;
    case "half":
      group
        .append("path")
        .attr("d", `M${x} ${y - 5}A5 5 0 0 1 ${x} ${y + 5}Z`)
        .attr("fill", paint);
      break;
    case "cross":
      curve(
        group,
        `M${x - 3.5} ${y - 3.5}L${x + 3.5} ${y + 3.5}M${x - 3.5} ${y + 3.5}L${x + 3.5} ${y - 3.5}`,
        paint,
        2,
      );
      break;
    case "question":
      curve(
        group,
        `M${x - 2.5} ${y - 2}A2.5 2.5 0 1 1 ${x + 0.8} ${y + 0.2}Q${x} ${y + 0.6} ${x} ${y + 2}`,
        paint,
        1.6,
      );
      circle(group, x, y + 4.6, 1.1, paint);
  }
}
