import {describe, expect, it} from "vitest";
import {Flag} from "../../src/decode/packet.ts";
import {concat, ethernet, filler, ipv4, ipv6, option, type TcpFields, tcp, udp} from "../support/bytes.ts";
import {packetOf, skipOf} from "./decoding.ts";

const frame = (header: TcpFields, payload = 0) => ethernet({}, ipv4({}, tcp(header, payload)));

describe("TCP", () => {
  it("has ports, numbers, window and checksum", () => {
    const packet = packetOf(
      frame({
        sourcePort: 65_535,
        targetPort: 1,
        sequence: 0xfedcba98,
        acknowledgment: 0x80000000,
        window: 0xffff,
        checksum: 0xabcd,
      }),
    );
    expect(packet).toMatchObject({sourcePort: 65_535, targetPort: 1, window: 0xffff, checksum: 0xabcd, payload: 0});
    expect(packet.sequence >>> 0).toBe(0xfedcba98);
    expect(packet.acknowledgment >>> 0).toBe(0x80000000);
  });

  it.each([
    ["SYN", Flag.syn],
    ["SYN-ACK", Flag.syn | Flag.ack],
    ["PSH-ACK", Flag.push | Flag.ack],
    ["FIN-ACK", Flag.fin | Flag.ack],
    ["RST", Flag.reset],
    ["RST-ACK", Flag.reset | Flag.ack],
    ["URG-ACK", Flag.urgent | Flag.ack],
    ["SYN-ECE-CWR", Flag.syn | 0xc0],
  ])("has the flags %s", (flags, bits) => {
    expect(packetOf(frame({flags})).flags).toBe(bits);
  });

  it.each([0, 1, 1448, 8948])("has %i bytes of payload, options not counted", payload => {
    expect(packetOf(frame({timestamps: [1, 2]}, payload)).payload).toBe(payload);
    expect(packetOf(ethernet({}, ipv6({}, tcp({timestamps: [1, 2]}, payload)))).payload).toBe(payload);
  });
});

describe("the timestamps option", () => {
  const stamps = option.timestamps(0xdeadbeef, 0x01020304);
  const orders: [name: string, options: Uint8Array][] = [
    ["two paddings before, as most stacks send it", concat(option.nothing(), option.nothing(), stamps)],
    ["without padding before", concat(stamps, option.nothing(), option.nothing())],
    ["one padding before", concat(option.nothing(), stamps, option.end())],
    [
      "behind the other options of a SYN, as Linux sends them",
      concat(option.maximumSegment(1460), option.sackPermitted(), stamps, option.nothing(), option.windowScale(7)),
    ],
    [
      "as Windows and macOS send them",
      concat(
        option.maximumSegment(1460),
        option.nothing(),
        option.windowScale(6),
        option.nothing(),
        option.nothing(),
        stamps,
      ),
    ],
    [
      "last of all",
      concat(option.windowScale(2), option.sackPermitted(), option.maximumSegment(9), option.nothing(), stamps),
    ],
    [
      "before SACK blocks",
      concat(option.nothing(), option.nothing(), stamps, option.nothing(), option.nothing(), option.sack([5, 6])),
    ],
    ["behind SACK blocks", concat(option.sack([5, 6]), stamps)],
    ["behind an option that is not known", concat(Uint8Array.of(254, 6, 1, 2, 3, 4), stamps)],
  ];
  it.each(orders)("is read: %s", (_, options) => {
    const packet = packetOf(frame({options}, 5));
    expect(packet.stamped).toBe(true);
    expect(packet.stamp >>> 0).toBe(0xdeadbeef);
    expect(packet.echo).toBe(0x01020304);
    expect(packet.payload).toBe(5);
  });

  const absent: [name: string, options: Uint8Array][] = [
    ["there are no options", new Uint8Array(0)],
    ["there are only others", concat(option.maximumSegment(1460), option.windowScale(7))],
    ["it stands behind the end of the options", concat(option.end(), stamps)],
    ["its length is wrong", concat(Uint8Array.of(8, 9), filler(8))],
    ["an option before it has length 0", concat(Uint8Array.of(254, 0), stamps)],
    ["an option before it has length 1", concat(Uint8Array.of(254, 1), stamps)],
    ["an option before it is longer than the header", concat(Uint8Array.of(254, 250), stamps)],
    ["it is longer than the header", Uint8Array.of(1, 1, 8, 10)],
    ["the options end with a kind that has no length", Uint8Array.of(1, 1, 1, 8)],
  ];
  it.each(absent)("is not read where %s", (_, options) => {
    const packet = packetOf(frame({options}, 5));
    expect(packet.stamped).toBe(false);
    expect(packet.sacked).toBe(false);
    expect(packet.payload).toBe(5);
  });

  it("is not read where it was not captured whole", () => {
    const whole = frame({timestamps: [1, 2]}, 30);
    for (let length = 54; length < 66; length++)
      expect(packetOf(whole.subarray(0, length), {wireLength: whole.length})).toMatchObject({
        stamped: false,
        payload: 30,
      });
    expect(packetOf(whole.subarray(0, 66), {wireLength: whole.length}).stamped).toBe(true);
  });
});

describe("SACK", () => {
  const top = (...blocks: readonly (readonly [number, number])[]) => packetOf(frame({sack: blocks})).sackTop >>> 0;

  it("has the right edge of the furthest block, whatever their order", () => {
    expect(top([100, 200])).toBe(200);
    expect(top([100, 200], [500, 600], [300, 400])).toBe(600);
    expect(top([500, 600], [300, 400], [100, 200])).toBe(600);
  });

  it("is compared modulo 2³²", () => {
    expect(top([0xfffffff0, 0xfffffffa], [5, 20])).toBe(20);
    expect(top([5, 20], [0xfffffff0, 0xfffffffa])).toBe(20);
    expect(top([0x7ffffff0, 0x7fffffff], [0x80000000, 0x80000010])).toBe(0x80000010);
  });

  it("may have four blocks", () => {
    expect(top([1, 2], [3, 4], [5, 6], [7, 8])).toBe(8);
  });

  it("stands beside time stamps", () => {
    const packet = packetOf(frame({timestamps: [7, 8], sack: [[100, 200]]}));
    expect(packet).toMatchObject({stamped: true, stamp: 7, echo: 8, sacked: true, sackTop: 200});
  });

  it("without a block, or half of one, says nothing", () => {
    expect(packetOf(frame({options: Uint8Array.of(5, 2, 1, 1)})).sacked).toBe(false);
    expect(packetOf(frame({options: Uint8Array.of(5, 6, 0, 0, 0, 1, 1, 1)})).sacked).toBe(false);
  });

  it("permitted is no SACK", () => {
    expect(packetOf(frame({options: option.sackPermitted()})).sacked).toBe(false);
  });
});

describe("a TCP header that cannot be is malformed", () => {
  it.each([0, 4, 16])("of %i bytes", headerLength => {
    expect(skipOf(frame({headerLength}, 40))).toBe("malformed");
  });

  it("longer than its packet", () => {
    expect(skipOf(frame({headerLength: 60}, 39))).toBe("malformed");
    expect(packetOf(frame({headerLength: 60}, 40)).payload).toBe(0);
  });

  it("longer than its packet, although the frame is padded", () => {
    expect(skipOf(concat(frame({headerLength: 24}), filler(6)))).toBe("malformed");
  });
});

describe("UDP", () => {
  it("has ports and payload", () => {
    const packet = packetOf(ethernet({}, ipv4({}, udp({sourcePort: 65_535, targetPort: 443}, 1200))));
    expect(packet).toMatchObject({protocol: 17, sourcePort: 65_535, targetPort: 443, payload: 1200});
  });

  it("without payload", () => {
    expect(packetOf(ethernet({}, ipv6({}, udp({})))).payload).toBe(0);
  });

  it("is malformed where its packet is too short", () => {
    expect(skipOf(ethernet({}, ipv4({length: 27}, udp({}))))).toBe("malformed");
  });
});
