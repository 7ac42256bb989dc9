import {printable} from "../../errors.ts";
import type {Analysis, Evidence, Finding} from "../../judge/analysis.ts";
import {leadingFinding} from "../../judge/leading.ts";
import {filterLine, filtersOf} from "../filters.ts";
import {wrap} from "../wrap.ts";
import {cut, type Line, labelled, labelWidth, type Part, part} from "./line.ts";
import {fileName} from "./names.ts";

/** The frame or line that shows it best, and what selects the affected connections in Wireshark. */
export function proof(analysis: Analysis, width: number): Part {
  const {verdict, findings} = analysis;
  const leading = leadingFinding(verdict.kind, findings);
  const finding =
    leading ?? (verdict.kind === "symmetric" || verdict.kind === "inconclusive" ? failingNote(findings) : null);
  if (finding === null) return [];
  const shown = shownOf(finding);
  const lines = shown.map(one => evidenceText(analysis, one));
  const told = (count: number, most: number): Line[] =>
    lines.length === 0
      ? []
      : cut(
          lines.slice(0, count).flatMap((text, i) => labelled(i === 0 ? "Proof" : "", text, width)),
          most,
          width,
        );
  const filter: Line[] = filtersOf(analysis, finding, 2).flatMap(one =>
    wrap(filterLine(one), labelWidth + 2, labelWidth + 2, width).map(text => ({text})),
  );
  if (lines.length === 0 && filter.length > 0)
    filter[0] = {text: `${"Filter".padEnd(labelWidth)}${filter[0]!.text.trimStart()}`};
  const filtered =
    filter.length <= 3 ? filter : [{text: `${" ".repeat(labelWidth + 2)}the display filter is long: --full`}];
  return part([...told(2, 4), ...filtered], [...told(2, 3), ...filtered], [...told(1, 2), ...filtered]);
}

/** What fails for other reasons is told in notes. */
const failingNote = (findings: readonly Finding[]): Finding | null =>
  findings.find(({conversations, evidence}) => conversations.length > 0 && evidence.length > 0) ?? null;

/** Two frames where it takes two captures to see it, else one. */
function shownOf({evidence}: Finding): readonly Evidence[] {
  const [first, ...others] = evidence;
  if (first === undefined) return [];
  const second = others.find(one => one.capture !== first.capture);
  return second === undefined ? [first] : [first, second];
}

function evidenceText({captures}: Analysis, {capture, frame, line, says}: Evidence): string {
  const summary = captures[capture];
  const file = summary === undefined ? "" : `${fileName(summary)} `;
  return printable(`${file}${line === null ? `frame ${frame}` : `line ${line}`}: ${says}`, 400);
}
