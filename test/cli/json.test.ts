import {createHash} from "node:crypto";
import {describe, expect, it} from "vitest";
import {outcomes} from "../../src/judge/analysis.ts";
import {linkType} from "../support/bytes.ts";
import {after as at, type Captured, pcap, pcapng} from "../support/containers.ts";
import {asymcapReading} from "./program.ts";
import {asymmetric, everything, everythingCounts, symmetric} from "./traffic.ts";

/** The report, as far as the tests look into it. */
interface Json {
  readonly captures: {packets: number}[];
  readonly points: {packets: number; dropped: number | null}[];
  readonly period: object | null;
  readonly totals: {
    packets: number;
    tcp: number;
    udp: number;
    icmp: number;
    conversations: number;
    byOutcome: Record<string, number>;
  };
  readonly skipped: Record<string, number>;
  readonly conversations: {client: {port: number}; findings: number[]; flows: {requests: Side; replies: Side}[]}[];
  readonly findings: {
    id: number;
    detector: string;
    conversations: number[];
    evidence: object[];
    alternatives: object[];
  }[];
  readonly causes: {next: object[]}[];
  readonly ruledOut: object[];
  readonly groups: object[];
}

interface Side {
  readonly packets: number;
  readonly entering: number;
  readonly leaving: number;
}

async function report(bytes: Uint8Array): Promise<Json> {
  const {stdout} = await asymcapReading(bytes, "-o", "-", "--format", "json", "inside=-");
  return JSON.parse(stdout) as Json;
}

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/;
const keys = (record: object) => Object.keys(record);

describe("the JSON report has every key of its schema", () => {
  it("at its top", async () => {
    const json = await report(pcap(asymmetric));
    expect(keys(json)).toEqual(
      expect.arrayContaining(
        "schema generator verdict partial period captures points totals skipped conversations findings causes ruledOut groups".split(
          " ",
        ),
      ),
    );
    expect(json).toMatchObject({
      schema: "asymcap/1",
      generator: {name: "asymcap", version: expect.stringMatching(/^\d+\.\d+\.\d+/)},
      verdict: {kind: expect.any(String), failing: false, sentence: expect.stringMatching(/./)},
      partial: false,
      period: {first: "2026-11-21T14:12:02.000000000Z", last: "2026-11-21T14:12:10.200000000Z"},
    });
  });

  it("of captures and points", async () => {
    const bytes = pcapng(asymmetric, {interfaces: [{name: "port2"}]});
    const json = await report(bytes);
    expect(json.captures).toEqual([
      {
        ...{path: "-", format: "pcapng", packets: asymmetric.length, bytes: bytes.length, notes: []},
        ...{size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex")},
      },
    ]);
    expect(json.points).toEqual([
      {
        id: 0,
        name: "inside",
        device: null,
        stage: null,
        interface: "port2",
        captures: [0],
        linkType: linkType.ethernet,
        packets: asymmetric.length,
        clock: "utc",
        dropped: null,
      },
    ]);
  });

  it("of totals: every outcome, also those that none had", async () => {
    for (const packets of [asymmetric, []]) {
      const {totals} = await report(pcap(packets));
      expect(keys(totals)).toEqual(
        expect.arrayContaining("packets tcp udp icmp copies conversations forgotten byOutcome".split(" ")),
      );
      expect(keys(totals.byOutcome).sort()).toEqual([...outcomes].sort());
    }
  });

  it("of what was skipped: the four fixed reasons, also where there was none", async () => {
    const {skipped} = await report(pcap(symmetric));
    expect(skipped).toEqual({"not-ip": 0, fragment: 0, "cut-short": 0, malformed: 0});
  });

  it("of a connection and its flows", async () => {
    const json = await report(pcap(asymmetric));
    expect(json.conversations).toHaveLength(8);
    const whole = json.conversations.find(one => one.client.port === 40_000)!;
    const side = {
      copies: 0,
      first: expect.stringMatching(time),
      last: expect.stringMatching(time),
      ttl: [64],
      rst: 0,
      repeats: 0,
    };
    expect(whole).toEqual({
      id: 0,
      client: {address: "10.1.0.3", port: 40_000},
      server: {address: "10.2.0.4", port: 443},
      clientBy: "syn",
      outcome: "complete",
      missing: null,
      certainty: null,
      failing: false,
      first: "2026-11-21T14:12:02.000000000Z",
      last: "2026-11-21T14:12:02.070000000Z",
      findings: [],
      flows: [
        {
          point: 0,
          client: {address: "10.1.0.3", port: 40_000},
          server: {address: "10.2.0.4", port: 443},
          missing: null,
          history: expect.stringMatching(/^Sh/),
          requests: {...side, packets: 5, bytes: 50, syn: 1, synAck: 0, fin: 1, entering: 0, leaving: 0},
          replies: {...side, packets: 3, bytes: 500, syn: 0, synAck: 1, fin: 1, entering: 0, leaving: 0},
        },
      ],
    });
    const half = json.conversations.find(one => one.client.port === 50_000)!;
    expect(half).toMatchObject({
      outcome: "one-way",
      missing: "replies",
      flows: [{missing: "replies", replies: {packets: 0}}],
    });
    expect(half.flows[0]!.replies).toMatchObject({first: null, last: null, ttl: []});
  });

  it("of findings, causes and groups", async () => {
    const json = await report(pcap(asymmetric));
    const finding = json.findings.find(one => one.detector === "hidden-replies")!;
    expect(finding).toMatchObject({
      id: expect.any(Number),
      certainty: expect.stringMatching(/^(proven|suspected)$/),
      missing: "replies",
      points: [0],
      since: expect.stringMatching(time),
      sentence: expect.stringMatching(/./),
      displayFilter: expect.stringContaining("10.2.0.4"),
      displayFilters: [{capture: 0, filter: expect.stringContaining("10.2.0.4"), others: 0}],
    });
    expect(finding.conversations).toHaveLength(3);
    expect(finding.evidence[0]).toEqual({
      capture: 0,
      frame: expect.any(Number),
      line: null,
      rule: expect.stringMatching(/^[A-Z]\d+$/),
      says: expect.any(String),
    });
    for (const alternative of finding.alternatives) expect(keys(alternative)).toEqual(["says", "excludedBecause"]);
    for (const connection of finding.conversations)
      expect(json.conversations[connection]!.findings).toContain(finding.id);
    for (const cause of json.causes) {
      expect(keys(cause)).toEqual(expect.arrayContaining(["cause", "rank", "for", "against", "next"]));
      for (const step of cause.next)
        expect(keys(step).sort()).toEqual(["command", "effect", "lines", "platform", "undo", "why"]);
    }
    for (const one of json.ruledOut) expect(keys(one)).toEqual(["says", "because"]);
    expect(json.groups).toEqual([
      {
        client: "10.1.0.0/24",
        server: "10.2.0.4:443",
        conversations: 8,
        oneWay: 3,
        missing: "replies",
        since: expect.stringMatching(time),
      },
    ]);
  });
});

describe("the counts add up", () => {
  it("where every kind of frame occurs", async () => {
    const json = await report(pcap(everything));
    expect(json.totals).toMatchObject({packets: everything.length, tcp: everythingCounts.tcp, udp: 1, icmp: 2});
    expect(json.skipped).toEqual(everythingCounts.skipped);
  });

  const inputs: [name: string, bytes: Uint8Array][] = [
    ["healthy", pcap(symmetric)],
    ["asymmetric", pcap(asymmetric)],
    ["every kind of frame", pcap(everything)],
    ["no packets", pcap([])],
    ["cut off", pcap(asymmetric).subarray(0, 1_000)],
    [
      "an unknown link type",
      pcapng([{...everything[0]!, interface: 1}, everything[1]!], {interfaces: [{}, {link: 189}]}),
    ],
    ["frames of no bytes", pcap([{time: at(0), bytes: new Uint8Array(0)}])],
  ];
  it.each(inputs)("%s", async (_, bytes) => {
    const {totals, skipped, captures, points, conversations} = await report(bytes);
    const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);
    expect(totals.packets).toBe(totals.tcp + totals.udp + totals.icmp + sum(Object.values(skipped)));
    expect(totals.packets).toBe(sum(captures.map(one => one.packets)));
    expect(totals.packets).toBe(sum(points.map(one => one.packets)));
    expect(totals.conversations).toBe(conversations.length);
    expect(totals.conversations).toBe(sum(Object.values(totals.byOutcome)));
    const segments = conversations.flatMap(one => one.flows.flatMap(f => [f.requests.packets, f.replies.packets!]));
    expect(totals.tcp).toBe(sum(segments));
  });
});

it("a capture without packets has no period", async () => {
  expect(await report(pcap([]))).toMatchObject({
    period: null,
    verdict: {kind: "nothing"},
    conversations: [],
    findings: [],
  });
});

it("times beyond the year 2100 and before 1970 are told, not made up", async () => {
  const far: Captured = {...symmetric[0]!, time: 4_294_967_295_000_000_000n};
  expect((await report(pcap([far]))).period).toEqual({
    first: "2106-02-07T06:28:15.000000000Z",
    last: "2106-02-07T06:28:15.000000000Z",
  });
  const early = pcapng([{...symmetric[0]!, time: -1n}], {interfaces: [{resolution: 9, offset: -10n}]});
  expect((await report(early)).period).toMatchObject({first: "1969-12-31T23:59:59.999999999Z"});
});

it("what the capture says of directions and lost packets is told", async () => {
  const packets = symmetric.map(
    (packet, i): Captured => ({...packet, direction: i % 2 ? "leaving" : "entering", dropped: 1}),
  );
  const json = await report(pcapng(packets));
  expect(json.points[0]!.dropped).toBe(packets.length);
  const {requests, replies} = json.conversations[0]!.flows[0]!;
  expect([requests.entering, requests.leaving, replies.entering, replies.leaving]).toEqual([2, 3, 2, 1]);
});
