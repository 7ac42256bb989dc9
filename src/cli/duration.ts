import {InvalidArgumentError} from "commander";

const units: Readonly<Record<string, number>> = {"": 1000, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000};
/** Timers of Node.js are 31 bits wide; a month is waited for in steps. */
const longest = 366 * 86_400_000;

/** Returns milliseconds of `90s`, `5m`, `1h30m`, `2d`, or of seconds without a unit. */
export function durationOf(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd]?)/g)];
  const sum = parts.reduce((total, [, count, unit]) => total + Number(count) * units[unit!]!, 0);
  if (parts.map(([part]) => part).join("") !== text || text === "" || sum <= 0 || sum > longest)
    throw new InvalidArgumentError("A duration is 90s, 5m, 1h30m or 2d; at most a year.");
  return sum;
}
