/**
 * A seeded pseudo-random source (mulberry32).
 *
 * The captures must be the same on every machine and every day, otherwise two
 * benchmark results could not be compared; `Math.random` cannot be seeded.
 */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** An unsigned 32-bit integer. */
  word(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** A number in [0, 1). */
  fraction(): number {
    return this.word() / 0x1_0000_0000;
  }

  /** An integer in [0, limit). */
  below(limit: number): number {
    return Math.floor(this.fraction() * limit);
  }

  /** An integer in [low, high], both ends included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /**
   * One of the two integers next to `value`, so drawn that the mean is
   * `value`: lets an average of 2.78 exchanges come out of whole exchanges.
   */
  round(value: number): number {
    return Math.floor(value + this.fraction());
  }

  /** A waiting time with the given mean, as arrivals and pauses have. */
  wait(mean: number): number {
    return -Math.log(1 - this.fraction()) * mean;
  }
}
