import {constants, gunzipSync, gzipSync} from "node:zlib";
import {describe, expect, it} from "vitest";
import {concat} from "../support/bytes.ts";
import {pcap, pcapng} from "../support/containers.ts";
import {cut, expected, messages, notes, read, sample, syn} from "./reading.ts";

const captures = {pcap: pcap(sample), pcapng: pcapng(sample, {order: "big"})};

describe.each(Object.entries(captures))("a gzipped %s", (format, bytes) => {
  it.each([1, 7, 65_536])("is read like the plain one, in chunks of %i bytes", async chunk => {
    const reading = await read(gzipSync(bytes), chunk);
    expect(reading.frames).toEqual(expected(sample));
    expect(messages(reading)).toEqual([]);
    expect(reading.summaries[0]).toMatchObject({format, bytes: bytes.length});
  });

  it("may have several members, parted anywhere", async () => {
    for (const at of [0, 3, 24, 100, bytes.length]) {
      const reading = await read(concat(gzipSync(bytes.subarray(0, at)), gzipSync(bytes.subarray(at))));
      expect(reading.frames).toEqual(expected(sample));
      expect(messages(reading)).toEqual([]);
    }
  });

  it("that holds an incomplete record has a note", async () => {
    const reading = await read(gzipSync(cut(bytes, 5)));
    expect(reading.frames).toEqual(expected(sample.slice(0, -1)));
    expect(notes(reading)).toEqual(["the last record is cut off by the end of the file"]);
  });
});

describe("a gzip file that ends early", () => {
  const many = Array.from({length: 20_000}, (_, i) => syn(i / 1000, (i * 7919) & 0xffff));
  const packed = gzipSync(pcap(many));

  it.each([1_000, 65_536])("is read as far as it can be unpacked, in chunks of %i bytes", async chunk => {
    for (const share of [0.1, 0.5, 0.999]) {
      const part = packed.subarray(0, packed.length * share);
      const unpacked = gunzipSync(part, {finishFlush: constants.Z_SYNC_FLUSH});
      const packets = Math.floor((unpacked.length - 24) / (16 + syn(0).bytes.length));
      const reading = await read(part, chunk);
      expect(reading.frames).toEqual(expected(many.slice(0, packets)));
      expect(messages(reading)).toEqual([
        `capture: byte ${unpacked.length}: the gzip data ends early; it was cut off; what came before is reported`,
      ]);
    }
  });

  it("although every packet is there has an error: its checksum is not", async () => {
    const reading = await read(cut(gzipSync(pcap(sample)), 4));
    expect(reading.frames).toEqual(expected(sample));
    expect(messages(reading)).toEqual([expect.stringContaining("the gzip data ends early")]);
  });

  it("within its header has no packets", async () => {
    for (const length of [2, 5, 10]) {
      const reading = await read(packed.subarray(0, length));
      expect(reading.frames).toEqual([]);
      expect(messages(reading)).toEqual([expect.stringContaining("the gzip data ends early")]);
    }
  });
});

describe("a damaged gzip file", () => {
  it("is read up to the damage", async () => {
    const many = Array.from({length: 60_000}, (_, i) => syn(i / 1000, (i * 7919) & 0xffff));
    const packed = gzipSync(pcap(many));
    packed.fill(0xff, packed.length - 2000, packed.length - 1900);
    const reading = await read(packed, 1000);
    const {packets} = reading.summaries[0]!;
    expect(packets).toBeGreaterThan(10_000);
    expect(packets).toBeLessThan(60_000);
    expect(messages(reading)).toEqual([
      expect.stringMatching(/^capture: byte \d+: the gzip data is damaged from here on; what came before is reported$/),
    ]);
  });

  it("with a wrong checksum says so, and still tells its packets but for the last 16 KiB", async () => {
    const bytes = pcap(Array.from({length: 2_000}, (_, i) => syn(i / 1000, i)));
    const packed = gzipSync(bytes);
    packed[packed.length - 8]! ^= 1;
    const reading = await read(packed);
    expect(reading.summaries[0]!.bytes).toBeGreaterThan(bytes.length - 16_384);
    expect(messages(reading)).toEqual([expect.stringContaining("the gzip data is damaged")]);
  });

  it("padded with zeros, as tapes do, is not damaged", async () => {
    const reading = await read(concat(gzipSync(pcap(sample)), new Uint8Array(100_000)), 1000);
    expect(reading.frames).toEqual(expected(sample));
    expect(messages(reading)).toEqual([]);
  });

  it("that holds a text is none", async () => {
    const reading = await read(gzipSync("Dear colleague,\n"));
    expect(messages(reading)).toEqual([expect.stringContaining("this is a text, and none of its 1 lines is")]);
  });

  it("that holds nothing is none", async () => {
    const reading = await read(gzipSync(""));
    expect(messages(reading)).toEqual([
      "capture: byte 0: the gzip file holds nothing; was the capture stopped before it was written?",
    ]);
  });
});
