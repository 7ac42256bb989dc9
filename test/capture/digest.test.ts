import {createHash} from "node:crypto";
import {createReadStream, mkdtempSync, readFileSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {expect, test} from "vitest";
import {type AnalyzeOptions, analyze} from "../../src/analyze.ts";
import type {CaptureArgument} from "../../src/capture/capture.ts";
import {asymcap} from "../cli/program.ts";

const path = join(import.meta.dirname, "../../captures/return-bypass-strict/outside.pcap");
const bytes = readFileSync(path);
const folder = mkdtempSync(join(tmpdir(), "asymcap-digest-"));

function fileOf(name: string, content: Uint8Array): string {
  const written = join(folder, name);
  writeFileSync(written, content);
  return written;
}

const identityOf = (content: Uint8Array) => ({
  size: content.length,
  sha256: createHash("sha256").update(content).digest("hex"),
});

async function digestOf(argument: CaptureArgument, options: AnalyzeOptions = {}) {
  const {captures} = await analyze([argument], {digests: true, ...options});
  return captures[0]!.digest;
}

test("an input is hashed as it was given: plain, packed, a text, and through a pipe", async () => {
  expect(await digestOf({path})).toEqual(identityOf(bytes));
  const packed = gzipSync(bytes);
  expect(await digestOf({path: fileOf("a.pcap.gz", packed)})).toEqual(identityOf(packed));
  const followed = Buffer.concat([packed, Buffer.from("what is packed in nothing")]);
  expect(await digestOf({path: fileOf("b.pcap.gz", followed)})).toEqual(identityOf(followed));
  const text = Buffer.from("10:15:01.020 no packet at all\n".repeat(9));
  expect(await digestOf({path: fileOf("c.log", text)})).toEqual(identityOf(text));
  expect(await digestOf({path: "-", stream: createReadStream(path)})).toEqual(identityOf(bytes));
});

test("a damaged file is hashed to its end, and a pipe that is not read to its end is not", async () => {
  const damaged = Buffer.concat([bytes.subarray(0, 3000), Buffer.alloc(3_000_000, 0xff)]);
  expect(await digestOf({path: fileOf("d.pcap", damaged)})).toEqual(identityOf(damaged));
  expect(await digestOf({path: "-", stream: createReadStream(join(folder, "d.pcap"))})).toBeNull();
  expect(await digestOf({path: join(folder, "none.pcap")})).toBeNull();
});

test("nothing is hashed that nobody asked for, or whose names are redacted", async () => {
  expect(await digestOf({path}, {digests: false})).toBeNull();
  expect(await digestOf({path}, {redact: true})).toBeNull();
});

test("reports that are kept tell which files they are about, and what the program was called with", async () => {
  const {size, sha256} = identityOf(bytes);
  const given = [`fw/outside=${path}`, "--both-directions", "-o", "-", "--format"];
  const report = JSON.parse((await asymcap(...given, "json")).stdout);
  expect(report.captures[0]).toMatchObject({size, sha256});
  expect(report.arguments).toEqual([...given, "json"]);
  const redacted = JSON.parse((await asymcap(...given, "json", "--redact")).stdout);
  expect([redacted.arguments, redacted.captures[0].size, redacted.captures[0].sha256]).toEqual([null, null, null]);
  for (const [format, digest] of [
    ["md", sha256],
    ["html", sha256],
    ["svg", sha256.slice(0, 12)],
  ] as const) {
    const {stdout} = await asymcap(...given, format);
    expect(stdout).toContain(`sha256 ${format === "md" ? "`" : ""}${digest}`);
    expect(stdout).toContain(`${size.toLocaleString("en")} bytes`);
    expect(stdout).toContain("--both-directions");
  }
});
