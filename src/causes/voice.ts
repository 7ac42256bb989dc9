import type {Finding, NextStep} from "../judge/analysis.ts";
import type {Case, Explanation} from "./cause.ts";
import {findingsOf, sentences} from "./speaking.ts";
import {Weight} from "./weight.ts";

/** What speaks for a cause, and how strongly. */
export interface Voice {
  readonly weight: number;
  readonly findings: readonly Finding[];
  readonly for: readonly string[];
  readonly against: readonly string[];
}

/**
 * Returns the explanation by several voices, the strongest first, or null where none speaks. `evidence` singles the cause out; `hint` fits
 * other causes too: it counts beside evidence, or where nothing is proven, but suspected. `steps` are those for the strongest voice.
 */
export function explained(
  {kind}: Case,
  evidence: readonly (Voice | null)[],
  hint: Voice | null,
  steps: (best: Voice) => NextStep[],
): Explanation | null {
  const heard = evidence.filter(voice => voice !== null);
  const isHeard = hint !== null && (heard.length > 0 || (kind !== "proven" && hint.weight > Weight.unlikely));
  const voices = isHeard ? [...heard, heard.length > 0 ? {...hint, for: []} : hint] : heard;
  const best = voices.sort((a, b) => b.weight - a.weight)[0];
  if (best === undefined) return null;
  return {
    weight: best.weight,
    for: [...new Set(voices.flatMap(voice => [...sentences(voice.findings), ...voice.for]))],
    against: best.against,
    next: steps(best),
  };
}

/** Returns the voice of findings that fit this cause for the reason that `says` gives, and a filter as well; null where there are none. */
export function hintOf(input: Case, detectors: readonly string[], says: string): Voice | null {
  const findings = findingsOf(input, ...detectors).filter(
    // Where pings pass in one direction only, it is the hosts' route.
    finding => finding.missing === null || !finding.detector.startsWith("icmp"),
  );
  if (findings.length === 0) return null;
  return {
    weight: findings[0]!.certainty === "note" ? Weight.unlikely : Weight.possible,
    findings,
    for: [says],
    against: ["a filter on the way, or on the servers, looks the same"],
  };
}
