import type {Target} from "./targets.ts";
import {PEAK_MEMORY, reached, targetOf} from "./targets.ts";

/** One result: asymcap in one case, against one peer or in memory. */
export interface Result {
  readonly case: string;
  /** The name of a peer, or `peak memory`. */
  readonly against: string;
  /** A ratio of CPU times, or megabytes; absent when asymcap did not run. */
  readonly value: number | undefined;
  readonly compared: "cost" | "gain" | "memory";
  /** CPU seconds of asymcap and of the peer, to judge the ratio by. */
  readonly seconds?: readonly [asymcap: number | undefined, peer: number];
}

const WIDTHS = [12, 12, 16, 10, 8] as const;
const HEADINGS = ["case", "against", "asymcap", "target", "verdict", "(CPU s)"];

/** The heading of the table; the rows keep within 80 columns. */
export function heading(): string {
  return `${line(HEADINGS)}\n${"-".repeat(78)}`;
}

export function row(result: Result): string {
  const target = targetOf(result.case, result.against);
  return line([
    result.case,
    result.against,
    valueText(result),
    target === undefined ? "" : bound(target),
    verdict(result, target),
    result.seconds === undefined ? "" : `(${result.seconds.map(secondsText).join(" : ")})`,
  ]);
}

/** Whether a target was set for this result and was not reached. */
export function missed(result: Result): boolean {
  const target = targetOf(result.case, result.against);
  return target !== undefined && (result.value === undefined || !reached(target, result.value));
}

function verdict(result: Result, target: Target | undefined): string {
  if (target === undefined) return "";
  if (result.value === undefined) return "not run";
  return reached(target, result.value) ? "pass" : "MISS";
}

function bound(target: Target): string {
  const sign = target.bound === "most" ? "≤" : "≥";
  return `${sign} ${target.value} ${target.against === PEAK_MEMORY ? "MB" : "×"}`;
}

function valueText({value, compared}: Result): string {
  if (value === undefined) return "–";
  switch (compared) {
    case "memory":
      return `${Math.round(value)} MB`;
    case "cost":
      return `${value.toFixed(2)} × the CPU`;
    case "gain":
      return `${value.toFixed(1)} × faster`;
  }
}

function secondsText(seconds: number | undefined): string {
  return seconds === undefined ? "–" : seconds.toFixed(2);
}

function line(cells: readonly string[]): string {
  return cells
    .map((cell, column) => cell.padEnd(WIDTHS[column] ?? 0))
    .join("  ")
    .trimEnd();
}
