import type {Finding, VerdictKind} from "./analysis.ts";

/** Returns the finding that the verdict is about, or null. */
export function leadingFinding(kind: VerdictKind, findings: readonly Finding[]): Finding | null {
  const candidates =
    kind === "one-sided-capture"
      ? findings.filter(finding => finding.detector === "one-sided-capture")
      : findings.filter(finding => finding.certainty === kind);
  const weight = ({leads}: Finding) => leads ?? Number.MAX_SAFE_INTEGER;
  return (
    candidates.toSorted((a, b) => weight(a) - weight(b) || b.conversations.length - a.conversations.length)[0] ?? null
  );
}
