import {describe, expect, it} from "vitest";
import {concat} from "../support/bytes.ts";
import {after as at, type Captured, pcap, pcapng, snoop} from "../support/containers.ts";
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
  "snoop, version 2": snoop(sample),
  "snoop, version 2, IEEE 802.3": snoop(sample, {type: 0}),
  "snoop, version 4, Gigabit Ethernet, with trailers": snoop(sample, {version: 4, type: 12, padding: 16}),
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

describe("snoop", () => {
  it("counts the packets that were lost so far, where it does", async () => {
    const counted = await read(snoop([syn(0), {...syn(1), dropped: 3}, {...syn(2), dropped: 5}]));
    expect(counted.points.map(point => point.dropped)).toEqual([5]);
    const uncounted = await read(snoop([syn(0), {...syn(1), dropped: 0xffffffff}]));
    expect(uncounted.points.map(point => point.dropped)).toEqual([null]);
  });

  it.each([
    [{version: 1}, "byte 8: snoop version 1 is not known; convert it with `editcap -F pcap IN OUT`"],
    [{version: 6}, "byte 8: snoop version 6 is not known; convert it with `editcap -F pcap IN OUT`"],
    [{type: 2}, "byte 12: snoop's datalink type 2 is not known; convert it with `editcap -F pcap IN OUT`"],
    [{type: 12}, "byte 12: snoop's datalink type 12 is not known; convert it with `editcap -F pcap IN OUT`"],
  ])("of %j is refused", async (options, message) => {
    expect(messages(await read(snoop([syn(0)], options)))).toEqual([`capture: ${message}`]);
  });

  it.each([
    ["captured", 4, 0x7fff_ffff, "a record claims 2147483647 bytes, at most 262144 are possible"],
    ["captured", 4, 200, "a record of 200 bytes captured claims to be 80 bytes long"],
    ["in the file", 8, 0, "a record of 54 bytes captured claims to be 0 bytes long"],
    ["in the file", 8, 0xffff_ffff, "a record of 54 bytes captured claims to be 4294967295 bytes long"],
  ])("whose second record lies about its bytes %s is read up to there", async (_, offset, value, problem) => {
    const bytes = snoop([syn(0), syn(1)]);
    new DataView(bytes.buffer).setUint32(16 + 80 + offset, value);
    const reading = await read(bytes);
    expect(reading.frames).toHaveLength(1);
    expect(messages(reading)[0]).toContain(`byte 96: ${problem}; the file is damaged from here on`);
  });

  it("cut off within a record is read up to there", async () => {
    const reading = await read(snoop([syn(0), syn(1)]).subarray(0, 150));
    expect(reading.frames).toHaveLength(1);
    expect(notes(reading)).toEqual(["the last record is cut off by the end of the file"]);
  });
});
