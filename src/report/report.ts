import type {Vendor} from "../advice/vendors.ts";
import type {Analysis} from "../judge/analysis.ts";
import {json} from "./json.ts";
import {onDemand} from "./on-demand.ts";
import {text} from "./text.ts";

/** How a report is to look; what is not given is as for a file. */
export interface RenderOptions {
  /** All that is found, in place of what fits one screen. */
  readonly full?: boolean;
  /** Whose commands to show; null: those of whom the input names, or of all. */
  readonly vendor?: Vendor | null;
  /** Columns of the terminal, 80 unless given. */
  readonly width?: number;
  /** Whether the terminal shows colours. */
  readonly isColoured?: boolean;
  /** Whether it shows ASCII alone. */
  readonly isAscii?: boolean;
  /** What the program was called with; null or nothing where that is not to be told. */
  readonly arguments?: readonly string[] | null;
  /** Where the captures can be read again, in their order; none of those that were read from a pipe, or whose names are not to be told. */
  readonly inputs?: readonly (string | null)[];
}

/** A form of report: one file beside this one, and one entry in {@link reports}. */
export interface Report {
  readonly name: string;
  /** By which `-o FILE` chooses it. */
  readonly extension: string;
  /** Whether it reads the captures again, and so tells nothing of those that can be read only once. */
  readonly needsInputs?: boolean;
  /** Yields the report in pieces, so that a huge one is never held whole. */
  render(analysis: Analysis, options?: RenderOptions): AsyncIterable<string | Uint8Array>;
}

/** The first is the summary on standard output. */
export const reports: readonly Report[] = [
  text,
  json,
  onDemand("ndjson", ".ndjson", async () => (await import("./ndjson.ts")).ndjson),
  onDemand("csv", ".csv", async () => (await import("./csv.ts")).csv),
  onDemand("md", ".md", async () => (await import("./markdown.ts")).markdown),
  onDemand("html", ".html", async () => (await import("./html.ts")).page),
  onDemand("svg", ".svg", async () => (await import("./svg.ts")).svg),
  onDemand("card", ".card.png", async () => (await import("./card.ts")).card),
  onDemand("png", ".png", async () => (await import("./png.ts")).png),
  {...onDemand("pcapng", ".pcapng", async () => (await import("./annotated.ts")).annotated), needsInputs: true},
];

/** Those for what can be read only once: live traffic. */
export const onceRead: readonly Report[] = reports.filter(({needsInputs = false}) => !needsInputs);
