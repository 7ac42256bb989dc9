import type {Outcome, Timeline} from "../judge/analysis.ts";
import {millisecond, second, type Time} from "../time/time.ts";

/** Bins at most, so that each can be drawn. */
const limit = 48;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** How long a bin may be: round numbers, so that times at their ends are. */
const widths = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map(count => count * millisecond),
  ...[1, 2, 5, 10, 15, 30].map(count => count * second),
  ...[1, 2, 5, 10, 15, 30].map(count => count * minute),
  ...[1, 2, 3, 6, 12].map(count => count * hour),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map(count => count * day),
];

/** Outcomes of connections of which one direction only was seen, or too little to tell. */
const notBoth: ReadonlySet<Outcome> = new Set(["one-way", "unanswered", "unasked", "edge"]);

/** Counts connections by when they began: those that the verdict is about, and those seen in both directions. */
export class TimelineBuilder {
  readonly #from: Time;
  readonly #width: Time;
  readonly #concerned: number[];
  readonly #others: number[];

  /** `epochSeconds` is the moment that times count from, in seconds since 1970. */
  constructor(first: Time, last: Time, epochSeconds: number) {
    const fits = (width: Time) => Math.floor((last - aligned(first, width, epochSeconds)) / width) < limit;
    this.#width = first <= last ? (widths.find(fits) ?? Math.ceil((last - first + 1) / (limit - 1))) : millisecond;
    this.#from = first <= last ? aligned(first, this.#width, epochSeconds) : 0;
    const count = first <= last ? Math.min(limit, Math.floor((last - this.#from) / this.#width) + 1) : 0;
    this.#concerned = Array.from({length: count}, () => 0);
    this.#others = Array.from({length: count}, () => 0);
  }

  /** Counts a connection that showed, or began, at `time`. */
  add(time: Time, isConcerned: boolean, outcome: Outcome): void {
    if (this.#others.length === 0 || (!isConcerned && notBoth.has(outcome))) return;
    // Clocks of several captures are brought together, which may move a packet beyond the period.
    const bin = Math.floor((time - this.#from) / this.#width);
    (isConcerned ? this.#concerned : this.#others)[Math.min(Math.max(bin, 0), this.#others.length - 1)]!++;
  }

  finish(): Timeline {
    return {from: this.#from, width: this.#width, concerned: this.#concerned, others: this.#others};
  }
}

/** Returns the round moment at or before `time`; whole seconds since 1970 are exact, nanoseconds since then would not be. */
function aligned(time: Time, width: Time, epochSeconds: number): Time {
  const offset = width < second ? 0 : (epochSeconds % (width / second)) * second;
  return Math.floor((time + offset) / width) * width - offset;
}
