import {expect, test} from "vitest";
import type {Analysis, ConnectionRecord, FlowRecord} from "../../src/judge/analysis.ts";
import {endingsOf} from "../../src/report/ladder/endings.ts";
import {saidOf} from "../../src/report/ladder/said.ts";
import {postsOf, sightingsOf} from "../../src/report/ladder/sightings.ts";
import {analysisOf, capture, connection, finding, flow, point, rung, verdictOf} from "./svg-analysis.ts";

/** Two interfaces of one firewall: it forwards the SYN, and not the ACK. */
const outside = flow("replies", [rung(0, "> SYN", 0), rung(5, "> ACK", 1, 1)], 2, 0);
const inside = flow("replies", [rung(0.1, "> SYN", 0, 0, {frame: 31})], 1, 0, {point: 1});

interface Difference {
  readonly flows?: readonly FlowRecord[];
  readonly failing?: boolean | null;
  readonly boxes?: readonly [string, string];
  readonly dropped?: number;
  readonly findings?: Analysis["findings"];
  readonly stages?: readonly ("receive" | "drop" | "transmit")[];
}

/** Tells of each packet how far it came. */
function told(difference: Difference = {}): string[] {
  const {flows = [outside, inside], failing = true, boxes = ["device:fw", "device:fw"], dropped = 0} = difference;
  const {stages, findings = []} = difference;
  const one: ConnectionRecord = {...connection([...flows]), failing};
  const analysis = analysisOf({
    verdict: verdictOf("proven", failing, "Replies bypass fw"),
    captures: [capture(0, "a.pcap", 20, {ordinal: 0}), capture(1, "b.pcap", 30, {ordinal: 20})],
    points: (stages ?? [null, null]).map((stage, i) =>
      point(i, `fw/${i}`, `${i}.pcap`, {
        device: "fw",
        stage,
        box: boxes[Math.min(i, 1)]!,
        dropped: i === 1 ? dropped : null,
      }),
    ),
    findings: [...findings],
    scene: {points: (stages ?? [0, 1]).map((_, i) => ({point: i, requests: 2, replies: 0}))},
    example: one,
  });
  const posts = postsOf(analysis, one);
  const sightings = sightingsOf(one, posts);
  return endingsOf(analysis, one, posts, sightings, saidOf(analysis).drops).map(ending =>
    typeof ending === "string" ? ending : "at" in ending ? `at ${posts[ending.at]}` : `after ${posts[ending.after]}`,
  );
}

test("a packet ends in the device whose next interface, which others of its direction pass, did not see it", () => {
  expect(told()).toEqual(["arrived", "after 0"]);
});

test("nothing ends in a device whose connection works: it may forward what its capture does not show", () => {
  expect(told({failing: false})).toEqual(["arrived", "unknown"]);
  expect(told({failing: null})).toEqual(["arrived", "unknown"]);
});

test("nothing ends before an interface that lost packets by its own count", () => {
  expect(told({dropped: 3})).toEqual(["arrived", "unknown"]);
});

test("nothing ends between two devices: another way leads around the second", () => {
  expect(told({boxes: ["device:fw-a", "device:fw-b"]})).toEqual(["arrived", "unknown"]);
});

test("nothing ends before an interface that no packet of the direction passes: it is another uplink", () => {
  const other = flow(null, [rung(3, "< SYN-ACK", 0, 1, {frame: 31})], 0, 1, {point: 1});
  const there = flow(null, [rung(0, "> SYN", 0), rung(9, "> ACK", 1, 1)], 2, 0);
  expect(told({flows: [there, other]})).toEqual(["arrived", "arrived", "unknown"]);
});

test("nothing ends before an interface that did not see a packet which arrived all the same", () => {
  const rungs = [rung(0, "> SYN", 0), rung(5, "> ACK", 1, 1), rung(9, "> PSH-ACK 60", 1, 1), rung(12, "< ACK", 1, 61)];
  expect(told({flows: [flow(null, rungs, 3, 1), inside]})).toEqual(["arrived", "unknown", "arrived", "unknown"]);
});

test("a packet ends where the device says that it drops it, and not where it only finds no session", () => {
  const says = (kind: string) =>
    finding("device-log", "replies", [0], {
      facts: {kind},
      evidence: [{rule: "P10", capture: 0, frame: 13, line: 7, says: "", quote: "Deny TCP"}],
    });
  const alone = [flow("replies", [rung(0, "> SYN", 0), rung(9, "> SYN", 0)], 2, 0)];
  expect(told({flows: alone, findings: [says("denied")]})).toEqual(["unknown", "after 0"]);
  expect(told({flows: alone, findings: [says("no-session")]})).toEqual(["unknown", "unknown"]);
});

test("a packet ends at the stage that keeps what is dropped; the stages stand in the order in which replies pass them", () => {
  const reply = (at: number, id: number) =>
    flow("requests", [rung(at, "< SYN-ACK", 0, 1, {frame: 11 + id})], 0, 1, {point: id});
  expect(told({flows: [reply(0, 0), reply(0.01, 1)], stages: ["receive", "drop", "transmit"]})).toEqual(["at 1"]);
});
