import {printable} from "../../errors.ts";
import type {Analysis} from "../../judge/analysis.ts";
import {leadingFinding} from "../../judge/leading.ts";
import {counted} from "../../words.ts";
import {cut, labelled, type Part, part, sentence} from "./line.ts";

/** Where the verdict stands on no finding: what is worth knowing all the same. */
export function notes(analysis: Analysis, width: number): Part {
  const {verdict, findings} = analysis;
  if (leadingFinding(verdict.kind, findings) !== null) return [];
  // What the verdict begins with stands above.
  const others = findings.filter(({sentence: own}) => own !== verdict.clauses[0]);
  const told = others.map(finding => printable(finding.sentence, 300));
  if (told.length === 0) return [];
  const shown = (most: number, lines: number) => [
    ...told
      .slice(0, most)
      .flatMap((one, i) => cut(labelled(i === 0 ? "Notes" : "", sentence(one), width), lines, width)),
    ...(told.length > most ? labelled("", `+ ${counted(told.length - most, "more note")}: --full`, width) : []),
  ];
  return part(shown(2, 3), shown(1, 3), shown(1, 2), []);
}
