import {describe, expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import type {Analysis} from "../../src/judge/analysis.ts";

/** S11: what a sniffer on all interfaces of a FortiGate shows of packets that it takes in and does not send on. */
async function* text(lines: readonly string[]) {
  yield new TextEncoder().encode(`${lines.join("\n")}\n`);
}

const head = ["interfaces=[any]", "filters=[host 10.2.0.4]"];
/** Packets a second each, with their interface and direction. */
const sniffed = (...packets: readonly string[]): readonly string[] =>
  packets.map((packet, i) => `2026-11-21 10:15:${String(i + 10)}.000000 ${packet}`);
const judge = (lines: readonly string[], name = "fgt/"): Promise<Analysis> =>
  analyze([{path: "sniffer.txt", name, stream: text(lines)}]);
const of = (analysis: Analysis) => analysis.findings.find(({detector}) => detector === "device-drops");

const syn = "10.1.0.3.51156 -> 10.2.0.4.5000: syn 100";
const synAck = "10.2.0.4.5000 -> 10.1.0.3.51156: syn 900 ack 101";
/** The same SYN four times, as clients send it. */
const asked = Array.from({length: 4}, () => `port1 in ${syn}`);

describe("a SYN that enters by an interface of all", () => {
  test("and leaves by none is dropped by the device: no asymmetry, and its debug flow is what to type", async () => {
    const analysis = await judge([...head, ...sniffed(...asked)]);
    expect(of(analysis)).toMatchObject({
      certainty: "note",
      facts: {device: "fgt", way: "requests", packets: 4, enters: "port1", forwarded: 0},
      evidence: [{rule: "S11", line: 3}],
    });
    expect(analysis.verdict).toMatchObject({kind: "symmetric", failing: false});
    expect(analysis.verdict.clauses[0]).toBe("SYNs of 1 connection enter fgt by port1 and leave it by no interface");
    expect(analysis.findings.map(({detector}) => detector)).toEqual(["device-drops"]);
    const [cause] = analysis.causes;
    expect(cause!.cause).toBe("device-drops");
    expect(cause!.next[0]!.platform).toBe("fortios");
    expect(cause!.next.some(({lines}) => lines.includes("diagnose debug flow trace start 100"))).toBe(true);
    // Nothing tells whether it is for the FortiGate itself, or leaves translated.
    expect(of(analysis)!.alternatives.map(({excludedBecause}) => excludedBecause)).toEqual([null, null]);
  });

  test("and leaves by another is unanswered: the device did its part", async () => {
    const analysis = await judge([...head, ...sniffed(...asked.flatMap(packet => [packet, `port2 out ${syn}`]))]);
    expect(of(analysis)).toBeUndefined();
    expect(analysis.causes[0]!.cause).not.toBe("device-drops");
  });

  test("and leaves under another address is not lost: its number is the same", async () => {
    const analysis = await judge([
      ...head,
      ...sniffed(...asked.flatMap(packet => [packet, "port2 out 203.0.113.9.40001 -> 10.2.0.4.5000: syn 100"])),
    ]);
    expect(of(analysis)).toBeUndefined();
  });

  test("and that the device itself answers is for the device", async () => {
    const own = "10.1.0.7.51000 -> 10.2.0.4.5000: syn 300";
    const answer = "10.2.0.4.5000 -> 10.1.0.7.51000: syn 700 ack 301";
    const analysis = await judge([...head, ...sniffed(`port1 in ${own}`, `port1 out ${answer}`, ...asked)]);
    expect(of(analysis)).toBeUndefined();
  });

  test("while others of the same server pass is dropped for good: nothing else explains it", async () => {
    const other = "10.1.0.8.52000 -> 10.2.0.4.5000: syn 300";
    const answer = "10.2.0.4.5000 -> 10.1.0.8.52000: syn 700 ack 301";
    const passing = [`port3 in ${other}`, `port2 out ${other}`, `port2 in ${answer}`, `port3 out ${answer}`];
    const analysis = await judge([...head, ...sniffed(...passing, ...asked)]);
    expect(of(analysis)!.facts).toMatchObject({forwarded: 1, packets: 4});
    expect(of(analysis)!.alternatives.map(({excludedBecause}) => excludedBecause)).not.toContain(null);
  });

  test("says nothing where the sniffer ran on that interface alone", async () => {
    const analysis = await judge(["interfaces=[port1]", "filters=[none]", ...sniffed(...asked)]);
    expect(of(analysis)).toBeUndefined();
    expect(analysis.verdict.kind).toBe("suspected");
  });
});

describe("a SYN-ACK that enters a device which forwarded the SYN", () => {
  const there = [`port1 in ${syn}`, `port2 out ${syn}`];

  test("by the interface that it left by, and leaves by none, is dropped: not asymmetry, but the device", async () => {
    const analysis = await judge([
      ...head,
      ...sniffed(...there, `port2 in ${synAck}`, ...there, `port2 in ${synAck}`, ...there),
    ]);
    expect(of(analysis)).toMatchObject({certainty: "note", facts: {way: "replies", enters: "port2"}});
    expect(analysis.verdict.kind).toBe("symmetric");
    expect(analysis.causes[0]!.cause).toBe("device-drops");
  });

  test("by another interface is a mismatch, and fails", async () => {
    const analysis = await judge([
      ...head,
      ...sniffed(...there, `port4 in ${synAck}`, ...there, `port4 in ${synAck}`, ...there),
    ]);
    expect(of(analysis)).toBeUndefined();
    expect(analysis.findings.map(({detector}) => detector)).toContain("interface-mismatch");
    expect(["proven", "suspected"]).toContain(analysis.verdict.kind);
  });
});

test("a host that forwards nothing drops nothing: a SYN that enters it is for itself", async () => {
  const lines = ["listening on any, link-type LINUX_SLL2"].concat(
    Array.from(
      {length: 4},
      (_, i) =>
        `10:15:1${i}.000000 eth0  In  IP 10.1.0.3.51156 > 10.2.0.4.5000: Flags [S], seq 100, win 64240, length 0`,
    ),
  );
  expect(of(await judge(lines, "server"))).toBeUndefined();
});
