import {describe, expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import type {Analysis} from "../../src/judge/analysis.ts";

/** P10: what a FortiGate says of its packets in `diagnose debug flow`, with the captures of bytes that may stand beside. */
async function* text(lines: readonly string[]) {
  yield new TextEncoder().encode(`${lines.join("\n")}\n`);
}

let id = 0;
const trace = (func: string, message: string) =>
  `2026-11-21 10:15:01 id=65308 trace_id=${id} func=${func} line=1 msg="${message}"`;

/** A packet as it comes in, and what becomes of it. */
function packet(
  tuple: string,
  face: string,
  flags: string,
  numbers: readonly [number, number],
  ...then: string[]
): string[] {
  id++;
  const told = `vd-root:0 received a packet(proto=6, ${tuple}) tun_id=0.0.0.0 from ${face}. flag [${flags}], seq ${numbers[0]}, ack ${numbers[1]}, win 29200`;
  return [trace("print_pkt_detail", told), ...then.map(message => trace("f", message))];
}

const asked = "10.1.0.3:51156->10.2.0.4:5000";
const answered = "10.2.0.4:5000->10.1.0.3:51156";
const judge = (lines: readonly string[]): Promise<Analysis> =>
  analyze([{path: "debug.txt", name: "fgt", stream: text(lines)}]);
const of = (analysis: Analysis, detector: string) => analysis.findings.find(finding => finding.detector === detector);

describe("a device that finds no session", () => {
  test("for a SYN-ACK suggests that the request bypassed it, with the line that says so", async () => {
    const analysis = await judge(packet(answered, "port4", "S.", [900, 101], "no session matched"));
    expect(of(analysis, "device-log")).toMatchObject({certainty: "suspected", missing: "requests"});
    expect(of(analysis, "device-log")!.evidence[0]).toMatchObject({rule: "P10", line: 2, frame: 1});
    expect(analysis.verdict.kind).toBe("suspected");
    expect(analysis.causes[0]!.cause).toBe("request-bypasses-firewall");
  });

  test("for a late ACK proves nothing: a session may have expired", async () => {
    const analysis = await judge([
      ...packet(asked, "port2", "S", [100, 0], "find a route: flag=00000000 gw-10.2.0.4 via port3"),
      ...packet(answered, "port3", "S.", [900, 101], "find a route: flag=00000000 gw-10.1.0.3 via port2"),
      ...packet(asked, "port2", ".", [101, 901], "no session matched"),
    ]);
    expect(of(analysis, "device-log")).toMatchObject({certainty: "note"});
    expect(analysis.verdict.kind).toBe("symmetric");
  });
});

describe("a reply by another interface", () => {
  const syn = () => packet(asked, "port2", "S", [100, 0], "find a route: flag=00000000 gw-198.51.100.14 via port3");

  test("that FortiOS 6.2.3 drops is proven by its own word, and told as port3 against port4", async () => {
    const drop = "outgoing dev changed:6->5 dir=original, drop";
    const analysis = await judge([...syn(), ...packet(answered, "port4", "S.", [900, 101], drop)]);
    expect(of(analysis, "device-log")).toMatchObject({certainty: "proven"});
    expect(of(analysis, "device-log")!.sentence).toContain(drop);
    expect(of(analysis, "interface-mismatch")).toMatchObject({certainty: "proven"});
    expect(of(analysis, "interface-mismatch")!.sentence).toContain("Requests pass by port3, replies by port4");
    expect(analysis.verdict.sentence).toMatch(/^Requests pass fgt\/port3, replies return by fgt\/port4/);
    expect(analysis.causes[0]!.cause).toBe("reply-on-other-interface");
    const versions = analysis.causes[0]!.next.map(step => `${step.command} ${step.why}`).join("\n");
    expect(versions).toContain("auxiliary-session");
    expect(versions).toMatch(/6\.2\.3/);
  });

  test("by the same interface is nothing to speak of", async () => {
    const analysis = await judge([
      ...syn(),
      ...packet(answered, "port3", "S.", [900, 101], "find a route: flag=00000000 gw-10.1.0.3 via port2"),
      ...packet(asked, "port2", ".", [101, 901], "find a route: flag=00000000 gw-198.51.100.14 via port3"),
    ]);
    expect(analysis.findings).toEqual([]);
    expect(analysis.verdict.kind).toBe("symmetric");
  });
});

/** The trace of Fortinet's article on FortiOS 6.2.3, up to the client's ACK: the session's outgoing interface changes by the SYN-ACK. */
describe("the client's ACK after a reply by another interface", () => {
  const drop = "outgoing dev changed:6->5 dir=original, drop";
  const outside = "find a route: flag=04000000 gw-198.51.100.14 via port3";
  const known = (direction: string) => `Find an existing session, id-0000002b, ${direction} direction`;
  const handshake = (back: string, then: string) => [
    ...packet(asked, "port2", "S", [100, 0], "allocate a new session-0000002b", outside),
    ...packet(answered, back, "S.", [900, 101], known("reply"), "find a route: flag=00000000 gw-10.1.0.3 via port2"),
    ...packet(asked, "port2", ".", [101, 901], known("original"), then),
  ];
  const again = () => packet(asked, "port2", "P.", [101, 901], outside, "no session matched");

  test("that FortiOS 6.2.3 drops: a proven mismatch that fails, in its words, with its commands first", async () => {
    const analysis = await judge([...handshake("port4", drop), ...again()]);
    expect(analysis.verdict).toMatchObject({kind: "proven", failing: true});
    expect(analysis.verdict.sentence).toBe(
      "Requests pass fgt/port3, replies return by fgt/port4; the FortiGate drops the client's packets at fgt/port2, " +
        "as their session's outgoing interface changed from port3 to port4; the affected connection fails",
    );
    expect(analysis.connection(0)).toMatchObject({outcome: "complete", certainty: "proven", failing: true});
    expect(of(analysis, "interface-mismatch")).toMatchObject({certainty: "proven"});
    const told = analysis.findings.filter(finding => finding.detector === "device-log");
    expect(told.map(({certainty}) => certainty)).toEqual(["proven", "note"]);
    expect(told[0]!.evidence[0]).toMatchObject({rule: "P10", line: 9, says: expect.stringContaining(drop)});
    const [cause] = analysis.causes;
    expect(cause!.cause).toBe("reply-on-other-interface");
    for (const effect of ["reads", "changes"] as const) {
      const platforms = cause!.next
        .filter(step => step.effect === effect && step.platform !== "any")
        .map(({platform}) => platform);
      expect(platforms).toContain("pan-os");
      expect(platforms.lastIndexOf("fortios")).toBe(platforms.filter(one => one === "fortios").length - 1);
    }
  });

  test("that the device forwards, as other versions do: a proven mismatch that works", async () => {
    const analysis = await judge([
      ...handshake("port4", "state=00010204, state2=00000001"),
      ...packet(asked, "port2", "P.", [101, 901], known("original")),
      ...packet(answered, "port4", ".", [901, 201], known("reply")),
    ]);
    expect(analysis.verdict).toMatchObject({kind: "proven", failing: false});
    expect(analysis.verdict.sentence).toBe(
      "Requests pass fgt/port3, replies return by fgt/port4; the affected connection still works",
    );
    expect(of(analysis, "device-log")).toBeUndefined();
  });

  test("that is dropped once while the connection goes on: proven, and it works", async () => {
    const analysis = await judge([
      ...handshake("port4", drop),
      ...packet(asked, "port2", ".", [101, 901], known("original")),
      ...packet(answered, "port4", "P.", [901, 101], known("reply")),
      ...packet(asked, "port2", ".", [101, 1901], known("original")),
    ]);
    expect(of(analysis, "device-log")).toMatchObject({certainty: "proven"});
    expect(analysis.verdict).toMatchObject({kind: "proven", failing: false});
  });

  test("that is dropped in these words after replies by the same interface: a note, and it fails", async () => {
    const analysis = await judge(handshake("port3", drop));
    expect(of(analysis, "device-log")).toMatchObject({certainty: "note"});
    expect(of(analysis, "device-log")!.alternatives.map(({excludedBecause}) => excludedBecause)).toEqual([null, null]);
    expect(analysis.verdict.kind).toBe("symmetric");
    expect(analysis.connection(0)).toMatchObject({certainty: null, failing: true});
  });

  test("before which no SYN-ACK was told: a note", async () => {
    const syn = packet(asked, "port2", "S", [100, 0], "allocate a new session-0000002b", outside);
    const analysis = await judge([...syn, ...packet(asked, "port2", ".", [101, 901], known("original"), drop)]);
    expect(of(analysis, "device-log")).toMatchObject({certainty: "note"});
    expect(analysis.verdict.kind).not.toBe("proven");
  });
});

describe("a device that drops packets of a connection whose handshake completed", () => {
  const way = (face: string) => `find a route: flag=00000000 gw-10.0.0.1 via ${face}`;
  const handshake = () => [
    ...packet(asked, "port2", "S", [100, 0], way("port3")),
    ...packet(answered, "port3", "S.", [900, 101], way("port2")),
    ...packet(asked, "port2", ".", [101, 901], way("port3")),
  ];
  const request = (then: string) => packet(asked, "port2", "P.", [101, 901], then);
  const end = (tuple: string, face: string, flags: string, out: string) =>
    packet(tuple, face, flags, [801, 801], way(out));

  test.each([
    [
      "again and again: it fails, and the verdict counts it",
      [...request("no session matched"), ...request("no session matched")],
      true,
    ],
    ["once: it may have been by the way", request("no session matched"), false],
    [
      "and forwards them later: it works",
      [...request("no session matched"), ...request("no session matched"), ...request(way("port3"))],
      false,
    ],
    [
      "after both sides have closed it: it works",
      [
        ...end(asked, "port2", "F.", "port3"),
        ...end(answered, "port3", "F.", "port2"),
        ...packet(asked, "port2", ".", [802, 802], "no session matched"),
        ...packet(asked, "port2", ".", [802, 802], "no session matched"),
      ],
      false,
    ],
  ])("%s", async (_, then, fails) => {
    const analysis = await judge([...handshake(), ...then]);
    expect(analysis.verdict).toMatchObject({kind: "symmetric"});
    expect(analysis.connection(0)).toMatchObject({outcome: "complete", failing: fails, certainty: null});
    expect(/1 of 1 connection fails for other reasons: 1 dropped by a device$/.test(analysis.verdict.sentence)).toBe(
      fails,
    );
  });
});

test("a SYN that fails the reverse path check names that cause", async () => {
  const analysis = await judge(packet(asked, "port4", "S", [100, 0], "reverse path check fail, drop"));
  expect(of(analysis, "device-log")).toMatchObject({certainty: "suspected"});
  expect(analysis.causes[0]!.cause).toBe("reverse-path-check");
});

test("statements beyond those that are kept are counted in the capture's notes", async () => {
  const lines = Array.from({length: 20_002}, () => packet(answered, "port4", ".", [900, 101], "no session matched"));
  const {captures} = await judge(lines.flat());
  expect(captures[0]!.notes).toContain("2 statements of devices are left out: 20,000 are kept");
});

describe("a device that denies SYNs by a rule of its own", () => {
  const denied = "Denied by forward policy check (policy 14)";
  const outside = "find a route: flag=04000000 gw-198.51.100.14 via port3";
  const refused = () => [1, 2, 3].flatMap(() => packet(asked, "port2", "S", [100, 0], outside, denied));

  test("says why nothing answers: no asymmetry, and its own look-up is what to type first", async () => {
    const analysis = await judge(refused());
    expect(analysis.findings).toMatchObject([{detector: "device-log", certainty: "note", facts: {kind: "denied"}}]);
    expect(analysis.verdict).toMatchObject({kind: "symmetric"});
    expect(analysis.verdict.clauses[0]).toBe("The FortiGate says at fgt that it denies SYNs of 1 connection");
    expect(analysis.connection(0)).toMatchObject({outcome: "unanswered", failing: true, certainty: null});
    const [cause] = analysis.causes;
    expect(cause!.cause).toBe("denied-by-device");
    expect(cause!.next.slice(0, 2).map(({command}) => command)).toEqual([
      "diagnose firewall iprope lookup 10.1.0.3 51156 10.2.0.4 5000 6 port2",
      "show firewall policy 14",
    ]);
  });

  test("of which none allows it is asked which policy was meant to", async () => {
    const none = [1, 2].flatMap(() =>
      packet(asked, "port2", "S", [100, 0], outside, "Denied by forward policy check (policy 0)"),
    );
    const [cause] = (await judge(none)).causes;
    expect(cause!.for.join()).toContain("policy 0 is the implicit one");
    expect(cause!.next[1]).toMatchObject({
      command: "show firewall policy",
      why: "which policy from port2 was meant to allow 10.2.0.4, port 5000?",
    });
  });

  test("and forwards them later, when the rule is gone, leaves the question open why nothing answers", async () => {
    const later = [1, 2, 3].flatMap(() => packet(asked, "port2", "S", [100, 0], outside));
    const analysis = await judge(
      [...refused(), ...later].map((line, i) => line.replace("10:15:01", `10:15:${10 + i}`)),
    );
    expect(analysis.findings.map(({detector}) => detector)).toContain("unanswered");
  });

  test("of which it forwarded one before leaves the question open, too", async () => {
    const before = packet(asked, "port2", "S", [100, 0], outside);
    const analysis = await judge(
      [...before, ...refused()].map((line, i) => line.replace("10:15:01", `10:15:${10 + i}`)),
    );
    expect(analysis.findings.map(({detector}) => detector)).toContain("unanswered");
  });

  test("which are addressed to itself is asked for its own access, not for a policy", async () => {
    const local = "iprope_in_check() check failed on policy 0, drop";
    const analysis = await judge([1, 2].flatMap(() => packet(asked, "port2", "S", [100, 0], local)));
    expect(analysis.causes[0]!.cause).toBe("denied-by-device");
    expect(analysis.causes[0]!.next[0]!.command).toBe("show system interface port2");
  });

  test("whose flags an old version does not tell is quoted all the same", async () => {
    const flagless = `id=36871 trace_id=7 func=f line=1 msg="vd-root received a packet(proto=6, ${asked}) from port2."`;
    const analysis = await judge([flagless, `id=36871 trace_id=7 func=f line=1 msg="Denied by forward policy check"`]);
    expect(of(analysis, "device-log")!.sentence).toContain("denies TCP packets from 10.1.0.3 to 10.2.0.4");
    expect(analysis.causes[0]!.cause).toBe("denied-by-device");
  });

  test("beside connections that it forwards both ways by one interface each leaves these alone", async () => {
    const other = ["10.1.0.9:40000->10.2.0.4:5000", "10.2.0.4:5000->10.1.0.9:40000"] as const;
    const analysis = await judge([
      ...packet(other[0], "port2", "S", [500, 0], outside),
      ...packet(other[1], "port3", "S.", [700, 501], "find a route: flag=00000000 gw-10.1.0.9 via port2"),
      ...refused(),
    ]);
    expect(of(analysis, "device-log")!.conversations).toEqual([1]);
  });
});

describe("a reverse-path check", () => {
  const check = "reverse path check fail, drop";
  const lines = () => [1, 2].flatMap(() => packet(asked, "port2", "S", [100, 0], check));

  test("names the interface that the route back does not leave by", async () => {
    const finding = of(await judge(lines()), "device-log")!;
    expect(finding.facts).toMatchObject({back: {source: "10.1.0.3", enters: "port2", route: null, leaves: null}});
    expect(finding.sentence).toContain("as its route back to 10.1.0.3 does not leave by port2");
  });

  test("names the route that it wants, where the device's routes are given", async () => {
    const routes = [
      "Routing table for VRF=0",
      "S*      0.0.0.0/0 [10/0] via 203.0.113.1, wan1, [1/0]",
      "C       10.1.9.0/24 is directly connected, port2",
    ];
    const analysis = await analyze([{path: "debug.txt", name: "fgt", stream: text(lines())}], {
      evidence: [
        {path: "routes.txt", name: "fgt", stream: text(["FGT # get router info routing-table all", ...routes])},
      ],
    });
    expect(of(analysis, "device-log")!.sentence).toContain(
      "as its route back to 10.1.0.3 does not leave by port2 but by wan1 (default)",
    );
  });
});
