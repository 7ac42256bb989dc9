import type {CauseRule} from "../cause.ts";
import {counted} from "../evidence.ts";
import {Weight} from "./weight.ts";

/** The capture holds too little of every conversation: what is missing may just not have been captured. */
export const insufficientCapture: CauseRule = {
  cause: "insufficient-capture",
  explain({context, kind}) {
    if (kind !== "inconclusive") return null;
    const {judgements, conversations} = context;
    const {edge} = judgements.counts;
    return {
      weight: Weight.capture,
      for: [
        edge === conversations.count
          ? `${counted(edge, "conversation")}, all of them cut off by the capture's start or end`
          : "handshakes, and nothing after any of them: a filter for flags shows no more",
      ],
      against: [],
      next: [],
    };
  },
};
