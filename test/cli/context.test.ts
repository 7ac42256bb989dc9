import {describe, expect, it} from "vitest";
import {client4, ethernet, icmp, ipv4, server4, tcp} from "../support/bytes.ts";
import {after as at, type Captured, pcap} from "../support/containers.ts";
import {asymcap, asymcapReading, hostile, workplace} from "./program.ts";
import {healthy, oneWay, symmetric, widthOf} from "./traffic.ts";

/** What the user may say beside the captures: events, a period, a filter, the clients' networks. */

interface Json {
  readonly verdict: {kind: string; sentence: string};
  readonly totals: {packets: number; tcp: number; udp: number; icmp: number; conversations: number};
  readonly skipped: Record<string, number>;
  readonly captures: {packets: number; notes: string[]}[];
  readonly period: {first: string; last: string} | null;
  readonly findings: {detector: string; certainty: string}[];
  readonly events: {time: string; text: string; relation: string | null}[];
  readonly conversations: {clientBy: string; client: {address: string}; server: {address: string}}[];
}

async function report(packets: readonly Captured[], ...argv: string[]): Promise<Json> {
  const {status, stdout, stderr} = await asymcapReading(
    pcap(packets),
    ...argv,
    "-o",
    "-",
    "--format",
    "json",
    "inside=-",
  );
  const json = JSON.parse(stdout) as Json;
  if (json.period === null)
    expect([status, stderr]).toEqual([2, expect.stringMatching(/^asymcap: -: nothing is left to /)]);
  else expect(stderr).toBe("");
  const {totals, skipped} = json;
  const counted = Object.values(skipped).reduce((sum, count) => sum + count, 0);
  expect(totals.tcp + totals.udp + totals.icmp + counted).toBe(totals.packets);
  expect(json.captures.reduce((sum, capture) => sum + capture.packets, 0)).toBe(totals.packets);
  expect(totals.packets).toBe(packets.length);
  return json;
}

const place = workplace();

const text = async (packets: readonly Captured[], ...argv: string[]) =>
  (await asymcapReading(pcap(packets), "--full", ...argv, "inside=-")).stdout;
const unwrapped = (lines: string) => lines.replace(/\s+/g, " ");

/** Healthy first, one-way from 14:13:00 on; 14:12:00 is when the tests' captures begin. */
const turned = [
  ...[2, 12, 22, 32].flatMap((seconds, i) => healthy(seconds, 40_000 + i)),
  ...[60, 70, 80].flatMap((seconds, i) => oneWay(seconds, 50_000 + i)),
  // Another service of the same server goes on working: the witness.
  ...Array.from({length: 50}, (_, i) => healthy(60.5 + i / 2, 41_000 + i, 80)).flat(),
].sort((a, b) => Number(a.time - b.time));

describe("--event", () => {
  it("is compared with the onset", async () => {
    const {events, verdict} = await report(
      turned,
      "--event",
      "14:20:00=reboot",
      "--event",
      "2026-11-21T14:12:58Z=new ISP",
      "--event",
      "+0s=capture begun",
    );
    expect(verdict.kind).toBe("proven");
    expect(events).toMatchObject([
      {time: "2026-11-21T14:12:02.000000000Z", text: "capture begun", relation: "follows"},
      {time: "2026-11-21T14:12:58.000000000Z", text: "new ISP", relation: "coincides"},
      {time: "2026-11-21T14:20:00.000000000Z", text: "reboot", relation: "precedes"},
    ]);
  });

  it("stands below the verdict, whose sentence it does not change", async () => {
    const plain = await text(turned);
    const with_ = await text(turned, "--event", "14:12:58=new ISP", "--event", "14:20:00=reboot");
    expect(unwrapped(with_)).toContain(
      'The asymmetry began 2 s after "new ISP" (14:12:58): they coincide. The asymmetry precedes "reboot"',
    );
    expect(with_.split("\n").slice(0, 3)).toEqual(plain.split("\n").slice(0, 3));
    expect(widthOf(with_)).toBeLessThanOrEqual(80);
  });

  it("is not mentioned in the text where nothing is asymmetric", async () => {
    expect(await text(symmetric, "--event", "14:12:05=new ISP")).toBe(await text(symmetric));
    expect((await report(symmetric, "--event", "14:12:05=new ISP")).events).toMatchObject([{relation: null}]);
  });

  it("may have = in its text, and never commands a terminal", async () => {
    const {events} = await report(turned, "--event", "14:12:58= MTU=1400\u001b[31m ");
    expect(events[0]!.text).toBe("MTU=1400·[31m");
    expect((await text(turned, "--event", "14:12:58=\u001b[31m")).replaceAll("\n", "")).not.toMatch(hostile);
  });

  it("stands on the first screen, too", async () => {
    const {stdout} = await asymcapReading(pcap(turned), "--event", "14:12:58=new ISP", "inside=-");
    expect(unwrapped(stdout)).toContain('The asymmetry began 2 s after "new ISP" (14:12:58): they coincide');
  });

  it("more than a few are counted", async () => {
    const many = Array.from({length: 9}, (_, i) => ["--event", `14:2${i}:00=x`]).flat();
    expect(await text(turned, ...many)).toContain("… and 4 further events");
  });
});

describe("--since and --until", () => {
  it("judge only this part; the rest is counted", async () => {
    const json = await report(turned, "--until", "14:12:59");
    expect(json.verdict.kind).toBe("symmetric");
    expect(json.skipped["outside-period"]).toBe(turned.filter(packet => packet.time > at(59)).length);
    expect(json.totals.conversations).toBe(4);
    expect(json.captures[0]!.notes).toEqual([
      "of all captures only what is until 2026-11-21 14:12:59.000 UTC is judged",
    ]);
    expect((await report(turned, "--both-directions", "--since", "+58s")).verdict.kind).toBe("proven");
  });

  it("of a time of day that only the next day would have after the capture's end mean the first day's", async () => {
    const file = await place.file("evening.pcap", pcap(turned));
    const {stdout} = await asymcap(file, "--since", "00:30", "-o", "-", "--format", "json");
    expect((JSON.parse(stdout) as Json).totals.conversations).toBeGreaterThan(4);
  });

  it("include what is at that very time", async () => {
    const json = await report(turned, "--since", "14:12:12", "--until", "14:12:12.070");
    expect(json.period).toEqual({first: "2026-11-21T14:12:12.000000000Z", last: "2026-11-21T14:12:12.070000000Z"});
    expect(json.totals.tcp).toBe(8);
  });

  it("a period without packets leaves nothing to judge, and the report says what period that was", async () => {
    const json = await report(turned, "--since", "15:00:00");
    expect(json.verdict.kind).toBe("nothing");
    expect(json.skipped["outside-period"]).toBe(turned.length);
    expect(unwrapped(await text(turned, "--since", "15:00:00"))).toContain(
      "from 2026-11-21 15:00:00.000 UTC is judged",
    );
  });

  it.each([
    ["after its end", ["--since", "15:00:00"]],
    ["before its begin", ["--until", "14:00:00"]],
  ])("%s say when the capture was, and that nothing of it is left", async (_, options) => {
    const {verdict} = await report(turned, ...options);
    const [first, last] = [turned[0]!, turned.at(-1)!].map(({time}) =>
      new Date(Number(time / 1_000_000n)).toISOString(),
    );
    const clockOf = (stamp: string | undefined) => stamp!.slice(0, 23).replace("T", " ");
    expect(verdict).toMatchObject({kind: "nothing"});
    expect(verdict.sentence).toContain(`the captures go from ${clockOf(first)} to ${clockOf(last)} UTC`);
  });

  it("connections that are cut begin in their middle, as in a capture begun there", async () => {
    const part = turned.filter(packet => packet.time >= at(60.05));
    const cut = await report(turned, "--since", "14:13:00.05");
    const shorter = await report(part);
    expect(cut.conversations).toEqual(shorter.conversations);
    expect(cut.verdict).toEqual(shorter.verdict);
  });
});

describe("--filter", () => {
  it("judges only these packets; the rest is counted", async () => {
    const json = await report(turned, "--filter", "port 80");
    expect(json.verdict.kind).toBe("symmetric");
    expect(json.totals.conversations).toBe(50);
    expect(json.skipped["filtered-out"]).toBe(turned.length - 400);
  });

  it("leaves the others as witnesses that the point sees both directions", async () => {
    const filter = "portrange 50000-50010";
    const captured = turned.filter(packet => {
      const view = new DataView(packet.bytes.buffer, packet.bytes.byteOffset);
      return view.getUint16(34) >= 50_000 || view.getUint16(36) >= 50_000;
    });
    expect((await report(captured)).verdict.kind).toBe("one-sided-capture");
    expect((await report(turned, "--both-directions")).verdict.kind).toBe("proven");
    expect((await report(turned, "--filter", filter)).verdict.kind).toBe("suspected");
  });

  it("of ports leaves pings as witnesses that the hosts reach each other", async () => {
    const echo = (seconds: number, type: 0 | 8): Captured => {
      const ends = type === 8 ? {source: client4, target: server4} : {source: server4, target: client4};
      return {time: at(seconds), bytes: ethernet({}, ipv4(ends, icmp({type, identifier: 7, sequence: seconds})))};
    };
    const asked = (seconds: number): Captured => ({
      time: at(seconds),
      bytes: ethernet({}, ipv4({}, tcp({sourcePort: 50_000, targetPort: 443, flags: "SYN", sequence: 9}))),
    });
    const pings = [0, 1, 2].flatMap(i => [echo(i, 8), echo(i + 0.04, 0)]);
    const json = await report([...pings, asked(3), asked(4), asked(6), echo(12, 8)], "--filter", "port 443");
    expect(json.findings).toMatchObject([{detector: "icmp-ok-tcp-fails", certainty: "suspected"}, {}]);
    expect(json.totals).toMatchObject({icmp: 0, tcp: 3});
  });

  it("lets what the period leaves out count as that alone", async () => {
    const json = await report(turned, "--filter", "port 80", "--since", "14:13:00");
    expect(json.skipped["outside-period"]).toBe(32);
    expect(json.skipped["filtered-out"]).toBe(turned.length - 32 - 400);
  });
});

describe("--internal", () => {
  const frame = (seconds: number, out: boolean): Captured => ({
    time: at(seconds),
    bytes: ethernet(
      {},
      ipv4(
        out ? {source: client4, target: server4} : {source: server4, target: client4},
        tcp(
          {
            sourcePort: out ? 50_000 : 50_001,
            targetPort: out ? 50_001 : 50_000,
            flags: "PSH-ACK",
            sequence: 100 + seconds * 10,
            acknowledgment: 500,
          },
          10,
        ),
      ),
    ),
  });
  const packets = [frame(1, false), frame(2, true), frame(3, false), frame(4, true)];

  it("tells the client where no handshake does", async () => {
    expect((await report(packets)).conversations).toMatchObject([{clientBy: "first", client: {address: server4}}]);
    for (const internal of [["10.1.0.0/16"], ["192.168.0.0/16", client4], ["2001:db8::/32", "10.1.0.0/24"]])
      expect((await report(packets, ...internal.flatMap(net => ["--internal", net]))).conversations).toMatchObject([
        {clientBy: "internal", client: {address: client4}, server: {address: server4}},
      ]);
    expect((await report(packets, "--internal", "10.2.0.0/16")).conversations).toMatchObject([
      {clientBy: "internal", client: {address: server4}},
    ]);
  });

  it("says nothing where both ends are inside, or neither is", async () => {
    for (const net of ["10.0.0.0/8", "192.168.0.0/16"])
      expect((await report(packets, "--internal", net)).conversations).toMatchObject([{clientBy: "first"}]);
  });

  it("does not overrule a handshake", async () => {
    const json = await report(symmetric, "--internal", "10.2.0.0/16");
    expect(new Set(json.conversations.map(one => one.clientBy))).toEqual(new Set(["syn"]));
  });
});

describe("what cannot be understood has status 2, and says what can be", () => {
  it.each([
    [
      ["--since", "noon"],
      /option '--since <time>' argument 'noon' is invalid. A time is 2026-11-21T14:12:00Z \(RFC 3339\), .*14:12:00.*\+90s/,
    ],
    [
      ["--until", "2026-02-30 10:00:00"],
      /option '--until <time>' argument '2026-02-30 10:00:00' is invalid. A time is /,
    ],
    [
      ["--event", "new ISP"],
      /option '--event <time=text>' argument 'new ISP' is invalid. An event is TIME=TEXT, as in "14:12:00=new ISP"; a time is /,
    ],
    [["--event", "14:12:00="], /An event is TIME=TEXT/],
    [["--event", "noon=new ISP"], /An event is TIME=TEXT/],
    [
      ["--internal", "10.1/16"],
      /option '--internal <net>' argument '10.1\/16' is invalid. A network is 10.1.0.0\/16, 2001:db8::\/32 or an address./,
    ],
    [
      ["--filter", "host"],
      /option '--filter <expression>' argument 'host' is invalid. At character 5: the filter ends where an address is expected./,
    ],
    [["--filter", "tcp \u001b[31m"], /At character 5: "·\[31m" stands /],
  ])("%j", async (argv, stderr) => {
    const ran = await asymcapReading(pcap(symmetric), ...argv, "-");
    expect([ran.status, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toMatch(stderr);
    expect(ran.stderr.replaceAll("\n", "")).not.toMatch(hostile);
  });
});
