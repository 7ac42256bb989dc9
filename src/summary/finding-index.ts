import type {Finding} from "../judge/analysis.ts";

/** Returns a function that tells which findings concern a conversation; made on the first call, as only some reports ask. */
export function indexFindings(findings: readonly Finding[]): (id: number) => number[] {
  let index: Map<number, number[]> | null = null;
  return id => {
    if (index === null) {
      index = new Map();
      for (const finding of findings) {
        for (const conversation of finding.conversations) {
          const list = index.get(conversation);
          if (list === undefined) index.set(conversation, [finding.id]);
          else list.push(finding.id);
        }
      }
    }
    return index.get(id) ?? [];
  };
}
