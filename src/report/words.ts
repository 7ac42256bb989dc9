import type {Analysis, NextStep} from "../judge/analysis.ts";
import type {VerdictKind} from "../judge/verdict.ts";

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

/** Whether the last clause of a verdict counts those that fail and work. */
export const fateClause = ({verdict: {counts}}: Pick<Analysis, "verdict">): boolean =>
  counts.failing > 0 || counts.working > 0;
