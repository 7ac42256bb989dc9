import * as fc from "fast-check";
import type {CaptureSet} from "../capture-set.ts";
import {differences} from "../judged.ts";
import {type NamingChoice, type Renamed, renamed} from "../naming.ts";
import type {Property} from "../property.ts";

export const renaming: Property<NamingChoice> = {
  name: "renaming",
  draws: 1,
  holds:
    "Other addresses, as long as /24 and /64 networks stay together, other ports of the same range, other MAC addresses but for virtual ones, and another time change only those words: names are no evidence.",
  choices: () =>
    fc.record({
      seed: fc.nat(1_000_000),
      // Whole seconds: reports print times without their fractions, which they cut off.
      shift: fc.integer({min: -30_000_000, max: 30_000_000}),
      what: fc.constantFrom("all" as const, "addresses" as const, "ports" as const, "macs" as const, "clock" as const),
    }),
  vary: (set, choice) => renamedOnce(set, choice).set,
  violation: ({set, base, variant, choice}) =>
    differences(base, variant, {name: renamedOnce(set, choice).text}).join("\n") || null,
};

let last: {readonly set: CaptureSet; readonly choice: NamingChoice; readonly renamed: Renamed} | null = null;

/** What is made for the variant is asked again for the words of its report. */
function renamedOnce(set: CaptureSet, choice: NamingChoice): Renamed {
  if (last?.set !== set || last.choice !== choice) last = {set, choice, renamed: renamed(set, choice)};
  return last.renamed;
}
