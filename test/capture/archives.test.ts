import {setTimeout} from "node:timers/promises";
import * as zlib from "node:zlib";
import {describe, expect, it, test} from "vitest";
import {unpackedSource} from "../../src/capture/unpack.ts";
import {concat} from "../support/bytes.ts";
import {pcap} from "../support/containers.ts";
import {expected, messages, read, sample, syn} from "./reading.ts";

/** Node.js has no zstd before 22.15. */
const {zstdCompressSync} = zlib as {zstdCompressSync?: (bytes: Uint8Array) => Uint8Array};

/** `zstd -c` of a pcap without packets, as its header is all of it. */
const packedHeader = Buffer.from("28b52ffd0458c10000d4c3b2a1020004000000000000000000ffff000001000000a1ab2742", "hex");

describe("a zstd file", () => {
  it("is read where Node.js unpacks it, and else the error names what does", async () => {
    const bytes = pcap(sample);
    const reading = await read(zstdCompressSync?.(bytes) ?? packedHeader, 7);
    if (zstdCompressSync !== undefined) {
      expect(reading.frames).toEqual(expected(sample));
      expect(messages(reading)).toEqual([]);
      expect(reading.summaries[0]).toMatchObject({format: "pcap", bytes: bytes.length});
    } else
      expect(messages(reading)).toEqual([
        "capture: byte 0: this is a zstd archive; unpack it first: `zstd -dc FILE | asymcap -`, or run asymcap by Node.js 22.15 or later, which unpacks it",
      ]);
  });

  it.runIf(zstdCompressSync !== undefined)("may have several frames, parted anywhere", async () => {
    const bytes = pcap(sample);
    for (const at of [1, 24, 100, bytes.length - 1]) {
      const packed = concat(zstdCompressSync!(bytes.subarray(0, at)), zstdCompressSync!(bytes.subarray(at)));
      for (const chunk of [1, 7, 65_536]) expect((await read(packed, chunk)).frames).toEqual(expected(sample));
    }
  });

  it.runIf(zstdCompressSync !== undefined)("that ends early is read as far as it goes", async () => {
    const many = Array.from({length: 60_000}, (_, i) => syn(i / 1000, (i * 7919) & 0xffff));
    const packed = zstdCompressSync!(pcap(many));
    const reading = await read(packed.subarray(0, packed.length / 2), 1000);
    expect(reading.summaries[0]!.packets).toBeGreaterThan(1000);
    expect(messages(reading)).toEqual([expect.stringContaining("the zstd data ends early; it was cut off")]);
  });

  it.runIf(zstdCompressSync !== undefined)("that is damaged is read up to the damage", async () => {
    const many = Array.from({length: 60_000}, (_, i) => syn(i / 1000, (i * 7919) & 0xffff));
    const packed = Buffer.from(zstdCompressSync!(pcap(many)));
    packed.fill(0xff, packed.length - 2000, packed.length - 1900);
    const reading = await read(packed, 1000);
    expect(reading.summaries[0]!.packets).toBeGreaterThan(1000);
    expect(messages(reading)).toEqual([expect.stringContaining("the zstd data is damaged from here on")]);
  });
});

describe("what follows packed data", () => {
  test("is an error where it is gzip, but for zeros", async () => {
    const packed = zlib.gzipSync(pcap(sample));
    for (const chunk of [7, 65_536]) {
      expect(messages(await read(concat(packed, new Uint8Array(1024)), chunk))).toEqual([]);
      expect(messages(await read(concat(packed, Buffer.from("what is this?")), chunk))).toEqual([
        expect.stringContaining("the gzip data is damaged from here on"),
      ]);
    }
  });

  test.each<[what: string, rest: Uint8Array, isTold: boolean]>([
    ["is told of", Buffer.from("what is this?"), true],
    ["is nothing to tell of if all zeros", new Uint8Array(1024), false],
    ["is nothing to tell of if there is none", new Uint8Array(0), false],
  ])("%s", async (_, rest, isTold) => {
    const nothing = {size: null, pull: async () => 0, close: async () => {}};
    const packed = concat(zlib.deflateSync("the data"), rest);
    let told = false;
    const deflate = {name: "deflate", magic: [0x78], open: () => zlib.createInflate()};
    const source = unpackedSource(deflate, packed, nothing, () => {
      told = true;
    });
    const into = new Uint8Array(100);
    const count = await source.pull(into, 0);
    expect(Buffer.from(into.subarray(0, count)).toString()).toBe("the data");
    expect(await source.pull(into, 0)).toBe(0);
    expect(told).toBe(isTold);
  });
});

test("what unpacks to a million times its size waits in pieces", async () => {
  const size = 256 * 1024 * 1024;
  // Brotli packs as tightly as zstd, and every Node.js has it.
  const packed = zlib.brotliCompressSync(new Uint8Array(size), {params: {[zlib.constants.BROTLI_PARAM_QUALITY]: 5}});
  expect(packed.length).toBeLessThan(16_384);
  const nothing = {size: null, pull: async () => 0, close: async () => {}};
  const unpack = zlib.createBrotliDecompress();
  const source = unpackedSource({name: "brotli", magic: [], open: () => unpack}, packed, nothing);
  let unpacked = 0;
  unpack.on("data", (piece: Uint8Array) => {
    unpacked += piece.length;
  });
  const slab = new Uint8Array(1024 * 1024);
  let most = 0;
  let all = 0;
  for (let count = -1; count !== 0; ) {
    count = await source.pull(slab, 0);
    all += count;
    if (all < size / 64) await setTimeout(2);
    most = Math.max(most, unpacked - all);
  }
  expect(all).toBe(size);
  expect(most).toBeLessThan(2 * 1024 * 1024);
});
