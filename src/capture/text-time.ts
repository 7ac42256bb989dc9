import type {Epoch, Time} from "../time.ts";

/** `2026-11-21 14:12:00.123456`, or seconds and a fraction since some start. */
const absolute = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?$/;
const relative = /^(\d{1,10})\.(\d{1,9})$/;

/** Returns a moment that a text tells, taken as UTC; a relative one counts from 1970. Null if it is none. */
export function textTime(text: string, epoch: Epoch): Time | null {
  const parts = absolute.exec(text);
  if (parts !== null) {
    const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const milliseconds = Date.UTC(year, month - 1, day, hour, minute, second);
    return epoch.time(milliseconds / 1000, nanoseconds(parts[7] ?? ""));
  }
  const count = relative.exec(text);
  return count === null ? null : epoch.time(Number(count[1]), nanoseconds(count[2]!));
}

/** Digits behind a decimal point, as nanoseconds: `5` is half a second. */
const nanoseconds = (digits: string): number => Number(digits.padEnd(9, "0"));
