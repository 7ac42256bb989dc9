import * as fc from "fast-check";
import {namesIn} from "../bpf.ts";
import {chance, endsOf, withFrames} from "../capture-set.ts";
import {told} from "../judged.ts";
import {type Ends, tcpProtocol} from "../layout.ts";
import type {Property} from "../property.ts";

interface ThinningChoice {
  readonly seed: number;
  readonly share: number;
  /** Frames of the capture that are lost together. */
  readonly burst: number;
  /** Whose packets are thinned: those of a network, of a host, or of a port, by source. */
  readonly kind: "net" | "host" | "port";
  readonly from: string;
  /** Whether pings and datagrams are left alone. */
  readonly tcpOnly: boolean;
}

export const thinning: Property<ThinningChoice> = {
  name: "thinning",
  draws: 3,
  holds:
    "A healthy capture that lacks 1 to 50 % of one direction, one by one or in bursts, never gives `proven`: a busy mirror port, one of several links, and a queue of one direction lose so.",
  choices(set) {
    if (!set.isHealthy) return null;
    const names = namesIn(set);
    const kinds = (["net", "host", "port"] as const).filter(kind => names[kind].length > 0);
    return fc.oneof(
      ...kinds.map(kind =>
        fc.record({
          seed: fc.nat(1_000_000),
          share: fc.integer({min: 1, max: 50}).map(percent => percent / 100),
          // What is lost in bursts is lost for all of the direction: one host's alone would be another way that it took for a while.
          burst: kind === "net" ? fc.constantFrom(1, 2, 5, 20, 100) : fc.constant(1),
          kind: fc.constant(kind),
          from: fc.constantFrom(...names[kind].slice(0, 8)),
          tcpOnly: fc.boolean(),
        }),
      ),
    );
  },
  vary: (set, choice) =>
    withFrames(set, (frame, file) => {
      const ends = endsOf(frame, file);
      const isThinned = ends !== null && isFrom(choice, ends) && (!choice.tcpOnly || ends.protocol === tcpProtocol);
      return isThinned && chance(choice.seed, Math.floor(frame.id / choice.burst)) < choice.share ? null : frame;
    }),
  violation: ({variant}) => (variant.verdict.kind === "proven" ? `the verdict is ${told(variant)}` : null),
};

const isFrom = ({kind, from}: ThinningChoice, {source, sourceNetwork, sourcePort}: Ends): boolean =>
  from === (kind === "net" ? sourceNetwork : kind === "host" ? source : String(sourcePort));
