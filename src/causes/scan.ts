import {commands} from "../advice/commands.ts";
import {subjectOf} from "../judge/subject.ts";
import {isOf} from "../rules/rule.ts";
import {unasked} from "../rules/unasked.ts";
import type {CauseRule} from "./cause.ts";
import {findingsOf, isScan, quoted} from "./speaking.ts";
import {Weight} from "./weight.ts";

const {linux} = commands;

/** Somebody scans, or floods, or answers spoofed SYNs: what gets no answer there is no sign of asymmetry. */
export const scan: CauseRule = {
  cause: "scan",
  words: "A scan: addresses are tried that nobody answers at",
  explain(input) {
    const scans = findingsOf(input, "unanswered").filter(isScan);
    const backscatter = input.findings.filter(one => isOf(one, unasked) && one.facts.isBackscatter);
    const own = [...scans, ...backscatter];
    if (own.length === 0) return null;
    const {client} = subjectOf(input.context, own[0]!);
    return {
      weight: Weight.aside,
      for: quoted(own),
      against: [],
      next: scans.length === 0 ? [] : [linux.asking(client)],
    };
  },
};
