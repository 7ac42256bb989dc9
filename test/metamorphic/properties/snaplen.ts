import * as fc from "fast-check";
import {withFrames} from "../capture-set.ts";
import {stronger} from "../judged.ts";
import type {Property} from "../property.ts";

export const snaplen: Property<{readonly length: number}> = {
  name: "snaplen",
  draws: 1,
  holds:
    "Frames that are cut to 68 bytes, as tcpdump did for decades, never give a stronger verdict: less is known, so less is said.",
  choices: () => fc.record({length: fc.constant(68)}),
  vary: (set, {length}) => withFrames(set, one => ({...one, bytes: one.bytes.subarray(0, length)})),
  violation: ({base, variant}) => stronger(base, variant),
};
