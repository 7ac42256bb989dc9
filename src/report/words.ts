import type {Analysis, NextStep} from "../judge/analysis.ts";
import type {VerdictKind} from "../judge/verdict.ts";
import {grouped} from "../words.ts";

/** What a kind of verdict is called in a headline. */
export const verdictWords: Record<VerdictKind, string> = {
  proven: "Proven",
  suspected: "Suspected",
  "one-sided-capture": "One-sided capture",
  inconclusive: "Inconclusive",
  symmetric: "Symmetric",
  nothing: "Nothing to judge",
};

/** What a platform is called where its commands stand. */
export const platformWords: Record<NextStep["platform"], string> = {
  "pan-os": "PAN-OS",
  fortios: "FortiOS",
  linux: "Linux",
  asa: "ASA",
  junos: "Junos",
  any: "Anywhere",
};

/** Says how many connections are asymmetric that the verdict does not stand on, so that the table of all does not seem to contradict; or nothing. */
export function othersText({groups, scene}: Pick<Analysis, "groups" | "scene">): string {
  const all = groups.reduce((sum, group) => sum + group.oneWay, 0);
  return all > scene.concerned ? `${grouped(all - scene.concerned)} more by other findings` : "";
}

/** Whether the last clause of a verdict counts those that fail and work. */
export const fateClause = ({verdict: {counts}}: Pick<Analysis, "verdict">): boolean =>
  counts.failing > 0 || counts.working > 0;
