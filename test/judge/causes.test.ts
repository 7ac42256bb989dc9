import {describe, expect, test} from "vitest";
import {judge, judgeCase, judgeLadder, namesOf, scenarios} from "../support/scenarios.ts";

/** Which cause ranks first: in every scenario of captures/, whose truth names it, and in some ladders. */

/** Routing is to blame. */
const routing = [
  "return-bypasses-firewall",
  "request-bypasses-firewall",
  "ha-owner-mismatch",
  "ecmp-per-packet",
  "ecmp-per-flow",
  "policy-based-forwarding",
  "second-default-route",
  "load-balancer-without-snat",
  "reply-on-other-interface",
  "failover",
];

describe("the first cause is the true one", () => {
  // A fault that is mended is no cause of what comes after.
  const ofTruth = scenarios.filter(
    ({truth, run}) =>
      truth.cause !== null &&
      (run.verdict.kind !== "symmetric" || truth.runs.every(one => one.verdict.kind === "symmetric")),
  );
  test.each(ofTruth.map(one => ({...one, cause: one.truth.cause})))("$name, $text: $cause", async scenario =>
    expect(namesOf(await judge(scenario))[0]).toBe(scenario.cause),
  );

  const symmetric = scenarios.filter(({run}) => run.verdict.kind === "symmetric");
  test.each(symmetric)("$name, $text: routing is not blamed where nothing is asymmetric", async scenario => {
    for (const cause of namesOf(await judge(scenario))) expect(routing).not.toContain(cause);
  });

  test.each([
    ["A-replies-bypass", "return-bypasses-firewall"],
    ["A1-without-witness", "one-sided-capture"],
    ["A6-ipv6", "return-bypasses-firewall"],
    ["B-requests-bypass", "request-bypasses-firewall"],
    ["C1-unanswered-and-nothing-else", "server-silent"],
    ["E-interface-mismatch", "reply-on-other-interface"],
    ["ICMP-a-ping-works-tcp-fails", "server-silent"],
    ["ICMP-b-user-saw-ping-work", "return-bypasses-firewall"],
    ["P8-split-between-two-firewalls", "ecmp-per-flow"],
    ["T-syn-acks-alone", "request-bypasses-firewall"],
    ["handshakes-only", "insufficient-capture"],
    ["ICMP-a-one-filtered-port", "server-silent"],
    ["refused", "port-closed"],
    ["refused-not-every-syn", "port-closed"],
    ["refused-and-another-port-is-silent", "server-silent"],
    ["ICMP-d-errors-at-a-bounded-rate", "rejected"],
    ["ICMP-d-an-error-about-another-port", "server-silent"],
  ])("ladder %s: %s", async (name, cause) => expect(namesOf(await judgeCase(name))[0]).toBe(cause));
});

test("half of the requests at one of two firewalls: balancing by packet is named, behind losses of the capture", async () => {
  const names = namesOf(await judgeCase("P8-packets-by-turns-at-one-of-two-points"));
  expect(names.slice(0, 2)).toEqual(["capture-loss", "ecmp-per-packet"]);
});

test("a server that answers other clients is not simply silent", async () => {
  const analysis = await judgeCase("some-clients-one-of-its-network-gets-no-answer");
  expect(analysis.causes[0]).toMatchObject({cause: "server-silent"});
  expect(analysis.causes[0]!.against.join()).toContain("it answers other clients at the same time");
});

describe("a device that swallows SYNs", () => {
  const passing = (client: string, start: number) => `
client ${client}     server 203.0.113.50:443     point fw/inside
${start}.000 > SYN           @fw/inside,fw/outside
${start}.040 < SYN-ACK       @fw/outside,fw/inside
${start}.041 > ACK           @fw/inside,fw/outside
${start}.050 > PSH-ACK 100   @fw/inside,fw/outside
${start}.090 < PSH-ACK 900   @fw/outside,fw/inside
${start}.095 > ACK           @fw/inside,fw/outside`;
  const stuck = (client: string) => `
client ${client}     server 203.0.113.50:443     point fw/inside
3.000 > SYN           @fw/inside
4.000 > SYN           @fw/inside
6.000 > SYN           @fw/inside`;

  test("of one client, while others reach the service, checks the reverse path, or denies it", async () => {
    const ladder = [
      "# swallowed",
      passing("10.20.30.17:51544", 0),
      passing("10.20.30.18:51545", 20),
      stuck("10.99.0.5:40000"),
    ].join("");
    const [first] = (await judgeLadder(ladder)).causes;
    expect(first).toMatchObject({cause: "reverse-path-check"});
    expect(first!.for[0]).toBe(
      "3 SYNs of 1 connection got into fw and left it nowhere, " +
        "while 2 connections of other clients with the same service passed",
    );
    expect(first!.next.map(step => step.command)).toContain("get router info routing-table details 10.99.0.5");
  });

  test("of a client that it lets through otherwise does not", async () => {
    const ladder = [
      "# busy",
      passing("10.20.30.17:51544", 0),
      passing("10.20.30.17:51545", 20),
      stuck("10.20.30.17:40000"),
    ].join("");
    expect(namesOf(await judgeLadder(ladder))).not.toContain("reverse-path-check");
  });
});

describe("two outages one after the other", () => {
  const phase = (start: number, port: number, unseen: string) => `
client 10.20.30.17:${port}     server 203.0.113.50:443     point fw/inside
${start}.000 > SYN
${start}.040 < SYN-ACK           ${unseen}
${start}.041 > ACK
${start}.042 > PSH-ACK 517
${start}.081 < PSH-ACK 4321      ${unseen}
${start}.085 > ACK
${start}.200 > FIN-ACK
${start}.240 < FIN-ACK           ${unseen}
${start}.241 > ACK
repeat 20 0.5`;

  test("are no hash of ports", async () => {
    const phases = [0, 1, 2, 3, 4].map(i => phase(i * 10, 20_000 + 1000 * i, i % 2 === 1 ? "unseen" : ""));
    const names = namesOf(await judgeLadder(`${phases.join("\n")}\nwitness`));
    expect(names[0]).toBe("return-bypasses-firewall");
    expect(names).not.toContain("ecmp-per-flow");
  });

  test("while connections that are hit by turns are", async () => {
    const turns = [phase(0, 20_000, ""), phase(0, 30_000, "unseen")];
    expect(namesOf(await judgeLadder(`${turns.join("\n")}\nwitness`))[0]).toBe("ecmp-per-flow");
  });
});
