import {describe, expect, it} from "vitest";
import {
  accusations,
  connection,
  found,
  judge,
  newSession,
  passing,
  pointsOf,
  routed,
  type Said,
  type Seen,
  snifferLines,
  snifferRun,
  type TraceStyle,
  traced,
} from "../support/transcripts.ts";
import {notes, read} from "./reading.ts";

const bytesOf = (lines: readonly string[]) => new TextEncoder().encode(lines.join("\n"));
const says = connection();
const isRequest = (said: Said) => said.to.startsWith("10.2.") || said.to.startsWith("[2001:db8:2:");
const outside = routed("10.2.0.4", "port3");
const inside = routed("10.1.0.3", "port2");

/** A connection as the firewall traces it: routes are told of the first packet of each direction. */
const trace = (all: readonly Said[] = says, style: TraceStyle = {}, back = "port3"): string[] =>
  all.flatMap((said, i) => {
    const known = found(isRequest(said) ? "original" : "reply");
    const then = i === 0 ? [newSession, outside, "Allowed by Policy-1:"] : i === 1 ? [known, inside] : [known];
    return traced(said, isRequest(said) ? "port2" : back, then, i + 1, style);
  });

const stamp = "2026-11-21 14:12:00 ";

describe("a healthy connection", () => {
  it.each<[string, TraceStyle]>([
    ["5.0, without functions", {id: 36870, functions: false, tunnel: false}],
    ["4.x, an id behind a blank", {id: " 36870", functions: false, tunnel: false}],
    ["5.6 to 7.0", {id: 20085, tunnel: false}],
    ["7.2 and later, with time stamps", {id: 65308, stamp}],
    ["a chassis, with the slot", {id: 20085, slot: "[FPC06]  "}],
    ["an emergency", {id: "20085 pri=emergency", stamp}],
    ["an article with typographic quotes", {quotes: ["“", "”"]}],
    ["a terminal that cuts the closing quotes off", {quotes: ['"', ""]}],
  ])("in FortiOS %s", async (_, style) => {
    const analysis = await judge(trace(says, style));
    expect(pointsOf(analysis)).toEqual(["port2: 6 in, 5 out", "port3: 5 in, 6 out"]);
    expect(analysis.connection(0)).toMatchObject({clientBy: "syn", client: {address: "10.1.0.3", port: 51156}});
    expect(analysis.totals.byOutcome.complete).toBe(1);
    expect(analysis.findings).toEqual([]);
    expect(analysis.points[0]!.timeBase).toBe(style.stamp === undefined ? "none" : "local");
  });

  it("over IPv6", async () => {
    const analysis = await judge(trace(connection("[2001:db8:1::3]:51156", "[2001:db8:2::4]:5000")));
    expect(analysis.connection(0)).toMatchObject({outcome: "complete", client: {address: "2001:db8:1::3"}});
    expect(pointsOf(analysis)).toEqual(["port2: 6 in, 5 out", "port3: 5 in, 6 out"]);
  });

  it("behind interfaces with dots and blanks in their lines", async () => {
    const lines = trace().map(line => line.replaceAll("port3", "wan1.100").replaceAll("port2", "ssl.root"));
    expect(pointsOf(await judge(lines))).toEqual(["ssl.root: 6 in, 5 out", "wan1.100: 5 in, 6 out"]);
  });

  it("with its addresses translated", async () => {
    const nat = "203.0.113.9:60418";
    const all = says.map(said => (isRequest(said) ? said : {...said, to: nat}));
    const lines = all.flatMap((said, i) =>
      isRequest(said)
        ? traced(
            said,
            "port2",
            [
              i === 0 ? newSession : found("original"),
              ...(i === 0
                ? [
                    outside,
                    "find SNAT: IP-203.0.113.9(from IPPOOL), port-60418",
                    "Allowed by Policy-1: SNAT",
                    `SNAT 10.1.0.3->${nat}`,
                  ]
                : []),
            ],
            i + 1,
          )
        : traced(said, "port3", [found("reply"), ...(i === 1 ? [`DNAT ${nat}->10.1.0.3:51156`, inside] : [])], i + 1),
    );
    const analysis = await judge(lines);
    expect(analysis.totals.conversations).toBe(1);
    expect(analysis.connection(0).flows.map(flow => flow.client)).toEqual([
      {address: "10.1.0.3", port: 51156},
      {address: "203.0.113.9", port: 60418},
    ]);
    expect(pointsOf(analysis)).toEqual(["port2: 6 in, 5 out", "port3: 5 in, 6 out"]);
    expect(analysis.findings).toEqual([]);
  });

  it("of which only later packets are traced: where they leave is not told, and nothing is missing", async () => {
    const analysis = await judge(trace(says).filter(line => !/trace_id=[12] /.test(line)));
    expect(pointsOf(analysis)).toEqual(["port2: 5 in, 0 out", "port3: 4 in, 0 out"]);
    expect(accusations(analysis)).toEqual([]);
  });

  it("where a session's packets are routed anew, and of the others the way is not told", async () => {
    const lines = trace(says.slice(3)).map(line =>
      line.replace(newSession, found("original")).replace(outside, "no use"),
    );
    const all = [0, 1, 2, 3].flatMap(i =>
      lines.map(line => line.replaceAll("51156", String(51156 + i)).replaceAll("0002b1c4", `0002b1c${i}`)),
    );
    expect(accusations(await judge(all))).toEqual([]);
  });

  it("with the firewall itself: what it sends came in by no interface", async () => {
    const all = says.flatMap((said, i) =>
      isRequest(said)
        ? traced(said, "port2", ["find a route: flag=84000000 gw-10.2.0.4 via root"], i + 1)
        : traced(said, "local", [inside], i + 1),
    );
    const analysis = await judge(all);
    expect(pointsOf(analysis)).toEqual(["port2: 6 in, 5 out"]);
    expect(analysis.findings).toEqual([]);
  });
});

describe("the whole incident", () => {
  const drop = "outgoing dev changed:6->5 dir=original, drop";
  /** The SYN goes out, the SYN-ACK comes in elsewhere and is dropped; both come again after 1, 3 and 7 s. */
  const incident = (style: TraceStyle = {}) =>
    [0, 1, 3, 7].flatMap((second, i) => {
      const at = style.stamp === undefined ? style : {...style, stamp: `2026-11-21 14:12:0${second} `};
      return [
        ...traced(
          says[0]!,
          "port2",
          [i === 0 ? newSession : found("original"), outside, "Allowed by Policy-1:"],
          14 + i,
          at,
        ),
        // FortiOS 6.2.3 uses one number for two packets.
        ...traced(says[1]!, "port4", [found("reply"), inside, drop, "no session matched"], 14 + i, at),
      ];
    });

  it("of FortiOS 6.2.3 is a mismatch, told by the device, with its cause and the versions that drop", async () => {
    const analysis = await judge(incident({id: 20085, stamp}));
    const of = (detector: string) => analysis.findings.find(finding => finding.detector === detector);
    expect(of("interface-mismatch")).toMatchObject({certainty: "proven"});
    expect(of("interface-mismatch")!.sentence).toContain("Requests pass by port3, replies by port4");
    expect(of("device-log")).toMatchObject({certainty: "proven", missing: null});
    expect(of("device-log")!.sentence).toContain(`"${drop}"`);
    // What is said behind the first reason is no reason of its own: the requests do pass here.
    expect(analysis.findings.filter(finding => finding.detector === "device-log")).toHaveLength(1);
    expect(analysis.verdict).toMatchObject({kind: "proven", failing: true});
    expect(analysis.causes[0]!.cause).toBe("reply-on-other-interface");
    expect(analysis.causes.map(cause => cause.cause)).not.toContain("request-bypasses-firewall");
    const steps = analysis.causes[0]!.next.map(step => `${step.command} ${step.why}`).join("\n");
    expect(steps).toMatch(/6\.2\.3/);
    expect(steps).toContain("auxiliary-session");
  });

  it.each<[string, (lines: string[]) => string[]]>([
    ["without time stamps", lines => lines.map(line => line.replace(/^.*?(?=id=)/, ""))],
    [
      "with the sniffer's lines between",
      lines => lines.flatMap((line, i) => [line, ...(i % 4 === 1 ? ["[H] unrelated"] : [])]),
    ],
    ["at 80 columns", lines => wrapped(lines, 80)],
    ["at 100 columns", lines => wrapped(lines, 100)],
    ["behind prompts", lines => lines.map(line => `FGT-A # ${line}`)],
    ["with returns and colours", lines => lines.map(line => `\u001b[1m${line}\u001b[0m\r\r`)],
  ])("%s", async (_, change) => {
    const analysis = await judge(change(incident({stamp})));
    expect(analysis.findings.map(finding => `${finding.detector} ${finding.certainty}`)).toEqual([
      "device-log proven",
      "interface-mismatch proven",
    ]);
    expect(analysis.causes[0]!.cause).toBe("reply-on-other-interface");
  });

  it("of FortiOS 6.2.4 and later is tolerated: a mismatch that works", async () => {
    const lines = trace(says, {stamp}, "port4").map(line => line.replace("seq 3050259070", "seq 3050259070"));
    const analysis = await judge([
      ...lines,
      'id=65308 trace_id=99 func=f line=1 msg="auxiliary ses proto=6 dev=6->5 10.1.0.3/51156=>10.2.0.4/5000"',
    ]);
    expect(accusations(analysis)).toEqual([
      "interface-mismatch: Requests pass by port3, replies by port4: 1 connection, 6 request packets and 5 reply packets",
    ]);
    expect(analysis.verdict.failing).toBe(false);
  });
});

describe("what the device says of a packet", () => {
  const statementsOf = async (said: Said, message: string) =>
    (await judge(traced(said, "port4", [message], 1))).findings.filter(finding => finding.detector === "device-log");

  it.each([
    ["SYN-ACK", "no session matched", "suspected", "requests"],
    ["ACK", "no session matched", "note", null],
    ["RST-ACK", "no session matched", "note", null],
    ["SYN", "reverse path check fail, drop", "suspected", null],
    ["ACK", "reverse path check fail, drop", "note", null],
    ["SYN-ACK", "outgoing dev changed:18->17 dir=reply, drop", "proven", null],
    ["SYN", "Denied by forward policy check (policy 0)", "note", null],
    ["SYN", "iprope_in_check() check failed on policy 0, drop", "note", null],
    ["SYN", "no matching route to 10.2.0.4, drop", "note", null],
  ])("of a %s: %s is %s", async (flags, message, certainty, missing) => {
    const [finding, ...others] = await statementsOf({...says[1]!, flags}, message);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({certainty, missing});
    expect(finding!.evidence[0]).toMatchObject({rule: "P10", line: 2, frame: 1});
    expect(finding!.sentence).toContain(message);
  });

  it.each([
    "outgoing dev changed:18->17 dir=reply",
    "policy-1 is matched, act-drop",
    "state=00010204, state2=00000001",
    "Allowed by Policy-1: SNAT",
  ])("%s is no drop", async message => {
    expect(await statementsOf(says[1]!, message)).toEqual([]);
  });

  it("of a SYN-ACK whose SYN it saw is a note: the request did pass here, and its session is gone", async () => {
    const analysis = await judge([
      ...traced(says[0]!, "port2", [newSession, outside], 1),
      ...traced(says[1]!, "port3", ["no session matched"], 2),
    ]);
    expect(analysis.findings).toMatchObject([{detector: "device-log", certainty: "note", missing: null}]);
  });

  it("does not leave the firewall by the route that was found before", async () => {
    expect(
      pointsOf(
        await judge(traced(says[0]!, "port2", [newSession, outside, "Denied by forward policy check (policy 0)"], 1)),
      ),
    ).toEqual(["port2: 1 in, 0 out"]);
  });

  it("of a packet whose flags are not told is no evidence, and a note", async () => {
    const lines = [
      'id=20085 trace_id=2 func=resolve_ip6_tuple_fast line=4190 msg="vd-vlan:0 received a packet(proto=6, 2001:db8::100:10001->2001:db8:1::13:80) from vlan-port1."',
      'id=20085 trace_id=2 func=f line=1 msg="no session matched"',
    ];
    const analysis = await judge(lines);
    expect(analysis.totals).toMatchObject({packets: 1, tcp: 0});
    expect(analysis.findings).toMatchObject([{detector: "device-log", certainty: "note", conversations: []}]);
    expect(notes(await read(bytesOf(lines))).join()).toContain("tells no TCP flags");
  });
});

describe("packets that are not TCP", () => {
  const line = (protocol: number, ends: string) =>
    `id=65308 trace_id=1 func=f line=1 msg="vd-root:0 received a packet(proto=${protocol}, ${ends}) tun_id=0.0.0.0 from port2. type=8, code=0, id=1, seq=1."`;

  it("are told by their ports: type and code of ICMP", async () => {
    const {frames} = await read(
      bytesOf([
        line(1, "10.1.0.3:77->10.2.0.4:2048"),
        line(1, "10.2.0.4:77->10.1.0.3:0"),
        line(17, "10.1.0.3:5353->10.2.0.4:53"),
      ]),
    );
    expect(frames.map(frame => frame.bytes.slice(40))).toEqual([
      "08000000004d0000",
      "00000000004d0000",
      "14e9003500080000",
    ]);
  });
});

describe("a sniffer and a trace in one transcript", () => {
  const woven = (seen: readonly Seen[], lines: readonly string[], verbosity: 4 | 6) => {
    // Each packet's lines of the trace between those of the sniffer.
    const packets = lines
      .join("\n")
      .split(/\n(?=[^\n]*received a packet)/)
      .map(text => text.split("\n"));
    const shown = seen.map(one => snifferLines(one, verbosity));
    return packets.flatMap((packet, i) => [...shown[2 * i]!, packet[0]!, ...shown[2 * i + 1]!, ...packet.slice(1)]);
  };

  it.each([4, 6] as const)("tell each packet once, at verbosity %i", async verbosity => {
    for (const style of [{}, {stamp}, {stamp: "2026-11-21 15:12:00 "}]) {
      const analysis = await judge(woven(passing(0), trace(says, style), verbosity));
      expect(analysis.totals).toMatchObject({packets: 22, tcp: 22, conversations: 1, copies: 0});
      expect(pointsOf(analysis)).toEqual(["port2: 6 in, 5 out", "port3: 5 in, 6 out"]);
      expect(analysis.findings).toEqual([]);
      expect(analysis.period![1] - analysis.period![0]).toBeLessThan(2e9);
    }
  });

  it("with relative times", async () => {
    const relative = passing(0).map(one => snifferLines(one, 4, "relative")[0]!);
    const analysis = await judge([...trace(says, {stamp}).slice(0, 4), ...relative, ...trace(says, {stamp}).slice(4)]);
    expect(analysis.totals).toMatchObject({tcp: 22, conversations: 1});
    expect(analysis.period![1] - analysis.period![0]).toBeLessThan(2e9);
  });

  it("a drop in the trace is told at the sniffer's packet", async () => {
    const seen = passing(0, says.slice(0, 2), {back: "port4"});
    const dropped = traced(says[1]!, "port4", [found("reply"), "outgoing dev changed:6->5 dir=original, drop"], 2, {
      stamp,
    });
    const lines = [
      ...snifferRun(seen.slice(0, 3), 4).slice(4, 7),
      ...traced(says[0]!, "port2", [newSession, outside], 1, {stamp}),
      ...dropped,
    ];
    const analysis = await judge(lines);
    expect(analysis.totals.packets).toBe(3);
    const log = analysis.findings.find(finding => finding.detector === "device-log")!;
    expect(log).toMatchObject({certainty: "proven"});
    expect(log.evidence[0]).toMatchObject({frame: 3, line: lines.length});
  });

  it("what one of them tells more often was sent more often", async () => {
    const [syn] = passing(0);
    const analysis = await judge([
      ...[0, 1, 2].flatMap(at => snifferLines({...syn!, at}, 4)),
      ...[1, 2].flatMap(id => traced(says[0]!, "port2", [], id, {stamp})),
    ]);
    expect(analysis.connection(0).flows[0]!.requests).toMatchObject({packets: 3, syn: 3});
  });
});

const wrapped = (lines: readonly string[], columns: number) =>
  lines.flatMap(line =>
    Array.from({length: Math.ceil(line.length / columns)}, (_, i) => line.slice(i * columns, (i + 1) * columns)),
  );

it.each([76, 79, 80, 81, 100, 120, 132, 160, 200])(
  "lines wrapped at %i columns are read as if they were not",
  async columns => {
    const lines = trace(says, {stamp});
    const straight = await read(bytesOf(lines));
    const reading = await read(bytesOf(wrapped(lines, columns)));
    expect(reading.frames).toEqual(straight.frames);
  },
);

it("several processors' lines may stand between each other", async () => {
  const lines = [
    ...traced(says[0]!, "port2", [newSession, outside], 1),
    ...traced({...says[0]!, from: "10.1.0.9:4242"}, "port2", ["allocate a new session-000000aa", outside], 2),
  ];
  const [a, b, c, d, e, f] = lines;
  expect(pointsOf(await judge([a!, d!, b!, e!, c!, f!]))).toEqual(["port2: 2 in, 0 out", "port3: 0 in, 2 out"]);
});

it("is read alike in chunks of any size", async () => {
  const bytes = bytesOf(trace(says, {stamp}));
  const whole = await read(bytes);
  for (const chunk of [1, 7, 64]) expect((await read(bytes, chunk)).frames).toEqual(whole.frames);
});
