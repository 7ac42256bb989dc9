import type {CauseRule} from "../cause.ts";

/** Somebody scans, or floods: what gets no answer there is no sign of asymmetry. */
export const scan: CauseRule = {
  cause: "scan",
  explain({findings}) {
    const own = findings.filter(finding => finding.detector === "unanswered" && finding.sentence.startsWith("A "));
    if (own.length === 0) return null;
    return {weight: 0.25, for: own.slice(0, 5).map(finding => finding.sentence), against: [], next: []};
  },
};
