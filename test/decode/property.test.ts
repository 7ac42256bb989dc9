import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {links} from "../../src/decode/link.ts";
import {ethernet, icmp, icmp6, ipv4, ipv6, linkType, tcp, udp} from "../support/bytes.ts";
import {decoded, endpoints, packetOf} from "./decoding.ts";
import {wrapped} from "./wrapped.ts";

const port = fc.integer({min: 0, max: 65_535});
const word = fc.integer({min: 0, max: 0xffffffff});
const knownLink = fc.constantFrom(...links.keys());
const wireLength = fc.oneof(fc.integer({min: 0, max: 2_000}), word);

/** Whatever it was, a reason is given, or a packet that can be; and what stands around the frame is not read. */
function sound(bytes: Uint8Array, link: number, wire?: number): void {
  const {skip, packet} = decoded(bytes, {link, wireLength: wire});
  expect(decoded(bytes, {link, wireLength: wire, around: 0x45})).toEqual({skip, packet});
  expect(decoded(bytes, {link, wireLength: wire, around: 0x00})).toEqual({skip, packet});
  if (skip !== "no") return;
  expect(packet.payload).toBeGreaterThanOrEqual(0);
  expect([4, 16]).toContain(packet.width);
  expect([1, 6, 17, 58]).toContain(packet.protocol);
  expect(packet.ttl).toBeLessThanOrEqual(255);
}

describe("decoding never throws and never makes up negative lengths", () => {
  it("for any bytes as any link type", () => {
    fc.assert(fc.property(fc.uint8Array({maxLength: 200}), fc.oneof(knownLink, port), wireLength, sound), {
      numRuns: 5_000,
    });
  });

  const packets = [ipv4({}, tcp({timestamps: [1, 2]}, 20)), ipv6({}, tcp({sack: [[1, 2]]}, 20))];
  const starts: [bytes: Uint8Array, link: number][] = [
    ...packets.map((packet): [Uint8Array, number] => [ethernet({}, packet), linkType.ethernet]),
    [ethernet({vlans: [1]}, ipv4({}, udp({}, 20))), linkType.ethernet],
    [ethernet({}, ipv4({}, icmp({type: 3}, ipv4({}, tcp({}))))), linkType.ethernet],
    [ethernet({}, ipv6({}, icmp6({type: 1}, ipv6({}, tcp({}))))), linkType.ethernet],
    ...packets.flatMap(packet => wrapped.map(({link, wrap}): [Uint8Array, number] => [wrap(packet), link])),
  ];
  it("for good frames with a few bytes changed", () => {
    // Among them what a length, a version or a count of words is at its worst.
    const value = fc.oneof(fc.integer({min: 0, max: 255}), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff));
    const change = fc.tuple(fc.nat(160), value);
    fc.assert(
      fc.property(
        fc.constantFrom(...starts),
        fc.array(change, {maxLength: 6}),
        fc.nat(200),
        wireLength,
        ([start, link], changes, length, wire) => {
          const bytes = start.slice(0, length);
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          sound(bytes, link, wire);
        },
      ),
      {numRuns: 6_000},
    );
  });
});

describe("decoding gives back what was built", () => {
  const header = fc.record({
    sourcePort: port,
    targetPort: port,
    sequence: word,
    acknowledgment: word,
    flags: fc.integer({min: 0, max: 255}),
    window: port,
    checksum: fc.integer({min: 1, max: 65_535}),
  });

  it("of any TCP header, in IPv4 and IPv6", () => {
    fc.assert(
      fc.property(header, fc.nat(1_500), fc.constantFrom(ipv4, ipv6), (fields, payload, ip) => {
        const packet = packetOf(ethernet({}, ip({}, tcp(fields, payload))));
        expect({
          sourcePort: packet.sourcePort,
          targetPort: packet.targetPort,
          sequence: packet.sequence >>> 0,
          acknowledgment: packet.acknowledgment >>> 0,
          flags: packet.flags,
          window: packet.window,
          checksum: packet.checksum,
        }).toEqual(fields);
        expect(packet).toMatchObject({payload, stamped: false, sacked: false});
      }),
    );
  });

  it("of any time stamps and IPv4 addresses", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), word, word, (source, target, value, echo) => {
        const packet = packetOf(ethernet({}, ipv4({source, target}, tcp({timestamps: [value, echo]}))));
        expect(endpoints(packet)).toBe(`${source}:51156 > ${target}:5000`);
        expect([packet.stamped, packet.stamp >>> 0, packet.echo >>> 0]).toEqual([true, value, echo]);
      }),
    );
  });
});
