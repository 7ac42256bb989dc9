import {describe, expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import {
  alone,
  asymmetric,
  bypass,
  causeOf,
  first,
  judge,
  oneWayPort,
  stream,
  symmetric,
  utf8,
} from "../support/side-judging.ts";
import {fortigateSession, panCounters, panSession} from "../support/side-texts.ts";

/** What sessions and counters of devices add to a capture: for a cause, against it, and never a proof. */

describe("a session of a connection whose replies are missing", () => {
  test("that counts no reply speaks for the bypass, with its file and line", async () => {
    const analysis = await judge(asymmetric, [panSession({port: oneWayPort, counts: [3, 0]})]);
    const reason = causeOf(analysis, bypass)!.for.find(line =>
      line.startsWith("side-1.txt line 3: PAN-OS session 41233"),
    );
    expect(reason).toContain(
      "counts 3 packets (222 bytes) of requests and none of replies: no reply reached that device",
    );
    expect(analysis.findings.find(({detector}) => detector === "hidden-replies")!.evidence).toContainEqual(
      expect.objectContaining({capture: 1, frame: null, line: 3, rule: "session"}),
    );
  });

  test("that counts both directions speaks against it, and is told", async () => {
    const analysis = await judge(asymmetric, [panSession({port: oneWayPort, counts: [30, 28]})]);
    const {for: reasons, against} = causeOf(analysis, bypass)!;
    expect(against.join("\n")).toMatch(/side-1\.txt line 3: .*28 packets .* of replies: that device does see replies/);
    expect(reasons.join("\n")).not.toContain("side-1.txt");
  });

  test("may have been told of twice: it is said what grew", async () => {
    const analysis = await judge(asymmetric, [
      panSession({port: oneWayPort, counts: [3, 0]}) + panSession({port: oneWayPort, counts: [9, 0]}),
    ]);
    expect(causeOf(analysis, bypass)!.for.join("\n")).toContain("requests grew by 6 packets, replies by 0 packets");
  });

  test("is found behind a translation too", async () => {
    // As the device lists it the client is another; the capture is taken behind the translation.
    const listed = fortigateSession({port: 1234, counts: [5, 0]})
      .replaceAll("10.1.0.3:1234", "192.168.7.7:1234")
      .replaceAll("203.0.113.9:60418", `10.1.0.3:${oneWayPort}`);
    expect(causeOf(await judge(asymmetric, [listed]), bypass)!.for.join("\n")).toContain("FortiOS session 0002b1c4");
  });

  test("is not that of another connection", async () => {
    const analysis = await judge(asymmetric, [panSession({port: 61_000, counts: [30, 28]})]);
    expect(causeOf(analysis, bypass)!.against.join("\n")).not.toContain("side-1");
    expect(analysis.sideEvidence).toMatchObject([{kind: "session", line: 3}]);
  });

  test("that is offloaded and counts both directions names offloading beside", async () => {
    const analysis = await judge(asymmetric, [panSession({port: oneWayPort, counts: [30, 28], offloaded: true})]);
    expect(causeOf(analysis, "offload")!.for.join()).toContain("is offloaded");
    expect(first(analysis)).toBe(bypass);
  });
});

describe("side evidence proves nothing", () => {
  test("where packets show both directions, whatever sessions, routes and counters say", async () => {
    const analysis = await judge(symmetric, [
      panSession({port: oneWayPort, counts: [3, 0]}),
      panCounters([["flow_tcp_non_syn_drop", 9000, "drop"]]),
      "default via 10.2.0.1 dev eth0\ndefault via 10.2.0.2 dev eth1 metric 5\n",
    ]);
    expect([analysis.verdict.kind, analysis.findings, analysis.causes]).toEqual(["symmetric", [], []]);
  });

  test("where there are no packets at all", async () => {
    const judged = (text: string) => analyze([{path: "listing.txt", stream: stream(utf8(text))}]);
    const counters = await judged(panCounters([["flow_tcp_non_syn_drop", 9000, "drop"]]));
    expect([counters.verdict.kind, counters.partial]).toEqual(["nothing", false]);
    // However much it counts of one direction.
    const session = await judged(panSession({port: 50_000, counts: [3000, 0]}));
    expect([session.verdict.kind, session.partial]).toEqual(["suspected", false]);
    expect(session.captures[0]).toMatchObject({format: "pan-os-session", packets: 0});
  });

  test("where replies are only suspected to be missing", async () => {
    const plain = await judge(alone, []);
    const told = await judge(alone, [panSession({port: oneWayPort, counts: [9, 0]})]);
    expect(told.verdict).toEqual(plain.verdict);
    expect(told.findings.map(({certainty}) => certainty)).toEqual(plain.findings.map(({certainty}) => certainty));
  });
});

describe("the members of a pair", () => {
  const here: [string, string] = ["fw-a", panSession({port: oneWayPort, counts: [9, 0]})];

  test("with a half of the connection each: no member owns it", async () => {
    const other: [string, string] = ["fw-b", panSession({port: oneWayPort, counts: [0, 8]})];
    const analysis = await judge(asymmetric, [here, other]);
    expect(first(analysis)).toBe("ha-owner-mismatch");
    expect(analysis.causes[0]!.for.join("\n")).toContain("each device has its half of the connection");
    expect(analysis.causes[0]!.next.map(({command}) => command)).toContain("show high-availability state");
  });

  test("may be told apart by their prompts in one transcript", async () => {
    const both = here[1] + panSession({port: oneWayPort, counts: [0, 8], prompt: "PA-B"});
    expect(first(await judge(asymmetric, [both]))).toBe("ha-owner-mismatch");
  });

  test("of which one lists its half as opened by the server, as conntrack does in mid-stream", async () => {
    const half =
      `tcp      6 299 ESTABLISHED src=10.2.0.4 dst=10.1.0.3 sport=443 dport=${oneWayPort} packets=8 bytes=900 [UNREPLIED] ` +
      `src=10.1.0.3 dst=10.2.0.4 sport=${oneWayPort} dport=443 packets=0 bytes=0 mark=0 use=1\n`;
    const analysis = await judge(asymmetric, [here, ["fw-b", half]]);
    expect(first(analysis)).toBe("ha-owner-mismatch");
    expect(analysis.causes[0]!.for.join("\n")).toContain("each device has its half of the connection");
  });

  test("with the same half: two firewalls in a row, and no pair", async () => {
    const other: [string, string] = ["fw-b", panSession({port: oneWayPort, counts: [9, 0]})];
    expect(causeOf(await judge(asymmetric, [here, other]), "ha-owner-mismatch")).toBe(undefined);
  });

  test("of which one knows the session from the other only hint at it", async () => {
    const analysis = await judge(asymmetric, [panSession({port: oneWayPort, counts: [9, 0], byPeer: true})]);
    expect(first(analysis)).toBe(bypass);
    expect(causeOf(analysis, "ha-owner-mismatch")!.for.join()).toContain("session updated by HA peer");
  });
});

describe("counters", () => {
  test("that count fit a cause, and are of the whole device", async () => {
    const analysis = await judge(asymmetric, [
      panCounters([
        ["pkt_recv", 90, "info"],
        ["tcp_out_of_sync", 4, "warn"],
      ]),
    ]);
    expect(causeOf(analysis, bypass)!.for.join("\n")).toMatch(/tcp_out_of_sync counts 4 \(.*of the whole device/);
  });

  test("that stand still between two listings speak against it; those that grow for it", async () => {
    const listing = (value: number) =>
      panCounters([
        ["pkt_recv", 90 + value, "info"],
        ["tcp_out_of_sync", value, "warn"],
      ]);
    const still = causeOf(
      await judge(asymmetric, [
        ["fw-a", listing(4)],
        ["fw-a", listing(4)],
      ]),
      bypass,
    )!;
    expect(still.against.join("\n")).toContain("tcp_out_of_sync grew by 0 between two listings");
    const grown = causeOf(
      await judge(asymmetric, [
        ["fw-a", listing(4)],
        ["fw-a", listing(29)],
      ]),
      bypass,
    )!;
    expect(grown.for.join("\n")).toContain("tcp_out_of_sync grew by 25 between two listings");
  });

  test("that a listing of drops hides are not missed: it is said that it hides them", async () => {
    const command = "show counter global filter delta yes severity drop";
    const {captures, causes} = await judge(asymmetric, [panCounters([["flow_policy_deny", 2, "drop"]], command)]);
    expect(captures[1]!.notes.join()).toMatch(/severity drop only: .*tcp_out_of_sync.* says nothing/);
    expect(causes.flatMap(({against}) => against).join()).not.toContain("side-1");
  });

  test("of unknown names are accepted, and speak for nothing", async () => {
    const {captures, sideEvidence} = await judge(asymmetric, [panCounters([["flow_tcp_rst_from_server", 2, "info"]])]);
    expect(captures[1]!.errors).toEqual([]);
    expect(sideEvidence).toEqual([]);
  });
});
