import {describe, expect, it} from "vitest";
import {analyze} from "../../src/analyze.ts";
import type {Analysis} from "../../src/judge/analysis.ts";
import {concat, ethernet, ipv4, tcp} from "../support/bytes.ts";
import {type Captured, pcap, pcapng, snoop, after as time} from "../support/containers.ts";
import {accusations, atPort, connection, endOf, judge, packetOf, pointsOf, type Said} from "../support/transcripts.ts";
import {chunks, notes, read} from "./reading.ts";

/** A packet at one point of the chain: letter, position, interface. */
interface Step {
  readonly at: number;
  readonly letter: string;
  readonly position?: string;
  readonly face: string;
  readonly said: Said;
}

/** The header that fw monitor puts in place of the Ethernet header; with `number`, a connection's, the name is shorter. */
function frame({letter, position = "0", face, said}: Step, number?: number): Uint8Array {
  const header = new Uint8Array(14);
  header.set(new TextEncoder().encode((letter + position).slice(0, 2)));
  header.set(new TextEncoder().encode(face).subarray(0, number === undefined ? 10 : 6), 2);
  if (number !== undefined) new DataView(header.buffer).setUint32(8, number);
  header.set([8, 0], 12);
  return concat(header, packetOf(said));
}

/** A packet's way: in before and behind the inbound chain, out before and behind the outbound one. */
const through = (at: number, said: Said, from: string, to: string, points = "iIoO"): Step[] =>
  [...points].map((letter, i) => ({
    at: at + i * 0.0001,
    letter,
    position: "iO".includes(letter) ? "0" : "9",
    face: letter.toLowerCase() === "i" ? from : to,
    said,
  }));

const passing = (start: number, says: readonly Said[], back = "eth1", points = "iIoO"): Step[] =>
  says.flatMap((said, i) =>
    said.from === says[0]!.from
      ? through(start + i * 0.02, said, "eth0", "eth1", points)
      : through(start + i * 0.02, said, back, "eth0", points),
  );

const captured = (steps: readonly Step[], number?: number): Captured[] =>
  steps.map((step, i) => ({
    time: time(step.at),
    bytes: frame(step, number === undefined ? undefined : i === 0 ? 0 : number + i),
  }));
const of = (bytes: Uint8Array): Promise<Analysis> =>
  analyze([{path: "monitor.cap", name: "cp", stream: chunks(bytes, 65536)}]);

const four = (back: string, points = "iIoO") =>
  [0, 1, 2, 3].flatMap(i => passing(i * 2, connection(atPort(51156 + i)), back, points));

describe("a capture of fw monitor", () => {
  it.each<[string, (packets: Captured[]) => Uint8Array]>([
    ["as it is, snoop", snoop],
    ["converted to pcap", packets => pcap(packets)],
    ["converted to pcapng", packets => pcapng(packets)],
  ])("%s: its interfaces are points, what enters and leaves them is judged", async (_, write) => {
    const analysis = await of(write(captured(four("eth1"))));
    expect(pointsOf(analysis)).toEqual(["eth0: 24 in, 20 out", "firewall: 44 in, 44 out", "eth1: 20 in, 24 out"]);
    expect(analysis.points.map(point => point.stage)).toEqual([null, "firewall", null]);
    expect(analysis.totals.byOutcome.complete).toBe(4);
    expect(analysis.connection(0).flows.map(flow => [flow.requests.repeats, flow.replies.repeats])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
    expect(analysis.findings).toEqual([]);
    expect(analysis.captures[0]!.notes.join()).toContain("Check Point fw monitor");
  });

  it("whose replies return by another interface", async () => {
    const analysis = await of(snoop(captured(four("eth2.200"))));
    expect(accusations(analysis)).toEqual([
      "interface-mismatch: Requests pass by eth1, replies by eth2.200: 4 connections, 24 request packets and 20 reply packets",
    ]);
    expect(analysis.causes[0]!.cause).toBe("reply-on-other-interface");
  });

  it("with numbers of connections has shorter names, which are told apart from them", async () => {
    const analysis = await of(snoop(captured(four("eth1"), 0xb5cf_0000)));
    expect(analysis.points.map(point => point.interface)).toEqual(["eth0", "firewall", "eth1"]);
    expect(analysis.findings).toEqual([]);
  });

  it.each(["i", "iI", "O", "io", "Io", "iO", "iIoOeE"])(
    "of the points %s alone claims nothing that it does not see",
    async points => {
      const analysis = await of(snoop(captured(four("eth1", points))));
      expect(accusations(analysis)).toEqual([]);
    },
  );

  it("with addresses translated inside is one connection", async () => {
    const nat = (said: Said, letter: string): Said =>
      letter === "O"
        ? {...said, from: said.from.replace(/^10\.1\.0\.3:/, "203.0.113.9:")}
        : letter === "i"
          ? {...said, to: said.to.replace(/^10\.1\.0\.3:/, "203.0.113.9:")}
          : said;
    const steps = four("eth1").map(step => {
      const isRequest = step.said.from.startsWith("10.1.");
      return {...step, said: isRequest === (step.letter === "O") ? nat(step.said, step.letter) : step.said};
    });
    const analysis = await of(snoop(captured(steps)));
    expect(analysis.totals.conversations).toBe(4);
    expect(accusations(analysis)).toEqual([]);
  });

  it("holds frames without its header: these are judged as they are", async () => {
    const ordinary = {time: time(99), bytes: ethernet({}, ipv4({}, tcp({flags: "SYN"})))};
    const {frames} = await read(snoop([...captured(four("eth1")).slice(0, 4), ordinary]));
    expect(frames.map(one => [one.point, one.link, one.direction])).toEqual([
      ["eth0", 101, 1],
      ["firewall", 101, 1],
      ["firewall", 101, 2],
      ["eth1", 101, 2],
      ["capture", 1, 0],
    ]);
  });

  it.each([
    ["to a group address that is no letter of the chain", "01:00:5e:00:00:01"],
    ["to a letter, and no name", "69:30:00:65:74:68"],
    ["to a letter, and zeros within the name", "69:30:65:00:74:68"],
  ])("is none where frames go %s", async (_, target) => {
    const {frames} = await read(
      pcap([{time: time(0), bytes: ethernet({target, source: "74:68:30:02:00:01"}, ipv4({}, tcp({flags: "SYN"})))}]),
    );
    expect(frames[0]).toMatchObject({link: 1, point: "capture"});
  });
});

describe("what fw monitor prints", () => {
  const flags = (text: string) =>
    ["FIN", "SYN", "RST", "PSH", "ACK"]
      .map(flag => (text.split("-").includes(flag) ? flag[0] : "."))
      .join("")
      .padEnd(6, ".");
  const hex = (number: number) => (number >>> 0).toString(16).padStart(8, "0");
  const printed = (steps: readonly Step[], before = "[vs_0][fw_1] ") =>
    steps.flatMap(({letter, face, said}) => {
      const [source, target] = [endOf(said.from), endOf(said.to)];
      const length = 40 + (said.payload ?? 0);
      return [
        `${before}${face}:${letter}[${length}]: ${source.address} -> ${target.address} (TCP) len=${length} id=${said.identification ?? 0}`,
        `TCP: ${source.port} -> ${target.port} ${flags(said.flags)} seq=${hex(said.sequence)} ack=${hex(said.acknowledgment ?? 0)}`,
      ];
    });

  it.each([
    ["with its instance", "[vs_0][fw_1] "],
    ["of old versions", ""],
    ["of the accelerator", "[vs_0][ppak_0] "],
    ["with time stamps", "[vs_0][fw_1] 21Nov2026 14:12:00.123456 "],
    ["behind a prompt", "[Expert@cp:0]# [vs_0][fw_1] "],
  ])("%s", async (_, before) => {
    const analysis = await judge(printed(four("eth1"), before));
    expect(pointsOf(analysis)).toEqual(["eth0: 24 in, 20 out", "firewall: 44 in, 44 out", "eth1: 20 in, 24 out"]);
    expect(accusations(analysis)).toEqual([]);
  });

  it("of replies that return by another interface", async () => {
    const analysis = await judge(printed(four("eth2")));
    expect(accusations(analysis).join()).toContain("Requests pass by eth1, replies by eth2");
  });

  it("of the modules of the chain, which stand inside", async () => {
    const [head, segment] = printed(through(0, connection()[0]!, "eth0", "eth1"));
    const module = (position: number, name: string) => [
      head!.replace("eth0:i", `eth0:i${position} (${name})`),
      segment!,
    ];
    const {frames} = await read(
      new TextEncoder().encode(
        [...module(0, "Stateless verifications (in)"), ...module(4, "fw VM inbound")].join("\n"),
      ),
    );
    expect(frames.map(one => one.point)).toEqual(["eth0", "firewall"]);
  });

  it("of UDP, ICMP and others", async () => {
    const head = (protocol: string) => `eth0:i[60]: 10.1.0.3 -> 10.2.0.4 (${protocol}) len=60 id=7`;
    const lines = [
      head("UDP"),
      "UDP: 5353 -> 53",
      head("ICMP"),
      "ICMP: type=8 code=0 echo request id=1 seq=2",
      head("50"),
      head("TCP"),
    ];
    const analysis = await judge(lines);
    expect(analysis.totals).toMatchObject({packets: 4, udp: 1, icmp: 1, tcp: 0});
  });

  it("among what it says of itself", async () => {
    const reading = await read(
      new TextEncoder().encode(
        ["monitor: compiling", "Compiled OK.", ...printed(four("eth1")), "monitor: unloading"].join("\r\n"),
      ),
    );
    expect(reading.summaries[0]!.format).toBe("checkpoint-fw-monitor");
    expect(reading.frames).toHaveLength(176);
    expect(notes(reading).join()).toContain("read from a text");
  });
});
