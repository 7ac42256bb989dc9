import {describe, expect, it} from "vitest";
import {parseMoment, resolveMoment} from "../src/time/moment.ts";
import {Epoch, second, timestamp} from "../src/time/time.ts";

/** When `text` is in a capture whose first packet came at `begin`. */
function resolved(text: string, begin = "2026-11-21T14:12:00.250Z"): string {
  const epoch = new Epoch();
  const milliseconds = Date.parse(begin);
  const start = epoch.time(Math.floor(milliseconds / 1000), (milliseconds % 1000) * 1e6);
  return timestamp(resolveMoment(parseMoment(text)!, start, epoch), epoch);
}

describe("a time", () => {
  it.each([
    ["2026-11-21T14:12:05Z", "2026-11-21T14:12:05.000000000Z"],
    ["2026-11-21t14:12:05.5z", "2026-11-21T14:12:05.500000000Z"],
    ["2026-11-21T14:12:05.123456789Z", "2026-11-21T14:12:05.123456789Z"],
    ["2026-11-21T14:12:05.1234567899Z", "2026-11-21T14:12:05.123456789Z"],
    ["2026-11-21T15:12:05+01:00", "2026-11-21T14:12:05.000000000Z"],
    ["2026-11-21T00:12:05-05:30", "2026-11-21T05:42:05.000000000Z"],
    ["2026-11-21 14:12:05", "2026-11-21T14:12:05.000000000Z"],
    ["2026-11-21 14:12", "2026-11-21T14:12:00.000000000Z"],
    ["1999-01-01 00:00:00", "1999-01-01T00:00:00.000000000Z"],
    ["2028-02-29 00:00:00", "2028-02-29T00:00:00.000000000Z"],
    ["14:13:00", "2026-11-21T14:13:00.000000000Z"],
    ["14:13", "2026-11-21T14:13:00.000000000Z"],
    ["14:12:00.001Z", "2026-11-21T14:12:00.001000000Z"],
    ["+90s", "2026-11-21T14:13:30.250000000Z"],
    ["+1.5m", "2026-11-21T14:13:30.250000000Z"],
    ["+2h", "2026-11-21T16:12:00.250000000Z"],
    ["+500ms", "2026-11-21T14:12:00.750000000Z"],
  ])("%s", (text, expected) => {
    expect(resolved(text)).toBe(expected);
  });

  it.each([
    "",
    "noon",
    "14",
    "24:00:00",
    "14:60:00",
    "14:12:60",
    "14:12:00+01:00",
    "2026-02-30 10:00:00",
    "2026-13-01 10:00:00",
    "2026-11-21",
    "2026-11-21T14:12:00+24:00",
    "2026-11-21T14:12:00 Z",
    "90s",
    "+90",
    "+s",
    "-90s",
    "+90d",
    " 14:12:00",
  ])("%j is none", text => {
    expect(parseMoment(text)).toBe(null);
  });
});

describe("a time of day", () => {
  it("is that of the first packet's day, also where it is earlier", () => {
    expect(resolved("14:11:59")).toBe("2026-11-21T14:11:59.000000000Z");
    expect(resolved("02:13:00")).toBe("2026-11-21T02:13:00.000000000Z");
    expect(resolved("23:59:59")).toBe("2026-11-21T23:59:59.000000000Z");
  });

  it("is that of the day after where it is earlier by more than twelve hours: across midnight", () => {
    expect(resolved("00:05:00", "2026-11-21T23:50:00.500Z")).toBe("2026-11-22T00:05:00.000000000Z");
    expect(resolved("23:55:00", "2026-11-21T23:50:00.500Z")).toBe("2026-11-21T23:55:00.000000000Z");
    expect(resolved("02:11:00", "2026-11-21T14:12:00.250Z")).toBe("2026-11-22T02:11:00.000000000Z");
    expect(resolved("00:00:00", "2026-12-31T23:59:59.999Z")).toBe("2027-01-01T00:00:00.000000000Z");
  });
});

it("a capture without packets has no day, and no time is refused", () => {
  const epoch = new Epoch();
  expect(resolveMoment(parseMoment("+1s")!, 0, epoch)).toBe(second);
  expect(timestamp(resolveMoment(parseMoment("2026-11-21T14:12:05Z")!, 0, epoch), epoch)).toBe(
    "2026-11-21T14:12:05.000000000Z",
  );
});

it("a time of day never means a time after the capture's end", () => {
  const epoch = new Epoch();
  const start = epoch.time(Date.UTC(2026, 10, 21, 21, 0, 0) / 1000, 0);
  const at = (end: number) => timestamp(resolveMoment(parseMoment("08:00")!, start, epoch, end), epoch);
  // A capture of the evening: of that morning.
  expect(at(start + 3600 * second)).toBe("2026-11-21T08:00:00.000000000Z");
  // One that goes on to the next noon: of the morning in it.
  expect(at(start + 15 * 3600 * second)).toBe("2026-11-22T08:00:00.000000000Z");
});
