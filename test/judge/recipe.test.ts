import {describe, expect, test} from "vitest";
import type {Analysis} from "../../src/judge/analysis.ts";
import {asymmetric, bypass, causeOf, judge, oneWayPort} from "../support/side-judging.ts";
import {panCounters, panSession} from "../support/side-texts.ts";

/**
 * The recipe for asymmetric routing on PAN-OS that goes round, step by step: what each step prints is taken, and says what it can; what the
 * recipe has wrong is taken as well, and put right.
 */
const first = ({causes}: Analysis) => causes[0]!.cause;
const advice = ({causes}: Analysis) =>
  causes.flatMap(({next}) => next.map(({command, why}) => `${command}: ${why}`)).join("\n");
const reasons = (analysis: Analysis, cause: string) => causeOf(analysis, cause)!.for.join("\n");

const fibLookup = (to: string, via: string, face: string) =>
  [
    `admin@PA-A> test routing fib-lookup virtual-router default ip ${to}`,
    "",
    "-".repeat(80),
    "runtime route lookup",
    "-".repeat(80),
    "virtual-router:   default",
    `destination:      ${to}`,
    "result:",
    `        via ${via} interface ${face}, source 198.51.100.2, metric 10`,
    "-".repeat(80),
    "",
  ].join("\n");

const pbfRules = (...rows: readonly string[]) =>
  [
    "admin@PA-A> show pbf rule all",
    "",
    "Rule       ID    Rule State Action   Egress IF/VSYS  NextHop                                 NextHop Status",
    "========== ===== ========== ======== =============== ======================================= ==============",
    ...rows,
    "",
  ].join("\n");

const haState = (mode: string, own: string, peer: string) =>
  [
    "admin@PA-A> show high-availability state",
    "",
    "Group 1:",
    `  Mode: ${mode}`,
    "  Local Information:",
    "    Version: 1",
    `    Mode: ${mode}`,
    `    State: ${own} (last 3 days)`,
    "    Device Information:",
    "      Model: PA-3220",
    "  Peer Information:",
    "    Connection status: up",
    "    Version: 1",
    `    Mode: ${mode}`,
    `    State: ${peer} (last 3 days)`,
    "",
  ].join("\n");

const named = (name: string, text: string) => [name, text] as const;
/** Requests of three connections are seen at one firewall, their replies at the other. */
const split = `client 10.1.0.3:${oneWayPort}     server 10.2.0.4:443     point fw-a/inside
0.000 > SYN                @fw-a/inside
0.040 < SYN-ACK            @fw-b/inside
1.000 > SYN                @fw-a/inside
1.040 < SYN-ACK            @fw-b/inside
3.000 > SYN                @fw-a/inside
3.040 < SYN-ACK            @fw-b/inside
repeat 3 0.5
witness
`;

describe("step 1, the session", () => {
  test("counts bytes one way: the replies bypass the firewall, whatever state both flows are said to be in", async () => {
    const oneWay = panSession({port: oneWayPort, counts: [6, 0]});
    for (const text of [oneWay, oneWay.replace(/ACTIVE(?= +type)(?![\s\S]*ACTIVE)/, "INIT  ")]) {
      const analysis = await judge(asymmetric, [named("fw", text)]);
      expect(first(analysis)).toBe(bypass);
      expect(reasons(analysis, bypass)).toContain("counts 6 packets (444 bytes) of requests and none of replies");
    }
  });

  test("counts both ways: it is the capture that lacks them", async () => {
    const analysis = await judge(asymmetric, [named("fw", panSession({port: oneWayPort, counts: [6, 5]}))]);
    expect(causeOf(analysis, bypass)!.against.join("\n")).toContain("that device does see replies");
  });
});

describe("step 2, the stages of packet-diag", () => {
  const stages = `client 10.1.0.3:51544     server 10.2.0.4:443     point fw/receive
0.000 > SYN                unseen
0.040 < SYN-ACK            @fw/receive,fw/drop
1.060 < SYN-ACK            @fw/receive,fw/drop again
3.080 < SYN-ACK            @fw/receive,fw/drop again
repeat 4 0.5
client 10.1.0.9:52000     server 10.2.0.8:443     point fw/receive
0.100 > SYN                @fw/receive,fw/firewall,fw/transmit
0.140 < SYN-ACK            @fw/receive,fw/firewall,fw/transmit
0.141 > ACK                @fw/receive,fw/firewall,fw/transmit
0.142 > PSH-ACK 517        @fw/receive,fw/firewall,fw/transmit
0.181 < PSH-ACK 4321       @fw/receive,fw/firewall,fw/transmit
0.185 > ACK                @fw/receive,fw/firewall,fw/transmit
`;

  test("all four together show the SYN-ACK that came in, was dropped, and has no SYN", async () => {
    const analysis = await judge(stages, []);
    expect(analysis.findings.find(({detector}) => detector === "stage-drop")).toMatchObject({
      certainty: "proven",
      missing: "requests",
    });
    expect(first(analysis)).toBe("request-bypasses-firewall");
    expect(analysis.platforms).toEqual(["pan-os"]);
  });

  test("the firewall stage alone shows nothing of it, and is said not to", async () => {
    const typed = [
      "admin@PA-A> debug dataplane packet-diag set filter match source 10.1.0.3 destination 10.2.0.4",
      "admin@PA-A> debug dataplane packet-diag set capture stage firewall file /tmp/fw.pcap",
      "",
    ].join("\n");
    const text = advice(await judge(asymmetric, [named("fw", typed)]));
    expect(text).toContain("debug dataplane packet-diag set capture stage receive file rx.pcap");
    expect(text).toContain("a SYN-ACK whose SYN went another way shows in receive and drop only");
    expect(text).toContain("the file of a capture is a name: PAN-OS takes no path there");
    expect(text).toContain("not switched on (`set filter on`)");
    expect(text).toContain("from `set capture on` on only");
  });

  test("typed as they have to be are put right in nothing", async () => {
    const typed = [
      "debug dataplane packet-diag set filter match source 10.1.0.3 destination 10.2.0.4",
      "debug dataplane packet-diag set filter on",
      ...["receive", "firewall", "transmit", "drop"].map(
        stage => `debug dataplane packet-diag set capture stage ${stage} file ${stage}.pcap`,
      ),
      "debug dataplane packet-diag set capture on",
    ];
    const {captures} = await judge(asymmetric, [
      named("fw", `${panSession({port: 1, counts: [1, 1]})}${typed.join("\n")}\n`),
    ]);
    expect(captures.flatMap(({mistakes}) => mistakes)).toEqual([]);
  });
});

describe("step 3, the route of either way", () => {
  test("back to the client by another interface than the requests came in by: named with its line", async () => {
    const analysis = await judge(asymmetric, [
      named("fw", fibLookup("10.2.0.4", "198.51.100.1", "ethernet1/3")),
      named("fw", fibLookup("10.1.0.3", "203.0.113.1", "ethernet1/4")),
    ]);
    const told = analysis.sideEvidence.map(({says}) => says).join("\n");
    expect(told).toContain("10.1.0.3 is reached via 203.0.113.1 (ethernet1/4)");
    expect(told).toContain("10.2.0.4 is reached via 198.51.100.1 (ethernet1/3)");
    // What was asked is not asked again.
    expect(advice(analysis)).not.toContain("fib-lookup virtual-router NAME ip 10.1.0.3");
  });
});

describe("step 4, rules of policy-based forwarding", () => {
  test("that are active name the cause, with the interface that they send by", async () => {
    const rule = "ISP2_webac 1     Active     Forward  ethernet1/2     172.16.31.1                             UP     ";
    const analysis = await judge(asymmetric, [named("fw", pbfRules(rule))]);
    expect(reasons(analysis, "policy-based-forwarding")).toContain(
      "1 rule forwards by policy: ISP2_webac by ethernet1/2 via 172.16.31.1",
    );
    expect(advice(analysis)).not.toContain("show pbf rule all");
  });

  test("of which none is active, or there is none, speak against it", async () => {
    const disabled =
      "ISP2_webac 1     Disabled   Forward  ethernet1/2     172.16.31.1                             DOWN   ";
    for (const text of [pbfRules(disabled), pbfRules()]) {
      const analysis = await judge(asymmetric, [named("fw", text)]);
      const cause = causeOf(analysis, "policy-based-forwarding");
      expect(cause?.for.join("\n") ?? "").not.toContain("forwards by policy");
      expect(analysis.sideEvidence.map(({says}) => says)).toContain(
        "PAN-OS has no active rule that forwards by policy",
      );
    }
  });

  test("asked for by a command that does not exist are asked for by the one that does, which says why", async () => {
    const typed = "admin@PA-A> test pbf-rule-match source 10.1.0.3 destination 10.2.0.4\nInvalid syntax.\n";
    const text = advice(await judge(asymmetric, [named("fw", `${typed}${pbfRules()}`)]));
    expect(text).toMatch(/test pbf-policy-match from ZONE source 10\.1\.0\.3 .*: PAN-OS has no `test pbf-rule-match`/);
  });

  test("asked for without `all` are asked for with it", async () => {
    const text = advice(
      await judge(asymmetric, [named("fw", `admin@PA-A> show pbf rule\n${panSession({port: 1, counts: [1, 1]})}`)]),
    );
    expect(text).toMatch(/show pbf rule all: `show pbf rule` wants the name of a rule, or `all`/);
  });
});

describe("step 5, the pair", () => {
  test("that is active/active may own the session elsewhere", async () => {
    const analysis = await judge(split, [
      named("fw-a", haState("Active-Active", "active-primary", "active-secondary")),
    ]);
    expect(reasons(analysis, "ha-owner-mismatch")).toContain("the pair is active-active: either member forwards");
    expect(analysis.sideEvidence.map(({says}) => says)).toContain(
      "PAN-OS is one of a pair, active-active: active-primary",
    );
  });

  test("that is active/passive does not: the passive member forwards nothing", async () => {
    const analysis = await judge(split, [named("fw-a", haState("Active-Passive", "active", "passive"))]);
    const against = analysis.causes.flatMap(({cause, against}) => (cause === "ha-owner-mismatch" ? against : []));
    expect(against.join("\n")).toContain("the pair is active-passive: the passive member forwards nothing");
  });
});

describe("the counters", () => {
  test("that tell of a missing direction speak; those that articles quote say nothing, and are put right", async () => {
    const listing = panCounters([
      ["flow_tcp_non_syn_drop", 148, "drop"],
      ["flow_tcp_syn_ack_send_err", 12, "drop"],
      ["flow_fwd_l3_loopback_err", 3, "drop"],
    ]);
    const analysis = await judge(split, [named("fw-b", listing)]);
    const said = analysis.causes.flatMap(({for: all}) => all).join("\n");
    expect(said).toContain("flow_tcp_non_syn_drop counts 148");
    expect(said).not.toContain("syn_ack_send_err");
    expect(advice(analysis)).toContain("names that articles quote and no listing of PAN-OS is known to have");
  });

  test("of a listing without such names are put right in nothing", async () => {
    const {captures} = await judge(split, [named("fw-b", panCounters([["flow_tcp_non_syn_drop", 148, "drop"]]))]);
    expect(captures.flatMap(({mistakes}) => mistakes)).toEqual([]);
  });
});

test("the log of packet-diag is asked for as it can be had", async () => {
  const typed = `admin@PA-A> show debug dataplane packet-diag log\nInvalid syntax.\n${pbfRules()}`;
  const text = advice(await judge(asymmetric, [named("fw", typed)]));
  expect(text).toMatch(
    /debug dataplane packet-diag aggregate-logs; less dp-log pan_packet_diag\.log: `show` prints no log/,
  );
});

test("the traffic log, as forwarded by syslog, tells of the session's end what it counted each way", async () => {
  const line =
    "Mar  5 10:16:01 PA-A 1,2024/03/05 10:16:01,0123,TRAFFIC,end,2049,2024/03/05 10:16:01,10.1.0.3,10.2.0.4,0.0.0.0,0.0.0.0," +
    "allow-web,,,incomplete,vsys1,trust,untrust,ethernet1/1,ethernet1/3,fwd,2024/03/05 10:16:01,41233,1," +
    `${oneWayPort},443,0,0,0x19,tcp,allow,444,444,0,6,2024/03/05 10:15:50,0,any,,1234,0x0,10.0.0.0-10.255.255.255,` +
    "10.0.0.0-10.255.255.255,,6,0,aged-out\n";
  const analysis = await judge(asymmetric, [named("fw", line)]);
  expect(reasons(analysis, bypass)).toContain("counts 6 packets (444 bytes) of requests and none of replies");
});

describe("the four patterns", () => {
  /** Requests leave by port3 and replies come in by port4, of some clients; of others both use port3. */
  const twoLinks = `client 10.1.0.3:51544     server 10.2.0.4:443     point fw/port2
0.000 > SYN                @fw/port2,fw/port3
0.040 < SYN-ACK            @fw/port4,fw/port2
0.041 > ACK                @fw/port2,fw/port3
0.042 > PSH-ACK 517        @fw/port2,fw/port3
0.081 < PSH-ACK 4321       @fw/port4,fw/port2
0.085 > ACK                @fw/port2,fw/port3
repeat 3 0.5
`;
  /** Other clients' requests leave by port4, as the route says. */
  const others = `client 10.1.0.9:52544     server 10.2.0.4:443     point fw/port2
0.200 > SYN                @fw/port2,fw/port4
0.240 < SYN-ACK            @fw/port4,fw/port2
0.241 > ACK                @fw/port2,fw/port4
0.242 > PSH-ACK 517        @fw/port2,fw/port4
0.281 < PSH-ACK 4321       @fw/port4,fw/port2
0.285 > ACK                @fw/port2,fw/port4
repeat 3 0.5
`;
  const direct = `client 10.1.0.3:51544     server 10.2.0.4:443     point lan
0.000 > SYN
0.040 < SYN-ACK            from 10.2.0.10:443
0.041 > RST                to 10.2.0.10:443
1.000 > SYN
1.040 < SYN-ACK            from 10.2.0.10:443
1.041 > RST                to 10.2.0.10:443
repeat 4 0.5
`;
  const half = (name: string, counts: readonly [number, number], prompt: string) =>
    named(name, panSession({port: oneWayPort, counts, prompt}));

  test("a second uplink: requests leave by one, replies come by the other", async () => {
    const analysis = await judge(twoLinks, [named("fw", fibLookup("10.2.0.4", "198.51.100.1", "port3"))]);
    expect(analysis.verdict.kind).toBe("proven");
    expect(first(analysis)).toBe("reply-on-other-interface");
  });

  test("a pair: each member holds its half of the session", async () => {
    const analysis = await judge(split, [half("fw-a", [6, 0], "PA-A"), half("fw-b", [0, 6], "PA-B")]);
    expect(first(analysis)).toBe("ha-owner-mismatch");
    expect(reasons(analysis, "ha-owner-mismatch")).toContain("each device has its half of the connection");
  });

  test("a rule of policy-based forwarding sends the requests elsewhere than the route", async () => {
    const rule = "to-isp2    1     Active     Forward  port3           198.51.100.1                            UP     ";
    const analysis = await judge(`${twoLinks}${others}`, [
      named("fw", `${pbfRules(rule)}${fibLookup("10.2.0.4", "203.0.113.1", "port4")}`),
    ]);
    expect(first(analysis)).toBe("policy-based-forwarding");
  });

  test("a balancer without source translation: another address answers", async () => {
    expect(first(await judge(direct, []))).toBe("load-balancer-without-snat");
  });
});
