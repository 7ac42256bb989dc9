import {counterRow, counterScope, dropCounters, isCounterHead} from "../capture/side/counters.ts";

/** Values of a device's counters at one time, as `show counter global` of PAN-OS lists them. */
export interface CounterListing {
  readonly values: ReadonlyMap<string, number>;
  /** The values count since the last listing (`filter delta yes`), not since the device started. */
  readonly isDelta: boolean;
  /** The listing is of some counters only: one that it lacks need not be 0. */
  readonly isFiltered: boolean;
}

/** A drop counter before and after. */
export interface CounterChange {
  readonly name: string;
  /** What it counts. */
  readonly says: string;
  /** Null where a listing does not tell. */
  readonly before: number | null;
  readonly after: number | null;
  /** By how much it grew, null where that cannot be told: unlisted, or set back in between. */
  readonly increase: number | null;
}

/** Returns the counters that `text` lists, or null if it is no such listing. */
export function parseCounters(text: string): CounterListing | null {
  const values = new Map<string, number>();
  let isListing = false;
  let isDelta = false;
  let isFiltered = false;
  let severities = "";
  for (const line of text.split(/\r\n|\r|\n/)) {
    const scope = counterScope(line);
    isDelta ||= scope?.isDelta ?? false;
    isFiltered ||= scope?.isFiltered ?? false;
    if (isCounterHead(line)) isListing = true;
    const row = counterRow(line);
    if (row === null) continue;
    const {name, value, severity} = row;
    values.set(name, value);
    severities += severity === null || severities.includes(severity) ? "" : `${severity} `;
  }
  if (!isListing && !dropCounters.some(([name]) => values.has(name))) return null;
  // The command is often not pasted with its output: only drops are listed with `severity drop`.
  return {values, isDelta, isFiltered: isFiltered || severities === "drop "};
}

/** Returns how the drop counters changed that either listing tells of. */
export function compareCounters(before: CounterListing, after: CounterListing): CounterChange[] {
  return dropCounters
    .filter(([name]) => before.values.has(name) || after.values.has(name))
    .map(([name, says]) => {
      const first = countOf(before, name);
      const second = countOf(after, name);
      // Of two listings of increases, the second tells what came after the first.
      const grown = after.isDelta ? second : first === null || second === null ? null : second - first;
      return {name, says, before: first, after: second, increase: grown !== null && grown >= 0 ? grown : null};
    });
}

/** A counter that a whole listing lacks is 0. */
const countOf = ({values, isFiltered}: CounterListing, name: string) => values.get(name) ?? (isFiltered ? null : 0);
