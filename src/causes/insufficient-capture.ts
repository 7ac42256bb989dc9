import {commands} from "../advice/commands.ts";
import {counted} from "../words.ts";
import type {CauseRule} from "./cause.ts";
import {Weight} from "./weight.ts";

const {linux} = commands;

/** The capture holds too little of every connection: what is missing may just not have been captured. */
export const insufficientCapture: CauseRule = {
  cause: "insufficient-capture",
  words: "The captures do not suffice to tell",
  explain({context, kind, vain}) {
    if (kind !== "inconclusive" || vain !== null) return null;
    const {judgements, conversations} = context;
    const {edge, stalled} = judgements.counts;
    if (conversations.count === 0 && context.captures.every(({lines}) => lines.length > 0))
      return {
        weight: Weight.capture,
        for: ["what the text tells of packets does not suffice: TCP is judged by addresses, ports and flags"],
        against: [],
        next: [linux.capture(null, "a capture tells all that a line leaves out")],
      };
    if (conversations.count === 0)
      return {
        weight: Weight.capture,
        for: ["packets of IP that are cut off before their TCP headers end: the snapshot length is too small"],
        against: [],
        next: [linux.capture(null, "128 bytes hold the headers of IPv6 and tunnels too")],
      };
    if (edge < conversations.count && stalled === 0) return null;
    return {
      weight: Weight.capture,
      for: [
        edge === conversations.count
          ? `${counted(edge, "connection")}, all of them cut off by the capture's start or end`
          : "handshakes, and nothing after any of them: a filter for flags shows no more",
      ],
      against: [],
      next: [],
    };
  },
};
