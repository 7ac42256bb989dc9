import {describe, expect, test} from "vitest";
import {analyze} from "../src/analyze.ts";
import {formats} from "../src/capture/format.ts";
import {lineFormats} from "../src/capture/text.ts";
import {syn} from "./capture/reading.ts";
import {fuzz, inFolder} from "./fuzz/fuzz.ts";
import {blocksOf, mutate} from "./fuzz/mutation.ts";
import {situations} from "./fuzz/situations.ts";
import {checkJson, checkPicture, checkText, checkWords, Failure, tryMutant} from "./fuzz/trial.ts";
import {flawOfXml} from "./fuzz/xml.ts";
import {pcap, pcapng} from "./support/containers.ts";

/** A short while of `npm run fuzz`, with other mutants each day; the seed is printed, and makes the same ones again. */
const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Date.now() / 86_400_000) * 1000);
const seconds = 12;

test(`mutants of captures and transcripts break nothing (FUZZ_SEED=${seed})`, {timeout: 180_000}, async () => {
  process.stdout.write(`fuzz: seed ${seed}\n`);
  const {mutants, failures, statuses} = await inFolder(folder => fuzz({seed, seconds, mutants: 10_000, folder}));
  expect(
    failures.map(({message, folder}) => `${message}\nreproduce it: npm run build && sh ${folder}/command`),
  ).toEqual([]);
  // On a busy machine there are fewer; some are reported whole, some accused, some damaged.
  expect(mutants).toBeGreaterThan(100);
  for (const count of statuses) expect(count).toBeGreaterThan(0);
});

test("mutants are made of every kind of capture that is read", async () => {
  async function* stream(bytes: Uint8Array) {
    yield bytes;
  }
  const found = new Set<string | null>();
  for (const {files} of await situations()) {
    const {captures} = await analyze(files.map(({bytes}) => ({path: "-", stream: stream(bytes)})));
    for (const {format} of captures) found.add(format);
  }
  for (const {name} of [...formats, ...lineFormats]) expect(found).toContain(name);
});

describe("a mutant", () => {
  const all = [syn(0), syn(1), syn(2)];

  test.each([
    ["pcap", pcap(all), 4],
    ["big-endian pcap", pcap(all, {order: "big"}), 4],
    ["pcapng", pcapng(all), 5],
    ["text", Buffer.from("one\ntwo\nthree and so that it is long enough\n"), 3],
  ])("of %s has its blocks", (_, bytes, count) => {
    expect(blocksOf(bytes).length).toBe(count);
  });

  test("loses, doubles and swaps whole blocks", () => {
    const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
    const lines = Buffer.from("first line here\nsecond line\nthird line\n");
    expect(text(mutate(lines, [{kind: "drop", at: 1, count: 0}]))).toBe("first line here\nthird line\n");
    expect(text(mutate(lines, [{kind: "repeat", at: 2, count: 0}]))).toBe(`${lines}third line\n`);
    expect(text(mutate(lines, [{kind: "swap", at: 0, other: 1}]))).toBe("second line\nfirst line here\nthird line\n");
    expect(mutate(lines, [{kind: "cut", at: 3}]).length).toBe(3);
    const grown = mutate(lines, Array(12).fill({kind: "repeat", at: 0, count: 40}));
    expect(grown.length).toBeLessThan(64 << 20);
    const long = new Uint8Array(40 << 20).fill(0x61);
    expect(mutate(long, [{kind: "repeat", at: 0, count: 8}])).toBe(long);
    expect(mutate(lines, [{kind: "long", at: 3, byte: 0x61}]).length).toBe(lines.length + (1 << 20));
  });
});

describe("what is wrong is found:", () => {
  test.each([
    ["<a><b/></a>", null],
    ['<?xml version="1.0"?>\n<a b="1" c=\'&lt;\'>&#233;<!-- c --></a>\n', null],
    ["<a><b></a></b>", "</a> closes"],
    ["<a>", "<a> is not closed"],
    ["<a/><b/>", "a second root"],
    ["<a>&nbsp;</a>", "a bare &"],
    ['<a b="&"/>', "a bare &"],
    ['<a b="1" b="2"/>', "attribute b twice"],
    ["<a b=1/>", "no tag"],
    ["<a>\u0007</a>", "character U+7"],
    ["text", "text outside"],
    ["", "no root"],
  ])("%j", (text, flaw) => {
    if (flaw === null) expect(flawOfXml(text)).toBeNull();
    else expect(flawOfXml(text)).toContain(flaw);
  });

  test.each(["\u001b[31m", "\t", "\r\n", "\u0000", "\u009b", "\u007f", "\u202e", "\ufeff"])("%j in a report", text => {
    expect(() => checkText("", `before${text}after`)).toThrow(Failure);
    const json = JSON.stringify({text});
    expect(() => {
      checkText("", json);
      checkJson(json);
    }).toThrow(Failure);
  });

  test.each(["with NaN", "undefined clients", "Infinity ms", "-Infinity", "[object Object]"])(
    "%j in a report",
    text => {
      expect(() => checkWords("", `before ${text} after`)).toThrow(Failure);
    },
  );

  test("nothing in what is text", () => {
    checkWords("", "NaNcy, undefinedness");
    checkText("", "two\nlines · “quoted” — 𝕏\n");
    checkJson('{"text": "two\\nlines, a \\\\ and a \\"quote\\""}');
  });

  test("packets that do not add up", () => {
    const totals = {packets: 3, tcp: 1, udp: 1, icmp: 0, conversations: 0};
    const report = (skipped: object) => JSON.stringify({totals, skipped, conversations: []});
    checkJson(report({fragment: 1}));
    expect(() => checkJson(report({fragment: 2}))).toThrow(Failure);
    expect(() => checkJson("{")).toThrow(Failure);
  });

  test("a picture that is none", () => {
    const picture = "89504e470d0a1a0a0000000d494844520000000049454e44ae426082";
    checkPicture(Buffer.from(picture, "hex"));
    expect(() => checkPicture(Buffer.from(picture.slice(0, -2), "hex"))).toThrow(Failure);
    expect(() => checkPicture(new Uint8Array(0))).toThrow(Failure);
  });

  test("a report that is missing", async () => {
    await inFolder(async folder => {
      const mutant = {
        name: "",
        files: [],
        argv: ["--help"],
        reports: [`${folder}/report.json`],
        isJson: false,
        stdin: null,
      };
      await expect(tryMutant(mutant)).rejects.toThrow(Failure);
    });
  });
});
