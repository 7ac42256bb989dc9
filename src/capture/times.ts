import {clock, date, type Epoch, type Time} from "../time/time.ts";
import type {CapturePoint} from "./points.ts";

/** What the times of some captures count from. */
export interface Clocks {
  readonly epoch: Epoch;
  readonly points: readonly Pick<CapturePoint, "timeBase">[];
}

/** Times of day, and what counts from 0, are of January 1970; no capture of these protocols is. */
const undated = "1970-01-";

/** Returns `2026-11-21`, or null where the captures tell no date. */
export function dateOf({epoch}: Clocks, time: Time): string | null {
  const day = date(time, epoch);
  return day.startsWith(undated) ? null : day;
}

/** Returns `2026-11-21 `, with the blank, or nothing. */
export function datePrefix(clocks: Clocks, time: Time): string {
  const day = dateOf(clocks, time);
  return day === null ? "" : `${day} `;
}

/** Returns what stands behind a time: its zone where that is known. */
export function zoneOf(clocks: Clocks): "UTC" | "by the device's clock" | "by the capture's own clock" {
  const bases = new Set(clocks.points.map(point => point.timeBase));
  const isUtc = bases.size === 0 || bases.has("utc");
  if (isUtc && dateOf(clocks, 0) !== null) return "UTC";
  return bases.has("local") ? "by the device's clock" : "by the capture's own clock";
}

/** Returns `14:12:00 UTC`. */
export const momentText = (clocks: Clocks, time: Time): string => `${clock(time, clocks.epoch, 0)} ${zoneOf(clocks)}`;

/** Returns `2026-11-21 14:12:00.000 to 14:31:40.000 UTC`, the date again where it is another; null if there was no packet. */
export function periodText(
  clocks: Clocks & {readonly period: readonly [Time, Time] | null},
  digits = 3,
): string | null {
  const {period, epoch} = clocks;
  if (period === null) return null;
  if (epoch.isUntold) return "no times are told";
  const [first, last] = period;
  const day = dateOf(clocks, last) === dateOf(clocks, first) ? "" : datePrefix(clocks, last);
  const [from, to] = period.map(time => clock(time, epoch, digits));
  return `${datePrefix(clocks, first)}${from} to ${day}${to} ${zoneOf(clocks)}`;
}
