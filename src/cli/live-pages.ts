import type {Analysis} from "../judge/analysis.ts";
import {reports} from "../report/report.ts";

/** Returns a report as text. */
export async function drawn(format: "html" | "svg", analysis: Analysis): Promise<string> {
  const report = reports.find(({name}) => name === format)!;
  let text = "";
  for await (const piece of report.render(analysis)) text += piece;
  return text;
}
