import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {pcap, pcapng} from "../support/containers.ts";
import {asymcap, asymcapReading, workplace} from "./program.ts";
import {asymmetric, symmetric} from "./traffic.ts";

const {version} = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {version: string};
const place = workplace();
const healthyFile = () => place.file("healthy.pcap", pcap(symmetric));
const asymmetricFile = () => place.file("asymmetric.pcapng", pcapng(asymmetric));

describe("what the program says of itself", () => {
  it("--version", async () => {
    expect(await asymcap("--version")).toEqual({status: 0, stdout: `${version}\n`, stderr: ""});
  });

  it("--help names the command and its exit statuses", async () => {
    const {status, stdout, stderr} = await asymcap("--help");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^Usage: asymcap /);
    expect(stdout).toContain("analyze");
  });

  it.each([
    ["analyze", "--help"],
    ["help", "analyze"],
  ])("%s %s names the options", async (...argv) => {
    const {status, stdout} = await asymcap(...argv);
    expect(status).toBe(0);
    for (const option of [
      "--output",
      "--format",
      "--reader",
      "--ping-ok",
      "--both-directions",
      "--event",
      "--evidence",
      "--since",
      "--until",
      "--filter",
      "--internal",
      "--quiet",
      "--no-progress",
    ])
      expect(stdout).toContain(option);
    expect(stdout).toContain("Exit status: 0 ");
  });
});

describe("a command line that asks for what cannot be has status 2, and says why in a line", () => {
  const cases: [argv: string[], stderr: RegExp][] = [
    [["--no-such-option", "x.pcap"], /^error: unknown option '--no-such-option'\n/],
    [[], /^error: missing required argument 'capture'\n$/],
    [["analyze"], /^error: missing required argument 'capture'\n$/],
    [["-o"], /^error: option '-o, --output <file>' argument missing\n$/],
    [["--reader", "tshark", "x.pcap"], /^error: option '--reader <reader>' argument 'tshark' is invalid\. .*\n$/],
    [["--format", "xml", "-o", "-", "x.pcap"], /^error: option '--format <format>' argument 'xml' is invalid\. .*\n$/],
    [
      ["-o", "report.doc", "x.pcap"],
      /^asymcap: report\.doc: no report has the extension "\.doc"; there are .*\.json.*\n$/,
    ],
    [["-o", "report", "x.pcap"], /^asymcap: report: no report has the extension ""; there are .*\n$/],
    [["-", "-"], /^asymcap: standard input can be read only once\n$/],
    [["a=-", "b=-"], /^asymcap: standard input can be read only once\n$/],
    [["-", "b=-"], /^asymcap: standard input can be read only once\n$/],
    [["inside="], /^asymcap: inside=: no file after "="\n$/],
  ];
  it.each(cases)("%j", async (argv, stderr) => {
    const ran = await asymcap(...argv);
    expect(ran.status).toBe(2);
    expect(ran.stdout).toBe("");
    expect(ran.stderr).toMatch(stderr);
  });
});

describe("the exit status", () => {
  it("0: nothing asymmetric", async () => {
    const {status, stdout, stderr} = await asymcap(await healthyFile());
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^SYMMETRIC\n/);
  });

  it("1: asymmetry", async () => {
    const {status, stdout, stderr} = await asymcap(await asymmetricFile());
    expect([status, stderr]).toEqual([1, ""]);
    expect(stdout).toMatch(/^(PROVEN|SUSPECTED|ONE-SIDED CAPTURE)\n/);
  });

  it("0: nothing at all to judge", async () => {
    const {status, stdout, stderr} = await asymcap(await place.file("empty.pcap", pcap([])));
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^NOTHING TO JUDGE\n/);
  });

  it("2: a file is missing", async () => {
    const path = place.path("missing.pcap");
    const {status, stderr} = await asymcap(path);
    expect([status, stderr]).toEqual([2, `asymcap: ${path}: there is no such file; check the path\n`]);
  });

  it("2: one of the files is missing; the others are judged, although they show asymmetry", async () => {
    const {status, stdout, stderr} = await asymcap(await asymmetricFile(), place.path("missing.pcap"));
    expect(status).toBe(2);
    expect(stderr.split("\n")).toHaveLength(2);
    expect(stdout).toMatch(/^(PROVEN|SUSPECTED|ONE-SIDED CAPTURE)\n/);
    expect(stdout.replace(/\s+/g, " ")).toContain("there is no such file; check the path");
  });

  it("2: each capture that could not be read has a line", async () => {
    const text = await place.file("notes.txt", "a text\n");
    const {status, stderr} = await asymcap(text, place.path("missing.pcap"), place.path(""));
    expect(status).toBe(2);
    expect(stderr).toMatch(/^asymcap: .*a text.*\nasymcap: .*no such file.*\nasymcap: .*a directory.*\n$/);
  });

  it("2: a capture is damaged", async () => {
    const damaged = pcap(symmetric);
    new DataView(damaged.buffer).setUint32(24 + 8, 0xffffffff, true);
    const {status, stderr} = await asymcap(await place.file("damaged.pcap", damaged));
    expect(status).toBe(2);
    expect(stderr).toMatch(/^asymcap: .*damaged\.pcap: byte 24: a record claims 4294967295 bytes, .*\n$/);
  });

  it("0: the last record is cut off, as in a running capture", async () => {
    const bytes = pcap(symmetric);
    const {status, stderr} = await asymcap(await place.file("running.pcap", bytes.subarray(0, bytes.length - 3)));
    expect([status, stderr]).toEqual([0, ""]);
  });

  it("2: the other reader cannot read it", async () => {
    const {status, stderr} = await asymcap("--reader", "pcap-parser", await asymmetricFile());
    expect(status).toBe(2);
    expect(stderr).toMatch(/: byte 0: pcap-parser reads classic captures in microseconds only; leave out /);
  });
});

describe("the reader pcap-parser", () => {
  it("comes to the same summary", async () => {
    const bytes = pcap(asymmetric);
    const own = await asymcapReading(bytes, "-");
    const other = await asymcapReading(bytes, "--reader", "pcap-parser", "-");
    expect(other).toEqual(own);
    expect(own.status).toBe(1);
  });
});
