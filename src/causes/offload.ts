import {block, changes, inOrder, reads} from "../advice/steps.ts";
import {subjectOf} from "../judge/subject.ts";
import type {CauseRule} from "./cause.ts";
import {findingsOf, sentences} from "./speaking.ts";
import {Weight} from "./weight.ts";

/** Hardware takes over established sessions, and the capture sees them no more. */
export const offload: CauseRule = {
  cause: "offload",
  explain(input) {
    const own = findingsOf(input, "offload");
    if (own.length === 0) return null;
    return {
      // It explains what was suspected, and nothing that was proven beside it.
      weight: input.kind === "proven" ? Weight.unlikely : Weight.suspected,
      for: sentences(own),
      against: own[0]!.alternatives
        .filter(alternative => alternative.excludedBecause === null)
        .map(alternative => `not excluded: ${alternative.says}`),
      next: offload.steps!(subjectOf(input.context, own[0]!), input),
    };
  },
  steps: ({client, server}) =>
    inOrder([
      reads("pan-os", "show session info", "is hardware session offloading on?"),
      reads(
        "pan-os",
        `show session all filter source ${client} destination ${server}`,
        "then show session id: layer7 processing: completed means that it was handed over",
      ),
      reads(
        "fortios",
        "diagnose sys session list",
        "after a filter as below: npu info with offload=8/8 means handed over",
      ),
      changes(
        "pan-os",
        "set session offload no",
        "for the next capture: then all packets pass the dataplane. It raises its CPU",
        "set session offload yes",
      ),
      changes(
        "fortios",
        block("config firewall policy", "edit ID", "set auto-asic-offload disable", "next", "end"),
        "for the next capture, in the policy of these hosts: new sessions then pass the kernel, at the price of CPU",
        block("config firewall policy", "edit ID", "set auto-asic-offload enable", "next", "end"),
      ),
    ]),
};
