import type {Analysis} from "../../judge/analysis.ts";
import {leadingFinding} from "../../judge/leading.ts";
import {labelled, type Part, part} from "./line.ts";

const alike = "Unanswered: a dead server, a filter and a reply by another path look the same from this point.";

/** Connections that got no answer, where nothing shows why. */
const unheard = ({verdict, totals}: Analysis): number =>
  Math.min(verdict.unexplained, totals.byOutcome.unanswered + totals.byOutcome.stalled);

/** What else may explain what is seen. */
export function open(analysis: Analysis, width: number): Part {
  const leading = leadingFinding(analysis.verdict.kind, analysis.findings);
  const notRuledOut = (leading?.alternatives ?? []).filter(one => one.excludedBecause === null);
  if (leading === null && analysis.verdict.kind === "symmetric" && unheard(analysis) > 0)
    return part(labelled("Open", alike, width), []);
  if (notRuledOut.length === 0) return [];
  const all = notRuledOut.map(({says, brief}) => brief ?? says);
  const shown = (most: number) => {
    for (let count = all.length; count > 1; count--) {
      const rest = all.length - count;
      const more = rest === 0 ? "" : `; ${rest} more: --full`;
      const lines = labelled("Open", `Not ruled out: ${all.slice(0, count).join("; ")}${more}`, width);
      if (lines.length <= most) return lines;
    }
    return labelled(
      "Open",
      `Not ruled out: ${all[0]}${all.length > 1 ? `; ${all.length - 1} more: --full` : ""}`,
      width,
    );
  };
  return part(shown(3), shown(2), shown(1), []);
}
