/**
 * A moment: nanoseconds since the analysis epoch, as one number. The epoch is the whole second in which the first packet
 * of the first capture fell; 2⁵³ ns are 104 days, so every nanosecond in between is exact. Negative is fine.
 */
export type Time = number;

export const second = 1e9;
export const millisecond = 1e6;

/** The one epoch of an analysis: set by the first packet that any framer meets. */
export class Epoch {
  /** Seconds since 1970 (UTC), or null before the first packet. */
  seconds: number | null = null;

  /** Nothing that was read tells a time: what stands for times gives the order, and is never shown. */
  isUntold = false;

  /** The same as a float from the start, so that V8 need not compile the per-packet path again when the type changes. */
  #seconds = Number.NaN;

  /** Returns the nanoseconds since the epoch of a moment given in whole seconds and nanoseconds; the first call sets the epoch. */
  time(seconds: number, nanoseconds: number): Time {
    if (this.seconds === null) this.seconds = this.#seconds = seconds;
    return (seconds - this.#seconds) * second + nanoseconds;
  }
}

/** Returns the time as RFC 3339 in UTC with nine decimals: `2026-11-21T14:12:00.000000000Z`. Out of range: clamped to years 0–9999. */
export function timestamp(time: Time, epoch: Epoch): string {
  const whole = Math.floor(time / second);
  const nanoseconds = Math.round(time - whole * second);
  const seconds = Math.min(Math.max((epoch.seconds ?? 0) + whole, -62167219200), 253402300799);
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(nanoseconds).padStart(9, "0")}Z`;
}

/** Returns {@link timestamp}, or null where nothing that was read tells a time. */
export const stamp = (time: Time, epoch: Epoch): string | null => (epoch.isUntold ? null : timestamp(time, epoch));

/** Returns the time of day of a {@link timestamp}: `14:22:07.113`; with `digits` 0, `14:22:07`. */
export const timeOfDay = (stamp: string, digits = 3): string => stamp.slice(11, digits === 0 ? 19 : 20 + digits);

/** Returns `14:22:07.113`; with `digits` 0, `14:22:07`; where no time is told, that. */
export const clock = (time: Time, epoch: Epoch, digits = 3): string =>
  epoch.isUntold ? "an unknown time" : timeOfDay(timestamp(time, epoch), digits);

/** Returns `2026-11-21`. */
export function date(time: Time, epoch: Epoch): string {
  return timestamp(time, epoch).slice(0, 10);
}
