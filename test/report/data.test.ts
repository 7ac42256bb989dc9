import {spawnSync} from "node:child_process";
import {join} from "node:path";
import {expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import type {Analysis} from "../../src/judge/analysis.ts";
import {communityId} from "../../src/report/community-id.ts";
import {csv} from "../../src/report/csv.ts";
import {ndjson} from "../../src/report/ndjson.ts";
import type {Report} from "../../src/report/report.ts";

const file = join(import.meta.dirname, "../../captures/return-bypass-strict/outside.pcap");
const judged = (name: string | null = null) => analyze([{path: file, name}], {bothDirections: true});

async function written(report: Report, analysis: Analysis): Promise<string> {
  let text = "";
  for await (const piece of report.render(analysis)) text += piece;
  return text;
}

/** The parts of a line that the tests look at. */
interface Line {
  readonly event: {readonly dataset: string; readonly outcome?: string};
  readonly source?: {readonly ip: string; readonly port: number};
  readonly network?: {readonly community_id: string};
  readonly asymcap: {readonly connection?: {readonly findings: number[]; readonly seen: object[]}};
}

test("lines for log stores are the verdict, each finding, and each connection that is accused", async () => {
  const analysis = await judged();
  const text = await written(ndjson, analysis);
  const lines = text
    .trimEnd()
    .split("\n")
    .map((one): Line => JSON.parse(one));
  const kinds = lines.map(({event}) => event.dataset);
  const accused = analysis.findings.filter(({certainty}) => certainty !== "note").flatMap(one => one.conversations);
  expect(kinds).toEqual([
    "asymcap.verdict",
    ...analysis.findings.map(() => "asymcap.finding"),
    ...accused.map(() => "asymcap.connection"),
  ]);
  const first = lines.find(({event}) => event.dataset === "asymcap.connection")!;
  expect(first).toMatchObject({
    event: {outcome: "failure", start: "2026-11-21T21:44:48.213828000Z"},
    source: {ip: "10.1.0.10", port: 40002, packets: 14},
    destination: {ip: "10.2.0.10", port: 5000, packets: 0},
    asymcap: {connection: {outcome: "one-way", missing: "replies", findings: [0], seen: [{history: "SAD"}]}},
  });
});

test("a connection's Community ID is the one that Wireshark gives it", async () => {
  const {status, stdout} = spawnSync(
    "tshark",
    ["-r", file, "--enable-protocol", "communityid", "-Y", "tcp", "-T", "fields", "-e", "communityid"],
    {encoding: "utf8"},
  );
  if (status === null && !process.env.CI) return;
  const rows = (await written(csv, await judged())).trimEnd().split("\n").slice(1);
  expect(new Set(rows.map(row => row.split(",").at(-1)))).toEqual(new Set(stdout.trimEnd().split("\n")));
});

test("both directions, and IPv6, have one Community ID", () => {
  const [a, b] = [
    {address: "2001:db8::3", port: 51156},
    {address: "2001:db8:2::4", port: 443},
  ];
  expect(communityId(a, b)).toMatch(/^1:[A-Za-z0-9+/]{27}=$/);
  expect(communityId(b, a)).toBe(communityId(a, b));
  expect(communityId(a, {...b, port: 444})).not.toBe(communityId(a, b));
});

test("a table has a row for each connection, and a column for each thing told of it", async () => {
  const analysis = await judged();
  const [head, ...rows] = (await written(csv, analysis)).trimEnd().split("\n");
  expect(rows).toHaveLength(analysis.totals.conversations);
  const columns = head!.split(",");
  for (const row of rows) expect(row.split(",")).toHaveLength(columns.length);
  expect(rows[1]).toMatch(
    /^1,2026-11-21T21:44:48\.213828000Z,[^,]+,10\.1\.0\.10,40002,10\.2\.0\.10,5000,one-way,replies,proven,true,14,480,0,0,/,
  );
});

test("no name becomes a formula of a spreadsheet, nor breaks out of its cell", async () => {
  const [, row] = (await written(csv, await judged('=HYPERLINK("x")'))).split("\n");
  expect(row).toContain(`,"'=HYPERLINK(""x""): `);
});
