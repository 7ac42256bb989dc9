import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {analyze} from "../../src/analyze.ts";
import type {Analysis} from "../../src/judge/analysis.ts";
import {concat, filler} from "../support/bytes.ts";
import {
  block,
  enhancedBlock,
  interfaceBlock,
  pcap,
  pcapHeader,
  pcapng,
  statisticsBlock,
} from "../support/containers.ts";
import {chunks, cut, overwritten, syn} from "./reading.ts";

const damagedFromHere = "the file is damaged from here on; what came before is reported";

const analyzeBytes = (bytes: Uint8Array, chunk = 65_536): Promise<Analysis> =>
  analyze([{path: "broken", name: null, stream: chunks(bytes, chunk)}]);

/** Two good packets, one that is spoilt, two good ones. */
const good = [syn(0, 1), syn(1, 2)];
const packetLength = syn(0).bytes.length;

describe("what is no capture", () => {
  let directory = "";
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "asymcap-damage-"));
  });
  afterAll(() => rm(directory, {recursive: true}));

  const errorOf = async (path: string): Promise<string> => {
    const analysis = await analyze([{path, name: null}]);
    expect(analysis.partial).toBe(true);
    expect(analysis.totals.packets).toBe(0);
    expect(analysis.captures[0]!.errors).toHaveLength(1);
    return analysis.captures[0]!.errors[0]!.message;
  };
  const errorOfFile = async (bytes: Uint8Array | string): Promise<string> => {
    const path = join(directory, "file");
    await writeFile(path, bytes);
    return (await errorOf(path)).replace(`${path}: `, "");
  };

  it("a missing file", async () => {
    const path = join(directory, "missing.pcap");
    expect(await errorOf(path)).toBe(`${path}: there is no such file; check the path`);
    expect(await errorOf(join(path, "\u001b[31m"))).toBe(`${path}/·[31m: there is no such file; check the path`);
  });

  it("a file in a file", async () => {
    const file = join(directory, "plain");
    await writeFile(file, "");
    expect(await errorOf(`${file}/\u001b[31m.pcap`)).toBe(`${file}/·[31m.pcap: there is no such file; check the path`);
  });

  it("a name that no file can have", async () => {
    const message = await errorOf(`${directory}/${"\u001b[31m".repeat(100)}`);
    expect(message).toMatch(/: the name is too long; check the path$/);
    expect(message).not.toContain("\u001b");
  });

  it("a directory", async () => {
    expect(await errorOf(directory)).toBe(
      `${directory}: this is a directory without captures; name texts themselves, as in asymcap putty.log`,
    );
  });

  it("an empty file", async () => {
    expect(await errorOfFile("")).toBe("byte 0: the file is empty; was the capture stopped before it was written?");
  });

  it.each([
    [
      "a text",
      "Dear colleague,\nsee the trace below\n",
      "this is a text, and none of its 2 lines is of a known transcript",
    ],
    ["an xz archive", Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0), "this is an xz archive"],
    ["a zstd archive", Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0), "this is a zstd archive"],
    ["a bzip2 archive", Uint8Array.of(0x42, 0x5a, 0x68, 0x39, 0, 0), "this is a bzip2 archive"],
    ["a zip archive", Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0), "this is a zip archive"],
    ["a picture", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), "no capture format begins with 89 50 4e 47"],
    ["three bytes", Uint8Array.of(0xd4, 0xc3, 0xb2), "the file ends after 3 bytes"],
  ])("%s", async (_, bytes, problem) => {
    const message = await errorOfFile(bytes);
    expect(message.startsWith(`byte 0: ${problem}; `)).toBe(true);
    expect(message.split("; ")[1]!.length).toBeGreaterThan(10);
  });
});

describe("a capture that ends within its header", () => {
  it.each([
    ["pcap", pcap([]), 24],
    ["pcapng", pcapng([]), 28],
  ] as const)("%s has an error at every length", async (_, bytes, header) => {
    for (let length = 8; length < header; length++) {
      const analysis = await analyzeBytes(bytes.subarray(0, length), 5);
      expect(analysis.captures[0]!.errors.map(error => error.message)).toEqual([
        `broken: byte ${length}: the file ends within its header; it holds no packets; capture again`,
      ]);
      expect(analysis.partial).toBe(true);
    }
  });
});

describe("a last record that is cut off", () => {
  it.each([
    ["pcap", pcap([...good, syn(2, 3)]), packetLength + 16],
    ["pcapng", pcapng([...good, syn(2, 3)]), enhancedBlock(syn(2, 3)).length],
  ] as const)("has a note and no error: a running capture looks like this (%s)", async (_, bytes, record) => {
    for (let missing = 1; missing < record; missing++) {
      const {captures, partial} = await analyzeBytes(cut(bytes, missing));
      expect(captures[0]).toMatchObject({
        packets: 2,
        errors: [],
        notes: ["the last record is cut off by the end of the file"],
        bytes: bytes.length - missing,
      });
      expect(partial).toBe(false);
    }
    expect((await analyzeBytes(cut(bytes, record))).captures[0]).toMatchObject({packets: 2, errors: [], notes: []});
  });

  it("also where it is a huge block that nobody reads", async () => {
    const bytes = cut(pcapng(good, {behind: [block(0x0bad, new Uint8Array(2_000_000))]}), 1000);
    const {captures, partial} = await analyzeBytes(bytes);
    expect(captures[0]!.notes).toEqual(["the last record is cut off by the end of the file"]);
    expect(captures[0]!.bytes).toBe(bytes.length);
    expect(partial).toBe(false);
  });
});

describe("damage: what came before is reported, with one line that says where", () => {
  const classicHead = pcap(good).length;
  const blocks = pcapng(good);
  const spoiltBlock = (at: number, value: number) =>
    concat(blocks, overwritten(enhancedBlock(syn(2, 3)), at, value), enhancedBlock(syn(3, 4)));
  const blockLength = enhancedBlock(syn(0)).length;
  const bigEndian = pcapng(good, {order: "big"});

  const cases: [name: string, bytes: Uint8Array, byte: number, problem: string, remedy?: string][] = [
    ...[262_145, 0x7fffffff, 0xffffffff].map((claim): [string, Uint8Array, number, string] => [
      `a pcap record claims ${claim} bytes`,
      overwritten(pcap([...good, syn(2, 3), syn(3, 4)]), classicHead + 8, claim),
      classicHead,
      `a record claims ${claim} bytes, at most 262144 are possible`,
    ]),
    [
      "a big-endian pcap record claims 3 GB",
      overwritten(pcap([...good, syn(2)], {order: "big"}), classicHead + 8, 3_221_225_472, "big"),
      classicHead,
      "a record claims 3221225472 bytes, at most 262144 are possible",
    ],
    ...[0, 4, 8].map((claim): [string, Uint8Array, number, string] => [
      `a pcapng block claims ${claim} bytes, less than its header`,
      spoiltBlock(4, claim),
      blocks.length,
      `a pcapng block claims ${claim} bytes; a block has at least 12, in fours`,
    ]),
    ...[13, 14, 15, 99].map((claim): [string, Uint8Array, number, string] => [
      `a pcapng block claims ${claim} bytes, which is not in fours`,
      spoiltBlock(4, claim),
      blocks.length,
      `a pcapng block claims ${claim} bytes; a block has at least 12, in fours`,
    ]),
    ...[0x7ffffffc, 0xfffffffc, 16 * 1024 * 1024 + 4].map((claim): [string, Uint8Array, number, string] => [
      `a pcapng block claims ${claim} bytes`,
      spoiltBlock(4, claim),
      blocks.length,
      `a pcapng block claims ${claim} bytes, at most 16777216 are possible`,
    ]),
    [
      "a pcapng packet block claims 1 MB",
      spoiltBlock(4, 1_000_000),
      blocks.length,
      "a pcapng block of type 6 claims 1000000 bytes, at most 524288 are possible",
    ],
    [
      "a pcapng block ends with another length",
      spoiltBlock(blockLength - 4, 96),
      blocks.length + blockLength - 4,
      `a pcapng block of ${blockLength} bytes ends with the length 96`,
    ],
    [
      "a pcapng packet names an interface that was not declared",
      spoiltBlock(8, 7),
      blocks.length,
      "a pcapng packet names interface 7, the section has 1",
    ],
    [
      "a pcapng packet claims more than its block holds",
      spoiltBlock(20, 200),
      blocks.length,
      `a pcapng packet block of ${blockLength} bytes claims 200 captured`,
    ],
    [
      "a pcapng packet claims 4 GB captured",
      spoiltBlock(20, 0xffffffff),
      blocks.length,
      `a pcapng packet block of ${blockLength} bytes claims 4294967295 captured`,
    ],
    [
      "an obsolete packet claims more than its block holds",
      concat(blocks, overwritten(pcapng([syn(2)], {as: "obsolete"}).subarray(48), 20, 200)),
      blocks.length,
      `a pcapng packet block of ${blockLength} bytes claims 200 captured`,
    ],
    ...[2, 6].map((type): [string, Uint8Array, number, string] => [
      `a packet block of type ${type} is too short for its fields`,
      concat(blocks, block(type, new Uint8Array(16))),
      blocks.length,
      "a pcapng packet block claims 28 bytes; it has at least 32",
    ]),
    [
      "a simple packet block is too short for its fields",
      concat(blocks, block(3, new Uint8Array(0))),
      blocks.length,
      "a pcapng packet block claims 12 bytes; it has at least 16",
    ],
    [
      "an interface block is too short for its fields",
      concat(blocks, block(1, new Uint8Array(4))),
      blocks.length,
      "a pcapng interface block claims 16 bytes; it has at least 20",
    ],
    [
      "a statistics block is too short for its fields",
      concat(blocks, block(5, new Uint8Array(8))),
      blocks.length,
      "a pcapng statistics block claims 20 bytes; it has at least 24",
    ],
    [
      "statistics are of an interface that was not declared",
      concat(blocks, statisticsBlock({interface: 3, dropped: 1})),
      blocks.length,
      "a pcapng packet names interface 3, the section has 1",
    ],
    [
      "a section is too short for its fields",
      concat(blocks, block(0x0a0d0d0a, Uint8Array.of(0x4d, 0x3c, 0x2b, 0x1a))),
      blocks.length,
      "a pcapng section header claims 16 bytes; it has at least 28",
    ],
    [
      "a later section has no byte order",
      concat(bigEndian, overwritten(pcapng(good), 8, 0x01020304, "big")),
      bigEndian.length + 8,
      "a pcapng section has the byte-order magic 0x1020304",
    ],
    [
      "after a huge block, whose bytes were never held",
      concat(blocks, block(0x0bad, new Uint8Array(3_000_000)), overwritten(enhancedBlock(syn(2)), 8, 7)),
      blocks.length + 3_000_012,
      "a pcapng packet names interface 7, the section has 1",
    ],
  ];

  it.each(cases)("%s", async (_, bytes, byte, problem) => {
    for (const chunk of [13, 65_536]) {
      if (chunk < 64 && bytes.length > 100_000) continue;
      const analysis = await analyzeBytes(bytes, chunk);
      expect(analysis.captures[0]!.errors.map(error => error.message)).toEqual([
        `broken: byte ${byte}: ${problem}; ${damagedFromHere}`,
      ]);
      expect(analysis.captures[0]!.packets).toBe(2);
      expect(analysis.totals).toMatchObject({packets: 2, tcp: 2, conversations: 2});
      expect(analysis.partial).toBe(true);
    }
  });

  it("does not stop the next capture from being read", async () => {
    const broken = {path: "a", name: null, stream: chunks(spoiltBlock(8, 7), 100)};
    const whole = {path: "b", name: null, stream: chunks(pcap([syn(5, 5), syn(6, 6)]), 100)};
    const {captures, totals, partial} = await analyze([broken, whole]);
    expect(captures.map(({packets, errors}) => [packets, errors.length])).toEqual([
      [2, 1],
      [2, 0],
    ]);
    expect(totals.tcp).toBe(4);
    expect(partial).toBe(true);
  });

  it("a stream that fails", async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield pcap(good);
      throw new Error("the \u001b[31mdisk went away");
    }
    const {captures, totals} = await analyze([{path: "-", name: null, stream: failing()}]);
    expect(totals.tcp).toBe(2);
    expect(captures[0]!.errors.map(error => error.message)).toEqual([
      `-: byte ${pcap(good).length}: the ·[31mdisk went away; what came before is reported`,
    ]);
  });
});

describe("what is not known", () => {
  it("a link type of a pcap ends its reading", async () => {
    const {captures, totals, partial} = await analyzeBytes(pcap(good, {link: 147}));
    expect(captures[0]!.errors.map(error => error.message)).toEqual([
      "broken: byte 20: link type 147 is not known; capture on an Ethernet, Linux cooked or raw IP interface",
    ]);
    expect(totals.packets).toBe(0);
    expect(partial).toBe(true);
  });

  it("a link type of one interface of a pcapng concerns that interface only", async () => {
    const packets = [syn(0, 1), {...syn(1, 2), interface: 1}, syn(2, 3), {...syn(3, 4), interface: 1}];
    const bytes = pcapng(packets, {interfaces: [{name: "eth0"}, {name: "usb0", link: 189}]});
    const {captures, totals, skipped, partial} = await analyzeBytes(bytes);
    const interfaceAt = 28 + interfaceBlock({name: "eth0"}).length;
    expect(captures[0]!.errors.map(error => error.message)).toEqual([
      `broken: byte ${interfaceAt + 8}: link type 189 is not known; capture on an Ethernet, Linux cooked or raw IP interface`,
    ]);
    expect(totals).toMatchObject({packets: 4, tcp: 2});
    expect(Object.fromEntries(skipped.entries())["unknown-link"]).toBe(2);
    expect(partial).toBe(true);
  });

  it("a version of pcap", async () => {
    const {captures} = await analyzeBytes(concat(pcapHeader({version: [3, 0]}), filler(40)));
    expect(captures[0]!.errors.map(error => error.message)).toEqual([
      "broken: byte 4: pcap version 3.0 is not known; convert it with `editcap -F pcap IN OUT`",
    ]);
  });
});
