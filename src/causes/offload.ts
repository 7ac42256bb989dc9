import {commands} from "../advice/commands.ts";
import {inOrder} from "../advice/steps.ts";
import {subjectOf} from "../judge/subject.ts";
import type {CauseRule} from "./cause.ts";
import {findingsOf, notExcluded, quoted} from "./speaking.ts";
import {Weight} from "./weight.ts";

const {panOs, fortios} = commands;

/** Hardware takes over established sessions, and the capture sees them no more. */
export const offload: CauseRule = {
  cause: "offload",
  words: "Hardware offload hides packets from the capture; the routes may be fine",
  explain(input) {
    const own = findingsOf(input, "offload");
    if (own.length === 0) return null;
    return {
      // It explains what was suspected, and nothing that was proven beside it.
      weight: input.kind === "proven" ? Weight.unlikely : Weight.suspected,
      for: quoted(own),
      against: notExcluded(own[0]!, "offload"),
      next: offload.steps!(subjectOf(input.context, own[0]!), input),
    };
  },
  steps: subject =>
    inOrder([
      panOs.sessionInfo(),
      panOs.sessions(subject, "then show session id: layer7 processing: completed means that it was handed over"),
      fortios.offloadedSessions(),
      panOs.offloadOff("for the next capture: then all packets pass the dataplane. It raises its CPU"),
      fortios.offloadOff(),
    ]),
};
