import {type Epoch, second, type Time} from "./time.ts";

/** A time as the user gives it: a date with a time of day, a time of day, or so long after the first packet. */
export type Moment =
  | {readonly kind: "date" /** Since 1970, UTC. */; readonly seconds: number; readonly nanoseconds: number}
  | {readonly kind: "clock" /** Since midnight, UTC. */; readonly seconds: number; readonly nanoseconds: number}
  | {readonly kind: "offset"; readonly nanoseconds: number};

/** What {@link parseMoment} understands, for those who gave something else. */
export const momentForms =
  "2026-11-21T14:12:00Z (RFC 3339), 2026-11-21 14:12:00 (UTC), 14:12:00 (UTC, on the day of the capture), " +
  "or +90s (after its first packet; also ms, m, h)";

const day = 86_400;
const halfDay = (day / 2) * second;

const clockPattern = String.raw`(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?`;
const datePattern = new RegExp(String.raw`^(\d{4})-(\d\d)-(\d\d)[Tt ]${clockPattern}([Zz]|[+-]\d\d:\d\d)?$`);
const timeOfDay = new RegExp(`^${clockPattern}[Zz]?$`);
const offsetPattern = /^\+(\d+(?:\.\d+)?)(ms|s|m|h)$/;
const units: Record<string, number> = {ms: 1e6, s: second, m: 60 * second, h: 3600 * second};

/** Returns the moment that `text` names in one of {@link momentForms}, or null. Seconds may be left out, or have a fraction. */
export function parseMoment(text: string): Moment | null {
  const offset = offsetPattern.exec(text);
  if (offset !== null) return {kind: "offset", nanoseconds: Math.round(Number(offset[1]) * units[offset[2]!]!)};
  const clock = timeOfDay.exec(text);
  if (clock !== null) {
    const time = ofDay(clock.slice(1, 5));
    return time === null ? null : {kind: "clock", ...time};
  }
  const date = datePattern.exec(text);
  if (date === null) return null;
  const [year, month, dayOfMonth] = date.slice(1, 4).map(Number) as [number, number, number];
  const midnight = new Date(Date.UTC(year, month - 1, dayOfMonth));
  // Date takes 30 February for 2 March.
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== dayOfMonth) return null;
  const time = ofDay(date.slice(4, 8));
  const zone = offsetOf(date[8]);
  if (time === null || zone === null) return null;
  return {kind: "date", seconds: midnight.getTime() / 1000 + time.seconds - zone, nanoseconds: time.nanoseconds};
}

function ofDay([hours, minutes, seconds = "0", fraction = ""]: (string | undefined)[]) {
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  return {
    seconds: Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds),
    nanoseconds: Number(fraction.slice(0, 9).padEnd(9, "0")),
  };
}

/** Seconds east of UTC of `Z`, `+01:00` or nothing; null if it cannot be. */
function offsetOf(zone: string | undefined): number | null {
  if (zone === undefined || zone === "Z" || zone === "z") return 0;
  const [hours, minutes] = zone.slice(1).split(":").map(Number) as [number, number];
  if (hours > 23 || minutes > 59) return null;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 3600 + minutes * 60);
}

/**
 * Returns when a moment is in a capture whose first packet came at `start`. A time of day is that of the first packet's day, or, if it is
 * earlier than the first packet by more than twelve hours, that of the day after: but never one after the capture's end, where that is known.
 */
export function resolveMoment(moment: Moment, start: Time, epoch: Epoch, end = Number.POSITIVE_INFINITY): Time {
  if (moment.kind === "offset") return start + moment.nanoseconds;
  if (moment.kind === "date") return epoch.time(moment.seconds, moment.nanoseconds);
  const today = Math.floor(((epoch.seconds ?? 0) + Math.floor(start / second)) / day) * day;
  const time = epoch.time(today + moment.seconds, moment.nanoseconds);
  const next = time + day * second;
  return start - time > halfDay && next <= end ? next : time;
}
