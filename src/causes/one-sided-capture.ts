import {commands} from "../advice/commands.ts";
import type {CauseRule} from "./cause.ts";
import {findingsOf, quoted} from "./speaking.ts";
import {Weight} from "./weight.ts";

const {any} = commands;

/** The capture itself sees one direction only. */
export const oneSidedCapture: CauseRule = {
  cause: "one-sided-capture",
  words: "The capture has one direction only: its filter, a SPAN session, one leg of a TAP",
  explain(input) {
    const own = findingsOf(input, "one-sided-capture");
    if (own.length === 0) return null;
    return {
      weight: Weight.capture,
      for: quoted(own),
      against: ["all traffic of the other direction may really take another route"],
      next: [any.mirrorSessions()],
    };
  },
};
