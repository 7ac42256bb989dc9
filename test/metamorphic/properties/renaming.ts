import * as fc from "fast-check";
import {linkOf, withFrames} from "../capture-set.ts";
import {edited} from "../edit.ts";
import {differences} from "../judged.ts";
import {type NamingChoice, naming} from "../naming.ts";
import type {Property} from "../property.ts";

export const renaming: Property<NamingChoice> = {
  name: "renaming",
  draws: 2,
  holds:
    "Other addresses, as long as /24 and /64 networks stay together, other ports of the same range, other MAC addresses but for virtual ones, and another time change only those words: names are no evidence.",
  choices: () =>
    fc.record({
      seed: fc.nat(1_000_000),
      // Whole seconds: reports print times without their fractions, which they cut off.
      shift: fc.integer({min: -30_000_000, max: 30_000_000}),
      what: fc.constantFrom("all" as const, "addresses" as const, "ports" as const, "macs" as const, "clock" as const),
    }),
  vary(set, choice) {
    const {address, port, mac, shift} = naming(set, choice);
    return withFrames(set, (frame, file) => ({
      ...frame,
      time: frame.time + BigInt(shift) * 1_000_000_000n,
      bytes: edited(frame.bytes, linkOf(file, frame), {
        address,
        ports: (source, target) => [port(source), port(target)],
        mac,
      }),
    }));
  },
  violation: ({set, base, variant, choice}) => differences(base, variant, naming(set, choice).text).join("\n") || null,
};
