import {describe, expect, it} from "vitest";
import {
  accusations,
  anyFrame,
  atPort,
  client,
  connection,
  forwarded,
  hexLines,
  judge,
  packetOf,
  passing,
  pointsOf,
  type Said,
  sniffed,
  snifferLines,
  snifferRun,
  stampOf,
  type Verbosity,
} from "../support/transcripts.ts";
import {notes, read} from "./reading.ts";

const bytesOf = (lines: readonly string[]) => new TextEncoder().encode(lines.join("\n"));
const segments = connection();

describe("a healthy connection through the firewall", () => {
  it.each([4, 5, 6] as const)("is told by interface and direction at verbosity %i", async verbosity => {
    for (const clock of ["absolute", "relative"] as const) {
      const analysis = await judge(snifferRun(passing(0), verbosity, clock));
      expect(analysis.totals).toMatchObject({packets: 22, tcp: 22, conversations: 1});
      expect(pointsOf(analysis)).toEqual(["port2: 6 in, 5 out", "port3: 5 in, 6 out"]);
      expect(analysis.connection(0)).toMatchObject({outcome: "complete", clientBy: "syn", client: {port: 51156}});
      expect(analysis.findings).toEqual([]);
      expect(analysis.points.map(point => point.timeBase)).toEqual(
        clock === "absolute" ? ["local", "local"] : ["relative", "relative"],
      );
      expect(analysis.partial).toBe(false);
    }
  });

  it.each([1, 2, 3] as const)(
    "is seen twice at one point at verbosity %i: copies, no retransmissions",
    async verbosity => {
      const analysis = await judge(snifferRun(passing(0), verbosity));
      expect(analysis.totals).toMatchObject({packets: 22, tcp: 22, conversations: 1});
      expect(analysis.points.map(point => point.name)).toEqual(["fgt"]);
      const {requests, replies} = analysis.connection(0).flows[0]!;
      expect([requests.repeats, replies.repeats]).toEqual([0, 0]);
      expect(analysis.connection(0).outcome).toBe("complete");
      expect(analysis.findings).toEqual([]);
    },
  );

  it("has its payload where bytes are printed, and none where not", async () => {
    for (const verbosity of [1, 2, 3, 4, 5, 6] as const) {
      const analysis = await judge(snifferRun(passing(0), verbosity));
      const bytes = analysis.connection(0).flows.map(flow => flow.replies.bytes);
      expect(bytes).toEqual({1: [0], 2: [4000], 3: [4000], 4: [0, 0], 5: [2000, 2000], 6: [2000, 2000]}[verbosity]);
    }
  });

  it("tells directions at verbosity 3 by the made-up link header, whose addresses are no next hops", async () => {
    const analysis = await judge(snifferRun(passing(0), 3));
    expect(pointsOf(analysis)).toEqual(["-: 11 in, 11 out"]);
    expect(analysis.findings).toEqual([]);
  });

  it("over IPv6", async () => {
    const all = connection("[2001:db8:1::3]:51156", "[2001:db8:2::4]:5000");
    for (const verbosity of [1, 4, 6] as const) {
      const analysis = await judge(snifferRun(passing(0, all), verbosity));
      expect(analysis.connection(0)).toMatchObject({
        outcome: "complete",
        client: {address: "2001:db8:1::3", port: 51156},
      });
      expect(analysis.totals.tcp).toBe(22);
    }
  });
});

describe("a reply by another interface", () => {
  it.each([4, 5, 6] as const)("is an interface mismatch at verbosity %i", async verbosity => {
    const analysis = await judge(snifferRun(passing(0, segments, {back: "port4"}), verbosity));
    expect(analysis.verdict.kind).toBe("proven");
    expect(accusations(analysis)).toEqual([
      "interface-mismatch: Requests pass by port3, replies by port4: 1 connection, 6 request packets and 5 reply packets",
    ]);
    expect(analysis.findings[0]!.evidence[0]!.line).toBeGreaterThan(4);
  });

  it("is told with the line in the transcript", async () => {
    const lines = snifferRun(passing(0, segments, {back: "port4"}), 6);
    const analysis = await judge(lines);
    const {line} = analysis.findings[0]!.evidence[1]!;
    expect(lines[line! - 1]).toContain("port4 in 10.2.0.4.5000 -> 10.1.0.3.51156: syn 3050259070");
  });
});

describe("without payload lengths nothing is concluded from what lengths would tell", () => {
  /** An upload without PSH: at verbosity 4 its segments look like the same ACK again and again. */
  const upload: Said[] = [
    ...segments.slice(0, 3),
    ...Array.from({length: 6}, (_, i) => [
      {...segments[2]!, sequence: segments[2]!.sequence + i * 1400, payload: 1400},
      {...segments[4]!, acknowledgment: segments[2]!.sequence + (i + 1) * 1400},
    ]).flat(),
  ];

  it.each([1, 4] as const)("of a connection that is whole, at verbosity %i", async verbosity => {
    const all = [0, 1, 2].flatMap(i =>
      passing(
        i * 5,
        upload.map(said => renamed(said, 51156 + i)),
      ),
    );
    const analysis = await judge(snifferRun(all, verbosity));
    expect(analysis.findings).toEqual([]);
    expect(analysis.verdict.kind).toBe("symmetric");
    expect(notes2(analysis)).toContain("verbosity 1 and 4 tell no payload lengths");
  });

  it("of segments that look like repeated ACKs, in a connection whose replies are missing", async () => {
    // One round is certain, the first ACK; the data segments a second apart are none.
    const lines = [0, 1, 2, 3, 4].map(
      i => `${stampOf(1 + i)} port2 in ${sniffed({...segments[2]!, sequence: segments[2]!.sequence + i * 100})}`,
    );
    const analysis = await judge([`${stampOf(0)} port2 in ${sniffed(segments[0]!)}`, ...lines]);
    expect(analysis.connection(0)).toMatchObject({outcome: "one-way", missing: "replies"});
    const rounds = analysis.connection(0, true).flows[0]!.ladder.filter(rung => rung.round);
    expect(rounds).toHaveLength(1);
  });

  it("where bytes are printed for a part only", async () => {
    const all = passing(0);
    const analysis = await judge([...snifferRun(all.slice(0, 10), 6), ...snifferRun(all.slice(10), 4)]);
    expect(analysis.findings).toEqual([]);
    const rungs = analysis.connection(0, true).flows.flatMap(flow => flow.ladder);
    expect(rungs.filter(rung => rung.round)).toEqual([]);
  });

  it("that clients acknowledge what was never seen is seen all the same", async () => {
    const requests = [0, 1, 2, 3].flatMap(i =>
      passing(
        i * 2,
        connection(atPort(51156 + i)).filter(said => said.to.startsWith("10.2.")),
      ),
    );
    const witnesses = Array.from({length: 300}, (_, i) => passing(i * 0.03, connection(atPort(40000 + i)).slice(0, 3)));
    const all = [...requests, ...witnesses.flat()].sort((a, b) => a.at - b.at);
    const analysis = await judge(snifferRun(all, 4));
    expect(analysis.verdict).toMatchObject({kind: "proven"});
    expect(accusations(analysis).join()).toContain("Replies from 10.2.0.4 bypass fgt/port3");
  });
});

describe("a capture of all interfaces shows packets several times", () => {
  const twice =
    (vlan: string, parent: string) =>
    (
      lines: readonly {
        readonly at: number;
        readonly face: string;
        readonly way: "in" | "out" | "--";
        readonly said: Said;
      }[],
    ) =>
      lines.flatMap(one =>
        one.face !== vlan
          ? [one]
          : one.way === "out"
            ? [one, {...one, at: one.at + 0.000003, face: parent}]
            : [{...one, at: one.at - 0.000003, face: parent}, one],
      );

  it.each([4, 6] as const)("a VLAN and its parent are one, at verbosity %i", async verbosity => {
    const both = twice("Outside_VLAN10", "port2");
    const all = [0, 1, 2, 3].flatMap(i =>
      both(passing(i, connection(atPort(51156 + i)), {inside: "port1", outside: "Outside_VLAN10"})),
    );
    const analysis = await judge(snifferRun(all, verbosity));
    expect(analysis.findings).toEqual([]);
    expect(analysis.verdict.kind).toBe("symmetric");
  });

  it("members of a bundle carry one direction each", async () => {
    const all = [0, 1, 2, 3].flatMap(i =>
      passing(i, connection(atPort(51156 + i)), {inside: "port1", outside: "agg1"}).flatMap(one =>
        one.face === "agg1" ? [one, {...one, at: one.at + 0.000003, face: one.way === "out" ? "x1" : "x2"}] : [one],
      ),
    );
    const analysis = await judge(snifferRun(all, 4));
    expect(accusations(analysis)).toEqual([]);
    expect(analysis.verdict.kind).toBe("symmetric");
  });

  it("a link between virtual domains is passed on the way", async () => {
    const all = [0, 1, 2, 3].flatMap(i =>
      connection(atPort(51156 + i)).flatMap((said, n) => {
        const at = i + n * 0.02;
        const isRequest = said.to.startsWith("10.2.");
        const way = isRequest
          ? ["port2", "npu0_vlink0", "npu0_vlink1", "port3"]
          : ["port3", "npu0_vlink1", "npu0_vlink0", "port2"];
        return [...forwarded(at, said, way[0]!, way[1]!), ...forwarded(at + 0.0001, said, way[2]!, way[3]!)];
      }),
    );
    const analysis = await judge(snifferRun(all, 4));
    expect(accusations(analysis)).toEqual([]);
    expect(analysis.verdict.kind).toBe("symmetric");
  });

  it("but replies by another VLAN are a mismatch", async () => {
    const all = [0, 1, 2, 3].flatMap(i =>
      twice(
        "wan-a.10",
        "port2",
      )(
        twice(
          "wan-b.20",
          "port4",
        )(passing(i, connection(atPort(51156 + i)), {inside: "port1", outside: "wan-a.10", back: "wan-b.20"})),
      ),
    );
    const analysis = await judge(snifferRun(all, 4));
    expect(accusations(analysis).join()).toContain(
      "Requests pass by wan-a.10 and port2, replies by port4 and wan-b.20",
    );
  });

  it("tagged frames without addresses hide a direction: no asymmetry", async () => {
    const hide = (lines: string[]) =>
      lines.map(line => (line.includes(" in ") ? line.replace(/ in .*/, ` in 802.1Q vlan#10 P0 `) : line));
    const all = [0, 1, 2, 3, 4].flatMap(i => passing(i * 2, connection(atPort(51156 + i))));
    const lines = hide(all.flatMap(one => snifferLines(one, 4)));
    const analysis = await judge(lines);
    expect(accusations(analysis)).toEqual([]);
    expect(notes2(analysis)).toContain("lines of tagged frames tell no addresses");
    expect(analysis.skipped.entries().find(([name]) => name === "not-understood")![1]).toBe(all.length / 2);
  });

  it("tagged frames are read where addresses or bytes are printed", async () => {
    const lines = [
      `${stampOf(0)} port1 in 802.1Q vlan#10 P0 -- ${sniffed(segments[0]!)}`,
      `${stampOf(1)} port1 in 802.1Q vlan#10 P0 CFI -- ${sniffed(segments[1]!)}`,
      `${stampOf(2)} port1 in 802.1Q vlan#10 P3 ${sniffed(segments[2]!)}`,
      `${stampOf(3)} port1 in 802.1Q vlan#10 P0`,
      ...hexLines(tagged(packetOf(segments[3]!))),
    ];
    expect((await judge(lines)).totals).toMatchObject({tcp: 4, conversations: 1});
  });
});

/** A frame of `any` with a tag. */
function tagged(packet: Uint8Array): Uint8Array {
  const frame = anyFrame(packet, "in");
  return Uint8Array.from([...frame.subarray(0, 12), 0x81, 0, 0, 10, ...frame.subarray(12)]);
}

describe("what a line may look like", () => {
  const first = async (line: string, ...more: string[]) => (await read(bytesOf([line, ...more]))).frames;

  it("fractions of a second are decimal, however many digits they have", async () => {
    const [a, b] = await first(
      `2026-11-21 14:12:00.5 port2 in ${sniffed(segments[0]!)}`,
      `2026-11-21 14:12:00.500001 port2 in ${sniffed(segments[1]!)}`,
    );
    expect(b!.time - a!.time).toBe(1000n);
  });

  it.each([
    ["a slot of a chassis", "[FPC06]  2026-11-21 14:12:00.000101 vlan-port1 in "],
    ["a slot and relative time", "[FPM04] 1.000101 vlan-port1 in "],
    ["a prompt", "FGT-A (root) # 1.000101 vlan-port1 in "],
    ["a tab", "1.000101\tvlan-port1 in "],
    ["a paged screen", "--More--\r         \r1.000101 vlan-port1 in "],
    ["colours", "\u001b[32m1.000101\u001b[0m vlan-port1 in "],
    ["a corrected word", "1.000101 vlan-porx\bt1 in "],
    ["a byte order mark", "\ufeff1.000101 vlan-port1 in "],
  ])("behind %s", async (_, before) => {
    const reading = await read(bytesOf([`${before}${sniffed(segments[0]!)}\r\r`]));
    expect(reading.frames).toHaveLength(1);
    expect(reading.frames[0]).toMatchObject({point: "vlan-port1", direction: 1, link: 101});
    expect(reading.frames[0]!.bytes).toContain("0a010003");
  });

  it("a physical interface by its name has no directions, and its own link addresses", async () => {
    const seen = passing(0)
      .slice(0, 4)
      .map(one => ({...one, face: "port2", way: "--"}) as const);
    const reading = await read(bytesOf(snifferRun(seen, 6)));
    expect(reading.frames.map(frame => [frame.point, frame.direction, frame.link])).toEqual(
      Array.from({length: 4}, () => ["port2", 0, 1]),
    );
  });

  it("verbosity 1 to 3 name the interface in the preamble only", async () => {
    const lines = snifferRun(passing(0).slice(0, 2), 1).map(line => line.replace("any", "port7"));
    expect((await read(bytesOf(lines))).points.map(point => point.interface)).toEqual(["port7"]);
  });

  it("what the network processor's own window shows is left out", async () => {
    const seen = passing(0).flatMap(one => [one, {...one, face: "npudbg", way: "--"} as const]);
    const analysis = await judge(snifferRun(seen, 6));
    expect(pointsOf(analysis)).toEqual(["port2: 6 in, 5 out", "port3: 5 in, 6 out"]);
    expect(analysis.totals.packets).toBe(22);
  });

  it("the command tells whether times are UTC", async () => {
    for (const [word, base] of [
      ["a", "utc"],
      ["l", "local"],
    ] as const) {
      const lines = [`FGT # diagnose sniffer packet any 'tcp' 4 0 ${word}`, ...snifferLines(passing(0)[0]!, 4)];
      expect((await read(bytesOf(lines))).points[0]!.timeBase).toBe(base);
    }
  });

  it.each([
    ["ICMP", "10.1.0.3 -> 10.2.0.4: icmp: echo request", {icmp: 1}],
    ["ICMPv6", "2001:db8::3 -> 2001:db8::4: icmp6: echo reply", {icmp: 1}],
    ["UDP", "10.1.0.3.5353 -> 10.2.0.4.53: udp 133", {udp: 1}],
    ["UDP over IPv6", "2001:db8::3.5353 -> 2001:db8::4.53: udp 106 [hlim 1] (len 154)", {udp: 1}],
    ["ESP", "10.1.0.3 -> 10.2.0.4: ESP(spi=0xc7a81d80,seq=0x12)", {encapsulated: 1}],
    ["OSPF", "10.1.0.3 -> 224.0.0.5: ip-proto-89 48", {"other-protocol": 1}],
    ["ARP", "arp who-has 10.1.0.1 tell 10.1.0.3", {"not-ip": 1}],
    ["a type it does not know", "Ether type 0x8890 printer havn't been added to sniffer.", {"not-ip": 1}],
    ["a fragment", "10.1.0.3 -> 10.2.0.4: ip-proto-6 (frag 4242:1480@1480)", {"not-understood": 1}],
  ])("%s", async (_, body, expected) => {
    const analysis = await judge([`1.000101 port2 in ${body}`]);
    const told = {...analysis.totals, ...Object.fromEntries(analysis.skipped.entries())};
    expect(told).toMatchObject({packets: 1, tcp: 0, ...expected});
  });

  it("resets and urgent data", async () => {
    const analysis = await judge([
      "1.0 port2 in 10.1.0.3.51156 -> 10.2.0.4.5000: syn 100 ",
      "1.1 port2 out 10.2.0.4.5000 -> 10.1.0.3.51156: rst 0 ack 101 ",
      "1.2 port2 in 10.1.0.3.51157 -> 10.2.0.4.5000: psh urg 7 ack 9",
    ]);
    expect(analysis.connection(0).outcome).toBe("refused");
    expect(analysis.totals.conversations).toBe(2);
  });
});

describe("bytes in hexadecimal", () => {
  const packet = packetOf({...segments[3]!, payload: 100});
  const head = `1.000101 port2 in ${sniffed(segments[3]!)}`;
  const framesOf = async (lines: readonly string[]) => (await read(bytesOf([head, ...lines]))).frames;
  const whole = Buffer.from(packet).toString("hex");

  it.each<[string, (line: string) => string]>([
    ["as printed", line => line],
    ["with blanks for tabs", line => line.replaceAll("\t", "   ")],
    ["with single blanks", line => line.replace(/\s+/g, " ")],
    ["with a colon", line => line.replace(/^0x(\w+)\t/, "\t0x$1: ")],
    ["without 0x", line => line.replace(/^0x00(\w+)\t/, "0000$1\t")],
    ["in capitals", line => line.replace(/\t.*?\t/, text => text.toUpperCase())],
    ["with letters that look like bytes", line => line.replace(/[^\t]*$/, "beef cafe 0000 ab")],
    ["with single blanks and such letters", line => `${line.replace(/[^\t]*$/, "").replace(/\s+/g, " ")}beefcafe`],
    ["without letters", line => line.replace(/\t[^\t]*$/, "")],
    ["behind escape sequences", line => `\u001b[0m${line}\u001b[K\r`],
  ])("%s", async (_, change) => {
    const [frame] = await framesOf(hexLines(packet).map(change));
    expect(frame).toMatchObject({bytes: whole, wireLength: packet.length, link: 101});
  });

  it("from a source that looks like a type of frame is a packet", async () => {
    const odd = packetOf({...segments[3]!, from: "8.0.66.1:51156"});
    const [frame] = await framesOf(hexLines(odd));
    expect(frame!.bytes).toBe(Buffer.from(odd).toString("hex"));
  });

  it("of a frame with padding end with the packet", async () => {
    const padded = Uint8Array.from([...anyFrame(packetOf(segments[2]!), "out"), 0, 0, 0, 0, 0, 0]);
    const [frame] = await framesOf(hexLines(padded));
    expect(frame).toMatchObject({bytes: Buffer.from(packetOf(segments[2]!)).toString("hex"), direction: 2});
  });

  it("cut off by the frame size are judged by what is there", async () => {
    const [frame] = await framesOf(hexLines(packet).slice(0, 4));
    expect(frame).toMatchObject({bytes: whole.slice(0, 128), wireLength: packet.length});
  });

  it("out of order are left out", async () => {
    const [a, b, c, d] = hexLines(packet);
    expect((await framesOf([a!, c!, b!, d!]))[0]!.bytes).toBe(whole.slice(0, 64));
  });

  it("without a packet before them are of none", async () => {
    const reading = await read(bytesOf([...hexLines(packet), head]));
    expect(reading.frames).toHaveLength(1);
  });
});

describe("lines that a narrow terminal has wrapped", () => {
  const wrapped = (lines: readonly string[], columns: number) =>
    lines.flatMap(line =>
      Array.from({length: Math.max(1, Math.ceil(line.length / columns))}, (_, i) =>
        line.slice(i * columns, (i + 1) * columns),
      ),
    );

  it.each([48, 60, 70, 72, 74, 76, 78, 80, 81, 82, 83, 84, 85, 90, 132])("at %i columns", async columns => {
    const lines = snifferRun(passing(0), 4);
    const straight = await read(bytesOf(lines));
    const reading = await read(bytesOf(wrapped(lines, columns)));
    expect(reading.frames.map(frame => frame.bytes)).toEqual(straight.frames.map(frame => frame.bytes));
  });
});

describe("several runs in one transcript", () => {
  it("of relative times follow each other", async () => {
    const first = passing(3, connection(atPort(50001)));
    const second = passing(1, connection(atPort(50002)));
    const {frames} = await read(bytesOf([...snifferRun(first, 4, "relative"), ...snifferRun(second, 4, "relative")]));
    const times = frames.map(frame => frame.time);
    expect(times).toEqual([...times].sort((a, b) => Number(a - b)));
    expect(frames).toHaveLength(44);
  });

  it("count the packets that the kernel lost", async () => {
    const {points} = await read(
      bytesOf([...snifferRun(passing(0), 4, "absolute", 3), ...snifferRun(passing(9), 4, "absolute", 4)]),
    );
    expect(points.map(point => point.dropped)).toEqual([7, 7]);
  });

  it("keep their filters", async () => {
    const reading = await read(bytesOf(snifferRun(passing(0), 4)));
    expect(notes(reading).join()).toContain('captured with the filter "host 10.2.0.4 and port 5000"');
  });

  it("may repeat the preamble and stand among anything else", async () => {
    const noise = [
      "FGT-A # get system status",
      "Version: FortiGate-100F v7.2.5,build1517",
      "  ",
      "0.5",
      "Serial: FG1",
      "-> : <-",
    ];
    const lines = passing(0).flatMap(one => [...noise, ...snifferRun([one], 4)]);
    expect((await judge(lines)).totals).toMatchObject({packets: 22, conversations: 1});
  });
});

const notes2 = (analysis: {captures: readonly {notes: readonly string[]}[]}) => analysis.captures[0]!.notes.join("\n");
const renamed = (said: Said, port: number): Said => ({
  ...said,
  from: said.from === client ? atPort(port) : said.from,
  to: said.to === client ? atPort(port) : said.to,
});

it("is read alike in chunks of any size", async () => {
  for (const verbosity of [1, 6] as Verbosity[]) {
    const bytes = bytesOf(snifferRun(passing(0), verbosity));
    const whole = await read(bytes);
    for (const chunk of [1, 7, 64]) expect((await read(bytes, chunk)).frames).toEqual(whole.frames);
  }
});

it("in UTF-16, as PowerShell writes it, is read as well", async () => {
  const text = Buffer.from(`\ufeff${snifferRun(passing(0), 4).join("\r\n")}`, "utf16le");
  expect((await read(new Uint8Array(text))).frames).toHaveLength(22);
});
