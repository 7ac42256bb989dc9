import type {Analysis} from "../detect/analysis.ts";
import {json} from "./json.ts";
import {svg} from "./svg.ts";
import {text} from "./text.ts";

/** A form of report: one file beside this one, and one entry in {@link reports}. */
export interface Report {
  readonly name: string;
  /** By which `-o FILE` chooses it. */
  readonly extension: string;
  /** Yields the report in pieces, so that a huge one is never held whole. */
  render(analysis: Analysis): AsyncIterable<string | Uint8Array>;
}

export const reports: readonly Report[] = [text, json, svg];
