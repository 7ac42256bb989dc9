import type {Finding} from "../judge/analysis.ts";
import {isOf} from "../rules/rule.ts";
import {type StoppedFacts, stopped} from "../rules/stopped.ts";
import type {Case} from "./cause.ts";
import {Weight} from "./weight.ts";

/** Returns the findings of connections that stop in their middle of which something holds. */
export const stopping = ({findings}: Case, holds: (facts: StoppedFacts) => boolean): Finding<StoppedFacts>[] =>
  findings.flatMap(finding => (isOf(finding, stopped) && holds(finding.facts) ? [finding] : []));

/** The first thing to look at where the verdict is about nothing else; and it is no asymmetry. */
export const weightOfStop = ({leading}: Case): number => (leading === null ? Weight.suspected : Weight.aside);
