import {join} from "node:path";
import {describe, expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import type {Analysis} from "../../src/detect/analysis.ts";
import {parseLadder} from "../support/ladder.ts";
import {capturesOf} from "../support/ladder-capture.ts";

/** Situations too large to draw: what fools a detector only in numbers. */
const folder = join(import.meta.dirname, "../../captures");

const judge = (text: string): Promise<Analysis> => analyze(capturesOf(parseLadder(text), {}).captures);
const surely = (analysis: Analysis) => analysis.findings.filter(finding => finding.certainty !== "note");

/** `count` clients' SYNs to different hosts, each sent so often. */
const syns = (count: number, times: number) =>
  Array.from({length: count}, (_, i) => {
    const lines = Array.from({length: times}, (_, k) => `${(2 ** k - 1 + i / 100).toFixed(3)} > SYN lost`);
    return [`client 10.20.30.17:${40000 + i} server 203.0.${i}.50:443 point fw-inside`, ...lines].join("\n");
  }).join("\n");

const end = "client 10.9.9.1:40000 server 10.8.8.1:80 point fw-inside\n20.00 > PSH-ACK 10\n20.01 < ACK\n";

describe("one packet seen at two points", () => {
  const healthy = join(folder, "healthy/inside.pcap");

  test("a capture given twice, as two points of one device, is no interface mismatch", async () => {
    const analysis = await analyze([
      {path: healthy, name: "fw/a"},
      {path: healthy, name: "fw/b"},
    ]);
    expect(surely(analysis)).toEqual([]);
    expect(analysis.verdict.kind).toBe("symmetric");
  });

  test("and a conversation is counted once", async () => {
    const [once, twice] = await Promise.all([
      analyze([{path: healthy}]),
      analyze([
        {path: healthy, name: "fw/a"},
        {path: healthy, name: "fw/b"},
      ]),
    ]);
    expect(twice.totals.conversations).toBe(once.totals.conversations);
    expect(twice.totals.tcp).toBe(2 * once.totals.tcp);
  });
});

describe("G6: scans", () => {
  test("a client that sends one SYN each to sixty services scans: a note", async () => {
    const analysis = await judge(syns(60, 1) + "\n" + end);
    expect(surely(analysis)).toEqual([]);
    expect(analysis.findings[0]!.sentence).toMatch(/^A scan/);
  });

  test("a client that sends each SYN four times wants an answer: no scan", async () => {
    const analysis = await judge(syns(60, 4) + "\n" + end);
    expect(analysis.verdict.kind).toBe("suspected");
    expect(analysis.findings.map(finding => finding.sentence).join()).not.toMatch(/scan/);
  });
});

describe("more pairs of networks than findings are told apart", () => {
  test("share one finding, and nothing is lost", async () => {
    const many = 2100;
    const text = Array.from({length: many}, (_, i) => {
      const net = `${100 + (i >> 8)}.${i & 255}`;
      return `client 10.${net}.7:51544 server 172.16.1.5:443 point fw-inside
0.000 > SYN
0.040 < SYN-ACK unseen
0.041 > ACK
0.042 > PSH-ACK 100
0.080 < PSH-ACK 100 unseen
0.081 > ACK`;
    }).join("\n");
    const analysis = await judge(text);
    expect(analysis.totals.byOutcome["one-way"]).toBe(many);
    const hidden = analysis.findings.filter(finding => finding.detector === "hidden-replies");
    expect(hidden.reduce((sum, finding) => sum + finding.conversations.length, 0)).toBe(many);
    expect(hidden.length).toBeLessThan(many);
  });
});
