import type {Analysis} from "../judge/analysis.ts";
import {json} from "./json.ts";
import {onDemand} from "./on-demand.ts";
import {text} from "./text.ts";

/** A form of report: one file beside this one, and one entry in {@link reports}. */
export interface Report {
  readonly name: string;
  /** By which `-o FILE` chooses it. */
  readonly extension: string;
  /** Yields the report in pieces, so that a huge one is never held whole. */
  render(analysis: Analysis): AsyncIterable<string | Uint8Array>;
}

/** The first is the summary on standard output. */
export const reports: readonly Report[] = [
  text,
  json,
  onDemand("md", ".md", async () => (await import("./markdown.ts")).markdown),
  onDemand("svg", ".svg", async () => (await import("./svg.ts")).svg),
  onDemand("png", ".png", async () => (await import("./png.ts")).png),
];
