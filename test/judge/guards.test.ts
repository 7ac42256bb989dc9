import {readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import type {Analysis} from "../../src/judge/analysis.ts";
import {ethernet, ipv4, tcp} from "../support/bytes.ts";
import {after, pcap} from "../support/containers.ts";
import {parseLadder} from "../support/ladder.ts";
import {capturesOf} from "../support/ladder-capture.ts";

/** Situations too large to draw: what fools a detector only in numbers. */
const folder = join(import.meta.dirname, "../../captures");

const judge = (text: string): Promise<Analysis> => analyze(capturesOf(parseLadder(text), {}).captures);
async function* streamOf(bytes: Uint8Array) {
  yield bytes;
}
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

  test("and a connection is counted once", async () => {
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

describe("G2: a snapshot length", () => {
  const ladder = readFileSync(join(import.meta.dirname, "../cases/A6-ipv6.ladder"), "utf8");
  const cutTo = async (snaplen: number) => analyze(capturesOf(parseLadder(ladder), {snaplen}).captures);

  test("that cuts TCP headers off does not suffice, and the next one is named", async () => {
    const {verdict, causes, totals} = await cutTo(64);
    expect(totals).toMatchObject({tcp: 0, conversations: 0});
    expect(verdict.kind).toBe("inconclusive");
    expect(verdict.sentence).toContain("cut off before their TCP headers end");
    expect(verdict.sentence).toContain("tcpdump -s 128");
    expect(causes[0]).toMatchObject({cause: "insufficient-capture"});
    expect(causes[0]!.next[0]!.command).toContain("-s 128");
  });

  test("that holds them does", async () => {
    expect((await cutTo(68)).verdict.kind).toBe("proven");
  });
});

describe("G6: scans", () => {
  test("a client that sends one SYN each to sixty services scans: a note", async () => {
    const analysis = await judge(syns(60, 1) + "\n" + end);
    expect(surely(analysis)).toEqual([]);
    expect(analysis.findings[0]!.sentence).toMatch(/^A scan/);
  });

  test("one SYN each of many hosts to one server is a flood: a note", async () => {
    const flood = Array.from(
      {length: 1200},
      (_, i) =>
        `client 10.20.${30 + (i >> 8)}.${i & 255}:4000 server 203.0.113.50:443 point fw-inside\n${i / 1000} > SYN lost`,
    );
    const analysis = await judge(`${flood.join("\n")}\n${end}`);
    expect(surely(analysis)).toEqual([]);
    expect(analysis.findings[0]!.sentence).toMatch(/^A flood of SYNs/);
  });

  test("a flood from more networks than findings are told apart is one finding, of all of them", async () => {
    const flood = Array.from(
      {length: 2500},
      (_, i) =>
        `client 10.${20 + (i >> 8)}.${i & 255}.7:4000 server 203.0.113.50:443 point fw-inside\n${i / 1000} > SYN lost`,
    );
    const analysis = await judge(`${flood.join("\n")}\n${end}`);
    expect(surely(analysis)).toEqual([]);
    expect(analysis.findings.map(finding => finding.sentence)).toEqual([
      "A flood of SYNs: 2,500 connections from 2,500 networks to 203.0.113.50 got no answer",
    ]);
  });

  test("a client that sends each SYN four times wants an answer: no scan", async () => {
    const analysis = await judge(syns(60, 4) + "\n" + end);
    expect(analysis.verdict.kind).toBe("inconclusive");
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

test("what is unanswered beyond the bound shares a note, which says so", async () => {
  const many = 2010;
  const text = Array.from(
    {length: many},
    (_, i) => `client 10.${100 + (i >> 8)}.${i & 255}.7:51544 server 172.16.${i % 3}.5:443 point fw-inside
0.000 > SYN lost
1.000 > SYN lost`,
  );
  const {findings} = await judge(`${text.join("\n")}\n${end}`);
  const [last, ...others] = findings.toReversed();
  expect(last!.conversations).toHaveLength(10);
  expect(last!.certainty).toBe("note");
  expect(last!.sentence).toMatch(/; all that is beyond the first 2000 findings of this kind together$/);
  expect(others.map(({certainty, conversations}) => `${certainty} ${conversations.length}`)).toEqual(
    Array.from({length: 2000}, () => "note 1"),
  );
});

test("servers that answer pings and no TCP beyond the bound share a finding, which says so; one that works is not in it", async () => {
  const servers = Array.from({length: 511}, (_, i) => `10.40.${i >> 8}.${i & 255}`);
  const pinged = servers.map(server =>
    [
      `client 10.20.30.17:51544 server ${server}:443 point fw`,
      "0.000 > SYN lost",
      "1.000 > SYN lost",
      "2.000 > ECHO",
      "2.010 < REPLY",
      "3.000 > ECHO",
      "3.010 < REPLY",
    ].join("\n"),
  );
  const works = `client 10.20.30.18:51544 server ${servers[510]}:443 point fw\n0.000 > SYN\n0.001 < SYN-ACK\n0.002 > ACK`;
  const {findings} = await judge(`${pinged.join("\n")}\n${works}\n${end}`);
  const told = findings.filter(({detector}) => detector === "icmp-ok-tcp-fails");
  expect(told).toHaveLength(501);
  expect(told.slice(0, 500).every(({conversations}) => conversations.length === 1)).toBe(true);
  expect(told[500]!.conversations).toHaveLength(10);
  expect(told[500]!.sentence).toMatch(/; all that is beyond the first 500 findings of this kind together$/);
});

describe("G7: backscatter", () => {
  /** SYN-ACKs of so many networks to one client that never asked. */
  const answers = (networks: number, point: (i: number) => string) =>
    Array.from(
      {length: networks},
      (_, i) => `client 10.20.30.17:${40000 + i} server 172.${16 + (i >> 4)}.${i}.9:443 point fw/rx
5.000 > SYN unseen
5.040 < SYN-ACK lost ${point(i)}
6.040 < SYN-ACK lost ${point(i)}
8.040 < SYN-ACK lost ${point(i)}`,
    ).join("\n");
  const healthy = `client 10.20.30.17:39999 server 172.16.0.8:443 point fw/rx
0.000 > SYN @fw/rx,fw/tx
0.040 < SYN-ACK @fw/rx,fw/tx
0.041 > ACK @fw/rx,fw/tx
19.00 > PSH-ACK 10 @fw/rx,fw/tx
19.01 < ACK @fw/rx,fw/tx
`;

  /** Else the capture there would begin with the first of them, and they might be repeats (G3). */
  const ping = "client 10.20.30.17:39998 server 172.30.0.8:443 point fw/other\n0.000 > ECHO\n0.010 < REPLY\n";

  test("of sixty networks is a note", async () => {
    const analysis = await judge(healthy + ping + answers(60, () => "@fw/other"));
    expect(surely(analysis)).toEqual([]);
    expect(analysis.findings.some(finding => /backscatter/.test(finding.sentence))).toBe(true);
  });

  test("of three networks is suspected", async () => {
    const analysis = await judge(healthy + ping + answers(3, () => "@fw/other"));
    expect(new Set(surely(analysis).map(finding => finding.detector))).toEqual(new Set(["unasked"]));
  });

  test("of sixty networks, received and dropped by a firewall, is no proof that requests bypass it", async () => {
    const analysis = await judge(healthy + answers(60, () => "@fw/rx,fw/drop"));
    expect(surely(analysis)).toEqual([]);
  });
});

test("P8: two captures in series that each lost half of all packets prove no split", async () => {
  let packet = 1;
  const half = () => {
    // Both points lose by patterns of their own; now and then each has what the other lacks.
    packet = Math.imul(packet ^ (packet >>> 15), 0x85ebca6b) + 0x6d2b79f5;
    const mixed = Math.imul(packet ^ (packet >>> 13), 0xc2b2ae35) >>> 0;
    return (["@fw-a/x", "@fw-b/y", "@fw-a/x,fw-b/y", "unseen"] as const)[mixed >>> 30]!;
  };
  const text = Array.from({length: 300}, (_, i) =>
    [
      `client 10.20.30.17:${40000 + i} server 203.0.113.50:443 point fw-a/x`,
      ...[
        "0.000 > SYN",
        "0.040 < SYN-ACK",
        "0.041 > ACK",
        "0.042 > PSH-ACK 517",
        "0.081 < PSH-ACK 900",
        "0.085 > ACK",
      ].map(line => `${line} ${half()}`),
    ].join("\n"),
  ).join("\n");
  const analysis = await judge(text);
  expect(analysis.totals.byOutcome.split).toBeGreaterThan(3);
  expect(analysis.findings.filter(finding => finding.certainty === "proven")).toEqual([]);
});

test("a SYN-ACK of another number answers the SYN before it, and nobody's requests are missing", async () => {
  const between = (isRequest: boolean, segment: object) =>
    ethernet(
      {},
      ipv4(
        isRequest ? {source: "192.0.2.10", target: "198.51.100.20"} : {source: "198.51.100.20", target: "192.0.2.10"},
        tcp({sourcePort: isRequest ? 40_001 : 80, targetPort: isRequest ? 80 : 40_001, ...segment}),
      ),
    );
  const packets = [0, 1, 3, 7].flatMap(seconds => [
    {time: after(seconds), bytes: between(true, {flags: "SYN", sequence: 1000})},
    {time: after(seconds + 0.05), bytes: between(false, {flags: "SYN-ACK", sequence: 880_000, acknowledgment: 77})},
    {time: after(seconds + 0.051), bytes: between(true, {flags: "RST", sequence: 77})},
  ]);
  const analysis = await analyze([{path: "fw.pcap", name: null, stream: streamOf(pcap(packets))}]);
  expect(surely(analysis)).toEqual([]);
  expect(analysis.totals.byOutcome).toMatchObject({stalled: 1, unasked: 0, unanswered: 0});
  expect(analysis.findings.map(one => one.detector)).toContain("syn-ack-not-accepted");
});
