import type {Finding} from "../../judge/analysis.ts";
import {subjectOf} from "../../judge/subject.ts";
import type {Cohort} from "./cohort.ts";
import type {Seen} from "./observation.ts";

/** Whether a finding is about the networks and points of some affected connections. */
export function isOfSame({context, findings}: Cohort, other: Finding): boolean {
  const name = (finding: Finding) => {
    const {clientNet, serverNet} = subjectOf(context, finding);
    return `${finding.points} ${clientNet} ${serverNet}`;
  };
  return findings.some(one => name(one) === name(other));
}

/** Whether at one place some connections of the same networks lack their requests, and others their replies. */
export function eachDirectionMissing(cohort: Cohort): Seen {
  const {missing, common, input} = cohort;
  if (missing === null) return null;
  const other = missing === "replies" ? ["hidden-requests", "unasked"] : ["hidden-replies", "unanswered"];
  const both = input.findings.some(
    one => other.includes(one.detector) && one.certainty !== "note" && isOfSame(cohort, one),
  );
  return both ? true : common.asymmetric >= 3 ? false : null;
}
