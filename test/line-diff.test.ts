import fc from "fast-check";
import {expect, test} from "vitest";
import {differences} from "./support/line-diff.ts";

const text = fc.array(fc.constantFrom("a", "b", "c"), {maxLength: 12});

test("what differs, put in place of what is removed, makes the one text of the other", () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const made: string[] = [...before];
      for (const {at, removed, added} of differences(before, after).reverse()) {
        expect(before.slice(at, at + removed.length)).toEqual(removed);
        made.splice(at, removed.length, ...added);
      }
      expect(made).toEqual(after);
    }),
  );
});

test("no more is removed and added than must be", () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const edits = differences(before, after).reduce(
        (sum, {removed, added}) => sum + removed.length + added.length,
        0,
      );
      expect(edits).toBe(before.length + after.length - 2 * longestCommon(before, after));
    }),
  );
});

function longestCommon(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  let above = new Array<number>(b.length + 1).fill(0);
  for (const line of a) {
    const row = [0];
    for (const [i, other] of b.entries()) row.push(line === other ? above[i]! + 1 : Math.max(above[i + 1]!, row[i]!));
    above = row;
  }
  return above[b.length]!;
}
