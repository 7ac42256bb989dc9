import {basename} from "node:path";
import {printable} from "../errors.ts";
import type {Analysis, Finding} from "../judge/analysis.ts";
import {counted} from "../words.ts";

/** A filter, the file that it is for where others need another one, and what it selects besides; else nothing. */
export interface ShownFilter {
  readonly file: string | null;
  readonly filter: string;
  readonly besides: string;
}

/**
 * Returns a finding's display filters, ready to be shown: one where all captures have the same, else each with its file; and what it
 * selects besides, where no filter of bearable length tells the connections apart.
 */
export function filtersOf({captures}: Analysis, finding: Finding, most: number): ShownFilter[] {
  const {displayFilters, displayFilter} = finding;
  const byFilter = new Map<string, {capture: number; others: number}>();
  for (const {filter, capture, others} of displayFilters)
    if (!byFilter.has(filter)) byFilter.set(filter, {capture, others});
  if (byFilter.size === 0) return [{file: null, filter: displayFilter, besides: ""}];
  return [...byFilter].slice(0, most).map(([filter, {capture, others}]) => {
    const file = byFilter.size === 1 ? null : printable(basename(captures[capture]?.path ?? ""), 40);
    return {file, filter, besides: others === 0 ? "" : `selects ${counted(others, "other connection")}, too`};
  });
}

/** Returns a filter on one line: `inside.pcap: tcp.port==443`. */
export const filterLine = ({file, filter, besides}: ShownFilter): string =>
  `${file === null ? "" : `${file}: `}${filter}${besides === "" ? "" : `   (${besides})`}`;
