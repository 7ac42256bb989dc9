import {reads} from "../advice/steps.ts";
import {subjectOf} from "../judge/subject.ts";
import type {CauseRule} from "./cause.ts";
import {findingsOf, isScan, sentences} from "./speaking.ts";
import {Weight} from "./weight.ts";

/** Somebody scans, or floods, or answers spoofed SYNs: what gets no answer there is no sign of asymmetry. */
export const scan: CauseRule = {
  cause: "scan",
  explain(input) {
    const scans = findingsOf(input, "unanswered").filter(isScan);
    const backscatter = findingsOf(input, "unasked").filter(({sentence}) => /backscatter/.test(sentence));
    const own = [...scans, ...backscatter];
    if (own.length === 0) return null;
    const {client} = subjectOf(input.context, own[0]!);
    return {
      weight: Weight.aside,
      for: sentences(own),
      against: [],
      next:
        scans.length === 0
          ? []
          : [
              reads(
                "linux",
                "ss -tnp state syn-sent",
                `on ${client}: which program asks? Is it a scanner of your own?`,
              ),
            ],
    };
  },
};
