import {mkdir, readFile} from "node:fs/promises";
import {describe, expect, it} from "vitest";
import {pcap} from "../support/containers.ts";
import {asymcap, asymcapReading, workplace} from "./program.ts";
import {asymmetric, symmetric, widthOf} from "./traffic.ts";

const place = workplace();
const input = pcap(asymmetric);

describe("a text that tells no date", () => {
  const sniffer = (stamp: (i: number) => string) =>
    [
      "interfaces=[any]",
      "filters=[host 10.2.0.4]",
      `${stamp(0)} port2 in 10.1.0.3.51156 -> 10.2.0.4.5000: syn 1490277004`,
      `${stamp(1)} port3 out 10.1.0.3.51156 -> 10.2.0.4.5000: syn 1490277004`,
      `${stamp(2)} port4 in 10.2.0.4.5000 -> 10.1.0.3.51156: syn 3050259070 ack 1490277005`,
      `${stamp(3)} port2 out 10.2.0.4.5000 -> 10.1.0.3.51156: syn 3050259070 ack 1490277005`,
      `${stamp(4)} port2 in 10.1.0.3.51156 -> 10.2.0.4.5000: ack 3050259071`,
      "",
    ].join("\n");
  const printed = (i: number) =>
    `10:15:01.00000${i} eth0  In  IP 10.1.0.3.51156 > 10.2.0.4.5000: Flags [S], seq 1490277004, win 29200, length 0\n`;

  it.each([
    ["counts from some start", sniffer(i => `1.00010${i}`), "00:00:01.000 by the capture's own clock"],
    ["has times of day", [0, 1, 2].map(printed).join(""), "10:15:01.000 by the device's clock"],
  ])("and %s is told as it counts, but in JSON", async (_, text, period) => {
    const path = await place.file("terminal.txt", text);
    const outputs = ["y.svg", "y.md", "y.json"].map(place.path);
    const {stdout} = await asymcap(path, "--full", ...outputs.flatMap(output => ["-o", output]));
    const [svg, markdown, json] = await Promise.all(outputs.map(output => readFile(output, "utf8")));
    for (const report of [stdout, svg!, markdown!]) {
      expect(report.replace(/\s+/g, " ")).toContain(period);
      expect(report).not.toMatch(/1970-|UTC/);
    }
    expect(JSON.parse(json!).period.first).toMatch(/^1970-01-01T/);
  });
});

describe("-o", () => {
  it("writes a report by its extension, as often as it is given", async () => {
    const paths = ["x.json", "x.svg", "x.txt"].map(place.path);
    const {status, stdout, stderr} = await asymcapReading(input, ...paths.flatMap(path => ["-o", path]), "-");
    expect([status, stderr]).toEqual([1, ""]);
    const [json, svg, text] = await Promise.all(paths.map(path => readFile(path, "utf8")));
    expect(JSON.parse(json!)).toHaveProperty("schema", "asymcap/1");
    expect(svg).toMatch(/^(<\?xml[^>]*>\s*)?<svg[\s\S]*<\/svg>\s*$/);
    expect(text).toBe(stdout);
    expect(text).toMatch(/^[✗⇄?] (PROVEN|SUSPECTED|ONE-SIDED CAPTURE) {2}/);
  });

  it("does not mind capitals in the extension", async () => {
    const path = place.path("X.JSON");
    expect((await asymcapReading(input, "-o", path, "-")).status).toBe(1);
    expect(JSON.parse(await readFile(path, "utf8"))).toHaveProperty("schema", "asymcap/1");
  });

  it("writes over what was there", async () => {
    const path = await place.file("old.txt", "x".repeat(100_000));
    const {stdout} = await asymcapReading(input, "-o", path, "-");
    expect(await readFile(path, "utf8")).toBe(stdout);
  });

  it("of what could be read is written although a capture is missing", async () => {
    const path = place.path("partial.json");
    const {status} = await asymcapReading(input, "-o", path, "-", place.path("missing.pcap"));
    expect(status).toBe(2);
    expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({
      partial: true,
      captures: [{path: "-"}, {packets: 0}],
    });
  });

  it.each(["no/such/directory/x.json", "taken.json"])("that cannot be written has status 2: %s", async name => {
    await mkdir(place.path("taken.json"), {recursive: true});
    const after = place.path("after.txt");
    const {status, stdout, stderr} = await asymcapReading(input, "-o", place.path(name), "-o", after, "-");
    expect(status).toBe(2);
    expect(stderr).toMatch(/^asymcap: [^\n]*; the report could not be written\n$/);
    expect(stderr).toContain(place.path(name));
    // The others are written all the same.
    expect(await readFile(after, "utf8")).toBe(stdout);
  });

  it("with an extension that no report has is refused before anything is read or written", async () => {
    const path = place.path("early.json");
    const {status, stdout} = await asymcapReading(input, "-o", path, "-o", "x.docx", "-");
    expect([status, stdout]).toEqual([2, ""]);
    await expect(readFile(path)).rejects.toThrow("ENOENT");
  });
});

describe("-o -", () => {
  it("--format json writes nothing but the report on standard output", async () => {
    const {status, stdout} = await asymcapReading(input, "-o", "-", "--format", "json", "-");
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toHaveProperty("schema", "asymcap/1");
  });

  it("--format text is the summary", async () => {
    const {stdout} = await asymcapReading(input, "-");
    expect((await asymcapReading(input, "-o", "-", "--format", "text", "-")).stdout).toBe(stdout);
  });

  it("--format svg is the picture", async () => {
    const {stdout} = await asymcapReading(input, "-o", "-", "--format", "svg", "-");
    expect(stdout).toMatch(/<svg[\s\S]*<\/svg>\s*$/);
  });

  it("is written although --quiet", async () => {
    const {stdout} = await asymcapReading(input, "--quiet", "-o", "-", "--format", "json", "-");
    expect(JSON.parse(stdout)).toHaveProperty("verdict");
  });
});

describe("--quiet", () => {
  it("leaves out the summary, not the status", async () => {
    expect(await asymcapReading(input, "--quiet", "-")).toEqual({status: 1, stdout: "", stderr: ""});
  });

  it("leaves out no error", async () => {
    const {status, stdout, stderr} = await asymcap("--quiet", place.path("missing.pcap"));
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/no such file/);
  });
});

describe("the summary", () => {
  it.each(["--no-color", "--no-progress"])("is the same with %s, as nothing is a terminal", async flag => {
    expect(await asymcapReading(input, flag, "-")).toEqual(await asymcapReading(input, "-"));
  });

  it("has at most 80 columns, whatever the names, but for commands that are to be pasted", async () => {
    const long = "a-firewall-with-a-very-long-name".repeat(3);
    const path = await place.file(`${long}.pcap`, pcap(asymmetric));
    for (const argv of [[path], [`${long}/${long}=${path}`], [path, place.path("missing".repeat(20))]]) {
      const {stdout} = await asymcap(...argv);
      expect(stdout.length).toBeGreaterThan(200);
      expect(widthOf(stdout)).toBeLessThanOrEqual(80);
    }
  });

  it("ends with one line end", async () => {
    expect((await asymcapReading(pcap(symmetric), "-")).stdout).toMatch(/[^\n]\n$/);
  });
});
