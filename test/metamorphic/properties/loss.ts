import * as fc from "fast-check";
import {chance, withFrames} from "../capture-set.ts";
import {provenBeyond} from "../judged.ts";
import type {Property} from "../property.ts";

const share = 0.01;

export const loss: Property<{readonly seed: number}> = {
  name: "loss",
  draws: 1,
  holds:
    "A capture that loses one frame in a hundred, at random, never proves what it did not: losses are no asymmetry.",
  choices: () => fc.record({seed: fc.nat(1_000_000)}),
  vary(set, {seed}) {
    // Of a small capture it is one frame: one loss must not prove anything either.
    let least = 1;
    for (const {frames} of set.files) for (const {id} of frames) least = Math.min(least, chance(seed, id));
    return withFrames(set, one => (chance(seed, one.id) < share || chance(seed, one.id) === least ? null : one));
  },
  violation: ({base, variant}) => provenBeyond(base, variant),
};
