import {gzipSync} from "node:zlib";
import {describe, expect, it} from "vitest";
import {linkType} from "../support/bytes.ts";
import {after as at, pcap, pcapng, pcapRecord} from "../support/containers.ts";
import {cut, expected, messages, notes, overwritten, read, sample, syn} from "./reading.ts";

const reader = "pcap-parser";

describe("the reader pcap-parser", () => {
  describe.each(["little", "big"] as const)("%s-endian", order => {
    it.each([1, 7, 65_536, 1_000_000])("agrees with asymcap's own in chunks of %i bytes", async chunk => {
      const bytes = pcap(sample, {order});
      const other = await read(bytes, chunk, {reader});
      expect(other.frames).toEqual((await read(bytes, chunk)).frames);
      expect(other.frames).toEqual(expected(sample));
      expect(messages(other)).toEqual([]);
      expect(notes(other)).toEqual([]);
    });
  });

  it("agrees on gzipped captures", async () => {
    const {frames} = await read(gzipSync(pcap(sample)), 100, {reader});
    expect(frames).toEqual(expected(sample));
  });

  it("agrees on more packets than a batch holds", async () => {
    const many = Array.from({length: 40_000}, (_, i) => ({time: at(i), bytes: new Uint8Array(i % 3)}));
    const {frames} = await read(pcap(many), 1_000_000, {reader});
    expect(frames).toEqual(expected(many));
  });

  it("agrees on where a capture that is cut off ends", async () => {
    const whole = pcap([syn(0), syn(1)]);
    const length = syn(0).bytes.length + 16;
    for (let missing = 1; missing <= length; missing++) {
      const bytes = cut(whole, missing);
      const own = await read(bytes, 11);
      const other = await read(bytes, 11, {reader});
      expect(other.frames).toEqual(own.frames);
      expect(notes(other)).toEqual(notes(own));
      expect(notes(own).length).toBe(missing === length ? 0 : 1);
      expect(messages(other)).toEqual([]);
    }
  });

  it("agrees on a header that is cut off", async () => {
    for (let length = 0; length < 24; length++) {
      const bytes = pcap([]).subarray(0, length);
      const other = await read(bytes, 5, {reader});
      expect(messages(other)).toEqual(messages(await read(bytes, 5)));
      expect(messages(other)).toHaveLength(1);
    }
  });

  it.each([262_145, 0x7fffffff, 0xffffffff])("agrees on a record that claims %i bytes", async claim => {
    const good = pcap([syn(0), syn(1)]);
    const bytes = overwritten(pcap([syn(0), syn(1), syn(2), syn(3)]), good.length + 8, claim);
    for (const chunk of [1, 13, 65_536]) {
      const own = await read(bytes, chunk);
      const other = await read(bytes, chunk, {reader});
      expect(other.frames).toEqual(expected([syn(0), syn(1)]));
      expect(own.frames).toEqual(other.frames);
      expect(messages(other)).toEqual([
        `capture: byte ${good.length}: a record claims ${claim} bytes, at most 262144 are possible; the file is damaged from here on; what came before is reported`,
      ]);
      expect(messages(own)).toEqual(messages(other));
    }
  });

  it("agrees on a link type that nobody knows", async () => {
    const bytes = pcap([syn(0)], {link: 147});
    for (const chunk of [1, 65_536]) {
      const other = await read(bytes, chunk, {reader});
      expect(other.frames).toEqual([]);
      expect(messages(other)).toEqual(messages(await read(bytes, chunk)));
      expect(messages(other)).toEqual([expect.stringMatching(/^capture: byte 20: link type 147 is not known; /)]);
    }
  });

  it("agrees on the link type beside check sequences", async () => {
    const {frames} = await read(pcap([syn(0)], {link: 0x3000_0000 + linkType.sll}), 65_536, {reader});
    expect(frames).toEqual(expected([syn(0)], "capture", linkType.sll));
  });

  const refused: Record<string, Uint8Array> = {
    "nanoseconds, little-endian": pcap(sample, {resolution: "nanoseconds"}),
    "nanoseconds, big-endian": pcap(sample, {resolution: "nanoseconds", order: "big"}),
    "modified, little-endian": pcap(sample, {modified: true}),
    "modified, big-endian": pcap(sample, {modified: true, order: "big"}),
    pcapng: pcapng(sample),
  };
  it.each(Object.entries(refused))("refuses %s", async (_, bytes) => {
    const reading = await read(bytes, 65_536, {reader});
    expect(reading.frames).toEqual([]);
    expect(messages(reading)).toEqual([
      "capture: byte 0: pcap-parser reads classic captures in microseconds only; leave out `--reader pcap-parser`",
    ]);
  });

  it.each([
    [2, 3],
    [2, 2],
    [3, 4],
    [543, 0],
  ] as const)("refuses version %i.%i, whose records may differ", async (major, minor) => {
    for (const order of ["little", "big"] as const) {
      const bytes = pcap([{...syn(0), wireLength: 1500}], {order, version: [major, minor]});
      const reading = await read(bytes, 65_536, {reader});
      expect(reading.frames).toEqual([]);
      expect(messages(reading)).toEqual([
        `capture: byte 4: pcap-parser does not read version ${major}.${minor}; leave out \`--reader pcap-parser\``,
      ]);
    }
  });

  it("keeps each capture's packets apart from the next one's", async () => {
    const record = pcapRecord(syn(0, 1));
    const bytes = pcap([syn(0, 1), syn(1, 2), syn(2, 3)]);
    // The second record straddles two chunks, the third two others.
    const {frames} = await read(bytes, 24 + record.length + 10, {reader});
    expect(frames).toEqual(expected([syn(0, 1), syn(1, 2), syn(2, 3)]));
  });
});
