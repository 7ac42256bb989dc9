import {describe, expect, it} from "vitest";
import {supports} from "../../src/decode/decode.ts";
import {
  arp,
  concat,
  ethernet,
  fields,
  ipv4,
  ipv6,
  linkType,
  loop,
  nullLink,
  sll,
  sll2,
  type Tag,
  tcp,
  udp,
} from "../support/bytes.ts";
import {radiotap, wireless} from "../support/links.ts";
import {mpls} from "../support/tunnels.ts";
import {decoded, endpoints, packetOf, pointOfInterface, skipOf} from "./decoding.ts";

const segment = () => tcp({flags: "SYN"});
const packet4 = () => ipv4({}, segment());
const packet6 = () => ipv6({}, segment());
const in4 = "10.1.0.3:51156 > 10.2.0.4:5000";
const in6 = "2001:db8:1:0:0:0:0:3:51156 > 2001:db8:2:0:0:0:0:4:5000";

const links: [name: string, link: number, wrap: (payload: Uint8Array) => Uint8Array][] = [
  ["Ethernet", linkType.ethernet, payload => ethernet({}, payload)],
  ["Ethernet with LLC/SNAP", linkType.ethernet, payload => ethernet({snap: true}, payload)],
  ["Linux cooked", linkType.sll, payload => sll({}, payload)],
  ["Linux cooked v2", linkType.sll2, payload => sll2({}, payload)],
  ["BSD loopback, little-endian", linkType.null, payload => nullLink({}, payload)],
  ["BSD loopback, big-endian", linkType.null, payload => nullLink({order: "big"}, payload)],
  ["OpenBSD loopback", linkType.loop, payload => loop({}, payload)],
  ["raw IP", linkType.raw, payload => payload],
  ["raw IP as BSD/OS writes it", linkType.raw12, payload => payload],
  ["raw IP as OpenBSD writes it", linkType.raw14, payload => payload],
];

describe.each(links)("%s", (_, link, wrap) => {
  it("carries IPv4", () => {
    expect(endpoints(packetOf(wrap(packet4()), {link}))).toBe(in4);
  });

  it("carries IPv6", () => {
    expect(endpoints(packetOf(wrap(packet6()), {link}))).toBe(in6);
  });

  it("is supported", () => {
    expect(supports(link)).toBe(true);
  });

  it("cut within its header is cut short at every length", () => {
    const header = wrap(packet4()).length - packet4().length;
    for (let length = 0; length < header; length++)
      expect(skipOf(wrap(packet4()).subarray(0, length), {link})).toBe(
        // An LLC header that is cut off says no more that IP follows.
        link === linkType.ethernet && length >= 14 ? "not-ip" : "cut-short",
      );
  });
});

describe("link types for one version of IP only", () => {
  it.each([
    ["IPv4", linkType.ipv4, packet4(), in4],
    ["IPv6", linkType.ipv6, packet6(), in6],
  ])("%s", (_, link, bytes, ends) => {
    expect(endpoints(packetOf(bytes, {link}))).toBe(ends);
  });
});

it("other link types are not known", () => {
  for (const link of [2, 8, 107, 119, 147, 163, 195, 250, 283, 299, 300, 65_535]) {
    expect(supports(link)).toBe(false);
    expect(skipOf(ethernet({}, packet4()), {link})).toBe("unknown-link");
  }
});

describe("Ethernet", () => {
  it("has both MAC addresses", () => {
    const packet = packetOf(ethernet({source: "02:11:22:33:44:55", target: "fe:dc:ba:98:76:54"}, packet4()));
    expect(packet).toMatchObject({sourceMacHigh: 0x0211, sourceMacLow: 0x22334455, targetMacHigh: 0xfedc});
    expect(packet.targetMacLow >>> 0).toBe(0xba987654);
  });

  it("keeps frame, time, point and direction", () => {
    expect(packetOf(ethernet({}, packet4()), {direction: 2})).toMatchObject({
      frame: 41,
      time: 123,
      point: 5,
      direction: 2,
    });
  });

  const stacks: [name: string, vlans: (number | Tag)[], vlan: number][] = [
    ["no tag", [], 0],
    ["one tag", [10], 10],
    ["two tags", [{id: 20, type: 0x88a8}, 10], (20 << 12) | 10],
    ["three tags, of which the inner two count", [30, {id: 20, type: 0x9100}, 10], (20 << 12) | 10],
    ["four tags", [{id: 40, type: 0x9200}, 30, 20, 10], (20 << 12) | 10],
    ["eight tags", [8, 7, 6, 5, 4, 3, 2, 1], (2 << 12) | 1],
    ["a tag with priority 7 and VLAN 4095", [0xefff], 4095],
    ["a priority tag, which is no VLAN", [0xe000], 0],
  ];
  it.each(stacks)("with %s", (_, vlans, vlan) => {
    for (const [packet, ends] of [
      [packet4(), in4],
      [packet6(), in6],
    ] as const) {
      const decoded = packetOf(ethernet({vlans}, packet));
      expect(endpoints(decoded)).toBe(ends);
      expect(decoded.vlan).toBe(vlan);
    }
  });

  it("with more than eight tags is malformed", () => {
    expect(skipOf(ethernet({vlans: [9, 8, 7, 6, 5, 4, 3, 2, 1]}, packet4()))).toBe("malformed");
  });

  it("with LLC alone carries IPv4", () => {
    const logical = (bytes: number) => concat(fields([2, bytes], [1, 0x03]), packet4());
    expect(endpoints(packetOf(ethernet({type: 43}, logical(0x0606))))).toBe(in4);
    expect(skipOf(ethernet({type: 43}, logical(0x4242)))).toBe("not-ip");
    expect(skipOf(ethernet({type: 7}, logical(0x0606).subarray(0, 7)))).toBe("not-ip");
  });

  it("with SNAP of 802.1H, and not of other organisations", () => {
    const snap = (oui: number, type = 0x0800) =>
      concat(fields([4, 0xaaaa0300 | (oui >> 16)], [2, oui & 0xffff], [2, type]), packet4());
    expect(endpoints(packetOf(ethernet({type: 48}, snap(0xf8))))).toBe(in4);
    expect(skipOf(ethernet({type: 48}, snap(0x0c)))).toBe("not-ip");
    expect(skipOf(ethernet({type: 48}, snap(0, 48)))).toBe("not-ip");
  });

  it("cut within its tags is cut short", () => {
    const frame = ethernet({vlans: [2, 1]}, packet4());
    for (let length = 14; length < 22; length++) expect(skipOf(frame.subarray(0, length))).toBe("cut-short");
  });

  it("that carries no IP leaves no address of an earlier packet, but its path", () => {
    const {packet} = decoded(ethernet({vlans: [10]}, arp()));
    expect(packet).toMatchObject({width: 0, vlan: 10, sourceMacHigh: 0x0200, sourceMacLow: 1});
  });

  it("that carries no IP is skipped", () => {
    expect(skipOf(ethernet({}, arp()))).toBe("not-ip");
    expect(skipOf(ethernet({vlans: [10]}, arp()))).toBe("not-ip");
    expect(skipOf(ethernet({snap: true}, arp()))).toBe("not-ip");
    // LLDP, PPPoE discovery, spanning tree.
    expect(skipOf(ethernet({type: 0x88cc}, packet4()))).toBe("not-ip");
    expect(skipOf(ethernet({type: 0x8863}, packet4()))).toBe("not-ip");
    expect(skipOf(ethernet({type: 38}, concat(fields([4, 0x42420300]), new Uint8Array(35))))).toBe("not-ip");
  });
});

describe("Linux cooked frames tell the direction", () => {
  it.each([
    [0, 1],
    [1, 1],
    [2, 1],
    [3, 1],
    [4, 2],
    [5, 0],
    [6, 0],
  ])("packet type %i is direction %i", (packetType, direction) => {
    expect(packetOf(sll({packetType}, packet4()), {link: linkType.sll}).direction).toBe(direction);
    expect(packetOf(sll2({packetType}, packet4()), {link: linkType.sll2}).direction).toBe(direction);
  });

  it("and, in v2, the interface", () => {
    for (const face of [1, 2, 70_000, 0xffffffff])
      expect(packetOf(sll2({interface: face}, packet4()), {link: linkType.sll2}).point).toBe(pointOfInterface(face));
    expect(packetOf(sll({}, packet4()), {link: linkType.sll}).point).toBe(5);
  });

  it.each([
    ["v1", linkType.sll, sll],
    ["v2", linkType.sll2, sll2],
  ] as const)("and the sender's address, where it has one (%s)", (_, link, wrap) => {
    expect(packetOf(wrap({sender: "02:11:22:33:44:55"}, packet4()), {link})).toMatchObject({
      sourceMacHigh: 0x0211,
      sourceMacLow: 0x22334455,
      targetMacHigh: 0,
      targetMacLow: 0,
    });
    expect(packetOf(wrap({sender: null}, packet4()), {link})).toMatchObject({sourceMacHigh: 0, sourceMacLow: 0});
  });

  it.each([
    ["v1", linkType.sll, sll],
    ["v2", linkType.sll2, sll2],
  ] as const)("with VLAN tags and without IP (%s)", (_, link, wrap) => {
    const tagged = concat(fields([2, 30], [2, 0x0800]), packet4());
    expect(packetOf(wrap({protocol: 0x8100}, tagged), {link}).vlan).toBe(30);
    expect(skipOf(wrap({}, arp()), {link})).toBe("not-ip");
    expect(skipOf(wrap({protocol: 4}, packet4()), {link})).toBe("not-ip");
    // Netlink and Prism: the protocol field is no EtherType there.
    expect(skipOf(wrap({hardware: 824}, packet4()), {link})).toBe("not-ip");
    expect(skipOf(wrap({hardware: 802}, packet4()), {link})).toBe("not-ip");
  });

  it.each([
    ["v1", linkType.sll, sll],
    ["v2", linkType.sll2, sll2],
  ] as const)("with frames that have a header of their own (%s)", (_, link, wrap) => {
    const snap = concat(fields([4, 0xaaaa0300], [2, 0], [2, 0x0800]), packet4());
    for (const protocol of [1, 4]) expect(endpoints(packetOf(wrap({protocol}, snap), {link}))).toBe(in4);
    const frame = wireless({}, packet4());
    expect(endpoints(packetOf(wrap({hardware: 801, protocol: 25}, frame), {link}))).toBe(in4);
    expect(endpoints(packetOf(wrap({hardware: 803, protocol: 25}, radiotap({}, frame)), {link}))).toBe(in4);
    expect(endpoints(packetOf(wrap({}, mpls([7], packet4())), {link}))).toBe(in4);
  });
});

describe("loopback frames", () => {
  it.each([2, 10, 24, 28, 30])("of address family %i carry IP", family => {
    const bytes = ipv4({}, udp({}));
    expect(packetOf(nullLink({family}, bytes), {link: linkType.null}).sourcePort).toBe(40_000);
    expect(packetOf(nullLink({family, order: "big"}, bytes), {link: linkType.null}).sourcePort).toBe(40_000);
    expect(packetOf(loop({family}, bytes), {link: linkType.loop}).sourcePort).toBe(40_000);
  });

  it.each([0, 7, 16, 23])("of address family %i do not", family => {
    expect(skipOf(nullLink({family}, packet4()), {link: linkType.null})).toBe("not-ip");
    expect(skipOf(loop({family}, packet4()), {link: linkType.loop})).toBe("not-ip");
  });

  it("may have a header of Cisco HDLC in place of the family", () => {
    for (const header of [0x0f000800, 0x8f000800, 0x0f0086dd])
      expect(skipOf(concat(fields([4, header]), packet4()), {link: linkType.null})).toBe("no");
    expect(skipOf(concat(fields([4, 0x0f000806]), packet4()), {link: linkType.null})).toBe("not-ip");
  });

  it("of OpenBSD are big-endian always", () => {
    expect(skipOf(nullLink({family: 2, order: "little"}, packet4()), {link: linkType.loop})).toBe("not-ip");
  });
});
