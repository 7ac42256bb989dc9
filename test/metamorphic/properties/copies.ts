import * as fc from "fast-check";
import {byTime, withFrames} from "../capture-set.ts";
import {differences} from "../judged.ts";
import type {Property} from "../property.ts";

interface CopiesChoice {
  /** Microseconds from a packet to its copy. */
  readonly delay: number;
}

export const copies: Property<CopiesChoice> = {
  name: "copies",
  draws: 1,
  holds:
    "One more copy of every packet, as a mirror port of both directions makes it, changes nothing: the same packet proves the same once.",
  choices: () => fc.record({delay: fc.constantFrom(0, 3, 30, 300)}),
  vary(set, {delay}) {
    const later = BigInt(delay) * 1000n;
    const all = withFrames(set, one => [one, {...one, time: one.time + later}]);
    return {...all, files: all.files.map(file => ({...file, frames: byTime(file.frames)}))};
  },
  violation: ({base, variant, choice}) =>
    differences(base, variant, {slack: choice.delay / 1e6 + 1e-9}).join("\n") || null,
};
