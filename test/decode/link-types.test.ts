import {describe, expect, it} from "vitest";
import {arp, concat, ethernet, fields, filler, ipv4, linkType, tcp} from "../support/bytes.ts";
import {
  arcnet,
  ciscoHdlc,
  directedPpp,
  ipnet,
  juniper,
  nflog,
  pflog,
  pktap,
  ppi,
  ppp,
  pppd,
  pppoe,
  radiotap,
  wireless,
} from "../support/links.ts";
import {endpoints, packetOf, pointOfInterface, pointOfName, skipOf} from "./decoding.ts";

/** The rarer link types: what they tell beside the packet, and what none of them may take for one. */

const packet4 = () => ipv4({}, tcp({flags: "SYN"}));
const in4 = "10.1.0.3:51156 > 10.2.0.4:5000";
const source = {sourceMacHigh: 0x0200, sourceMacLow: 1};
const both = {...source, targetMacHigh: 0x0200, targetMacLow: 2};

describe("PPP", () => {
  it("carries other protocols too", () => {
    // LCP, IPCP, compressed headers, encrypted.
    for (const protocol of [0xc021, 0x8021, 0x002d, 0x00fd])
      expect(skipOf(ppp({protocol}, packet4()), {link: linkType.ppp})).toBe("not-ip");
    expect(skipOf(ciscoHdlc(arp()), {link: linkType.ppp})).toBe("not-ip");
    expect(skipOf(ciscoHdlc(arp()), {link: linkType.ciscoHdlc})).toBe("not-ip");
  });

  it("of a session over Ethernet, and not its discovery", () => {
    const frame = (header: Parameters<typeof pppoe>[0]) => ethernet({}, pppoe(header, ppp({}, packet4())));
    expect(packetOf(frame({}))).toMatchObject(both);
    expect(skipOf(frame({code: 0x09}))).toBe("not-ip");
    expect(skipOf(frame({version: 0x21}))).toBe("not-ip");
    // Sessions are told apart.
    expect(packetOf(frame({session: 1})).vlan).not.toBe(packetOf(frame({session: 2})).vlan);
  });

  it("may tell the direction", () => {
    for (const [leaving, direction] of [
      [false, 1],
      [true, 2],
    ] as const) {
      const frame = directedPpp(leaving, ppp({framed: true}, packet4()));
      expect(packetOf(frame, {link: linkType.directedPpp}).direction).toBe(direction);
      expect(packetOf(pppd(leaving, ppp({}, packet4())), {link: linkType.pppd}).direction).toBe(direction);
    }
  });
});

describe("IEEE 802.11", () => {
  const link = linkType.wireless;

  it.each([{}, {toSystem: true}, {fromSystem: true}, {toSystem: true, fromSystem: true}])(
    "has source and target by its direction: %j",
    way => {
      expect(packetOf(wireless(way, packet4()), {link})).toMatchObject(both);
      expect(packetOf(wireless({...way, quality: true}, packet4()), {link})).toMatchObject(both);
    },
  );

  it.each([
    ["a beacon", {kind: 0x80}],
    ["an acknowledgment", {kind: 0xd4}],
    ["data without payload", {kind: 0x48}],
    ["another version", {kind: 0x09}],
    ["encrypted data", {secret: true}],
  ])("has no packet in %s", (_, header) => {
    expect(skipOf(wireless(header, packet4()), {link})).toBe("not-ip");
  });

  it("has none in a later fragment, nor in ARP", () => {
    expect(skipOf(wireless({fragment: 1}, packet4()), {link})).toBe("fragment");
    expect(skipOf(wireless({}, arp()), {link})).toBe("not-ip");
  });

  it("is aligned only where radiotap says so", () => {
    const frame = wireless({quality: true, aligned: true}, packet4());
    expect(endpoints(packetOf(radiotap({flags: 0x20}, frame), {link: linkType.radiotap}))).toBe(in4);
    expect(skipOf(radiotap({flags: 0x10}, frame), {link: linkType.radiotap})).toBe("not-ip");
    expect(skipOf(frame, {link})).toBe("not-ip");
  });

  it("behind a radiotap header that cannot be is malformed", () => {
    const of = (header: Parameters<typeof radiotap>[0]) =>
      skipOf(radiotap(header, wireless({}, packet4())), {link: linkType.radiotap});
    expect(of({version: 1})).toBe("malformed");
    expect(of({length: 7})).toBe("malformed");
    expect(of({length: 65_535})).toBe("cut-short");
    expect(of({words: 3, length: 12})).toBe("malformed");
    expect(of({words: 40})).toBe("malformed");
  });
});

describe("frames in frames", () => {
  it("of PPI are of any link type, or of none that is known", () => {
    const link = linkType.ppi;
    expect(packetOf(ppi(linkType.ethernet, ethernet({vlans: [9]}, packet4())), {link})).toMatchObject({
      ...both,
      vlan: 9,
    });
    expect(skipOf(ppi(147, packet4()), {link})).toBe("unknown-link");
    expect(skipOf(ppi(0xffffffff, packet4()), {link})).toBe("unknown-link");
    expect(skipOf(concat(fields([1, 1]), ppi(1, packet4()).subarray(1)), {link})).toBe("malformed");
  });

  it("are taken out four times", () => {
    let frame = packet4();
    let kind: number = linkType.raw;
    for (let depth = 1; depth <= 5; depth++) {
      frame = ppi(kind, frame);
      kind = linkType.ppi;
      expect(skipOf(frame, {link: kind})).toBe(depth <= 4 ? "no" : "malformed");
    }
  });
});

describe("pflog", () => {
  const link = linkType.pflog;

  it("names the interface, which is the point, and the direction", () => {
    for (const length of [61, 69, 100]) {
      expect(packetOf(pflog({interface: "igb1.40", direction: 1, length}, packet4()), {link})).toMatchObject({
        point: pointOfName("igb1.40"),
        direction: 1,
      });
      expect(packetOf(pflog({direction: 2, length}, packet4()), {link}).direction).toBe(2);
      expect(packetOf(pflog({direction: 0, length}, packet4()), {link}).direction).toBe(0);
    }
    expect(packetOf(pflog({length: 48}, packet4()), {link}).direction).toBe(0);
  });

  it("with a header too short for a name is malformed", () => {
    for (const length of [0, 1, 19])
      expect(skipOf(pflog({length: 61}, packet4()).fill(length, 0, 1), {link})).toBe("malformed");
  });
});

describe("NFLOG", () => {
  const link = linkType.nflog;

  it.each([
    ["prerouting", 0, 1],
    ["input", 1, 1],
    ["forward", 2, 0],
    ["output", 3, 2],
    ["postrouting", 4, 2],
  ])("tells the direction by the hook %s", (_, hook, direction) => {
    for (const order of ["little", "big"] as const)
      expect(packetOf(nflog({hook, order}, packet4()), {link}).direction).toBe(direction);
  });

  it("stays one point, of which interfaces are paths", () => {
    const through = (inside?: number, outside?: number) => packetOf(nflog({inside, outside}, packet4()), {link});
    expect(through(2, 3).point).toBe(5);
    expect(new Set([through(), through(2), through(3), through(2, 3)].map(packet => packet.vlan)).size).toBe(4);
  });

  it("has the addresses of the link header", () => {
    expect(packetOf(nflog({link: ethernet({}, new Uint8Array(0))}, packet4()), {link})).toMatchObject(both);
  });

  it("without payload is cut short, and with impossible lengths malformed", () => {
    const whole = nflog({}, packet4());
    expect(skipOf(whole.subarray(0, 12), {link})).toBe("cut-short");
    for (const length of [0, 3]) {
      const bytes = whole.slice();
      bytes[4] = length;
      expect(skipOf(bytes, {link})).toBe("malformed");
    }
    const empty = fields([2, 0x0400], [2, 0x0a00]);
    const many = concat(whole.subarray(0, 4), ...Array.from({length: 70}, () => empty), whole.subarray(4));
    expect(skipOf(many, {link})).toBe("malformed");
    expect(skipOf(concat(fields([2, 0x0201]), whole.subarray(2)), {link})).toBe("malformed");
  });
});

describe("PKTAP", () => {
  const link = linkType.pktap;
  const frame = () => ethernet({}, packet4());

  it.each([1, 2] as const)("of version %i names the interface, which is the point, and the direction", version => {
    for (const direction of [1, 2, 0])
      expect(packetOf(pktap({interface: "utun3", direction, version}, frame()), {link, direction: 0})).toMatchObject({
        point: pointOfName("utun3"),
        direction,
        ...both,
      });
  });

  it("without a name stays at its point", () => {
    expect(packetOf(pktap({interface: "", version: 2}, frame()), {link}).point).toBe(5);
  });

  it("of other records, link types and lengths is skipped", () => {
    expect(skipOf(pktap({record: 0}, frame()), {link})).toBe("not-ip");
    expect(skipOf(pktap({link: 147}, frame()), {link})).toBe("unknown-link");
    const bytes = pktap({}, frame());
    expect(skipOf(concat(fields([4, 0x27000000]), bytes.subarray(4)), {link})).toBe("malformed");
    expect(skipOf(concat(fields([4, 0xffffffff]), bytes.subarray(4)), {link})).toBe("cut-short");
  });
});

describe("IPNET", () => {
  it("tells interface and direction", () => {
    const at = (hook: number) => packetOf(ipnet(hook, 70_000, packet4()), {link: linkType.ipnet});
    expect(at(0)).toMatchObject({point: pointOfInterface(70_000), direction: 1});
    expect(at(1)).toMatchObject({point: pointOfInterface(70_000), direction: 2});
    expect(at(7).direction).toBe(0);
  });
});

describe("Juniper", () => {
  const link = linkType.juniperEthernet;

  it("tells the direction", () => {
    const frame = ethernet({}, packet4());
    expect(packetOf(juniper({entering: true}, frame), {link})).toMatchObject({...both, direction: 1});
    expect(packetOf(juniper({}, frame), {link}).direction).toBe(2);
  });

  it("without its magic is malformed, and with too long extensions cut short", () => {
    expect(skipOf(juniper({}, ethernet({}, packet4())).fill(0x4e, 0, 1), {link})).toBe("malformed");
    const bytes = juniper({extensions: filler(4)}, ethernet({}, packet4()));
    bytes.set([0xff, 0xff], 4);
    expect(skipOf(bytes, {link})).toBe("cut-short");
  });
});

describe("ARCNET", () => {
  const link = linkType.arcnet;

  it("carries other systems, and fragments of its own", () => {
    expect(skipOf(arcnet(241, packet4()), {link})).toBe("not-ip");
    expect(endpoints(packetOf(arcnet(212, packet4(), 0), {link}))).toBe(in4);
    expect(skipOf(arcnet(212, packet4(), 2), {link})).toBe("fragment");
  });
});
