import {describe, expect, it} from "vitest";
import {analyze} from "../../src/analyze.ts";
import {concat, ethernet, filler, icmp, icmp6, ipv4, ipv6, server4, server6, tcp, udp} from "../support/bytes.ts";
import {after as at, pcap} from "../support/containers.ts";
import {packetOf, skipOf} from "./decoding.ts";

const segment = () => tcp({sourcePort: 51_156, targetPort: 5000, sequence: 0xfedcba98, flags: "SYN"});
/** What a router on the way says to the client about its segment. */
const error4 = (header: Parameters<typeof icmp>[0], quoted: Uint8Array) =>
  ethernet({}, ipv4({source: "10.9.9.9", target: "10.1.0.3"}, icmp(header, quoted)));
const error6 = (header: Parameters<typeof icmp6>[0], quoted: Uint8Array) =>
  ethernet({}, ipv6({source: "2001:db8:9::9", target: "2001:db8:1::3"}, icmp6(header, quoted)));
const word = (...bytes: [number, number, number, number]) => new DataView(Uint8Array.from(bytes).buffer).getInt32(0);

describe("an echo", () => {
  it.each([
    [8, "request"],
    [0, "reply"],
  ])("of ICMP, type %i (%s)", type => {
    const packet = packetOf(ethernet({}, ipv4({}, icmp({type, identifier: 0x1234, sequence: 0x5678}, 56))));
    expect(packet).toMatchObject({protocol: 1, icmpType: type, icmpCode: 0, icmpEcho: 0x12345678});
    expect(packet).toMatchObject({sourcePort: 0, targetPort: 0});
    expect(packet.quoted.width).toBe(0);
  });

  it.each([
    [128, "request"],
    [129, "reply"],
  ])("of ICMPv6, type %i (%s)", type => {
    const packet = packetOf(ethernet({}, ipv6({}, icmp6({type, identifier: 0x1234, sequence: 0x5678}, 56))));
    expect(packet).toMatchObject({protocol: 58, icmpType: type, icmpEcho: 0x12345678});
    expect(packet.quoted.width).toBe(0);
  });

  it("whose payload looks like a packet quotes nothing", () => {
    expect(packetOf(ethernet({}, ipv4({}, icmp({}, ipv4({}, segment()))))).quoted.width).toBe(0);
    expect(packetOf(ethernet({}, ipv6({}, icmp6({}, ipv6({}, segment()))))).quoted.width).toBe(0);
  });
});

describe("an error quotes the segment that it answers", () => {
  it.each([
    [3, 1],
    [3, 13],
    [5, 1],
    [11, 0],
    [12, 0],
  ])("ICMP type %i, code %i", (type, code) => {
    const packet = packetOf(error4({type, code}, ipv4({}, segment())));
    expect(packet).toMatchObject({icmpType: type, icmpCode: code, source3: word(10, 9, 9, 9)});
    expect(packet.quoted).toMatchObject({
      width: 4,
      protocol: 6,
      source3: word(10, 1, 0, 3),
      target3: word(10, 2, 0, 4),
      source0: 0,
      target2: 0,
      sourcePort: 51_156,
      targetPort: 5000,
    });
    expect(packet.quoted.sequence >>> 0).toBe(0xfedcba98);
  });

  it.each([
    [1, 0],
    [1, 1],
    [2, 0],
    [3, 0],
    [4, 1],
  ])("ICMPv6 type %i, code %i", (type, code) => {
    const packet = packetOf(error6({type, code}, ipv6({}, segment())));
    expect(packet).toMatchObject({icmpType: type, icmpCode: code});
    expect(packet.quoted).toMatchObject({
      width: 16,
      protocol: 6,
      source0: 0x20010db8,
      source1: 0x00010000,
      source3: 3,
      target1: 0x00020000,
      target3: 4,
      sourcePort: 51_156,
      targetPort: 5000,
    });
    expect(packet.quoted.sequence >>> 0).toBe(0xfedcba98);
  });

  it("with options", () => {
    const {quoted} = packetOf(error4({type: 3}, ipv4({options: filler(8)}, segment())));
    expect(quoted).toMatchObject({sourcePort: 51_156, targetPort: 5000});
  });

  it("of which only eight bytes came along, as RFC 792 promises", () => {
    const {quoted} = packetOf(error4({type: 3}, ipv4({}, segment()).subarray(0, 28)));
    expect(quoted).toMatchObject({width: 4, sourcePort: 51_156, targetPort: 5000});
    expect(quoted.sequence >>> 0).toBe(0xfedcba98);
  });

  it("as far as it was captured", () => {
    const whole = error4({type: 3}, ipv4({}, segment()));
    const quotedAt = 14 + 20 + 8;
    for (let length = quotedAt; length <= whole.length; length++) {
      const {quoted} = packetOf(whole.subarray(0, length), {wireLength: whole.length});
      expect(quoted.width).toBe(length < quotedAt + 20 ? 0 : 4);
      if (quoted.width === 0) continue;
      expect([quoted.sourcePort, quoted.targetPort]).toEqual(length < quotedAt + 24 ? [0, 0] : [51_156, 5000]);
      expect(quoted.sequence >>> 0).toBe(length < quotedAt + 28 ? 0 : 0xfedcba98);
    }
  });

  it("or the datagram", () => {
    const {quoted} = packetOf(error4({type: 3, code: 3}, ipv4({}, udp({sourcePort: 7, targetPort: 53}))));
    expect(quoted).toMatchObject({protocol: 17, sourcePort: 7, targetPort: 53});
  });

  it("or an echo, which has no ports", () => {
    const {quoted} = packetOf(error4({type: 11}, ipv4({}, icmp({identifier: 9, sequence: 9}))));
    expect(quoted).toMatchObject({width: 4, protocol: 1, sourcePort: 0, targetPort: 0, sequence: 0});
  });

  it("or nothing that is known", () => {
    expect(packetOf(error4({type: 3}, new Uint8Array(40).fill(0xff))).quoted.width).toBe(0);
    expect(packetOf(error4({type: 3}, new Uint8Array(0))).quoted.width).toBe(0);
    expect(packetOf(error6({type: 1}, ipv6({}, segment()).subarray(0, 39))).quoted.width).toBe(0);
  });
});

it("ICMP is cut short or malformed where its type and code are missing", () => {
  const whole = ethernet({}, ipv4({}, icmp({})));
  expect(skipOf(whole.subarray(0, 34), {wireLength: whole.length})).toBe("cut-short");
  expect(skipOf(whole.subarray(0, 35), {wireLength: whole.length})).toBe("cut-short");
  expect(packetOf(whole.subarray(0, 36), {wireLength: whole.length})).toMatchObject({icmpType: 8, icmpEcho: 0});
  expect(skipOf(ethernet({}, ipv4({length: 23}, icmp({}))))).toBe("malformed");
});

it("the quoted segment is no packet of its own", async () => {
  const packets = [
    {time: at(0), bytes: ethernet({}, ipv4({}, segment()))},
    {time: at(1), bytes: error4({type: 3, code: 1}, ipv4({}, segment()))},
    {time: at(2), bytes: ethernet({}, ipv6({}, segment()))},
    {time: at(3), bytes: error6({type: 1, code: 0}, ipv6({}, segment()))},
    {time: at(4), bytes: error4({type: 3, code: 1}, ipv4({source: server4, target: "10.77.0.1"}, segment()))},
    {time: at(5), bytes: error6({type: 1}, ipv6({source: server6, target: "2001:db8:77::1"}, segment()))},
  ];
  async function* stream() {
    yield concat(pcap(packets));
  }
  const {totals, points} = await analyze([{path: "-", name: null, stream: stream()}]);
  expect(totals).toMatchObject({packets: 6, tcp: 2, icmp: 4, udp: 0, conversations: 2});
  expect(points[0]!.packets).toBe(6);
});
