import type {StatementKind} from "../capture/statement.ts";
import type {Finding} from "../judge/analysis.ts";
import {deviceLog} from "../rules/device-log.ts";
import {isOf} from "../rules/rule.ts";
import {unanswered} from "../rules/unanswered.ts";
import type {Case} from "./cause.ts";
import {Weight} from "./weight.ts";

/** Findings that a cause quotes. */
const maximumQuoted = 5;

/** Returns the findings of some detectors, the surest first. */
export const findingsOf = ({findings}: Case, ...detectors: readonly string[]): Finding[] =>
  findings.filter(finding => detectors.includes(finding.detector)).sort(bySurety);

/** Sorts the surest finding first. */
export const bySurety = (a: Finding, b: Finding): number => rankOf(a) - rankOf(b);

const rankOf = ({certainty}: Finding): number => (certainty === "proven" ? 0 : certainty === "suspected" ? 1 : 2);

/** Returns the first findings: of more a cause does not repeat the sentences. */
export const quoted = (findings: readonly Finding[]): readonly Finding[] => findings.slice(0, maximumQuoted);

/** Returns the alternatives of a finding that nothing excludes and that are not this cause, as they stand in `against`. */
export const notExcluded = ({alternatives}: Finding, cause: string): string[] =>
  alternatives
    .filter(alternative => alternative.excludedBecause === null && alternative.cause !== cause)
    .map(alternative => `not excluded: ${alternative.says}`);

/** Returns the findings of a device's own words (P10) of some kind, the surest first. */
export const statedOf = (input: Case, kind: StatementKind): Finding[] =>
  findingsOf(input, deviceLog.name).filter(
    one => isOf(one, deviceLog) && one.facts.kind === kind && one.conversations.length > 0,
  );

/** Returns the same, also of packets that belong to no connection: of pings, and of those whose flags are not told. */
export const toldOf = (input: Case, kind: StatementKind): Finding[] =>
  findingsOf(input, deviceLog.name).filter(one => isOf(one, deviceLog) && one.facts.kind === kind);

/** Returns the weight of what is as sure as the surest finding. */
export const weightOf = (
  findings: readonly Finding[],
  weights: {readonly proven: number; readonly suspected: number; readonly note: number},
): number => weights[findings[0]!.certainty];

/** Whether any connection of the findings is known to fail. */
export const fails = ({context}: Case, findings: readonly Finding[]): boolean =>
  findings.some(finding => finding.conversations.some(id => context.judgements.failing(id) === true));

/** Whether a finding is about a scan or a flood. */
export const isScan = (finding: Finding): boolean =>
  isOf(finding, unanswered) && (finding.facts.kind === "scan" || finding.facts.kind === "flood");

/** Whether a finding is about SYNs without answer, and nothing tells why. */
export const isSilence = (finding: Finding): boolean => isOf(finding, unanswered) && finding.facts.kind === "plain";

/** A mechanism is proven, suspected, or merely hinted at. */
export const distinctWeights = {proven: Weight.distinct, suspected: Weight.suspected, note: Weight.aside} as const;
