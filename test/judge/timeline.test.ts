import {describe, expect, test} from "vitest";
import {TimelineBuilder} from "../../src/summary/timeline.ts";
import {second} from "../../src/time/time.ts";

describe("A timeline", () => {
  test.each([0, 1, 999_999, 0.3 * second, 47.9 * second, 3600 * second, 90 * 86_400 * second])(
    "of %d ns has at most 48 bins, which hold all of it",
    span => {
      for (const first of [-5 * second, 0, 0.9 * second]) {
        const {from, width, concerned, others} = new TimelineBuilder(first, first + span, 1_700_000_123).finish();
        expect(concerned.length).toBe(others.length);
        expect(concerned.length).toBeGreaterThanOrEqual(1);
        expect(concerned.length).toBeLessThanOrEqual(48);
        expect(from).toBeLessThanOrEqual(first);
        expect(from + width * concerned.length).toBeGreaterThan(first + span);
      }
    },
  );

  test("begins at a round time", () => {
    // 14:22:07 UTC.
    const epoch = Date.UTC(2026, 10, 21, 14, 22, 7) / 1000;
    const {from, width} = new TimelineBuilder(0, 600 * second, epoch).finish();
    expect(width).toBe(15 * second);
    expect((epoch + from / second) % 15).toBe(0);
  });

  test("counts those concerned, and of the others those seen in both directions", () => {
    const timeline = new TimelineBuilder(0, 10 * second, 0);
    timeline.add(-second, true, "one-way");
    timeline.add(99 * second, true, "one-way");
    timeline.add(5 * second, false, "complete");
    timeline.add(5 * second, false, "unanswered");
    const {concerned, others} = timeline.finish();
    expect([concerned[0], concerned.at(-1)]).toEqual([1, 1]);
    expect(others.reduce((sum, count) => sum + count)).toBe(1);
  });

  test("of no packet is empty", () => {
    const timeline = new TimelineBuilder(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0);
    timeline.add(0, true, "one-way");
    expect(timeline.finish().concerned).toEqual([]);
  });
});
