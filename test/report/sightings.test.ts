import {expect, test} from "vitest";
import type {FlowRecord} from "../../src/judge/analysis.ts";
import {sightingsOf} from "../../src/report/ladder/sightings.ts";
import {connection, flow, rung} from "./svg-analysis.ts";

/** What each post says of each segment: a frame, nothing, or that it does not know. */
const told = (flows: FlowRecord[], posts: readonly number[]) =>
  sightingsOf(connection(flows), posts).map(({sights, arrived}) => {
    const words = sights.map(sight => (sight === null ? "?" : sight === "absent" ? "–" : String(sight.frame)));
    return `${words.join(" ")}${arrived ? " arrived" : ""}`;
  });

test("a segment that two points saw is one, and a retransmission another", () => {
  const outside = flow(null, [rung(0, "> SYN", 0), rung(1000, "> SYN", 0)], 2, 0);
  const inside = flow(null, [rung(1000.2, "> SYN", 0, 0, {frame: 31})], 1, 0, {point: 1});
  expect(told([outside, inside], [0, 1])).toEqual(["11 –", "12 31"]);
});

test("a packet has arrived that is acknowledged before it is sent again", () => {
  const here = flow(
    null,
    [rung(0, "> SYN", 0), rung(1000, "> SYN", 0), rung(1001, "< SYN-ACK", 0, 1), rung(2000, "> SYN", 0)],
    3,
    1,
  );
  expect(told([here], [0])).toEqual(["11", "12 arrived", "13", "14"]);
});

test("a SYN has arrived whose answer the same end acknowledges, though nothing saw that", () => {
  const client = [rung(0, "> SYN", 0), rung(1000, "> SYN", 0), rung(1041, "> ACK", 1, 1)];
  expect(told([flow("replies", client, 3, 0)], [0])).toEqual(["11", "12 arrived", "13"]);
  const alone = [rung(0, "> SYN", 0), rung(9, "> RST", 1)];
  expect(told([flow("replies", alone, 2, 0)], [0])).toEqual(["11", "12"]);
  const server = [rung(0, "< SYN-ACK", 0, 1), rung(50, "< ACK", 1, 518)];
  expect(told([flow("requests", server, 0, 2)], [0])).toEqual(["11 arrived", "12"]);
  const repeated = [rung(0, "< SYN-ACK", 0, 1), rung(1000, "< SYN-ACK", 0, 1)];
  expect(told([flow("requests", repeated, 0, 2)], [0])).toEqual(["11", "12"]);
});

test("beyond the segments that a point keeps, it is not known what it saw", () => {
  const outside = flow(null, [rung(0, "> SYN", 0), rung(5, "> ACK", 1, 1), rung(9, "> PSH-ACK 60", 1, 1)], 3, 0);
  const inside = flow(null, [rung(0.1, "> SYN", 0, 0, {frame: 31})], 2, 0, {point: 1});
  expect(told([outside, inside], [0, 1])).toEqual(["11 31 arrived", "12 ?", "13 ?"]);
  expect(told([outside, {...inside, requests: {...inside.requests, packets: 1}}], [0, 1])).toEqual([
    "11 31 arrived",
    "12 –",
    "13 –",
  ]);
});

test("where numbers were rewritten on the way, no packet is said to be missing at the other point", () => {
  const outside = flow(null, [rung(0, "> SYN", 0)], 1, 0);
  const inside = flow(null, [rung(0.1, "> SYN", 500, 0, {frame: 31})], 1, 0, {point: 1});
  expect(told([outside, inside], [0, 1])).toEqual(["11 ?", "? 31"]);
});

test("a point whose clock is seconds ahead saw the same segments", () => {
  const outside = flow(null, [rung(0, "> SYN", 0), rung(5, "> ACK", 1, 1)], 2, 0);
  const ahead = flow(null, [rung(7000, "> SYN", 0, 0, {frame: 31}), rung(7005, "> ACK", 1, 1, {frame: 32})], 2, 0, {
    point: 1,
  });
  expect(told([outside, ahead], [0, 1])).toEqual(["11 31 arrived", "12 32"]);
});
