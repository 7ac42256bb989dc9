import {commands} from "../advice/commands.ts";
import type {Finding} from "../judge/analysis.ts";
import type {Case, CauseRule} from "./cause.ts";
import {findingsOf, quoted} from "./speaking.ts";
import {Weight} from "./weight.ts";

const {any} = commands;

/**
 * What is suspected at points at which no TCP was seen both ways, though pings may have been: a filter such as `dst port 443 or icmp` does
 * that. Where a second device was captured, it may have the rest.
 */
const ofNoWitness = ({context, findings}: Case): Finding[] =>
  context.devices.count > 1 || context.table.bothDirections
    ? []
    : findings.filter(
        ({certainty, missing, points, detector}) =>
          certainty === "suspected" &&
          missing !== null &&
          (detector === "hidden-replies" || detector === "hidden-requests") &&
          points.every(point => !context.pools.seesBothWays(point)),
      );

/** The capture itself sees one direction only. */
export const oneSidedCapture: CauseRule = {
  cause: "one-sided-capture",
  words: "The capture has one direction only: its filter, a SPAN session, one leg of a TAP",
  explain(input) {
    const told = findingsOf(input, "one-sided-capture");
    const own = told.length > 0 ? told : ofNoWitness(input);
    if (own.length === 0) return null;
    return {
      weight: Weight.capture,
      for: quoted(own),
      against: ["all traffic of the other direction may really take another route"],
      next: [any.mirrorSessions()],
    };
  },
};
