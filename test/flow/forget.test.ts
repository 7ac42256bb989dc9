import fc from "fast-check";
import {describe, expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import type {Analysis} from "../../src/judge/analysis.ts";
import {type Ladder, parseLadder} from "../support/ladder.ts";
import {capturesOf} from "../support/ladder-capture.ts";

/** Each text is parsed once, so that its packets are drawn once, too. */
const parsed = new Map<string, Ladder>();

/** What `--max-flows` does: the oldest idle flows leave their sums, and the verdict stands. */
function judge(text: string, maximumFlows?: number): Promise<Analysis> {
  const ladder = parsed.get(text) ?? parseLadder(text);
  parsed.set(text, ladder);
  return analyze(capturesOf(ladder, {}).captures, {maximumFlows});
}

const bypassed = `client 10.20.30.17:20000 server 203.0.113.50:443 point fw
0.000 > SYN
0.040 < SYN-ACK unseen
0.041 > ACK
0.042 > PSH-ACK 517
0.081 < PSH-ACK 4321 unseen
0.085 > ACK
repeat 200 0.1`;

const whole = `client 10.20.40.17:20000 server 203.0.113.60:443 point fw
0.000 > SYN
0.040 < SYN-ACK
0.041 > ACK
0.042 > PSH-ACK 517
0.081 < PSH-ACK 4321
0.085 > ACK
repeat 400 0.05`;

const flood = Array.from(
  {length: 1500},
  (_, i) =>
    `client 10.${i % 200}.${i >> 8}.9:${3000 + i} server 198.51.100.7:80 point fw\n${(i / 75).toFixed(3)} > SYN lost`,
).join("\n");

describe("with room for 500 flows", () => {
  const traffic = `${flood}\n${whole}\n${bypassed}\nunfiltered\nwitness`;

  test("the verdict, and how many packets there are, is as with room for all", async () => {
    const [all, few] = await Promise.all([judge(traffic), judge(traffic, 500)]);
    expect(few.verdict.kind).toBe("proven");
    expect(few.verdict.kind).toBe(all.verdict.kind);
    expect(few.totals.tcp).toBe(all.totals.tcp);
    expect(few.causes[0]!.cause).toBe(all.causes[0]!.cause);
  });

  test("at most 500 connections are listed, and the others counted", async () => {
    const [all, few] = await Promise.all([judge(traffic), judge(traffic, 500)]);
    expect(all.totals.forgotten).toBe(0);
    expect(few.totals.conversations).toBeLessThanOrEqual(500);
    expect(few.totals.conversations + few.totals.forgotten).toBe(all.totals.conversations);
  });

  test("a finding tells how many more there were", async () => {
    const {findings} = await judge(traffic, 500);
    const finding = findings.find(one => one.detector === "hidden-replies" && one.certainty === "proven")!;
    const [, more] = /and (\d+) more that were forgotten/.exec(finding.sentence)!;
    const kept = findings.filter(one => one.detector === "hidden-replies").flatMap(one => one.conversations);
    expect(kept.length + Number(more)).toBe(200);
  });

  test("healthy traffic stays healthy", async () => {
    const few = await judge(`${flood}\n${whole}\nwitness`, 500);
    expect(few.totals.forgotten).toBeGreaterThan(1000);
    expect(few.findings.filter(finding => finding.certainty !== "note")).toEqual([]);
  });
});

test("whatever the room, no packet is lost and nothing healthy is accused", async () => {
  const text = `${whole}\n${whole.replaceAll("10.20.40.17", "10.20.41.17")}\nwitness`;
  const all = await judge(text);
  await fc.assert(
    fc.asyncProperty(fc.integer({min: 10, max: 900}), async maximum => {
      const few = await judge(text, maximum);
      expect(few.totals.tcp).toBe(all.totals.tcp);
      expect(few.totals.conversations + few.totals.forgotten).toBeGreaterThanOrEqual(all.totals.conversations);
      expect(few.findings.filter(finding => finding.certainty === "proven")).toEqual([]);
    }),
    {numRuns: 20},
  );
});

test("connections that use the same ports again are forgotten like others", async () => {
  const again = Array.from(
    {length: 600},
    (_, i) =>
      `client 10.20.30.17:20000 server 203.0.113.50:443 point fw isn ${(i + 1) * 5_000_000}\n` +
      ["0.000 > SYN", "0.040 < SYN-ACK", "0.041 > ACK", "0.100 > FIN-ACK", "0.140 < FIN-ACK", "0.141 > ACK"]
        .map(line => line.replace(/^[\d.]+/, at => (Number(at) + i / 5).toFixed(3)))
        .join("\n"),
  ).join("\n");
  const few = await judge(again, 100);
  expect(few.totals.conversations).toBeLessThanOrEqual(100);
  expect(few.totals.conversations + few.totals.forgotten).toBe(600);
  expect(few.totals.tcp).toBe(3600);
});

test("one-way connections of more pairs of networks than there is room for are forgotten, too", async () => {
  const scattered = Array.from({length: 1200}, (_, i) => {
    const at = (seconds: number) => (i / 50 + seconds).toFixed(3);
    return (
      `client 10.${i % 250}.${1 + (i >> 8)}.17:20000 server 203.0.113.50:443 point fw\n` +
      `${at(0)} > SYN\n${at(0.04)} < SYN-ACK unseen\n${at(0.041)} > ACK\n${at(0.05)} > PSH-ACK 10`
    );
  }).join("\n");
  const few = await judge(scattered, 500);
  expect(few.totals.conversations).toBeLessThanOrEqual(500);
  expect(few.totals.tcp).toBe(3600);
});
