import {describe, expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import type {Analysis} from "../../src/judge/analysis.ts";
import {ethernet, linkType, sll2} from "../support/bytes.ts";
import {after, type Captured, pcap, pcapng} from "../support/containers.ts";
import {
  atPort,
  connection,
  forwarded,
  judge,
  packetOf,
  type Said,
  type Seen,
  snifferRun,
} from "../support/transcripts.ts";

/** One packet each way: enough where the device or the capture names the interfaces, too few where hop counts tell them. */
const [syn, synAck] = connection();
const faces = ["port2", "port3", "port4"] as const;
const of = ({findings}: Analysis) => findings.find(({detector}) => detector === "interface-mismatch");

/** The SYN passes, and its SYN-ACK comes in by `back` and goes no further. */
const seen = (back: string): Seen[] => [
  ...forwarded(0, syn!, "port2", "port3"),
  {at: 0.02, face: back, way: "in", said: synAck!},
];
const captured = ({at, face, way, said}: Seen, hasDirection: boolean): Captured => ({
  time: after(at),
  bytes: ethernet({}, packetOf(said)),
  interface: faces.indexOf(face as (typeof faces)[number]),
  ...(hasDirection && {direction: way === "in" ? "entering" : "leaving"}),
});
async function* once(bytes: Uint8Array) {
  yield bytes;
}
const ofBytes = (bytes: Uint8Array) => analyze([{path: "fw.pcapng", name: "fw/", stream: once(bytes)}]);
const interfaces = faces.map(name => ({name}));

describe("one SYN out by port3, one SYN-ACK in by port4", () => {
  test("is proven where a FortiGate's sniffer names the interfaces", async () => {
    const analysis = await judge(snifferRun(seen("port4")));
    expect(of(analysis)).toMatchObject({certainty: "proven"});
    expect(of(analysis)!.sentence).toContain("Requests pass by port3, replies by port4");
  });

  test("is proven where pcapng tells the directions", async () => {
    const analysis = await ofBytes(
      pcapng(
        seen("port4").map(one => captured(one, true)),
        {interfaces},
      ),
    );
    expect(of(analysis)).toMatchObject({certainty: "proven"});
  });

  test("is not where pcapng tells none", async () => {
    const analysis = await ofBytes(
      pcapng(
        seen("port4").map(one => captured(one, false)),
        {interfaces},
      ),
    );
    expect(of(analysis)?.certainty).not.toBe("proven");
    expect(analysis.verdict.kind).not.toBe("proven");
  });

  test.each([true, false])("is none where the SYN-ACK comes in by port3 (directions told: %s)", async hasDirection => {
    const analysis = await ofBytes(
      pcapng(
        seen("port3").map(one => captured(one, hasDirection)),
        {interfaces},
      ),
    );
    expect(of(analysis)).toBeUndefined();
  });
});

describe("a VLAN and its parent, of which each lost a packet", () => {
  const names = ["lan", "eth0", "eth0.100"] as const;
  const at = (time: number, said: Said, face: number, direction: "entering" | "leaving"): Captured => ({
    time: after(time),
    bytes: ethernet({}, packetOf(said)),
    interface: face,
    direction,
  });
  /** The SYN was seen to leave by `out`, the SYN-ACK to come in by `back`. */
  const handshake = (time: number, port: number, out: readonly number[], back: readonly number[]): Captured[] => {
    const [asks, answers] = connection(atPort(port));
    return [
      at(time, asks!, 0, "entering"),
      ...out.map(face => at(time, asks!, face, "leaving")),
      ...back.map(face => at(time + 0.02, answers!, face, "entering")),
      at(time + 0.02, answers!, 0, "leaving"),
    ];
  };
  const lossy = handshake(1, 51156, [1], [2]);
  const judgeAll = (packets: readonly Captured[]) =>
    ofBytes(pcapng(packets, {interfaces: names.map(name => ({name}))}));

  test("are not proven to be two, where another connection passed both", async () => {
    const analysis = await judgeAll([...lossy, ...handshake(2, 51157, [2, 1], [1, 2])]);
    expect(of(analysis)).toMatchObject({certainty: "suspected"});
  });

  test("look as two uplinks do, where no other connection shows it", async () => {
    const analysis = await judgeAll([...lossy, ...handshake(2, 51157, [1], [1]), ...handshake(3, 51158, [2], [2])]);
    expect(of(analysis)).toMatchObject({certainty: "proven"});
  });
});

describe("the platform that an input shows", () => {
  const platformsOf = ({causes}: Analysis) =>
    causes[0]!.next.filter(step => step.effect === "reads" && step.platform !== "any").map(step => step.platform);
  const isFirst = (platforms: readonly string[], name: string) =>
    platforms.lastIndexOf(name) === platforms.filter(one => one === name).length - 1;

  test("of a FortiGate's sniffer: FortiOS before all others", async () => {
    const platforms = platformsOf(await judge(snifferRun(seen("port4"))));
    expect(platforms).toEqual(expect.arrayContaining(["fortios", "pan-os", "linux"]));
    expect(isFirst(platforms, "fortios")).toBe(true);
  });

  test("of a capture of all interfaces of a Linux host: Linux before all others", async () => {
    const cooked = ({said, at, way, face}: Seen): Captured => ({
      time: after(at),
      bytes: sll2(
        {interface: faces.indexOf(face as (typeof faces)[number]) + 2, packetType: way === "in" ? 0 : 4},
        packetOf(said),
      ),
    });
    const platforms = platformsOf(await ofBytes(pcap(seen("port4").map(cooked), {link: linkType.sll2})));
    expect(platforms).toEqual(expect.arrayContaining(["fortios", "pan-os", "linux"]));
    expect(isFirst(platforms, "linux")).toBe(true);
  });

  test("of no platform: in the order of the cause", async () => {
    const platforms = platformsOf(
      await ofBytes(
        pcapng(
          seen("port4").map(one => captured(one, true)),
          {interfaces},
        ),
      ),
    );
    expect(platforms[0]).toBe("pan-os");
    expect(isFirst(platforms, "fortios")).toBe(false);
  });
});
