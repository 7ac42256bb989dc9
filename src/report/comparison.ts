import type {Comparison} from "../compare/comparison.ts";
import {comparisonJson} from "./comparison-json.ts";
import {comparisonText} from "./comparison-text.ts";
import {onDemand} from "./on-demand.ts";

/** A form of report of a comparison: one file beside this one, and one entry in {@link comparisonReports}. */
export interface ComparisonReport {
  readonly name: string;
  /** By which `-o FILE` chooses it. */
  readonly extension: string;
  /** Yields the report in pieces, so that a huge one is never held whole. */
  render(comparison: Comparison): AsyncIterable<string | Uint8Array>;
}

/** The first is the summary on standard output. */
export const comparisonReports: readonly ComparisonReport[] = [
  comparisonText,
  comparisonJson,
  onDemand("md", ".md", async () => (await import("./comparison-markdown.ts")).comparisonMarkdown),
  onDemand("svg", ".svg", async () => (await import("./comparison-svg.ts")).comparisonSvg),
  onDemand("png", ".png", async () => (await import("./png.ts")).comparisonPng),
];
