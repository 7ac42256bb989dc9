import {readFile} from "node:fs/promises";
import {join} from "node:path";
import {describe, expect, it, test} from "vitest";
import {
  fortigateSession,
  fortigateStatus,
  panCounters,
  panFilter,
  panSession,
  tracerouteTo,
} from "../support/side-texts.ts";
import {asymcap, asymcapReading, workplace} from "./program.ts";
import {widthOf} from "./traffic.ts";

/** `--evidence`: texts of devices beside a real capture, of which 10.1.0.11:40016 with 10.2.0.11:5000 has no replies. */
const place = workplace();
const folder = join(import.meta.dirname, "../../captures/return-bypass-strict");
const capture = join(folder, "outside.pcap");
const own = (text: string) =>
  text
    .replaceAll("10.1.0.3", "10.1.0.11")
    .replaceAll("10.2.0.4", "10.2.0.11")
    .replaceAll(/\b443\b/g, "5000");
const session = own(panSession({port: 40_016, counts: [3, 0], translated: ["203.0.113.9", 17_742]}));
const everything = [
  session,
  own(fortigateSession({port: 40_016, counts: [3, 2], reflect: 31})),
  own(
    panFilter([
      "0.0.0.0[0]->10.2.0.4[0]",
      "10.2.0.4[0]->0.0.0.0[0]",
      "10.2.0.0/24[0]->0.0.0.0[0]",
      "0.0.0.0[0]->10.2.0.0/24[0]",
    ]),
  ),
  panCounters([["flow_tcp_non_syn_drop", 25, "drop"]]),
  fortigateStatus("7.2.5"),
  "fgt-a # get router info routing-table all\nS*      0.0.0.0/0 [10/0] via 203.0.113.1, acme-wan\n",
  "S       10.1.0.0/16 [10/0] via 198.51.100.14, port4\nC       10.2.0.0/24 is directly connected, acme-dmz\n",
  "root@acme:~# ip route get 10.1.0.11 from 10.2.0.11\n10.1.0.11 from 10.2.0.11 via 10.2.0.253 dev eth0 uid 0\n",
  tracerouteTo("10.1.0.11", ["10.2.0.253", "192.0.2.77"]),
  tracerouteTo("10.2.0.11", ["10.1.0.254"]),
].join("");

interface Report {
  readonly verdict: {readonly kind: string};
  readonly partial: boolean;
  readonly captures: readonly {readonly path: string; readonly format: string; readonly packets: number}[];
  readonly totals: {readonly packets: number};
  readonly causes: readonly {readonly cause: string; readonly for: string[]}[];
  readonly sideEvidence: readonly {capture: number; file: string; line: number; kind: string; says: string}[];
}

async function reportOf(...argv: string[]): Promise<Report & {status: number; stderr: string}> {
  const path = place.path("report.json");
  const {status, stderr} = await asymcap("-o", path, "--quiet", ...argv);
  return {...(JSON.parse(await readFile(path, "utf8")) as Report), status, stderr};
}

describe("--evidence", () => {
  test.each([
    ["as a capture", []],
    ["as evidence", ["--evidence"]],
  ] as const)("a listing of sessions alone is a verdict, given %s", async (_, before) => {
    const path = await place.file("alone.txt", new TextEncoder().encode(panSession({port: 51_156, counts: [656, 0]})));
    const {status, stdout, stderr} = await asymcap(...before, path);
    expect([status, stderr]).toEqual([1, ""]);
    expect(stdout).toMatch(/^\? SUSPECTED {2}The PAN-OS device counts 656 packets/);
  });

  test("is listed in JSON by file, line and kind, and told where the cause is explained", async () => {
    const file = await place.file("fw.txt", everything);
    const {sideEvidence, captures, totals, causes, status} = await reportOf(
      `fw/outside=${capture}`,
      "--evidence",
      file,
    );
    expect(status).toBe(1);
    expect(captures[1]).toMatchObject({path: file, format: "pan-os-session", packets: 0});
    expect(totals.packets).toBe(captures[0]!.packets);
    expect(new Set(sideEvidence.map(({kind}) => kind))).toEqual(
      new Set(["session", "filter", "counter", "version", "route", "traceroute"]),
    );
    for (const one of sideEvidence) expect(one).toMatchObject({capture: 1, file});
    expect(causes[0]!.for.join("\n")).toContain("fw.txt line 3: PAN-OS session 41233");
  });

  test("may be given repeatedly, by name, on standard input, or among the captures", async () => {
    const file = await place.file("session.txt", session);
    const counters = await place.file("counters.txt", panCounters([["tcp_out_of_sync", 4, "warn"]]));
    const told = async (...argv: string[]) => (await reportOf(capture, ...argv)).sideEvidence.map(({kind}) => kind);
    expect(await told("--evidence", file, "--evidence", `PA-A=${counters}`)).toEqual(["session", "counter"]);
    expect(await told(file)).toEqual(["session"]);
    const {stdout} = await asymcapReading(Buffer.from(session), capture, "--full", "--evidence", "-");
    expect(stdout).toContain("- line 3: PAN-OS session 41233");
  });

  test("that holds packets is judged like a capture, and says so", async () => {
    const inside = join(folder, "inside.pcap");
    const stdout = async (...argv: string[]) => (await asymcap(capture, "--full", ...argv)).stdout;
    const told = (await stdout("--evidence", inside)).replaceAll(/\s+/g, " ");
    expect(told).toContain("given as evidence, and it holds packets: these are judged like those of a capture");
    expect(await stdout(inside)).not.toContain("given as evidence");
  });

  test("fits a terminal of 80 columns, in the summary and in Markdown", async () => {
    const file = await place.file("fw.txt", everything);
    const md = place.path("report.md");
    const {stdout} = await asymcap(`fw/outside=${capture}`, "--full", "--evidence", file, "-o", md);
    expect(widthOf(stdout)).toBeLessThanOrEqual(80);
    expect(stdout).toContain("Side evidence, which proves nothing by itself\n");
    expect(stdout).toContain("    side evidence, no packets: ");
    expect(await readFile(md, "utf8")).toMatch(/### Side evidence\n\n\| where \| what \|\n/);
  });

  test("that cannot be understood: status 2, its name, what would be understood; and the reports all the same", async () => {
    const notes = await place.file("notes.txt", "Dear colleague,\nplease find the listing attached.\n");
    const {verdict, partial, status, stderr} = await reportOf(capture, "--evidence", notes);
    expect([status, partial, verdict.kind]).toEqual([2, true, "suspected"]);
    expect(stderr).toMatch(/^asymcap: .*notes\.txt: .*none of its 2 lines.*fortigate-session-list.*traceroute.*\n$/);
    const missing = await reportOf(capture, "--evidence", place.path("none.txt"));
    expect([missing.status, missing.verdict.kind]).toEqual([2, "suspected"]);
    expect(missing.stderr).toMatch(/none\.txt: there is no such file/);
  });

  test("is not overwritten by a report", async () => {
    const file = await place.file("session.txt", session);
    const {status, stderr} = await asymcap(capture, "--evidence", file, "-o", file);
    expect([status, stderr]).toEqual([2, expect.stringContaining("the report would overwrite")]);
  });
});

describe("--redact with side evidence", () => {
  it("names none of its addresses, interfaces, hosts and files, in any format, and says the same otherwise", async () => {
    const file = await place.file("acme-fw.txt", everything);
    const paths = ["json", "md", "txt", "svg"].map(format => place.path(`redacted.${format}`));
    await asymcap(
      "--redact",
      `fw/outside=${capture}`,
      "--evidence",
      file,
      "--quiet",
      ...paths.flatMap(path => ["-o", path]),
    );
    for (const path of paths) {
      const text = await readFile(path, "utf8");
      for (const secret of [
        "10.1.0.11",
        "10.2.0.11",
        "203.0.113.",
        "198.51.100.",
        "192.0.2.77",
        "10.2.0.253",
        "10.1.0.0/16",
        "acme",
        "PA-A",
        "fgt-a",
      ])
        expect(text.includes(secret), `${secret} in ${path}`).toBe(false);
    }
    const redacted = JSON.parse(await readFile(paths[0]!, "utf8")) as Report;
    const plain = await reportOf(`fw/outside=${capture}`, "--evidence", file);
    expect(redacted.causes.map(({cause}) => cause)).toEqual(plain.causes.map(({cause}) => cause));
    expect(redacted.sideEvidence.map(({kind, line}) => [kind, line])).toEqual(
      plain.sideEvidence.map(({kind, line}) => [kind, line]),
    );
    expect(redacted.sideEvidence.map(({says}) => says).join("\n")).toContain("a network of 16 bits is routed via");
  });
});

test("listings of a hostile device are told without control characters or markup", async () => {
  const evil =
    "10.2.0.0/24 via 10.2.0.1 dev e\u009b31m|<b>x`0 proto static\n10.1.0.11 via 10.9.9.9 dev \u202e<script> src 10.2.0.11 uid 0\n";
  const md = place.path("evil.md");
  const {stdout} = await asymcap(capture, "--evidence", await place.file("evil.txt", evil), "-o", md);
  for (const text of [stdout, await readFile(md, "utf8")]) expect(text).not.toMatch(/[\u0080-\u009f\u202a-\u202e]/);
  expect(await readFile(md, "utf8")).not.toMatch(/[^\\]<script>/);
});
