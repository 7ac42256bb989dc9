import {describe, expect, it} from "vitest";
import {
  destinationOptions,
  ethernet,
  filler,
  fragment6,
  hopByHop,
  icmp,
  icmp6,
  ipv4,
  ipv6,
  linkType,
  loop,
  nullLink,
  sll,
  sll2,
  tcp,
  udp,
} from "../support/bytes.ts";
import {decoded, endpoints, packetOf} from "./decoding.ts";

/** Frames, and how many bytes of each are needed to know what it is: the ports, and of TCP the flags. */
const frames: [name: string, link: number, bytes: Uint8Array, needed: number][] = [
  ["TCP in IPv4 on Ethernet", linkType.ethernet, ethernet({}, ipv4({}, tcp({timestamps: [1, 2]}, 9))), 14 + 20 + 14],
  ["TCP behind IPv4 options", linkType.ethernet, ethernet({}, ipv4({options: filler(12)}, tcp({}, 9))), 14 + 32 + 14],
  ["TCP behind VLAN tags", linkType.ethernet, ethernet({vlans: [1, 2]}, ipv4({}, tcp({}, 9))), 22 + 20 + 14],
  ["TCP in IPv6", linkType.ethernet, ethernet({}, ipv6({}, tcp({sack: [[1, 2]]}, 9))), 14 + 40 + 14],
  [
    "TCP behind IPv6 extensions",
    linkType.ethernet,
    ethernet({}, ipv6({extensions: [hopByHop(), fragment6(), destinationOptions(1)]}, tcp({}, 9))),
    14 + 40 + 8 + 8 + 16 + 14,
  ],
  ["UDP in IPv4", linkType.ethernet, ethernet({}, ipv4({}, udp({}, 9))), 14 + 20 + 4],
  ["ICMP", linkType.ethernet, ethernet({}, ipv4({}, icmp({}, 9))), 14 + 20 + 2],
  ["ICMPv6", linkType.ethernet, ethernet({}, ipv6({}, icmp6({}, 9))), 14 + 40 + 2],
  ["TCP in Linux cooked", linkType.sll, sll({}, ipv4({}, tcp({}, 9))), 16 + 20 + 14],
  ["TCP in Linux cooked v2", linkType.sll2, sll2({}, ipv6({}, tcp({}, 9))), 20 + 40 + 14],
  ["TCP in BSD loopback", linkType.null, nullLink({}, ipv4({}, tcp({}, 9))), 4 + 20 + 14],
  ["TCP in OpenBSD loopback", linkType.loop, loop({}, ipv6({}, tcp({}, 9))), 4 + 40 + 14],
  ["TCP in raw IP", linkType.raw, ipv4({}, tcp({}, 9)), 20 + 14],
];

describe.each(frames)("%s", (_, link, bytes, needed) => {
  it("is cut short, or decoded rightly, at every length of the capture", () => {
    const whole = packetOf(bytes, {link});
    for (let length = 0; length <= bytes.length; length++) {
      const {skip, packet} = decoded(bytes.subarray(0, length), {link, wireLength: bytes.length});
      expect([length, skip]).toEqual([length, length < needed ? "cut-short" : "no"]);
      if (skip !== "no") continue;
      expect(endpoints(packet)).toBe(endpoints(whole));
      expect(packet).toMatchObject({protocol: whole.protocol, ttl: whole.ttl, vlan: whole.vlan});
      if (whole.protocol === 1 || whole.protocol === 58) continue;
      expect(packet.payload).toBe(whole.payload);
      if (whole.protocol === 17) continue;
      const {sequence, acknowledgment, flags} = whole;
      expect(packet).toMatchObject({sequence, acknowledgment, flags});
    }
  });

  it("is skipped, or decoded with what there is, where the frame itself was as short", () => {
    for (let length = 0; length <= bytes.length; length++) {
      const {skip, packet} = decoded(bytes.subarray(0, length), {link});
      expect([length, skip]).toEqual([length, length < needed ? "cut-short" : "no"]);
      expect(packet.payload).toBeGreaterThanOrEqual(0);
    }
  });
});
