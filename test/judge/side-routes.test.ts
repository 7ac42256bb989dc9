import {describe, expect, it, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import type {Analysis} from "../../src/judge/analysis.ts";
import {asymmetric, bypass, causeOf, first, judge, stream, utf8} from "../support/side-judging.ts";
import {fortigateSession, fortigateStatus, tracerouteTo} from "../support/side-texts.ts";

/** What routes, traceroutes and versions of devices add to a capture. */

describe("routes", () => {
  test("with several equal next hops, or several default routes, name what may balance", async () => {
    const ecmp = await judge(asymmetric, [
      "S       10.2.0.0/24 [10/0] via 198.51.100.14, port3\n                    [10/0] via 198.51.100.18, port4\n",
    ]);
    expect(causeOf(ecmp, "ecmp-per-flow")!.for.join()).toContain(
      "side-1.txt line 1: 10.2.0.4 has several equal next hops: via 198.51.100.14 (port3) and via 198.51.100.18 (port4)",
    );
    const defaults = await judge(asymmetric, [
      "default via 10.2.0.1 dev eth0 metric 100\ndefault via 10.9.0.1 dev eth1 metric 200\n",
    ]);
    expect(causeOf(defaults, "second-default-route")!.for.join()).toContain("there are 2 default routes");
    for (const analysis of [ecmp, defaults]) expect(first(analysis)).toBe(bypass);
    const families = await judge(asymmetric, [
      "default via 10.2.0.1 dev eth0\ndefault via fe80::1 dev eth0 proto ra\n",
    ]);
    expect(causeOf(families, "second-default-route")).toBe(undefined);
  });

  test("to elsewhere name nothing", async () => {
    const analysis = await judge(asymmetric, [
      "S       10.77.0.0/24 [10/0] via 198.51.100.14, port3\n                    [10/0] via 198.51.100.18, port4\nS       10.0.0.0/8 [10/0] via 198.51.100.14, port3\n",
    ]);
    expect(causeOf(analysis, "ecmp-per-flow")).toBe(undefined);
    expect(analysis.sideEvidence.map(({says}) => says)).toEqual(["10.0.0.0/8 is routed via 198.51.100.14 (port3)"]);
    expect(analysis.moreSideEvidence).toBe(1);
  });

  test("of the server lead around its default gateway", async () => {
    const text =
      "10.1.0.3 from 10.2.0.4 via 10.2.0.253 dev eth0 uid 0\ndefault via 10.2.0.254 dev eth0\n10.1.0.0/24 via 10.2.0.253 dev eth0\n";
    expect(causeOf(await judge(asymmetric, [text]), bypass)!.for.join("\n")).toContain(
      "10.2.0.4 sends to 10.1.0.3 via 10.2.0.253 (eth0), and not by its default gateway 10.2.0.254",
    );
    const same = causeOf(await judge(asymmetric, [text.replaceAll(".253", ".254")]), bypass)!;
    expect(same.for.join("\n")).not.toContain("side-1");
  });
});

describe("traceroutes of both directions", () => {
  const there = tracerouteTo("10.2.0.4", ["10.1.0.254", "10.0.1.1", "10.0.2.1"]);

  test("over other numbers of routers differ", async () => {
    const {for: reasons} = causeOf(await judge(asymmetric, [there, tracerouteTo("10.1.0.3", ["10.2.0.253"])]), bypass)!;
    expect(reasons.join("\n")).toMatch(
      /to 10\.2\.0\.4 over 3 routers .* back to 10\.1\.0\.3 over 1 router .*the ways differ/,
    );
  });

  test("over the same networks do not, although each router answers by another address", async () => {
    const back = tracerouteTo("10.1.0.3", ["10.2.0.254", "10.0.2.254", "10.0.1.254"]);
    const {for: reasons, against} = causeOf(await judge(asymmetric, [there, back]), bypass)!;
    expect(against.join("\n")).toContain("by the same networks");
    expect(reasons.join("\n")).not.toContain("side-");
  });

  test("that do not arrive tell nothing", async () => {
    const lost = tracerouteTo("10.1.0.3", ["10.2.0.253", null]).replace(/ 3 {2}10.*\n/, "");
    const {for: reasons, against} = causeOf(await judge(asymmetric, [there, lost]), bypass)!;
    expect([...reasons, ...against].join("\n")).not.toContain("side-");
  });
});

describe("replies by another interface", () => {
  const trace = (id: number, tuple: string, face: string, flags: string, numbers: string, then: string) =>
    [
      `vd-root:0 received a packet(proto=6, ${tuple}) tun_id=0.0.0.0 from ${face}. flag [${flags}], ${numbers}, win 29200`,
      then,
    ].map(message => `2026-11-21 10:15:01 id=65308 trace_id=${id} func=f line=1 msg="${message}"`);
  const flow = (drop: string) => [
    ...trace(
      1,
      "10.1.0.3:50000->10.2.0.4:443",
      "port2",
      "S",
      "seq 100, ack 0",
      "find a route: flag=00000000 gw-198.51.100.14 via port3",
    ),
    ...trace(2, "10.2.0.4:443->10.1.0.3:50000", "port4", "S.", "seq 900, ack 101", drop),
  ];
  const judgeFlow = (...more: string[]) =>
    analyze([
      {
        path: "putty.log",
        name: "fgt/",
        stream: stream(utf8([...flow("outgoing dev changed:6->5 dir=original, drop"), ...more, ""].join("\n"))),
      },
    ]);
  const advice = ({causes}: Analysis) => causes[0]!.next.map(({command, why}) => `${command}: ${why}`).join("\n");

  test("of an unknown version: advice is printed for every range", async () => {
    const analysis = await judgeFlow();
    expect(first(analysis)).toBe("reply-on-other-interface");
    for (const range of ["≤6.0", "6.2.0–6.2.2", "6.2.3", "≥6.2.4"]) expect(advice(analysis)).toContain(`${range}: `);
  });

  test.each([
    ["6.0.9", "(≤6.0): no auxiliary sessions", false, false],
    ["6.2.1", "(6.2.0–6.2.2): always on", false, false],
    ["6.2.3", "(6.2.3): drops it", true, true],
    ["7.2.5", "(≥6.2.4): tolerated", true, false],
  ])("of FortiOS %s in the same transcript: advice for it alone", async (version, says, asks, changes) => {
    const text = advice(await judgeFlow(fortigateStatus(version)));
    expect(text).toContain(`FortiOS ${version} ${says}`);
    expect(text).not.toContain("get system status");
    expect(text.includes("| grep auxiliary")).toBe(asks);
    expect(text.includes("set auxiliary-session enable")).toBe(changes);
  });

  test("of two devices with different versions: advice for every range", async () => {
    const text = `${fortigateStatus("6.2.3")}${fortigateStatus("7.2.5").replace("fgt-a", "fgt-b")}`;
    expect(advice(await judgeFlow(text))).toContain("which version?");
  });

  test("against a route by which requests go: the way back is to blame, and no rule of this device", async () => {
    const analysis = await judgeFlow("S       10.2.0.0/24 [10/0] via 198.51.100.14, port3");
    expect(causeOf(analysis, "reply-on-other-interface")!.for.join("\n")).toContain(
      "10.2.0.0/24 is routed via 198.51.100.14 (port3), as requests to 10.2.0.4 go, while replies come by port4",
    );
    expect(first(analysis)).toBe("reply-on-other-interface");
  });

  test("by which the route leads, too: more than the destination sends the requests elsewhere", async () => {
    const analysis = await judgeFlow("S       10.2.0.0/24 [10/0] via 198.51.100.18, port4");
    expect(causeOf(analysis, "policy-based-forwarding")!.for.join("\n")).toContain(
      "by which replies come, while requests leave by port3: more than the destination decides",
    );
  });

  test("are counted by an auxiliary session, whose interfaces a further listing names", async () => {
    const text = fortigateSession({port: 50_000, counts: [9, 8], reflect: 31});
    const names = "if=port3 family=00 type=1 index=30 mtu=1500\nif=port4 family=00 type=1 index=31 mtu=1500";
    const {for: reasons} = causeOf(await judgeFlow(text, names), "reply-on-other-interface")!;
    expect(reasons.join("\n")).toContain("sends requests out by port3 and takes replies by port4 (reflect info");
  });
});

it("advises nothing that the version of PAN-OS does not have", async () => {
  const why = async (version: string) =>
    (await judge(asymmetric, [`sw-version: ${version}\n`])).causes[0]!.next.map(step => step.why).join("\n");
  expect(await why("11.1.2")).toContain("advanced routing");
  expect(await why("10.1.6-h3")).not.toContain("advanced routing");
});
