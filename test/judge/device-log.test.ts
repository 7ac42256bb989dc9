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
  test("for a SYN-ACK says that the request bypassed it: proven, with the line that says so", async () => {
    const analysis = await judge(packet(answered, "port4", "S.", [900, 101], "no session matched"));
    expect(of(analysis, "device-log")).toMatchObject({certainty: "proven", missing: "requests"});
    expect(of(analysis, "device-log")!.evidence[0]).toMatchObject({rule: "P10", line: 2, frame: 1});
    expect(analysis.verdict.kind).toBe("proven");
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
