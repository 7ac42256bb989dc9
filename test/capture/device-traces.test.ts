import {describe, expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import {read} from "./reading.ts";

const bytesOf = (lines: readonly string[]) => new TextEncoder().encode(`${lines.join("\n")}\n`);
const judge = (lines: readonly string[]) =>
  analyze([
    {
      path: "putty.log",
      stream: (async function* () {
        yield bytesOf(lines);
      })(),
    },
  ]);

describe("packet-tracer of an ASA", () => {
  const trace = (command: string, reason: string, action = "drop") => [
    `ciscoasa# ${command}`,
    "Phase: 1",
    "Type: ROUTE-LOOKUP",
    "Result: ALLOW",
    "Result:",
    "input-interface: outside",
    `Action: ${action}`,
    ...(action === "drop" ? [`Drop-reason: ${reason}`] : []),
  ];

  test.each([
    ["(acl-drop) Flow is denied by configured rule", "denied"],
    ["(rpf-violated) Reverse-path verify failed", "reverse-path"],
    ["(nat-xlate-failed) NAT failed, Drop-location: frame 0x000055a4 flow (NA)/NA", "dropped"],
  ])("%s: %s", async (reason, kind) => {
    const {statements, points} = await read(
      bytesOf(trace("packet-tracer input outside tcp 203.0.113.5 443 10.1.1.10 51515 detailed", reason)),
    );
    expect(statements).toMatchObject([
      {kind, source: {address: "203.0.113.5", port: 443}, target: {address: "10.1.1.10", port: 51_515}, flags: -1},
    ]);
    expect(statements[0]!.words).not.toContain("Drop-location");
    expect(points.map(point => point.interface)).toEqual(["outside"]);
  });

  test("a ping has no ports", async () => {
    const {statements} = await read(
      bytesOf(trace("packet-tracer input inside icmp 10.1.1.10 8 0 203.0.113.5", "(acl-drop) Flow is denied")),
    );
    expect(statements).toMatchObject([{protocol: 1, source: {address: "10.1.1.10", port: 0}}]);
  });

  test("what is allowed is no statement, and a reason without its command says of nobody", async () => {
    const allowed = trace("packet-tracer input outside tcp 203.0.113.5 443 10.1.1.10 51515", "", "allow");
    expect((await read(bytesOf(allowed))).statements).toEqual([]);
    const {statements} = await read(bytesOf(["Action: drop", "Drop-reason: (acl-drop) Flow is denied"]));
    expect(statements).toEqual([]);
  });

  test("the denial is the first cause, and no connection is made of a packet that nobody sent", async () => {
    const {totals, causes, platforms} = await judge(
      trace("packet-tracer input outside tcp 203.0.113.5 443 10.1.1.10 51515", "(acl-drop) Flow is denied"),
    );
    expect([totals.conversations, causes[0]?.cause, platforms]).toEqual([0, "denied-by-device", ["asa"]]);
  });
});

describe("flow traceoptions of Junos", () => {
  const at = "Nov 21 14:12:07 14:12:07.100000:CID-0:RT:";
  const packet = (flags: string) => `${at}  ge-0/0/1.0:10.1.0.11/51044->10.2.0.10/443, tcp, flag ${flags}`;

  test.each([
    ["packet dropped, first pak not sync", "no-session"],
    ["packet dropped, denied by policy", "denied"],
    ["  policy id 4 denied by policy deny-all(4), dropping pkt", "denied"],
    ["packet dropped, no route to destination", "dropped"],
  ])("%s: %s", async (words, kind) => {
    const {statements, points} = await read(
      bytesOf([`${at}<10.1.0.11/51044->10.2.0.10/443;6> matched filter f1:`, packet("12 syn ack"), `${at}  ${words}`]),
    );
    expect(statements).toMatchObject([{kind, source: {address: "10.1.0.11", port: 51_044}, flags: -1}]);
    expect(points.map(point => point.interface)).toEqual(["ge-0/0/1.0"]);
  });

  test("a SYN is judged, and what is dropped without a packet before it says of nobody", async () => {
    const {frames, statements} = await read(bytesOf([`${at}packet dropped, denied by policy`, packet("2 syn")]));
    expect([frames.map(({bytes}) => bytes.length > 0), statements]).toEqual([[true], []]);
  });

  test("of a device without a session, its own route is asked first", async () => {
    const {platforms, verdict} = await judge([packet("12 syn ack"), `${at}  packet dropped, first pak not sync`]);
    expect([platforms, verdict.kind]).toEqual([["junos"], "inconclusive"]);
    expect(verdict.clauses[0]).toMatch(/^The SRX says at ge-0\/0\/1\.0 that it finds no session/);
  });
});

test("numbers that an editor writes before lines, and fences around them, are no part of them", async () => {
  const lines = [1, 2, 4, 8].map(
    (second, i) =>
      `${i + 1}  14:12:0${second}.000001 IP 10.1.0.11.40016 > 10.2.0.11.443: Flags [S], seq 1000, win 64240, length 0`,
  );
  const {frames} = await read(bytesOf(["```", ...lines, "```"]));
  expect(frames).toHaveLength(4);
});
