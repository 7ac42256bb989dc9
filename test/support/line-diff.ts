/** Lines of `before` that `after` has others in place of. */
export interface Hunk {
  /** Index of the first removed line in `before`, or of the line that the added ones stand before. */
  readonly at: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** Beyond so many lines removed and added a text counts as another from its first difference to its last: memory grows as the square. */
const maximumEdits = 4000;

/** Returns where two texts differ: the fewest lines removed and added (Myers, "An O(ND) Difference Algorithm", 1986). */
export function differences(before: readonly string[], after: readonly string[]): Hunk[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const [from, to] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  const hunks: Hunk[] = [];
  let [x, y] = [0, 0];
  for (const [sameX, sameY] of [...common(from, to), [from.length, to.length] as const]) {
    if (sameX > x || sameY > y) hunks.push({at: head + x, removed: from.slice(x, sameX), added: to.slice(y, sameY)});
    [x, y] = [sameX + 1, sameY + 1];
  }
  return hunks;
}

/** Returns the pairs of indices of a longest common subsequence, ascending. */
function common(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const most = a.length + b.length;
  /** Of each diagonal x − y the furthest x, after so many edits; kept for the way back. */
  const steps: Int32Array[] = [];
  let furthest = new Int32Array(3);
  for (let edits = 0; edits <= most; edits++) {
    const next = new Int32Array(2 * edits + 3);
    let isDone = false;
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = edits === 0 ? 0 : furthestFrom(furthest, edits - 1, diagonal);
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++;
      next[diagonal + edits] = x;
      if (x >= a.length && x - diagonal >= b.length) isDone = true;
    }
    steps.push(next);
    furthest = next;
    if (isDone) break;
    if (edits === maximumEdits) return [];
  }
  const pairs: (readonly [number, number])[] = [];
  let diagonal = a.length - b.length;
  let x = a.length;
  for (let edits = steps.length - 1; edits >= 0; edits--) {
    const begun = edits === 0 ? 0 : furthestFrom(steps[edits - 1]!, edits - 1, diagonal);
    while (x > begun) pairs.push([--x, x - diagonal]);
    if (edits === 0) break;
    const isAdded = comesByAdding(steps[edits - 1]!, edits - 1, diagonal);
    x = isAdded ? begun : begun - 1;
    diagonal += isAdded ? 1 : -1;
  }
  return pairs.reverse();
}

const reached = (furthest: Int32Array, edits: number, diagonal: number): number =>
  Math.abs(diagonal) > edits ? -1 : furthest[diagonal + edits]!;

/** Whether the next edit gets further on this diagonal by adding a line than by removing one. */
const comesByAdding = (furthest: Int32Array, edits: number, diagonal: number): boolean =>
  reached(furthest, edits, diagonal + 1) > reached(furthest, edits, diagonal - 1);

const furthestFrom = (furthest: Int32Array, edits: number, diagonal: number): number =>
  comesByAdding(furthest, edits, diagonal)
    ? reached(furthest, edits, diagonal + 1)
    : reached(furthest, edits, diagonal - 1) + 1;
