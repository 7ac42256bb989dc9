import {join} from "node:path";
import {expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import {bytesOf, Passage} from "../../src/compare/traffic.ts";
import {compare} from "../../src/compare.ts";
import {connection, flow, rung, side} from "../report/svg-analysis.ts";
import {twoPoints} from "../report/svg-situations.ts";

const ladder = [rung(0, "> SYN", 0)];

test("A connection's payload is counted once, where most of it was seen", () => {
  const inside = flow(null, ladder, 5, 0, {requests: side(5, {bytes: 300}), replies: side(0)});
  const outside = flow(null, ladder, 5, 4, {
    point: 1,
    requests: side(5, {bytes: 200}),
    replies: side(4, {bytes: 1448}),
  });
  expect(bytesOf(connection([inside, outside]))).toEqual({requests: 300, replies: 1448});
});

test("Packets are counted at each point, in path order, without copies", () => {
  const passage = new Passage();
  const at = (point: number, packets: number, copies: number) =>
    flow(null, ladder, packets, packets, {point, requests: side(packets, {copies}), replies: side(packets)});
  passage.add(connection([at(7, 2, 0), at(1, 6, 3)]));
  passage.add(connection([at(0, 4, 0), at(1, 4, 0)]));
  expect(passage.list(twoPoints())).toEqual([
    {point: 0, requests: 4, replies: 4},
    {point: 1, requests: 7, replies: 10},
    {point: 7, requests: 2, replies: 2},
  ]);
});

test("After a fix, replies of what was broken are there: in bytes, and where they pass", async () => {
  const file = (name: string) => join(import.meta.dirname, "../../captures/before-after", name);
  const {pairs, mended} = compare(
    await analyze([{path: file("before.pcap")}]),
    await analyze([{path: file("after.pcap")}]),
  );
  const [pair] = pairs;
  expect(pair!.before.bytes).toEqual({requests: 1920, replies: 0});
  expect(pair!.after.bytes.replies).toBeGreaterThan(pair!.after.bytes.requests);
  expect(mended).toEqual([{point: 0, requests: 98, replies: 56}]);
});
