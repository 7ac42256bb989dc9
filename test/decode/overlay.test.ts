import {describe, expect, it} from "vitest";
import {arp, ethernet, fields, filler, ipv4, tcp, udp} from "../support/bytes.ts";
import {ppp} from "../support/links.ts";
import {gatewayOptions, geneve, gtp, l2tp, vxlan} from "../support/tunnels.ts";
import {decoded, endpoints, packetOf, pointOfName, skipOf} from "./decoding.ts";

/** Tunnels over UDP, which anything else may look like. */

const packet4 = () => ipv4({}, tcp({flags: "SYN"}));
const in4 = "10.1.0.3:51156 > 10.2.0.4:5000";
const inner = (vlans: number[] = []) =>
  ethernet({source: "02:00:00:00:00:0a", target: "02:00:00:00:00:0b", vlans}, packet4());
/** Of no IP version. */
const noise = new Uint8Array(40).fill(0x99);
const innerArp = () => ethernet({}, arp());
const outer = (payload: Uint8Array) => ethernet({}, ipv4({source: "192.0.2.1", target: "192.0.2.2", ttl: 9}, payload));

/** What only looks like a tunnel stays a datagram. */
const isDatagram = (payload: Uint8Array, port: number) => {
  const {skip, packet} = decoded(outer(payload));
  expect(skip).toBe("no");
  expect(packet).toMatchObject({protocol: 17, targetPort: port, ttl: 9, payload: payload.length - 8});
  expect(packet.source3 >>> 0).toBe(0xc0000201);
};

describe("VXLAN", () => {
  it("has the frame's addresses, and its network's number tells paths apart", () => {
    const of = (network: number) => packetOf(outer(vxlan({network}, inner([8]))));
    expect(of(1)).toMatchObject({sourceMacLow: 10, targetMacLow: 11, point: 5});
    expect(of(1).vlan & 0xffffff).toBe(8);
    expect(of(1).vlan).not.toBe(of(2).vlan);
  });

  it.each([
    ["without its flag", vxlan({flags: 0}, inner()), 4789],
    ["with another flag", vxlan({flags: 0x0c}, inner()), 4789],
    ["with group policy on the old port", vxlan({flags: 0x88, port: 8472}, inner()), 8472],
    ["with reserved bits on the old port", vxlan({reserved: 1, port: 8472}, inner()), 8472],
    ["of ARP", vxlan({}, innerArp()), 4789],
    ["of no IP version", vxlan({}, ethernet({}, noise)), 4789],
    ["of an empty frame", vxlan({}, new Uint8Array(0)), 4789],
    ["to another port", vxlan({port: 4790}, inner()), 4790],
    ["that is shorter than its header", udp({sourcePort: 55_555, targetPort: 4789}, fields([4, 0x08000000])), 4789],
    ["without payload", udp({sourcePort: 55_555, targetPort: 4789}), 4789],
  ])("%s is a datagram", (_, payload, port) => {
    isDatagram(payload, port);
  });

  it("whose frame the mirror cut is cut short", () => {
    expect(skipOf(outer(vxlan({}, inner().subarray(0, 40))))).toBe("cut-short");
    // Enough of it is a packet, with the length that it had.
    const cut = ethernet({}, ipv4({}, tcp({}, 1400))).subarray(0, 90);
    expect(packetOf(outer(vxlan({}, cut))).payload).toBe(1400);
  });

  it("of a packet without length (segmentation offload) ends with the packet around it", () => {
    const frame = ethernet({}, ipv4({length: 0}, tcp({}, 3000)));
    expect(packetOf(outer(vxlan({}, frame))).payload).toBe(3000);
  });
});

describe("GENEVE", () => {
  it("of AWS is at the point of the endpoint's network interface", () => {
    const packet = packetOf(outer(geneve({options: gatewayOptions([0x0abc1234, 0x56789def])}, packet4())));
    expect(packet).toMatchObject({point: pointOfName("eni-0abc123456789def"), sourceMacLow: 1});
  });

  it("finds that option behind others, and takes no other for it", () => {
    const [eni] = gatewayOptions([1, 2]);
    const other = {group: 0x0132, type: 1, value: filler(8)};
    const point = (...options: (typeof other)[]) => packetOf(outer(geneve({options}, packet4()))).point;
    expect(point(other, {...other, value: filler(0)}, eni!)).toBe(pointOfName("eni-0000000100000002"));
    expect(point(other)).toBe(5);
    expect(point({...eni!, type: 2})).toBe(5);
    expect(point({...eni!, value: filler(4)})).toBe(5);
  });

  it.each([
    ["of another version", geneve({version: 1}, packet4())],
    ["of control", geneve({control: true}, packet4())],
    ["of another protocol", geneve({type: 0x0806}, packet4())],
    ["of ARP", geneve({options: gatewayOptions([1, 2])}, innerArp())],
    ["with options beyond its end", udp({sourcePort: 55_555, targetPort: 6081}, fields([4, 0x3f000800], [4, 0]))],
  ])("%s is a datagram", (_, payload) => {
    isDatagram(payload, 6081);
    expect(packetOf(outer(payload)).point).toBe(5);
  });
});

describe("GTP-U", () => {
  it("tells tunnels apart by the path", () => {
    const path = (tunnel: number) => packetOf(outer(gtp({tunnel}, packet4()))).vlan;
    expect(path(0x11111111)).not.toBe(path(0x11111112));
  });

  it.each([
    ["an echo", gtp({type: 1}, packet4())],
    ["of version 2", gtp({first: 0x48}, packet4())],
    ["of charging", gtp({first: 0x20}, packet4())],
    ["of nothing", gtp({}, new Uint8Array(0))],
    ["of something else", gtp({}, noise)],
  ])("%s is a datagram", (_, payload) => {
    expect(packetOf(outer(payload))).toMatchObject({protocol: 17, sourcePort: 2152, targetPort: 2152});
  });

  it("has at most eight extension headers, of no length 0", () => {
    const extensions = (count: number) => Array.from({length: count}, () => 2);
    expect(endpoints(packetOf(outer(gtp({extensions: extensions(8)}, packet4()))))).toBe(in4);
    expect(skipOf(outer(gtp({extensions: extensions(9)}, packet4())))).toBe("malformed");
    const empty = gtp({extensions: [2]}, packet4());
    empty[8 + 12] = 0;
    expect(skipOf(outer(empty))).toBe("malformed");
  });
});

describe("L2TP", () => {
  it("carries data, not control", () => {
    const frame = ppp({}, packet4());
    expect(endpoints(packetOf(outer(l2tp({}, frame))))).toBe(in4);
    expect(packetOf(outer(l2tp({control: true, length: true}, frame))).targetPort).toBe(1701);
    expect(packetOf(outer(l2tp({version: 3}, frame))).targetPort).toBe(1701);
    expect(packetOf(outer(l2tp({}, ppp({protocol: 0xc021}, packet4())))).targetPort).toBe(1701);
    const beyond = l2tp({offset: 2}, frame);
    beyond.set([0xff, 0xff], 8 + 6);
    expect(packetOf(outer(beyond)).targetPort).toBe(1701);
  });
});
