import {describe, expect, it} from "vitest";
import {concat} from "../support/bytes.ts";
import {after as at, type Captured, pcap, pcapng} from "../support/containers.ts";
import {expected, messages, notes, read, sample, syn} from "./reading.ts";

const variants: Record<string, Uint8Array> = {
  "pcap, little-endian, microseconds": pcap(sample),
  "pcap, big-endian, microseconds": pcap(sample, {order: "big"}),
  "pcap, little-endian, nanoseconds": pcap(sample, {resolution: "nanoseconds"}),
  "pcap, big-endian, nanoseconds": pcap(sample, {order: "big", resolution: "nanoseconds"}),
  "pcap, little-endian, modified": pcap(sample, {modified: true}),
  "pcap, big-endian, modified": pcap(sample, {order: "big", modified: true}),
  "pcapng, little-endian": pcapng(sample),
  "pcapng, big-endian": pcapng(sample, {order: "big"}),
  "pcapng, nanoseconds": pcapng(sample, {interfaces: [{resolution: 9}]}),
  "pcapng, obsolete packet blocks, little-endian": pcapng(sample, {as: "obsolete"}),
  "pcapng, obsolete packet blocks, big-endian": pcapng(sample, {as: "obsolete", order: "big"}),
};

describe("the same frames in every format give identical columns", () => {
  for (const [variant, bytes] of Object.entries(variants)) {
    it.each([1, 7, 65_536])(`${variant}, in chunks of %i bytes`, async chunk => {
      const reading = await read(bytes, chunk);
      expect(reading.frames).toEqual(expected(sample));
      expect(messages(reading)).toEqual([]);
      expect(notes(reading)).toEqual([]);
      expect(reading.summaries[0]).toMatchObject({
        format: variant.slice(0, variant.indexOf(",")),
        packets: sample.length,
        bytes: bytes.length,
      });
    });
  }
});

describe("pcap", () => {
  it("keeps every nanosecond", async () => {
    const packets: Captured[] = [syn(0), {...syn(0), time: at(1) + 1n}, {...syn(0), time: at(9e6) + 999_999_999n}];
    const {frames} = await read(pcap(packets, {resolution: "nanoseconds"}));
    expect(frames.map(frame => frame.time)).toEqual(packets.map(packet => packet.time));
  });

  it("masks what the link type field says about check sequences", async () => {
    const {frames} = await read(pcap([syn(0)], {link: 0x3000_0001}));
    expect(frames).toEqual(expected([syn(0)]));
  });

  it("reads the lengths of versions before 2.3, which were swapped", async () => {
    const [packet] = sample.filter(one => one.wireLength !== undefined);
    const swapped = pcap([packet!], {version: [2, 2]});
    const view = new DataView(swapped.buffer);
    const [captured, wire] = [view.getUint32(32, true), view.getUint32(36, true)];
    view.setUint32(32, wire, true);
    view.setUint32(36, captured, true);
    const {frames} = await read(swapped);
    expect(frames).toEqual(expected([packet!]));
  });

  it("has no packets", async () => {
    const reading = await read(pcap([]));
    expect(reading.frames).toEqual([]);
    expect(messages(reading)).toEqual([]);
  });

  it("is read in batches when it is larger than a slab", async () => {
    const many = Array.from({length: 40_000}, (_, i) => syn(i / 1000, i));
    const {frames, summaries} = await read(pcap(many), 50_000);
    expect(summaries[0]!.packets).toBe(40_000);
    expect(frames).toEqual(expected(many));
  });

  it("has more empty frames than a batch holds in one slab", async () => {
    const many = Array.from({length: 40_000}, (_, i) => ({time: at(i), bytes: new Uint8Array(0)}));
    const {frames} = await read(pcap(many), 1_000_000);
    expect(frames).toEqual(expected(many));
  });

  it("has a frame as long as can be", async () => {
    const longest = {time: at(0), bytes: concat(syn(0).bytes, new Uint8Array(262_144 - syn(0).bytes.length))};
    const reading = await read(pcap([longest, longest, longest, longest, longest]));
    expect(reading.frames).toEqual(expected([longest, longest, longest, longest, longest]));
    expect(messages(reading)).toEqual([]);
  });
});
