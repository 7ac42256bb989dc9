import type {Finding} from "../../judge/analysis.ts";
import {subjectOf} from "../../judge/subject.ts";
import type {Cohort} from "./cohort.ts";

/** Whether a finding is about the networks and points of some affected connections. */
export function isOfSame({context, findings}: Cohort, other: Finding): boolean {
  const name = (finding: Finding) => {
    const {clientNet, serverNet} = subjectOf(context, finding);
    return `${finding.points} ${clientNet} ${serverNet}`;
  };
  return findings.some(one => name(one) === name(other));
}
