import {printable} from "../../errors.ts";
import type {Analysis} from "../../judge/analysis.ts";
import {counted, grouped} from "../../words.ts";
import {cut, type Line, labelled, type Part, part} from "./line.ts";
import {fileName} from "./names.ts";

/** Files that are named; the rest is counted. */
const named = 4;

/** What was read, what the capture lost, and what could not be read. */
export function captures(analysis: Analysis, width: number): Part {
  const errors: Line[] = analysis.captures.flatMap(capture =>
    // A message begins with the path, which may be longer than the line.
    capture.errors.flatMap(({message}) =>
      labelled(
        "Partial",
        message.replace(printable(capture.path), () => fileName(capture)),
        width,
      ),
    ),
  );
  const files = (count: number) => labelled("Captures", `${filesText(analysis, count)}; ${lossText(analysis)}`, width);
  const notes = analysis.captures.flatMap(({notes: all}) => all);
  const counting =
    notes.length === 0 ? [] : labelled("", `${counted(notes.length, "note")} on the captures: --full`, width);
  const [note] = notes;
  const noted = notes.length === 1 ? cut(labelled("", printable(note!, 300), width), 3, width) : counting;
  return part(
    [...cut(errors, 3, width), ...files(named), ...noted],
    [...cut(errors, 3, width), ...cut(files(2), 2, width), ...counting],
    [...cut(errors, 2, width), ...cut(files(2), 2, width)],
    [...cut(errors, 2, width), ...cut(files(1), 1, width)],
  );
}

function filesText({captures: all}: Analysis, most: number): string {
  const shown = all.slice(0, all.length > most ? Math.max(1, most - 1) : most);
  const parts = shown.map((capture, i) => {
    const {packets, format, lines} = capture;
    const what = i === 0 ? counted(packets, "packet") : grouped(packets);
    return packets === 0 && lines.length === 0 && format !== null
      ? `${fileName(capture)} (${format})`
      : `${fileName(capture)} ${what}`;
  });
  const rest = all.slice(shown.length);
  if (rest.length > 0)
    parts.push(`${counted(rest.length, "more capture")} ${grouped(rest.reduce((sum, one) => sum + one.packets, 0))}`);
  return parts.join(", ");
}

function lossText({points, totals, skipped}: Analysis): string {
  const known = points.filter(point => point.dropped !== null);
  const lost = known.reduce((sum, point) => sum + point.dropped!, 0);
  const cutShort = skipped.entries().find(([name]) => name === "cut-short")?.[1] ?? 0;
  return [
    lost > 0
      ? `${counted(lost, "packet")} lost by the capture's own count`
      : known.length > 0 && known.length === points.length
        ? "none lost by the capture's own count"
        : "loss not known",
    totals.copies > 0 ? counted(totals.copies, "duplicate") : "",
    cutShort > 0 ? `${counted(cutShort, "packet")} cut short` : "",
  ]
    .filter(Boolean)
    .join("; ");
}
