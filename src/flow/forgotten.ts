import {Registry} from "./registry.ts";

const serverLimit = 100_000;

/** Sums that forgotten flows leave for each pair of networks: two of each, one a missing direction (0 = from the lower network). */
export const Fact = {
  /** Flows of which this direction could have been missed. */
  flows: 0,
  /** One-way flows that lack it; of these, those with rounds that count, and the rounds. */
  hidden: 2,
  contributing: 4,
  rounds: 6,
  /** Gaps of two-way flows. */
  holes: 8,
  /** Flows with SYNs alone in the other direction, which this one did not answer. */
  unanswered: 10,
  fields: 12,
} as const;

/** What forgotten flows have left: the sums that the rules of certainty need. */
export class Forgotten {
  /** By pair of networks. */
  #facts = new Float64Array(0);
  /** Servers that forgotten SYNs alone asked: key address and width, value how many. */
  readonly servers = new Registry(5, 1, serverLimit);
  /** Flows forgotten. */
  count = 0;

  /** Returns a sum of {@link Fact} that forgotten flows of a pair have left. */
  value(pair: number, fact: number): number {
    return this.#facts[pair * Fact.fields + fact] ?? 0;
  }

  /** Adds to a sum of {@link Fact} of a pair. */
  add(pair: number, fact: number, amount = 1): void {
    const at = pair * Fact.fields + fact;
    if (at >= this.#facts.length) {
      const larger = new Float64Array(Math.max((pair + 1) * Fact.fields, this.#facts.length * 2));
      larger.set(this.#facts);
      this.#facts = larger;
    }
    this.#facts[at]! += amount;
  }
}
