import {spawnSync} from "node:child_process";
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, describe, expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import type {Analysis} from "../../src/judge/analysis.ts";
import {annotated} from "../../src/report/annotated.ts";
import {scenarioCaptures, scenariosWithRuns} from "../support/scenarios.ts";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "asymcap-annotated-"));
afterAll(() => rmSync(folder, {recursive: true}));
const hasTshark = spawnSync("tshark", ["--version"]).status === 0 || process.env.CI !== undefined;

async function written(analysis: Analysis, inputs: readonly (string | null)[] | undefined): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of annotated.render(analysis, {inputs})) pieces.push(piece as Uint8Array);
  return Buffer.concat(pieces);
}

let files = 0;
async function fileOf(analysis: Analysis, inputs: readonly string[]): Promise<string> {
  const path = join(folder, `${files++}.pcapng`);
  writeFileSync(path, await written(analysis, inputs));
  return path;
}

/** The rows that tshark prints of a file's fields. */
function rows(path: string, fields: readonly string[], filter = "frame"): string[][] {
  const options = fields.flatMap(field => ["-e", field]);
  const {stdout, stderr, status} = spawnSync("tshark", ["-r", path, "-Y", filter, "-T", "fields", ...options], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  expect(status, stderr).toBe(0);
  return stdout
    .split("\n")
    .slice(0, -1)
    .map(line => line.split("\t"));
}

test("what cannot be read a second time is not written, and why is said", async () => {
  const path = join(root, "captures/healthy/inside.pcap");
  const analysis = await analyze([{path}]);
  await expect(written(analysis, undefined)).rejects.toThrow("not to be told");
  await expect(written(analysis, [null])).rejects.toThrow("cannot be read a second time");
  const other = join(folder, "grown.pcap");
  writeFileSync(other, readFileSync(path).subarray(0, 10_000));
  await expect(written(analysis, [other])).rejects.toThrow("has changed since it was judged");
});

describe.runIf(hasTshark)("as tshark reads it", () => {
  // tshark takes a second to start: every third tells as much.
  test.each(scenariosWithRuns.filter((_, i) => i % 3 === 0))(
    "%s: the same packets at the same times, and a comment at each frame of evidence",
    async name => {
      const captures = scenarioCaptures(name);
      const analysis = await analyze(captures);
      const path = await fileOf(
        analysis,
        captures.map(one => one.path),
      );
      const fields = ["frame.time_epoch", "frame.len", "frame.cap_len", "ip.src", "tcp.seq_raw", "tcp.checksum"];
      expect(rows(path, fields)).toEqual(captures.flatMap(one => rows(one.path, fields)));
      const said = new Map(
        rows(path, ["frame.number", "frame.comment"], "frame.comment").map(([frame, words]) => [frame, words]),
      );
      for (const {evidence} of analysis.findings)
        for (const {capture, frame, says} of evidence)
          if (frame !== null)
            expect(said.get(String(analysis.captures[capture]!.ordinal + frame))).toContain(says.slice(0, 60));
    },
  );

  test("first frames of the affected connections, at each point, are found by a filter", async () => {
    const [outside, inside] = ["outside", "inside"].map(name =>
      join(root, `captures/return-bypass-strict/${name}.pcap`),
    );
    const analysis = await analyze(
      [
        {path: outside!, name: "fw/outside"},
        {path: inside!, name: "fw/inside"},
      ],
      {bothDirections: true},
    );
    const path = await fileOf(analysis, [outside!, inside!]);
    const first = rows(path, ["tcp.srcport", "frame.interface_name"], 'frame.comment contains "first frame here"');
    const ports = [40002, 40004, 40006, 40008, 40010, 40012, 40014, 40016];
    expect(first).toEqual(["fw/outside", "fw/inside"].flatMap(name => ports.map(port => [String(port), name])));
    const {stdout} = spawnSync("capinfos", ["-k", path], {encoding: "utf8"});
    expect(stdout).toContain(`asymcap: PROVEN: ${analysis.verdict.sentence}`);
    expect(stdout).toContain("are frames 1 to");
  });

  test("the profile's colours and buttons are filters that Wireshark knows, and the menu loads", async () => {
    const path = join(root, "captures/return-bypass-strict/outside.pcap");
    const analysis = await analyze([{path}], {bothDirections: true});
    const file = await fileOf(analysis, [path]);
    const profile = (name: string) => readFileSync(join(root, "docs/wireshark/asymcap", name), "utf8");
    const colours = profile("colorfilters")
      .split("\n")
      .filter(line => line.startsWith("@"))
      .map(line => line.split("@")[2]!);
    const buttons = profile("dfilter_buttons")
      .trim()
      .split("\n")
      .map(line => line.split('","')[2]!.replaceAll("\\x22", '"'));
    const found = [...colours, ...buttons].map(filter => rows(file, ["frame.number"], filter).length);
    expect(found).toEqual([11, 0, 12, 12, 3, 8]);
    const lua = spawnSync(
      "tshark",
      ["-X", `lua_script:${join(root, "docs/wireshark/asymcap.lua")}`, "-r", file, "-c", "1"],
      {encoding: "utf8"},
    );
    expect(lua.status).toBe(0);
    expect(lua.stderr).not.toMatch(/lua/i);
  });

  test("columns of the profile are fields that Wireshark knows", () => {
    const preferences = readFileSync(join(root, "docs/wireshark/asymcap/preferences"), "utf8");
    const fields = [...preferences.matchAll(/%Cus:([^:]+):/g)].flatMap(([, names]) => names!.split(" or "));
    expect(fields).toContain("frame.comment");
    for (const field of fields) rows(join(root, "captures/healthy/inside.pcap"), [field], "frame.number == 1");
  });
});
