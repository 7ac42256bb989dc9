import {expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import {Skip} from "../../src/decode/skip.ts";
import {Connections} from "../../src/flow/connection.ts";
import {FlowTable} from "../../src/flow/table.ts";
import {decoded} from "../decode/decoding.ts";
import {concat, ethernet, filler, ipv4, tcp} from "../support/bytes.ts";
import {after, pcap} from "../support/containers.ts";

/** A segment of 100 bytes of payload, 20 of header, whose packet is longer; and 40 bytes that follow. */
const first = frame({offset: 0, more: true}, tcp({flags: "PSH-ACK", sequence: 1000, acknowledgment: 7}, 100));
const later = frame({offset: 120, more: false}, filler(40));

function frame(fragment: {offset: number; more: boolean}, payload: Uint8Array, identification = 7, protocol = 6) {
  return ethernet({}, ipv4({fragment, identification, protocol}, payload));
}

/** Bytes of the one side that sends, and what was skipped. */
async function bytesOf(...frames: readonly [seconds: number, frame: Uint8Array][]) {
  async function* stream() {
    yield concat(pcap(frames.map(([seconds, bytes]) => ({time: after(seconds), bytes}))));
  }
  const analysis = await analyze([{path: "-", name: null, stream: stream()}]);
  const {requests, replies} = analysis.connection(0).flows[0]!;
  expect(requests.packets + replies.packets).toBe(analysis.totals.tcp);
  return {bytes: requests.bytes + replies.bytes, skipped: new Map(analysis.skipped.entries()).get("fragment")};
}

test("payload of a later fragment counts to the connection of its first, and is no packet of it", async () => {
  expect(await bytesOf([0, first], [0.001, later])).toEqual({bytes: 140, skipped: 1});
});

test.each<[what: string, frames: [number, Uint8Array][]]>([
  [
    "before its first",
    [
      [0, later],
      [1, first],
    ],
  ],
  [
    "a minute later",
    [
      [0, first],
      [61, later],
    ],
  ],
  [
    "of another packet",
    [
      [0, first],
      [1, frame({offset: 120, more: false}, filler(40), 8)],
    ],
  ],
  [
    "of another protocol",
    [
      [0, first],
      [1, frame({offset: 120, more: false}, filler(40), 7, 17)],
    ],
  ],
])("%s it does not", async (_, frames) => {
  expect(await bytesOf(...frames)).toEqual({bytes: 100, skipped: 1});
});

test("the segment that follows leaves no hole", () => {
  const table = new FlowTable();
  const next = ethernet({}, ipv4({identification: 8}, tcp({flags: "ACK", sequence: 1140, acknowledgment: 7}, 10)));
  for (const frame of [first, later, next]) {
    const {skip, packet} = decoded(frame);
    if (skip === "no") table.add(packet);
    else table.overhear(packet, Skip.fragment);
  }
  const {client, server} = new Connections(table).cursor().move(0).flows[0]!;
  expect([client.packets + server.packets, client.holes + server.holes]).toEqual([2, 0]);
});
