import {execFileSync, spawnSync} from "node:child_process";
import {readdirSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, test} from "vitest";
import {analyze} from "../src/analyze.ts";
import {endpointText} from "../src/flow/address.ts";
import type {Analysis, Finding} from "../src/judge/analysis.ts";

/** What tcpdump prints of every committed capture is judged as the capture itself. */
const hasTcpdump = spawnSync("tcpdump", ["--version"]).status === 0;
const folder = join(import.meta.dirname, "../captures");
const captures = readdirSync(folder, {recursive: true, encoding: "utf8"})
  .filter(file => file.endsWith(".pcap"))
  .sort();

/** Relative and absolute numbers, one line and two, with and without the link, and clocks of three kinds. */
const manners = ["-n", "-nSe", "-nvtttt", "-nett"];

/**
 * Where texts are judged otherwise today: lines of VRRP are taken for packets that are cut short, so that a capture
 * without TCP is "inconclusive". Wanted: none.
 */
const today: Readonly<Record<string, string>> = {"vrrp-split-unsynced/fw-b-inside.pcap": "inconclusive"};

async function* printed(file: string, options: string) {
  yield execFileSync("tcpdump", [options, "-r", file], {maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"]});
}

/**
 * Everything that does not depend on what texts leave out: link addresses without -e, which also tell what comes back from another router
 * from what is lost beyond; time to live without -v.
 */
function judged(analysis: Analysis, withLink: boolean) {
  const conversations = Array.from({length: analysis.totals.conversations}, (_, id) => analysis.connection(id));
  return {
    verdict: analysis.verdict.kind,
    outcomes: analysis.totals.byOutcome,
    tcp: analysis.totals.tcp,
    icmp: analysis.totals.icmp,
    findings: analysis.findings
      .filter(
        ({detector}) => withLink || !["one-sided-capture", "next-hop-mismatch", "lost-downstream"].includes(detector),
      )
      // Of ACKs without data tcpdump prints no sequence number, so that a gap before them does not show.
      .filter(finding => finding.detector !== "thinned-direction")
      .map(({detector, certainty, missing, conversations}) => ({detector, certainty, missing, conversations})),
    counters: conversations.flatMap(({flows}) =>
      flows.map(({client, server, requests, replies}) => [
        `${endpointText(client)} > ${endpointText(server)}`,
        ...[requests, replies].map(side => [side.packets, side.bytes, side.syn, side.synAck, side.fin, side.rst]),
      ]),
    ),
  };
}

test("tcpdump is there in CI", () => {
  if (process.env.CI) expect(hasTcpdump, "install tcpdump: without it what it prints is not checked").toBe(true);
});

describe.skipIf(!hasTcpdump).each(captures)("%s", capture => {
  const path = join(folder, capture);

  test.each(manners)("printed by tcpdump %s is judged alike", async options => {
    const withLink = options.includes("e");
    const text = await analyze([{path: "printed.txt", name: "point", stream: printed(path, options)}]);
    const bytes = await analyze([{path, name: "point"}]);
    expect(text.partial).toBe(false);
    const [one, two] = [judged(text, withLink), judged(bytes, withLink)];
    // Without the link, nothing tells that frames came from the other side: a guard may speak.
    if (!withLink && text.verdict.kind === "one-sided-capture") one.verdict = two.verdict;
    // Nor that replies come from another router, where nothing else is amiss.
    const isSure = ({certainty, detector}: Finding) => certainty !== "note" && detector !== "next-hop-mismatch";
    if (!withLink && !bytes.findings.some(isSure)) one.verdict = two.verdict;
    if (text.verdict.kind === today[capture]) one.verdict = two.verdict;
    expect(one).toEqual(two);
  });
});
