import {describe, expect, test} from "vitest";
import {dateOf, momentText, periodText} from "../../src/capture/times.ts";
import {analysisOf, point, verdictOf} from "../report/svg-analysis.ts";

const sentence = verdictOf("symmetric", null, "");
const second = 1e9;

/** An analysis of a capture whose clock has this base, and whose first packet came so many seconds after 1970. */
const clocked = (timeBase: "utc" | "local" | "relative" | "none", epoch?: number) =>
  analysisOf({
    verdict: sentence,
    points: [point(0, "eth0", "a.txt", {timeBase})],
    period: [0.5 * second, 31 * second],
    ...(epoch === undefined ? {} : {epoch}),
  });

describe("Times are told as the capture tells them:", () => {
  test.each([
    ["with date and zone, in UTC", clocked("utc"), "2026-11-21 14:22:07.500 to 14:22:38.000 UTC"],
    [
      "with a date, by a device's clock without a zone",
      clocked("local"),
      "2026-11-21 14:22:07.500 to 14:22:38.000 by the device's clock",
    ],
    ["as times of day only", clocked("local", 36_000), "10:00:00.500 to 10:00:31.000 by the device's clock"],
    ["counted from some start", clocked("relative", 0), "00:00:00.500 to 00:00:31.000 by the capture's own clock"],
    ["a pcap that counts from 0", clocked("utc", 0), "00:00:00.500 to 00:00:31.000 by the capture's own clock"],
  ])("%s", (_, analysis, told) => {
    expect(periodText(analysis)).toBe(told);
  });

  test("the date stands again where it is another", () => {
    const {epoch, points} = clocked("utc");
    expect(periodText({epoch, points, period: [0, 86_400 * second]}, 0)).toBe(
      "2026-11-21 14:22:07 to 2026-11-22 14:22:07 UTC",
    );
    expect(dateOf({epoch, points}, 0)).toBe("2026-11-21");
    expect(momentText({epoch, points}, second)).toBe("14:22:08 UTC");
    expect(periodText({epoch, points, period: null})).toBeNull();
  });
});
