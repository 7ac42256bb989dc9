import {type Epoch, millisecond, second, type Time} from "../time/time.ts";
import type {CapturePoint} from "./points.ts";

/**
 * What a line tells of its time: a date and time with a fraction, one in whole seconds, a time of day, or seconds since some start.
 * FortiOS has three of them: its sniffer tells fractions, in UTC or local time, its trace whole seconds, in local time.
 */
type Kind = "date" | "whole" | "day" | "count" | "none";

const date = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?$/;
const day = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?$/;
const count = /^(\d{1,10})\.(\d{1,9})$/;

/** Local times differ from each other by multiples of a quarter of an hour. */
const zone = 15 * 60 * second;
/** Two clocks of one device, read one after the other, agree so well. */
const near = 2 * second;
/** Lines of one second, or without any time, follow each other so far apart: to keep their order. */
const step = millisecond / 1000;

/**
 * The clock of one text. Its first line with a time says what it counts from; times of other kinds, and runs of a sniffer that begin
 * again at zero, follow on what stands before them, as nothing tells where they began.
 */
export class TextClock {
  readonly #epoch: Epoch;
  #first: Kind | null = null;
  /** What is added to the times of each kind. */
  readonly #shift: Partial<Record<Kind, Time>> = {};
  #last: Time | null = null;
  /** Whole days since the first time of day. */
  #days = 0;
  #lastOfDay = 0;
  #isAnew = false;

  constructor(epoch: Epoch) {
    this.#epoch = epoch;
  }

  /** What the times count from. */
  get base(): CapturePoint["timeBase"] {
    return this.#first === null || this.#first === "none" ? "none" : this.#first === "count" ? "relative" : "local";
  }

  /** Returns the moment that a text tells, taken as UTC; a time of day is of 1970-01-01, a count from there. Null if it is none. */
  read(text: string): Time | null {
    const dated = date.exec(text);
    if (dated !== null) {
      const [year, month, dayOfMonth, hour, minutes, seconds] = dated.slice(1, 7).map(Number) as Parts;
      const milliseconds = Date.UTC(year, month - 1, dayOfMonth, hour, minutes, seconds);
      if (dated[7] === undefined) return this.#whole("whole", milliseconds / 1000);
      return this.#told("date", milliseconds / 1000, nanoseconds(dated[7]));
    }
    const daily = day.exec(text);
    if (daily !== null) {
      const of = Number(daily[1]) * 3600 + Number(daily[2]) * 60 + Number(daily[3]);
      // Midnight has passed; a clock set back by less than half a day has not.
      if (of < this.#lastOfDay - 43200) this.#days++;
      this.#lastOfDay = of;
      const seconds = of + this.#days * 86400;
      return daily[4] === undefined ? this.#whole("day", seconds) : this.#told("day", seconds, nanoseconds(daily[4]));
    }
    const counted = count.exec(text);
    return counted === null ? null : this.#told("count", Number(counted[1]), nanoseconds(counted[2]!));
  }

  /** Returns a moment just after the last, for a line that tells none. */
  next(): Time {
    this.#first ??= "none";
    this.#last =
      this.#last === null ? this.#epoch.time(0, 0) : this.#last + (this.#first === "none" ? millisecond : step);
    return this.#last;
  }

  /** A sniffer begins anew: what it counts from now on, it may count from zero. */
  restart(): void {
    this.#isAnew = true;
  }

  /** A moment in whole seconds: just after the last line, if that was of the same second. */
  #whole(kind: Kind, seconds: number): Time {
    const before = this.#last;
    const time = this.#told(kind, seconds, 0);
    if (before !== null && before >= time && before < time + second) this.#last = before + step;
    return this.#last!;
  }

  #told(kind: Kind, seconds: number, fraction: number): Time {
    const raw = this.#epoch.time(seconds, fraction);
    const last = this.#last;
    this.#first ??= kind;
    let shift = this.#shift[kind];
    if (last === null || shift === undefined) shift = last === null ? 0 : begin(kind, this.#first, raw, last);
    // A count that falls is a run of its own. One that merely stands behind the lines around it goes with them.
    else if (kind === "count" && raw + shift < last - (this.#isAnew ? 0 : second)) shift = last + second - raw;
    else if (kind === "count" && this.#first !== "count" && raw + shift < last) shift = last - raw;
    if (kind === "count") this.#isAnew = false;
    this.#shift[kind] = shift;
    this.#last = raw + shift;
    return this.#last;
  }
}

type Parts = [number, number, number, number, number, number];

/** Returns what is added to the times of a kind that is read for the first time, after `last`. */
function begin(kind: Kind, first: Kind, raw: Time, last: Time): Time {
  if (kind === first) return 0;
  const ahead = last - raw;
  const dates: readonly Kind[] = ["date", "whole"];
  if (dates.includes(kind) && dates.includes(first)) {
    // The same moment in two time zones.
    const zones = Math.round(ahead / zone) * zone;
    return Math.abs(ahead - zones) < near ? zones : 0;
  }
  return ahead + millisecond;
}

/** Digits behind a decimal point, as nanoseconds: `5` is half a second. */
const nanoseconds = (digits: string): number => Number(digits.padEnd(9, "0"));
