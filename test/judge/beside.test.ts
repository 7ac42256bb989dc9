import {describe, expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import {json} from "../../src/report/json.ts";
import {markdown} from "../../src/report/markdown.ts";
import {svg} from "../../src/report/svg.ts";
import {text} from "../../src/report/text.ts";
import {judgeLadder} from "../support/scenarios.ts";

/** What ICMP, UDP and a device's own words tell where no TCP connection is. */
const hosts = "client 10.20.30.17:51544     server 203.0.113.50:443     point lan\n";
/** Three pings, of which these packets are seen. */
const pings = (requests: string, replies: string): string =>
  [1, 2, 3].map(i => `${i}.000 > ECHO               ${requests}\n${i}.040 < REPLY              ${replies}\n`).join("");
const connection = `0.000 > SYN
0.040 < SYN-ACK
0.041 > ACK
0.042 > PSH-ACK 517
0.081 < PSH-ACK 4321
0.085 > ACK
`;

const sentences = async (ladder: string, detector: string) =>
  (await judgeLadder(hosts + ladder)).findings.filter(one => one.detector === detector).map(one => one.sentence);

describe("redirects", () => {
  const redirect = "0.000 > SYN                unseen\n0.001 < REDIRECT 10.20.30.253\n";

  test("count where the packets that they quote were not captured", async () => {
    const analysis = await judgeLadder(hosts + redirect);
    expect(analysis.totals.conversations).toBe(0);
    expect(analysis.findings).toHaveLength(1);
    expect(analysis.findings[0]).toMatchObject({detector: "icmp-redirect", certainty: "note", conversations: []});
    expect(analysis.findings[0]!.sentence).toContain("to send what goes to 203.0.113.50 by 10.20.30.253 instead");
    expect(analysis.verdict).toEqual({
      kind: "nothing",
      failing: null,
      sentence: "No TCP connection in this capture; 1 note tells of its other packets",
      clauses: ["No TCP connection in this capture", "1 note tells of its other packets"],
      counts: {affected: 0, failing: 0, working: 0, of: 0},
      unexplained: 0,
    });
  });

  test("are told once where a connection is between these hosts", async () => {
    const analysis = await judgeLadder(
      `${hosts}${connection.replace("SYN\n", "SYN\n0.001 < REDIRECT 10.20.30.253\n")}`,
    );
    expect(analysis.findings.filter(one => one.detector === "icmp-redirect")).toMatchObject([{conversations: [0]}]);
  });
});

describe("pings that go one way", () => {
  test("of which only the requests pass got no answer, and nothing tells why", async () => {
    expect(await sentences(pings("", "unseen"), "one-way-ping")).toEqual([
      "3 pings from 10.20.30.17 to 203.0.113.50 got no answer at lan: a dead host, a filter, and replies by another way look the same",
    ]);
  });

  test("of which only the replies pass show that the requests take another way", async () => {
    const analysis = await judgeLadder(hosts + pings("unseen", ""));
    expect(analysis.findings).toMatchObject([{detector: "one-way-ping", certainty: "note", missing: "requests"}]);
    expect(analysis.findings[0]!.sentence).toBe(
      "Echo replies to pings from 10.20.30.17 to 203.0.113.50 pass lan, the requests never: these take another way",
    );
    expect(analysis.findings[0]!.evidence).toMatchObject([{rule: "ICMP", frame: 1}]);
  });

  test("by one point and back by another are told with both", async () => {
    expect(await sentences(pings("@a", "@b"), "one-way-ping")).toEqual([
      "Pings from 10.20.30.17 to 203.0.113.50 pass a, their replies b: 3 requests, 3 replies",
    ]);
  });

  test.each([
    ["that are answered", pings("", "")],
    ["that are answered at one of two points", pings("@a,b", "@a")],
    ["of which two alone were seen", "1.000 > ECHO\n2.000 > ECHO\n"],
    ["beside a TCP connection of these hosts, as the causes ask for them", connection + pings("", "unseen")],
  ])("%s are not told", async (_, ladder) => {
    expect(await sentences(ladder, "one-way-ping")).toEqual([]);
  });
});

describe("a device that says what it does with a ping", () => {
  const line = (message: string) => `2026-11-21 10:15:01 id=65308 trace_id=38 func=f line=1 msg="${message}"\n`;
  const came = (protocol: number, tuple: string, rest: string) =>
    line(`vd-root:0 received a packet(proto=${protocol}, ${tuple}) tun_id=0.0.0.0 from port5. ${rest}`);
  const ping = came(1, "192.0.2.10:2471->198.51.100.114:2048", "type=8, code=0, id=2471, seq=1.");
  async function* stream(lines: string) {
    yield new TextEncoder().encode(lines);
  }
  const judge = (lines: string) => analyze([{path: "debug.txt", name: "fgt", stream: stream(lines)}]);

  test("that fails its reverse path check is quoted", async () => {
    const analysis = await judge(ping + line("reverse path check fail, drop"));
    expect(analysis.findings).toMatchObject([{detector: "device-log", certainty: "note", conversations: []}]);
    expect(analysis.findings[0]!.sentence).toContain(
      "that it drops ICMP from 192.0.2.10 to 198.51.100.114 (1 statement), as its route back to 192.0.2.10 does not leave by port5",
    );
    expect(analysis.findings[0]!.evidence).toMatchObject([{rule: "P10", line: 2, frame: 1}]);
    expect(analysis.causes[0]).toMatchObject({cause: "reverse-path-check"});
    expect(analysis.causes[0]!.next[0]!.command).toBe("get router info routing-table details 192.0.2.10");
  });

  test("that a policy denies is told with the look-up of that policy", async () => {
    const analysis = await judge(ping + line("Denied by forward policy check (policy 0)"));
    expect(analysis.causes[0]).toMatchObject({cause: "denied-by-device"});
    expect(analysis.causes[0]!.next.slice(0, 2).map(({command}) => command)).toEqual([
      "diagnose firewall iprope lookup 192.0.2.10 0 198.51.100.114 0 1 port5",
      "show firewall policy",
    ]);
  });

  test("is not quoted of what it sends on", async () => {
    const analysis = await judge(ping + line("find a route: flag=00000000 gw-198.51.100.1 via port3"));
    expect(analysis.findings.filter(one => one.detector === "device-log")).toEqual([]);
  });

  test("says nothing of a TCP connection with the same numbers as a datagram", async () => {
    const ports = "192.0.2.10:5353->198.51.100.114:5353";
    const syn = came(6, ports, "flag [S], seq 100, ack 0, win 29200");
    const analysis = await judge(syn + came(17, ports, "") + line("reverse path check fail, drop"));
    expect(analysis.findings.filter(one => one.detector === "device-log")).toMatchObject([{conversations: []}]);
    expect(analysis.totals.conversations).toBe(1);
  });
});

test.each([json, text, markdown, svg])("what is told beside TCP is rendered as $name", async report => {
  const analysis = await judgeLadder(hosts + pings("unseen", ""));
  let whole = "";
  for await (const piece of report.render(analysis, {full: true})) whole += piece;
  expect(whole.replaceAll(/\s+/g, " ")).toContain(
    report === svg ? "1 note tells of its other packets" : "the requests never",
  );
});
