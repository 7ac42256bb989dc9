import {madeSet} from "./made.ts";
import {properties} from "./properties.ts";
import {attempt, draw, seedFor, type Trial} from "./run.ts";
import {committedSets} from "./sets.ts";

/** What is tried in CI: always the same variants, so that the list of what does not hold yet can be exact. */
const made = 12;
/** Frames of a set that a slow property is tried with. */
const few = 1000;
export interface Bounded {
  readonly variants: number;
  /** Of each set with a violation the last one. */
  readonly found: ReadonlyMap<string, Trial>;
}

/** Tries every property with every committed set that is not too long, and some made ones; by the property's name. */
export async function boundedRun(): Promise<ReadonlyMap<string, Bounded>> {
  const results = new Map(properties.map(({name}) => [name, {variants: 0, found: new Map<string, Trial>()}]));
  for (const source of [...committedSets(), ...Array.from({length: made}, (_, i) => madeSet(i))]) {
    if (source.isLong()) continue;
    const set = await source.load();
    const isSmall = set.files.reduce((sum, {frames}) => sum + frames.length, 0) <= few;
    for (const property of properties) {
      if (property.isSlow && !isSmall) continue;
      const result = results.get(property.name)!;
      for (const choice of await draw(property, set, seedFor(property.name, set.name), property.draws)) {
        const trial = await attempt(property, set, choice);
        if (trial === null) continue;
        result.variants++;
        if (trial.violation !== null) result.found.set(set.name, trial);
      }
    }
  }
  return results;
}
