import {describe, expect, it} from "vitest";
import {analyze} from "../../src/analyze.ts";
import {
  address,
  authentication,
  concat,
  destinationOptions,
  type Extension,
  ethernet,
  filler,
  fragment6,
  hopByHop,
  hostIdentity,
  icmp,
  ipv4,
  ipv6,
  mobility,
  option,
  routing,
  shim6,
  tcp,
  udp,
} from "../support/bytes.ts";
import {after as at, pcap} from "../support/containers.ts";
import {decoded, endpoints, packetOf, skipOf} from "./decoding.ts";

const in4 = "10.1.0.3:51156 > 10.2.0.4:5000";
const in6 = "2001:db8:1:0:0:0:0:3:51156 > 2001:db8:2:0:0:0:0:4:5000";
const frame4 = (header: Parameters<typeof ipv4>[0], payload = tcp({flags: "PSH-ACK"}, 100)) =>
  ethernet({}, ipv4(header, payload));
const frame6 = (header: Parameters<typeof ipv6>[0], payload = tcp({flags: "PSH-ACK"}, 100)) =>
  ethernet({}, ipv6(header, payload));

describe("IPv4", () => {
  it("has addresses, TTL and identification", () => {
    const packet = packetOf(frame4({source: "192.0.2.200", target: "255.1.2.3", ttl: 255, identification: 0xfedc}));
    expect(endpoints(packet)).toBe("192.0.2.200:51156 > 255.1.2.3:5000");
    expect(packet).toMatchObject({width: 4, ttl: 255, identification: 0xfedc, protocol: 6, payload: 100});
    expect(packet).toMatchObject({source0: 0, source1: 0, source2: 0, target0: 0, target1: 0, target2: 0});
  });

  it.each([4, 8, 40])("with %i bytes of options", size => {
    const packet = packetOf(frame4({options: filler(size)}));
    expect(endpoints(packet)).toBe(in4);
    expect(packet.payload).toBe(100);
  });

  it("does not count the frame's padding as payload", () => {
    const padded = (bytes: Uint8Array) => concat(bytes, new Uint8Array(60 - bytes.length).fill(0xaa));
    expect(packetOf(padded(frame4({}, tcp({flags: "ACK"})))).payload).toBe(0);
    expect(packetOf(padded(frame4({}, tcp({flags: "ACK"}, 3)))).payload).toBe(3);
  });

  it("takes a padded TCP header for no option", () => {
    const padded = concat(frame4({}, tcp({flags: "ACK"})), option.nothing(), option.nothing(), option.timestamps(1, 2));
    expect(packetOf(padded).stamped).toBe(false);
  });

  it("counts payload that was not captured", () => {
    const whole = frame4({}, tcp({flags: "ACK"}, 1400));
    expect(packetOf(whole.subarray(0, 68), {wireLength: whole.length}).payload).toBe(1400);
  });

  it("of length 0 (segmentation offload) ends with the frame on the wire", () => {
    const whole = frame4({length: 0}, tcp({flags: "ACK"}, 30_000));
    expect(packetOf(whole).payload).toBe(30_000);
    expect(packetOf(whole.subarray(0, 96), {wireLength: whole.length}).payload).toBe(30_000);
    expect(packetOf(whole.subarray(0, 96), {wireLength: 100_000}).payload).toBe(100_000 - 14 - 20 - 20);
  });

  describe("fragments", () => {
    it("first: has ports, and the payload of this fragment", () => {
      const packet = packetOf(frame4({fragment: {offset: 0, more: true}}));
      expect(endpoints(packet)).toBe(in4);
      expect(packet.payload).toBe(100);
    });

    it.each([
      {offset: 8, more: true},
      {offset: 1480, more: false},
      {offset: 32_768, more: false},
      {offset: 65_528, more: false},
    ])("later, at $offset: has no ports, but addresses", fragment => {
      const {skip, packet} = decoded(frame4({fragment}));
      expect(skip).toBe("fragment");
      expect(packet.width).toBe(4);
    });

    it("later are witnesses of their direction, and no packets of a connection", async () => {
      const segment = tcp({flags: "PSH-ACK"}, 100);
      const frames = [
        frame4({fragment: {offset: 0, more: true}}, segment),
        frame4({fragment: {offset: 120, more: false}}, filler(40)),
      ];
      async function* stream() {
        yield concat(pcap(frames.map((bytes, i) => ({time: at(i), bytes}))));
      }
      const {totals, skipped} = await analyze([{path: "-", name: null, stream: stream()}]);
      expect(totals).toMatchObject({packets: 2, tcp: 1, conversations: 1});
      expect(Object.fromEntries(skipped.entries())).toMatchObject({fragment: 1});
    });

    it("later of UDP and ICMP", () => {
      const fragment = {offset: 1480, more: false};
      expect(skipOf(frame4({fragment}, udp({}, 50)))).toBe("fragment");
      expect(skipOf(frame4({fragment}, icmp({}, 50)))).toBe("fragment");
    });
  });

  describe("that cannot be is malformed", () => {
    it.each([0, 4, 16])("a header of %i bytes", headerLength => {
      expect(skipOf(frame4({headerLength}))).toBe("malformed");
    });

    it.each([1, 19])("a total length of %i", length => {
      expect(skipOf(frame4({length}))).toBe("malformed");
    });

    it("a total length shorter than the header with its options", () => {
      expect(skipOf(frame4({options: filler(8), length: 27}))).toBe("malformed");
    });

    it.each([20, 28, 39])("a total length of %i, which leaves no room for TCP", length => {
      expect(skipOf(frame4({length}))).toBe("malformed");
    });

    it("another version", () => {
      for (const version of [0, 1, 2, 3, 5, 7, 15]) {
        const frame = frame4({});
        frame[14] = (version << 4) | 5;
        expect(skipOf(frame)).toBe("malformed");
      }
    });

    it("length 0 in a frame that was shorter on the wire than its header", () => {
      expect(skipOf(frame4({length: 0}), {wireLength: 20})).toBe("malformed");
    });
  });

  it("with protocol 50, ESP, may hold anything", () => {
    expect(skipOf(frame4({protocol: 50}))).toBe("encapsulated");
  });

  it.each([2, 4, 41, 47, 89, 112, 132])("with protocol %i is neither TCP nor UDP nor ICMP", protocol => {
    const {skip, packet} = decoded(frame4({protocol}));
    expect(skip).toBe("other-protocol");
    expect(packet.protocol).toBe(protocol);
  });

  it("under the EtherType of IPv6 is what its version says", () => {
    expect(endpoints(packetOf(ethernet({type: 0x86dd}, ipv4({}, tcp({})))))).toBe(in4);
  });
});

describe("IPv6", () => {
  it("has addresses and hop limit", () => {
    const packet = packetOf(frame6({source: "ffee:ddcc:bbaa:9988:7766:5544:3322:1100", hops: 3}));
    expect(endpoints(packet)).toBe("ffee:ddcc:bbaa:9988:7766:5544:3322:1100:51156 > 2001:db8:2:0:0:0:0:4:5000");
    expect(packet).toMatchObject({width: 16, ttl: 3, identification: 0, protocol: 6, payload: 100});
    expect(packet.target0).toBe(new DataView(address("2001:db8:2::4").buffer).getInt32(0));
  });

  const headers: [name: string, Extension[]][] = [
    ["hop-by-hop options", [hopByHop()]],
    ["longer hop-by-hop options", [hopByHop(3)]],
    ["routing", [routing(2)]],
    ["a first fragment", [fragment6(0, true)]],
    ["an atomic fragment", [fragment6(0, false)]],
    ["destination options", [destinationOptions(1)]],
    ["authentication", [authentication(4)]],
    ["authentication with SHA-256", [authentication(5)]],
    ["mobility", [mobility()]],
    ["host identity", [hostIdentity()]],
    ["shim6", [shim6()]],
    [
      "all that RFC 8200 lists",
      [hopByHop(), destinationOptions(), routing(1), fragment6(), authentication(), destinationOptions(2)],
    ],
    ["eight extensions", Array.from({length: 8}, () => destinationOptions())],
  ];
  it.each(headers)("with %s", (_, extensions) => {
    const packet = packetOf(frame6({extensions}));
    expect(endpoints(packet)).toBe(in6);
    expect(packet.payload).toBe(100);
    expect(endpoints(packetOf(frame6({extensions}, udp({}, 9))))).toContain(":40000 > ");
  });

  it.each(headers)("cut within %s is cut short at every length", (_, extensions) => {
    const whole = frame6({extensions});
    const header = whole.length - 120;
    for (let length = 54; length < header; length++)
      expect(skipOf(whole.subarray(0, length), {wireLength: whole.length})).toBe("cut-short");
  });

  it("in a later fragment has no ports, but addresses", () => {
    for (const offset of [8, 1448, 65_528]) {
      const {skip, packet} = decoded(frame6({extensions: [hopByHop(), fragment6(offset, false)]}));
      expect(skip).toBe("fragment");
      expect(packet.width).toBe(16);
    }
  });

  it("of length 0 (a jumbogram, or segmentation offload) ends with the frame on the wire", () => {
    const whole = frame6({length: 0}, tcp({}, 70_000));
    expect(packetOf(whole).payload).toBe(70_000);
    expect(packetOf(whole.subarray(0, 96), {wireLength: whole.length}).payload).toBe(70_000);
    const jumbo = frame6({length: 0, extensions: [hopByHop()]}, tcp({}, 70_000));
    expect(packetOf(jumbo).payload).toBe(70_000);
  });

  it("does not count the frame's padding as payload", () => {
    expect(packetOf(concat(frame6({}, tcp({}, 3)), filler(9))).payload).toBe(3);
  });

  describe("that cannot be is malformed", () => {
    it("more than eight extensions", () => {
      expect(skipOf(frame6({extensions: Array.from({length: 9}, () => destinationOptions())}))).toBe("malformed");
    });

    it.each([1, 7])("an extension that begins %i bytes before the packet's end", length => {
      expect(skipOf(frame6({length, extensions: [hopByHop()]}))).toBe("malformed");
    });

    it("an extension longer than the packet", () => {
      const extension = hopByHop();
      extension.bytes[1] = 200;
      expect(skipOf(frame6({extensions: [extension]}))).toBe("malformed");
    });

    it.each([1, 19])("a payload of %i bytes, which leaves no room for TCP", length => {
      expect(skipOf(frame6({length}))).toBe("malformed");
    });

    it("length 0 in a frame that was shorter on the wire than its header", () => {
      expect(skipOf(frame6({length: 0}), {wireLength: 20})).toBe("malformed");
    });
  });

  it("with next header 50, ESP, may hold anything", () => {
    expect(skipOf(frame6({protocol: 50}))).toBe("encapsulated");
  });

  it.each([41, 47, 59, 89, 132])("with next header %i is neither TCP nor UDP nor ICMP", protocol => {
    expect(skipOf(frame6({protocol}))).toBe("other-protocol");
  });
});
