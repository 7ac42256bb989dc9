import type {Finding} from "../judge/analysis.ts";

/** Returns a function that tells which findings concern a connection; made on the first call, as only some reports ask. */
export function indexFindings(findings: readonly Finding[]): (id: number) => number[] {
  let find: ((id: number) => number[]) | null = null;
  return id => {
    find ??= indexOf(findings);
    return find(id);
  };
}

/** Numbers in two arrays, as there may be millions: where the findings of each connection begin, and all of them. */
function indexOf(findings: readonly Finding[]): (id: number) => number[] {
  const count = findings.reduce((most, {conversations}) => Math.max(most, (conversations.at(-1) ?? -1) + 1), 0);
  const starts = new Int32Array(count + 1);
  for (const {conversations} of findings) for (const id of conversations) starts[id + 1]!++;
  for (let id = 0; id < count; id++) starts[id + 1]! += starts[id]!;
  const next = starts.slice();
  const all = new Int32Array(starts[count]!);
  for (const {id: finding, conversations} of findings) for (const id of conversations) all[next[id]!++] = finding;
  return id => (id < count ? [...all.subarray(starts[id]!, starts[id + 1]!)] : []);
}
