import type {NextStep, VerdictKind} from "../detect/analysis.ts";

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
