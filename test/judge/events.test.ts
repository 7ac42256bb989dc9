import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {analyze} from "../../src/analyze.ts";
import type {UserEvent} from "../../src/judge/analysis.ts";
import {compareEvents, type Onset} from "../../src/summary/events.ts";
import {parseMoment} from "../../src/time/moment.ts";
import {Epoch, second} from "../../src/time/time.ts";

/** 2026-11-21 14:00:00 UTC. */
const epoch = new Epoch();
epoch.time(Date.UTC(2026, 10, 21, 14) / 1000, 0);

/** What is said of an event so many seconds after 14:00:00. */
const told = (event: number, onset: Onset | null): UserEvent =>
  compareEvents([{time: event * second, text: "new ISP"}], onset, epoch)[0]!;
const onset = (time: number, lastHealthy: number | null): Onset => ({
  time: time * second,
  lastHealthy: lastHealthy === null ? null : lastHealthy * second,
});

describe("an onset after connections that worked", () => {
  it.each([
    [600, "coincides", 'The asymmetry began 2 s after "new ISP" (14:10:00): they coincide'],
    [602, "coincides", 'The asymmetry began 0 ms after "new ISP" (14:10:02): they coincide'],
    [632, "coincides", 'The asymmetry began 30 s before "new ISP" (14:10:32): they coincide'],
    [633, "precedes", 'The asymmetry precedes "new ISP" (14:10:33) by 31 s: that is not its cause'],
    [6000, "precedes", 'The asymmetry precedes "new ISP" (15:40:00) by 90 min: that is not its cause'],
    [
      400,
      "coincides",
      'The asymmetry began between 14:05:00 and 14:10:02, about when "new ISP" (14:06:40) was: they coincide',
    ],
    [
      300,
      "coincides",
      'The asymmetry began between 14:05:00 and 14:10:02, about when "new ISP" (14:05:00) was: they coincide',
    ],
    [
      299,
      "follows",
      'The asymmetry began 5 min after "new ISP" (14:04:59), and connections begun in between worked: that alone is not its cause',
    ],
    [
      -200_000,
      "follows",
      'The asymmetry began 2 days after "new ISP" (2026-11-19 06:26:40), and connections begun in between worked: that alone is not its cause',
    ],
  ])("at 14:10:02 and an event at %d s: %s", (event, relation, sentence) => {
    expect(told(event, onset(602, 300))).toEqual({time: event * second, text: "new ISP", relation, sentence});
  });

  it("coincides with an event just before it, also where a connection in between worked", () => {
    expect(told(580, onset(602, 601)).relation).toBe("coincides");
    expect(told(572, onset(602, 601)).relation).toBe("coincides");
    expect(told(571, onset(602, 601)).relation).toBe("follows");
  });
});

describe("an onset before which nothing is known to have worked", () => {
  it("precedes a later event", () => {
    expect(told(700, onset(602, null)).relation).toBe("precedes");
  });

  it("cannot be compared with an earlier one: it may be older than the capture", () => {
    expect(told(600, onset(602, null))).toMatchObject({
      relation: "unknown",
      sentence:
        'Whether the asymmetry began with "new ISP" (14:10:00) cannot be told: it shows first at 14:10:02, and nothing of the same networks and services is known to have worked before',
    });
    expect(told(0, onset(602, null)).relation).toBe("unknown");
  });
});

it("without asymmetry, events are listed by time and compared with nothing", () => {
  const happenings = [
    {time: 2 * second, text: "b"},
    {time: second, text: "a"},
  ];
  expect(compareEvents(happenings, null, epoch)).toEqual([
    {time: second, text: "a", relation: null, sentence: null},
    {time: 2 * second, text: "b", relation: null, sentence: null},
  ]);
});

/** The relations of events at these times in a capture of captures/. */
async function relations(capture: string, ...times: string[]): Promise<(string | null)[]> {
  const events = times.map(time => ({moment: parseMoment(time)!, text: "x"}));
  const analysis = await analyze([{path: join(import.meta.dirname, "../../captures", capture)}], {events});
  return analysis.events.map(event => event.relation);
}

describe("in captures", () => {
  it("a second default route takes new connections elsewhere", async () => {
    expect(await relations("second-default-route/a.pcap", "23:05:00", "23:05:57", "23:06:40")).toEqual([
      "follows",
      "coincides",
      "precedes",
    ]);
  });

  it("an address moves, and the path changes in mid-connection", async () => {
    expect(await relations("failover-garp/a.pcap", "23:09:00", "23:10:30", "23:12:00")).toEqual([
      "follows",
      "coincides",
      "precedes",
    ]);
  });

  it("it was so from the start", async () => {
    expect(await relations("return-bypass-lenient/inside.pcap", "+0s", "+1h")).toEqual(["unknown", "precedes"]);
  });

  it("some connections are split all the time: that the first was not is chance", async () => {
    expect(await relations("forward-bypass/inside.pcap", "+0s", "+1h")).toEqual(["unknown", "precedes"]);
  });

  it("nothing is asymmetric", async () => {
    expect(await relations("healthy/inside.pcap", "+0s", "+1h")).toEqual([null, null]);
  });
});
