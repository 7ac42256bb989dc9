import {execFileSync, spawnSync} from "node:child_process";
import {join} from "node:path";
import {describe, expect, test} from "vitest";
import type {Endpoint} from "../src/flow/address.ts";
import {endpointText} from "../src/flow/address.ts";
import type {Analysis, DisplayFilter, Finding} from "../src/judge/analysis.ts";
import {cases, judgeVariant, variantsOf} from "./support/cases.ts";
import {judge, scenarios} from "./support/scenarios.ts";

/** What Wireshark shows by the filters of findings, asked of tshark: every packet of the finding's connections in that file, and of no other. */
const hasTshark = spawnSync("tshark", ["--version"]).status === 0;
const captures = join(import.meta.dirname, "../captures");

test("tshark is there in CI", () => {
  if (process.env.CI) expect(hasTshark, "install tshark: without it no filter is checked").toBe(true);
});

type Counts = Map<string, number>;

const between = (a: Endpoint, b: Endpoint): string => [endpointText(a), endpointText(b)].sort().join(" ");

/** Packets by pair of ends that a filter selects in a file; what ICMP quotes is none. */
const shown = new Map<string, Counts>();
function shownBy(file: string, filter: string): Counts {
  const key = `${file} ${filter}`;
  const known = shown.get(key);
  if (known !== undefined) return known;
  const fields = ["ip.src", "ipv6.src", "ip.dst", "ipv6.dst", "tcp.srcport", "tcp.dstport"];
  const output = execFileSync(
    "tshark",
    ["-n", "-r", file, "-Y", `(${filter}) && tcp && !icmp && !icmpv6`, "-T", "fields"].concat(
      fields.flatMap(field => ["-e", field]),
    ),
    {encoding: "utf8", maxBuffer: 1 << 27, stdio: ["ignore", "pipe", "ignore"]},
  );
  const counts: Counts = new Map();
  for (const line of output.split("\n").filter(Boolean)) {
    const [source4, source6, target4, target6, sourcePort, targetPort] = line.split("\t");
    const pair = between(
      {address: source4 || source6!, port: Number(sourcePort)},
      {address: target4 || target6!, port: Number(targetPort)},
    );
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  shown.set(key, counts);
  return counts;
}

/** Packets of a finding's connections in a capture, by the records of the report. */
function expected(analysis: Analysis, {conversations}: Finding, {capture}: DisplayFilter): Counts {
  const counts: Counts = new Map();
  for (const id of conversations)
    for (const {point, client, server, requests, replies} of analysis.connection(id, false).flows) {
      const {captures: of} = analysis.points.find(one => one.id === point)!;
      if (!of.includes(capture)) continue;
      const pair = between(client, server);
      counts.set(pair, (counts.get(pair) ?? 0) + requests.packets + replies.packets);
    }
  return counts;
}

const sorted = (counts: Counts) => Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));

describe.each(scenarios.map(one => ({...one, what: `${one.name}: ${one.text}`})))("$what", scenario => {
  test.skipIf(!hasTshark)("filters select the connections of findings, and no others", {timeout: 120_000}, async () => {
    const analysis = await judge(scenario);
    for (const finding of analysis.findings) {
      if (finding.conversations.length === 0) continue;
      expect(finding.displayFilters, finding.sentence).not.toEqual([]);
      expect(finding.displayFilter).toBe(finding.displayFilters[0]!.filter);
      for (const one of finding.displayFilters) {
        expect(one.others, `${finding.sentence}: ${one.filter}`).toBe(0);
        const counts = shownBy(
          join(captures, scenario.name, analysis.captures[one.capture]!.path.replace(/.*\//, "")),
          one.filter,
        );
        expect(sorted(counts), `${finding.sentence}: ${one.filter}`).toEqual(sorted(expected(analysis, finding, one)));
      }
    }
  });
});

describe.each(cases.map(({name, title, ladder}) => ({what: `${name}: ${title}`, ladder})))("$what", ({ladder}) => {
  test("filters are exact", async () => {
    const {analysis} = await judgeVariant(ladder, variantsOf(ladder)[0]!);
    const loose = analysis.findings.flatMap(({displayFilters}) => displayFilters.filter(one => one.others > 0));
    expect(loose).toEqual([]);
  });
});
