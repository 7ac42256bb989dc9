import * as fc from "fast-check";
import {namesIn} from "../bpf.ts";
import {chance, endsOf, withFrames} from "../capture-set.ts";
import {told} from "../judged.ts";
import type {Property} from "../property.ts";

interface ThinningChoice {
  readonly seed: number;
  readonly share: number;
  /** Frames of the capture that are lost together. */
  readonly burst: number;
  /** The network whose packets are thinned, all of them alike: what one host's alone lack may have taken another way. */
  readonly from: string;
}

export const thinning: Property<ThinningChoice> = {
  name: "thinning",
  draws: 3,
  holds:
    "A healthy capture that lacks 1 to 50 % of one direction, one by one or in bursts, never gives `proven`: a busy mirror port, one of several links, and a queue of one direction lose so.",
  choices(set) {
    if (!set.isHealthy) return null;
    const networks = namesIn(set).net;
    return fc.record({
      seed: fc.nat(1_000_000),
      share: fc.integer({min: 1, max: 50}).map(percent => percent / 100),
      burst: fc.constantFrom(1, 1, 1, 2, 5, 20, 100),
      from: fc.constantFrom(...networks.slice(0, 8)),
    });
  },
  vary: (set, {seed, share, burst, from}) =>
    withFrames(set, (frame, file) =>
      endsOf(frame, file)?.sourceNetwork === from && chance(seed, Math.floor(frame.id / burst)) < share ? null : frame,
    ),
  violation: ({variant}) => (variant.verdict.kind === "proven" ? `the verdict is ${told(variant)}` : null),
};
