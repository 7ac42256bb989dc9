import type {CauseRule} from "../cause.ts";
import {counted} from "../evidence.ts";

/** Resets answer SYNs: the server is reached, and nothing listens. */
export const portClosed: CauseRule = {
  cause: "port-closed",
  explain({context}) {
    const {refused} = context.judgements.counts;
    if (refused === 0) return null;
    return {
      weight: 0.2,
      for: [`${counted(refused, "conversation")} refused by a reset`],
      against: ["a firewall may send the reset in the server's name"],
      next: [],
    };
  },
};
