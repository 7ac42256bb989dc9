import {readdirSync, readFileSync} from "node:fs";
import {readFile} from "node:fs/promises";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import type {Truth} from "../../captures/lab/truth.ts";
import {pcap} from "../support/containers.ts";
import {broken, type Comparison, comparing, mended, works} from "./comparing.ts";
import {asymcap, asymcapReading, hostile, workplace} from "./program.ts";

const place = workplace();
const {comparison, text} = comparing(place);
const captures = join(import.meta.dirname, "../../captures");

describe("in the captures of the lab", () => {
  const scenarios = readdirSync(captures, {withFileTypes: true}).filter(
    entry => entry.isDirectory() && entry.name !== "lab",
  );
  const truths = scenarios
    .map(({name}) => ({name, truth: JSON.parse(readFileSync(join(captures, name, "truth.json"), "utf8")) as Truth}))
    .filter(({truth}) => truth.comparison !== undefined);

  it.each(truths)("$name: gives the result and the stale connections of the truth", async ({name, truth}) => {
    const {before, after: later, result, stale} = truth.comparison!;
    const located = (all: readonly string[]) =>
      all.map(text => text.replace(/[^=]*$/, file => join(captures, name, file)));
    const path = place.path("truth.json");
    const {status, stderr} = await asymcap(
      "compare",
      "--before",
      ...located(before),
      "--after",
      ...located(later),
      "-o",
      path,
    );
    const json = JSON.parse(await readFile(path, "utf8")) as Comparison;
    expect([json.result, json.stale.map(one => one.conversation)]).toEqual([result, stale]);
    expect([status, stderr]).toEqual([{fixed: 0, partly: 1, "not-fixed": 1, inconclusive: 2}[result], ""]);
  });

  const file = (name: string) => join(captures, "before-after", name);

  it("the same capture twice: nothing is fixed, and there is nothing to clear", async () => {
    const {status, stdout} = await asymcap("compare", "--before", file("before.pcap"), "--after", file("before.pcap"));
    expect(status).toBe(1);
    expect(stdout).toMatch(/^NOT FIXED\nNot fixed: after, the same connections as before are still tried without/);
    expect(stdout).not.toContain("clear");
  });

  it("the wrong way round: nothing was broken before", async () => {
    const {status, stdout} = await asymcap("compare", "--before", file("after.pcap"), "--after", file("before.pcap"));
    expect(status).toBe(2);
    expect(stdout.replace(/\s+/g, " ")).toContain("are the captures the wrong way round?");
  });

  it("nothing was ever broken", async () => {
    const healthyCapture = join(captures, "healthy/inside.pcap");
    const {status, stdout} = await asymcap("compare", "--before", healthyCapture, "--after", healthyCapture);
    expect(status).toBe(2);
    expect(stdout).toMatch(/^INCONCLUSIVE\nNothing was asymmetric before, so that there was nothing to fix/);
    expect(stdout).not.toContain("To clear");
  });

  it("a capture of one direction tells nothing", async () => {
    const half = join(captures, "filtered-one-direction/outside.pcap");
    const {status, stdout} = await asymcap("compare", "--before", file("before.pcap"), "--after", half);
    expect(status).toBe(2);
    expect(stdout.replace(/\s+/g, " ")).toContain("the capture after sees one direction of every connection");
  });
});

describe("--evidence", () => {
  const listing = (drops: number) =>
    `Global counters:\nElapsed time since last sampling: 9.001 seconds\n\nflow_tcp_non_syn  ${drops}  0 info flow session Non-SYN TCP\nflow_tcp_non_syn_drop  ${drops}  0 drop flow session Dropped\n`;
  const fixed = mended(...works(443), ...works(8443));

  it("twice: drop counters stand still, or grow", async () => {
    const first = await place.file("first.txt", listing(130));
    const second = await place.file("second.txt", listing(155));
    const still = await comparison(broken, fixed, "--evidence", first, "--evidence", first);
    expect(still.json.counters).toMatchObject([
      {name: "flow_tcp_non_syn", before: 130, after: 130, increase: 0},
      {name: "flow_tcp_non_syn_drop", increase: 0},
    ]);
    expect(still.json.sentence).not.toContain("growing");
    const growing = await comparison(broken, fixed, "--evidence", first, "--evidence", second);
    expect(growing.json.result).toBe("fixed");
    expect(growing.json.sentence).toMatch(/; still growing: flow_tcp_non_syn by 25, flow_tcp_non_syn_drop by 25$/);
    const told = await text(broken, fixed, "--evidence", first, "--evidence", second);
    expect(told).toContain("flow_tcp_non_syn_drop: 130 → 155: +25, still grows");
    expect(await text(broken, fixed, "--evidence", first, "--evidence", first)).toContain(
      "flow_tcp_non_syn: 130 → 130: stands still",
    );
  });

  it("that is no listing is named, and the rest is reported: status 2", async () => {
    const first = await place.file("before.pcap", pcap(broken));
    const second = await place.file("after.pcap", pcap(fixed));
    const notes = await place.file("notes.txt", "a text\n");
    const ran = await asymcap(
      "compare",
      "--before",
      first,
      "--after",
      second,
      "--evidence",
      notes,
      "--evidence",
      place.path("no\u001b.txt"),
    );
    expect(ran.status).toBe(2);
    expect(ran.stdout).toMatch(/^FIXED\n/);
    expect(ran.stderr).toContain(`${notes}: this lists no counters; give the output of \`show counter global\`\n`);
    expect(ran.stderr).toContain("no·.txt: there is no such file; check the path\n");
    expect(ran.stderr.replaceAll("\n", "")).not.toMatch(hostile);
  });
});

describe("the reports", () => {
  it("JSON has both reports in it", async () => {
    const {json} = await comparison(broken, mended(...works(443)));
    expect(json).toMatchObject({
      schema: "asymcap-compare/1",
      partial: false,
      before: {schema: "asymcap/1", verdict: {kind: "suspected"}},
      after: {schema: "asymcap/1", verdict: {kind: "symmetric"}},
    });
    expect(json.before.conversations).toHaveLength(46);
  });

  it("text has at most 80 columns, whatever the names", async () => {
    const long = "a-firewall-with-a-very-long-name".repeat(3);
    const first = await place.file(`${long}.pcap`, pcap(broken));
    const second = await place.file(`${long}-after.pcap`, pcap(mended(...works(443), ...works(8443))));
    const {stdout} = await asymcap("compare", "--before", `${long}=${first}`, "--after", `${long}=${second}`);
    expect(stdout).toMatch(/^FIXED\n/);
    expect(Math.max(...stdout.split("\n").map(line => line.length))).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(/[^\n]\n$/);
  });

  it("are written to files by their extensions", async () => {
    const first = await place.file("before.pcap", pcap(broken));
    const second = await place.file("after.pcap", pcap(mended(...works(443), ...works(8443))));
    const paths = [place.path("c.json"), place.path("c.txt")];
    const {status, stdout} = await asymcap(
      "compare",
      "--before",
      first,
      "--after",
      second,
      ...paths.flatMap(path => ["-o", path]),
    );
    expect(status).toBe(0);
    expect(await readFile(paths[1]!, "utf8")).toBe(stdout);
    expect(JSON.parse(await readFile(paths[0]!, "utf8"))).toHaveProperty("result", "fixed");
    expect((await asymcap("compare", "--quiet", "--before", first, "--after", second)).stdout).toBe("");
  });

  it("a capture may come from standard input, and from several files", async () => {
    const first = await place.file("before.pcap", pcap(broken));
    const [a, b] = [
      await place.file("a.pcap", pcap(mended(...works(443)))),
      await place.file("b.pcap", pcap(works(8443))),
    ];
    expect(
      (await asymcapReading(pcap(broken), "compare", "--before", "-", "--after", `fw=${a}`, `fw=${b}`)).status,
    ).toBe(0);
    expect((await asymcap("compare", "--after", `fw=${a}`, `fw=${b}`, "--before", first)).status).toBe(0);
  });

  it("of input that could not be read in part: status 2", async () => {
    const first = await place.file("before.pcap", pcap(broken));
    const second = await place.file("after.pcap", pcap(mended(...works(443), ...works(8443))));
    const {status, stdout, stderr} = await asymcap(
      "compare",
      "--before",
      first,
      place.path("missing.pcap"),
      "--after",
      second,
    );
    expect(status).toBe(2);
    expect(stdout).toMatch(/^FIXED\n/);
    expect(stdout).toContain("PARTIAL: ");
    expect(stderr).toMatch(/missing\.pcap: there is no such file/);
  });

  it.each(["\u001b[31;1m", "a\u202eb", "a\nb"])("never command a terminal: %j", async name => {
    const first = await place.file(`before${name}.pcap`, pcap(broken));
    const {stdout, stderr} = await asymcap("compare", "--before", `x${name}=${first}`, "--after", first);
    expect((stdout + stderr).replaceAll("\n", "")).not.toMatch(hostile);
  });
});

it("picture, PNG and Markdown of before and after are written", async () => {
  const of = (name: string) => `fw/outside=${join(captures, "before-after", name)}`;
  const [picture, png, markdown] = ["x.svg", "x.png", "x.md"].map(name => place.path(name)) as [string, string, string];
  const outputs = [picture, png, markdown].flatMap(path => ["-o", path]);
  const argv = ["--before", of("before.pcap"), "--after", of("after.pcap"), ...outputs];
  expect(await asymcap("compare", ...argv)).toMatchObject({status: 0, stderr: ""});
  expect(await readFile(picture, "utf8")).toMatch(/<title [^>]*>Fixed: all 7 new connections/);
  expect((await readFile(png)).subarray(0, 4)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47]));
  expect(await readFile(markdown, "utf8")).toMatch(/^# Fixed\n/);
});

describe("a command line that asks for what cannot be has status 2, and says why", () => {
  it.each([
    [
      ["--before", "a.pcap"],
      /^asymcap: compare has no captures from after the fix; --after is missing: asymcap compare --before /,
    ],
    [
      ["--after", "a.pcap"],
      /^asymcap: compare has no captures from before the fix; --before is missing: asymcap compare --before /,
    ],
    [["--after", "a.pcap", "b.pcap"], /from before the fix; --before is missing: /],
    [["--before", "a.pcap", "b.pcap"], /did you mean: asymcap compare --before a\.pcap --after b\.pcap\n$/],
    [
      ["a.pcap", "b.pcap"],
      /which captures are from before .*did you mean: asymcap compare --before a\.pcap --after b\.pcap\n$/,
    ],
    [
      ["a b.pcap", "$(b).pcap"],
      /put each behind --before or --after: asymcap compare --before BEFORE\.pcap --after AFTER\.pcap\n$/,
    ],
    [["a.pcap", "--before", "b.pcap", "--after", "c.pcap"], /put each behind --before or --after: /],
    [[], /^asymcap: compare needs captures from before the fix, and from after it: asymcap compare --before /],
    [["--before", "-", "--after", "-"], /^asymcap: standard input can be read only once\n$/],
    [
      ["--before", "a.pcap", "--after", "b.pcap", "-o", "x.gif"],
      /^asymcap: x\.gif: no report has the extension "\.gif"; there are \.txt \.json \.md \.svg \.png\n$/,
    ],
    [
      ["--before", "a.pcap", "--after", "b.pcap", "-o", "b.pcap.json/../b.pcap"],
      /no report has the extension "\.pcap"/,
    ],
    [["--before", "a.json", "--after", "b.pcap", "-o", "a.json"], /the report would overwrite the capture/],
    [["--before", "a.pcap", "--after", "b.pcap", "--evidence", "x.txt"], /^asymcap: --evidence is needed twice: /],
    [["--before", "a.pcap", "--after", "b.pcap", "--filter", "port"], /At character 5/],
  ])("%j", async (argv, stderr) => {
    const ran = await asymcap("compare", ...argv);
    expect([ran.status, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toMatch(stderr);
  });

  it("--help tells the statuses", async () => {
    const {status, stdout} = await asymcap("compare", "--help");
    expect(status).toBe(0);
    expect(stdout).toContain("Exit status: 0 fixed, 1 partly or not fixed, 2 inconclusive");
    expect((await asymcap("--help")).stdout).toContain("compare");
  });
});
