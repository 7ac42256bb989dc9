import {describe, expect, it} from "vitest";
import {concat, ethernet, fields, filler, ipv4, ipv6, linkType, tcp} from "../support/bytes.ts";
import {
  aristaTime,
  broadcom,
  broadcomPrepended,
  ethernetMarvell,
  type F5Record,
  f5Low,
  f5Trailer,
  marvell,
  stampTrailer,
} from "../support/tags.ts";
import {decoded, endpoints, packetOf, skipOf} from "./decoding.ts";

/** What switches and captures put into Ethernet frames, and behind them. */

const packet4 = (payload = 0) => ipv4({}, tcp({flags: "SYN"}, payload));
const in4 = "10.1.0.3:51156 > 10.2.0.4:5000";

describe("the tag of a switch within a router", () => {
  const frame = (vlans: number[] = []) => ethernet({vlans}, packet4());
  const both = {sourceMacHigh: 0x0200, sourceMacLow: 1, targetMacHigh: 0x0200, targetMacLow: 2};

  it.each([
    ["to the processor", 0, 1],
    ["from the processor", 1, 2],
    ["mirrored", 2, 0],
    ["forwarded", 3, 0],
  ])("of Marvell, %s", (_, mode, direction) => {
    const ends = {...both, direction, point: 5};
    expect(packetOf(marvell({mode}, frame()), {link: linkType.marvell})).toMatchObject(ends);
    for (const link of [linkType.ethernet, linkType.ethernetMarvell])
      expect(packetOf(ethernetMarvell({mode}, frame()), {link})).toMatchObject(ends);
  });

  it("of Broadcom tells the direction", () => {
    expect(packetOf(broadcom(false, 3, frame()), {link: linkType.broadcom})).toMatchObject({...both, direction: 1});
    expect(packetOf(broadcom(true, 3, frame()), {link: linkType.broadcom}).direction).toBe(2);
    const link = linkType.broadcomPrepended;
    expect(packetOf(broadcomPrepended(false, 3, frame()), {link})).toMatchObject({...both, direction: 1});
    expect(packetOf(broadcomPrepended(true, 3, frame()), {link}).direction).toBe(2);
  });

  it("tells ports and VLANs apart by the path", () => {
    const paths = [
      packetOf(marvell({port: 1}, frame()), {link: linkType.marvell}),
      packetOf(marvell({port: 2}, frame()), {link: linkType.marvell}),
      packetOf(marvell({port: 2, device: 1}, frame()), {link: linkType.marvell}),
      packetOf(marvell({port: 2, vlan: 30}, frame()), {link: linkType.marvell}),
      packetOf(marvell({port: 2, vlan: 30}, frame([40])), {link: linkType.marvell}),
      packetOf(broadcom(false, 3, frame()), {link: linkType.broadcom}),
    ].map(packet => packet.vlan);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths.map(vlan => vlan & 0xfff)).toEqual([0, 0, 0, 30, 40, 0]);
    expect(packetOf(broadcom(false, 3, frame([40])), {link: linkType.broadcom}).vlan & 0xffffff).toBe(40);
  });
});

describe("time stamps", () => {
  it("of Arista before the payload, of formats that are not known, are no packet", () => {
    expect(endpoints(packetOf(ethernet({}, aristaTime(2, packet4()))))).toBe(in4);
    expect(skipOf(ethernet({}, aristaTime(3, packet4())))).toBe("not-ip");
    expect(skipOf(ethernet({}, aristaTime(1, packet4(), 2)))).toBe("not-ip");
  });

  it("in a chain are read four deep", () => {
    let payload = packet4();
    for (let depth = 1; depth <= 5; depth++) {
      payload = aristaTime(1, payload);
      expect(skipOf(ethernet({}, payload))).toBe(depth <= 4 ? "no" : "malformed");
    }
  });

  it("behind the frame are no payload", () => {
    for (const payload of [0, 1, 1400]) {
      const frame = concat(ethernet({}, packet4(payload)), stampTrailer());
      expect(packetOf(frame)).toMatchObject({payload, direction: 0, stamped: false});
    }
  });
});

describe("F5's trailer", () => {
  const secret: F5Record = {provider: 4, type: 1, body: filler(48)};
  const medium: F5Record = {provider: 1, type: 2, version: 4, body: filler(40)};
  const frame = (payload = 60) => ethernet({vlans: [1101]}, packet4(payload));
  const directionOf = (bytes: Uint8Array) => {
    const packet = packetOf(bytes);
    expect(endpoints(packet)).toBe(in4);
    return packet.direction;
  };

  it("tells whether the packet came in or went out, wherever that stands", () => {
    for (const [entering, direction] of [
      [true, 1],
      [false, 2],
    ] as const) {
      const low = f5Low(entering);
      for (const records of [[low], [low, medium, secret], [secret, medium, low]])
        expect(directionOf(concat(frame(), f5Trailer(records)))).toBe(direction);
      const frame6 = ethernet({vlans: [7]}, ipv6({}, tcp({}, 9)));
      expect(packetOf(concat(frame6, f5Trailer([low]))).direction).toBe(direction);
    }
  });

  it("is found behind padding and frame check sequence", () => {
    expect(directionOf(concat(frame(0), new Uint8Array(6), f5Trailer([f5Low(true)])))).toBe(1);
    expect(directionOf(concat(frame(), fields([4, 0x12345678]), f5Trailer([f5Low(true)])))).toBe(1);
    expect(directionOf(concat(frame(0), new Uint8Array(6), fields([4, 0x12345678]), f5Trailer([f5Low(true)])))).toBe(1);
  });

  it("says nothing where it has no such record, or is none", () => {
    expect(directionOf(concat(frame(), f5Trailer([secret, medium])))).toBe(0);
    expect(directionOf(concat(frame(), f5Trailer([])))).toBe(0);
    expect(directionOf(concat(frame(), filler(60)))).toBe(0);
    expect(directionOf(concat(frame(), new Uint8Array(60)))).toBe(0);
    expect(directionOf(concat(frame(), f5Trailer([f5Low(true)], 8)))).toBe(0);
    const broken = f5Trailer([medium, f5Low(true)]);
    broken.set([0, 7], 12);
    expect(directionOf(concat(frame(), broken))).toBe(0);
    const longer = f5Trailer([medium, f5Low(true)]);
    longer.set([0xff, 0xff], 12);
    expect(directionOf(concat(frame(), longer))).toBe(0);
    const all = f5Trailer([...Array.from({length: 20}, () => secret), f5Low(true)]);
    expect(directionOf(concat(frame(), all))).toBe(0);
  });

  it("says nothing of a packet whose length is not known", () => {
    const offloaded = ethernet({vlans: [7]}, ipv4({length: 0}, tcp({}, 60)));
    expect(packetOf(concat(offloaded, f5Trailer([f5Low(true)]))).direction).toBe(0);
  });

  it("cut anywhere does no harm", () => {
    const whole = concat(frame(), f5Trailer([medium, f5Low(false)]));
    for (let length = frame().length; length <= whole.length; length++) {
      const {skip, packet} = decoded(whole.subarray(0, length), {wireLength: whole.length});
      expect(skip).toBe("no");
      expect(packet.payload).toBe(60);
      expect([0, 2]).toContain(packet.direction);
    }
  });
});
