import {defaultRoutes, hostLookups} from "../advice/route-lookups.ts";
import {inOrder} from "../advice/steps.ts";
import {momentText} from "../capture/times.ts";
import type {Finding, Missing, NextStep} from "../judge/analysis.ts";
import {type Subject, subjectOf} from "../judge/subject.ts";
import {counted} from "../words.ts";
import type {Case, CauseRule} from "./cause.ts";
import {findingsOf, sentences} from "./speaking.ts";
import {Weight} from "./weight.ts";

/** From one moment on new conversations leave by another route, while those of before stay where they were. */
export const secondDefaultRoute: CauseRule = {
  cause: "second-default-route",
  explain(input) {
    const told = findingsOf(input, "icmp-redirect", "next-hop-mismatch");
    const changed = changedAt(input);
    if (changed === null) return null;
    const {own, weight, outliving, before, since} = changed;
    const {context} = input;
    const {missing} = own[0]!;
    const subject = subjectOf(context, own[0]!);
    const moved = findingsOf(input, "path-change").length > 0;
    const at = momentText(context, since);
    const asymmetric = own.reduce((sum, one) => sum + one.conversations.length, 0);
    return {
      weight,
      for: [
        `all ${counted(asymmetric, "asymmetric conversation")} began at ${at} or later; ` +
          `${counted(before, "conversation")} of the same hosts begun before ${before === 1 ? "is" : "are"} whole`,
        ...(outliving > 0
          ? [`${counted(outliving, "conversation")} of before went on both ways after ${at}: what was set up stayed`]
          : []),
        ...sentences([...own, ...told]),
      ],
      against: [
        ...(moved ? ["established conversations moved as well: a new route for new ones only leaves them alone"] : []),
        ...(outliving === 0
          ? ["no conversation of before outlived the change: it may have moved established ones too"]
          : []),
        "a new specific route, or a policy put in force then, looks the same",
      ],
      next: steps(subject, missing),
    };
  },
  steps: (subject, {leading}) => steps(subject, leading?.missing ?? null),
};

const steps = ({client, server, v6}: Subject, missing: Missing | null): NextStep[] =>
  inOrder([
    ...defaultRoutes(v6),
    ...(missing === "replies" ? hostLookups(server, client) : hostLookups(client, server)),
  ]);

interface Change {
  readonly own: readonly Finding[];
  readonly weight: number;
  readonly outliving: number;
  readonly before: number;
  readonly since: number;
}

/** Returns findings whose conversations all began from one moment on, and how surely a new route explains it. */
function changedAt(input: Case): Change | null {
  for (const detector of ["interface-mismatch", "hidden-requests", "hidden-replies"]) {
    const own = findingsOf(input, detector).filter(finding => finding.certainty !== "note");
    if (own.length === 0) continue;
    const {byTime, outliving, before, since} = input.contrast(detector);
    if (!byTime) continue;
    const isProven = own[0]!.certainty === "proven";
    const moved = findingsOf(input, "path-change").length > 0;
    const weight = moved
      ? Weight.possible
      : !isProven
        ? Weight.suspected
        : outliving > 0
          ? Weight.distinct
          : Weight.second;
    return {own, weight, outliving, before, since};
  }
  return null;
}
