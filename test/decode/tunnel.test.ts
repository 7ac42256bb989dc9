import {describe, expect, it} from "vitest";
import {analyze} from "../../src/analyze.ts";
import {arp, client4, concat, ethernet, fields, filler, icmp, ipv4, ipv6, server4, tcp, udp} from "../support/bytes.ts";
import {after as at, pcap} from "../support/containers.ts";
import {ppp} from "../support/links.ts";
import {authenticated, erspan1, erspan2, erspan3, etherIp, geneve, gre, gtp, mpls, vxlan} from "../support/tunnels.ts";
import {decoded, endpoints, packetOf, skipOf} from "./decoding.ts";

const packet4 = () => ipv4({}, tcp({flags: "SYN"}));
const in4 = "10.1.0.3:51156 > 10.2.0.4:5000";
const inner = (vlans: number[] = []) =>
  ethernet({source: "02:00:00:00:00:0a", target: "02:00:00:00:00:0b", vlans}, packet4());
/** Of no IP version. */
const noise = new Uint8Array(40).fill(0x99);
const innerArp = () => ethernet({}, arp());
const outer = (payload: Uint8Array) => ethernet({}, ipv4({source: "192.0.2.1", target: "192.0.2.2", ttl: 9}, payload));

describe("depth", () => {
  it("is four tunnels", () => {
    let packet = packet4();
    for (let depth = 0; depth <= 6; depth++) {
      expect(skipOf(ethernet({}, packet))).toBe(depth <= 4 ? "no" : "malformed");
      packet = depth % 2 ? ipv6({}, packet) : ipv4({}, gre({}, packet));
    }
  });

  it("counts whatever lies around the packet", () => {
    const deep = (frame: Uint8Array) =>
      ethernet({}, mpls([9], ethernet({}, ipv4({}, vxlan({}, ethernet({}, ipv4({}, frame)))))));
    expect(endpoints(packetOf(deep(gtp({}, packet4()))))).toBe(in4);
    expect(endpoints(packetOf(deep(gtp({}, ipv6({}, packet4())))))).toBe(in4);
    expect(skipOf(deep(gtp({}, ipv6({}, ipv4({}, packet4())))))).toBe("malformed");
    expect(skipOf(deep(geneve({}, ethernet({}, mpls([9], ipv4({}, packet4()))))))).toBe("malformed");
  });

  it("bounds authentication headers in authentication headers", () => {
    let packet: Uint8Array = tcp({flags: "SYN"});
    for (let depth = 0; depth <= 5; depth++) {
      expect(skipOf(ethernet({}, ipv4({}, packet)))).toBe(depth <= 4 ? "no" : "malformed");
      packet = authenticated(packet);
    }
  });
});

describe("MPLS", () => {
  it("has at most sixteen labels", () => {
    const labels = (count: number) =>
      ethernet(
        {},
        mpls(
          Array.from({length: count}, (_, i) => i + 16),
          packet4(),
        ),
      );
    expect(endpoints(packetOf(labels(16)))).toBe(in4);
    expect(skipOf(labels(17))).toBe("malformed");
  });

  it("tells its labels apart by the path", () => {
    expect(packetOf(ethernet({}, mpls([20], packet4())))).toMatchObject({sourceMacLow: 1, targetMacLow: 2});
    const paths = [[], [20], [21]].map(
      labels => packetOf(ethernet({}, labels.length === 0 ? packet4() : mpls(labels, packet4()))).vlan,
    );
    expect(new Set(paths).size).toBe(3);
  });

  it("with a pseudowire has the addresses inside", () => {
    const packet = packetOf(ethernet({vlans: [7]}, mpls([20], inner([8]), true)));
    expect(packet).toMatchObject({sourceMacLow: 10, targetMacLow: 11});
    expect(packet.vlan & 0xffffff).toBe((7 << 12) | 8);
  });

  it("with anything else has no packet", () => {
    expect(skipOf(ethernet({}, mpls([20], innerArp(), true)))).toBe("not-ip");
    // The channel that watches over a pseudowire.
    expect(skipOf(ethernet({}, mpls([20], concat(fields([4, 0x10000021]), packet4()))))).toBe("not-ip");
    expect(skipOf(ethernet({}, mpls([20], new Uint8Array(0))))).toBe("cut-short");
  });
});

describe("GRE", () => {
  const frame = (header: Parameters<typeof gre>[0], payload = packet4()) => outer(gre(header, payload));

  it.each([
    ["routing", {flags: 0x4000}],
    ["version 1 without PPP", {version: 1}],
    ["version 2", {version: 2}],
    ["another protocol", {type: 0x809b}],
    ["a keep-alive", {type: 0}],
  ])("with %s has no packet", (_, header) => {
    const {skip, packet} = decoded(frame(header));
    expect(skip).toBe("other-protocol");
    expect(packet).toMatchObject({width: 4, protocol: 47, ttl: 9});
    expect(packet.source3 >>> 0).toBe(0xc0000201);
  });

  it("that ends within its header is none", () => {
    expect(skipOf(outer(gre({key: 5, sequence: 1}, new Uint8Array(0)).subarray(0, 11).slice()))).toBe("malformed");
    const short = outer(concat(gre({key: 5, sequence: 1}, new Uint8Array(0))));
    expect(decoded(short).skip).toBe("malformed");
  });

  it("with ARP or an encrypted PPP packet has none", () => {
    expect(skipOf(frame({}, innerArp()))).toBe("other-protocol");
    expect(skipOf(frame({version: 1, key: 1}, ppp({protocol: 0x00fd}, packet4())))).toBe("other-protocol");
  });

  it("is a redirection of WCCP, of version 1 or 2", () => {
    expect(endpoints(packetOf(frame({type: 0x883e})))).toBe(in4);
    expect(endpoints(packetOf(frame({type: 0x883e}, concat(fields([4, 0x00330000]), packet4()))))).toBe(in4);
  });

  it("leaves the path outside, told apart by its key", () => {
    const paths = [
      packetOf(ethernet({}, packet4())),
      packetOf(frame({})),
      packetOf(frame({key: 1})),
      packetOf(frame({key: 2})),
    ];
    expect(new Set(paths.map(packet => packet.vlan)).size).toBe(4);
    for (const packet of paths) expect(packet).toMatchObject({point: 5, sourceMacLow: 1, targetMacLow: 2});
    expect(paths[1]).toMatchObject({ttl: 64, protocol: 6});
  });
});

describe("ERSPAN", () => {
  it("has the mirrored frame's addresses and tag, whatever became of the tag", () => {
    const ends = {sourceMacLow: 10, targetMacLow: 11};
    expect(packetOf(outer(erspan1(inner([8]))))).toMatchObject(ends);
    for (const bytes of [
      erspan2({vlan: 8, encapsulation: 2}, inner()),
      erspan2({vlan: 8, encapsulation: 3}, inner([8])),
    ]) {
      const packet = packetOf(outer(bytes));
      expect(packet).toMatchObject(ends);
      expect(packet.vlan & 0xffffff).toBe(8);
    }
    expect(packetOf(outer(erspan2({vlan: 1}, inner()))).vlan & 0xffffff).toBe(0);
  });

  it("of type III tells the direction", () => {
    expect(packetOf(outer(erspan3({}, inner()))).direction).toBe(1);
    expect(packetOf(outer(erspan3({leaving: true, platform: true}, inner()))).direction).toBe(2);
    expect(packetOf(outer(erspan2({}, inner()))).direction).toBe(0);
  });

  it("tells sessions apart by the path", () => {
    const path = (session: number) => packetOf(outer(erspan2({session}, inner()))).vlan;
    expect(path(1)).not.toBe(path(2));
  });

  it("of versions and frames that are not known has no packet", () => {
    expect(skipOf(outer(erspan2({version: 2}, inner())))).toBe("other-protocol");
    expect(skipOf(outer(erspan3({version: 1}, inner())))).toBe("other-protocol");
    expect(skipOf(outer(erspan3({kind: 5}, inner())))).toBe("other-protocol");
    expect(skipOf(outer(erspan3({}, innerArp())))).toBe("other-protocol");
  });
});

describe("other tunnels", () => {
  it("of Ethernet in IP are of version 3", () => {
    expect(packetOf(outer(etherIp(inner())))).toMatchObject({sourceMacLow: 10, targetMacLow: 11});
    const other = etherIp(inner());
    other[0] = 0x40;
    expect(skipOf(ethernet({}, ipv4({protocol: 97}, other)))).toBe("other-protocol");
  });

  it("carry datagrams and pings", () => {
    expect(packetOf(outer(gre({}, ipv4({}, udp({targetPort: 53}, 7)))))).toMatchObject({targetPort: 53, payload: 7});
    expect(packetOf(outer(gre({}, ipv4({}, icmp({type: 8})))))).toMatchObject({protocol: 1, icmpType: 8});
  });

  it("in a later fragment have no header, and in a first one have", () => {
    const parts = (offset: number, more: boolean) =>
      skipOf(ethernet({}, ipv4({fragment: {offset, more}, protocol: 47}, gre({}, packet4()))));
    expect(parts(0, true)).toBe("no");
    expect(parts(1480, false)).toBe("fragment");
    // The packet inside may be a fragment itself.
    expect(skipOf(outer(gre({}, ipv4({fragment: {offset: 1480, more: false}}, filler(99)))))).toBe("fragment");
  });

  it("carry nothing that cannot be", () => {
    expect(skipOf(outer(gre({}, ipv4({length: 19}, tcp({})))))).toBe("malformed");
    expect(skipOf(outer(ipv4({headerLength: 16}, tcp({}))))).toBe("malformed");
    expect(skipOf(outer(gre({}, ipv4({protocol: 89}, filler(40)))))).toBe("other-protocol");
    expect(skipOf(ethernet({}, ipv4({protocol: 4}, noise)))).toBe("other-protocol");
    expect(skipOf(ethernet({}, ipv4({protocol: 51}, fields([4, 0x06ff0000], [4, 1], [4, 2]))))).toBe("malformed");
    expect(skipOf(ethernet({}, ipv4({protocol: 51}, filler(11))))).toBe("malformed");
  });
});

it("requests in a tunnel and replies in clear are one connection at one point", async () => {
  const reply = {source: server4, target: client4};
  const segment = (flags: string, sequence: number, acknowledgment: number) => tcp({flags, sequence, acknowledgment});
  const answer = (flags: string, sequence: number, acknowledgment: number) =>
    tcp({sourcePort: 5000, targetPort: 51156, flags, sequence, acknowledgment});
  const packets = [
    outer(gre({key: 7}, ipv4({}, segment("SYN", 100, 0)))),
    ethernet({}, ipv4(reply, answer("SYN-ACK", 500, 101))),
    outer(gre({key: 7}, ipv4({}, segment("ACK", 101, 501)))),
    outer(gre({key: 7}, ipv4({}, tcp({flags: "PSH-ACK", sequence: 101, acknowledgment: 501}, 20)))),
    ethernet({}, ipv4(reply, answer("ACK", 501, 121))),
  ].map((bytes, i) => ({time: at(i / 1000), bytes}));
  async function* stream() {
    yield concat(pcap(packets));
  }
  const {totals, points, connection} = await analyze([{path: "-", name: null, stream: stream()}]);
  expect(totals).toMatchObject({packets: 5, tcp: 5, conversations: 1});
  expect(points.filter(point => point.packets > 0)).toHaveLength(1);
  expect(connection(0)).toMatchObject({outcome: "complete"});
});
