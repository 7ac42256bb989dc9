import {describe, expect, it} from "vitest";
import {supports} from "../../src/decode/decode.ts";
import {ipv4, ipv6, tcp, udp} from "../support/bytes.ts";
import {decoded, endpoints, packetOf} from "./decoding.ts";
import {wrapped} from "./wrapped.ts";

const segment = () => tcp({flags: "SYN", sequence: 77, timestamps: [1, 2]}, 9);
const in4 = "10.1.0.3:51156 > 10.2.0.4:5000";
const in6 = "2001:db8:1:0:0:0:0:3:51156 > 2001:db8:2:0:0:0:0:4:5000";

describe.each(wrapped)("$name", ({link, wrap, trailer = 0}) => {
  it("is supported", () => {
    expect(supports(link)).toBe(true);
  });

  it("carries IPv4 and IPv6, of which nothing is lost", () => {
    const packet = packetOf(wrap(ipv4({ttl: 61, identification: 4711}, segment())), {link});
    expect(endpoints(packet)).toBe(in4);
    expect(packet).toMatchObject({width: 4, protocol: 6, ttl: 61, identification: 4711, sequence: 77, payload: 9});
    expect(packet).toMatchObject({flags: 2, stamped: true, stamp: 1, echo: 2});
    const packet6 = packetOf(wrap(ipv6({hops: 9}, segment())), {link});
    expect(endpoints(packet6)).toBe(in6);
    expect(packet6).toMatchObject({width: 16, protocol: 6, ttl: 9, payload: 9});
    expect(packetOf(wrap(ipv4({}, udp({sourcePort: 7}, 5))), {link})).toMatchObject({sourcePort: 7, payload: 5});
  });

  it("is cut short, or decoded rightly, at every length of the capture", () => {
    const packet = ipv4({}, segment());
    const bytes = wrap(packet);
    const needed = bytes.length - trailer - packet.length + 20 + 14;
    for (const wireLength of [bytes.length, undefined]) {
      for (let length = 0; length <= bytes.length; length++) {
        const {skip, packet} = decoded(bytes.subarray(0, length), {link, wireLength});
        expect([length, skip]).toEqual([length, length < needed ? "cut-short" : "no"]);
        if (skip !== "no") continue;
        expect(endpoints(packet)).toBe(in4);
        expect(packet).toMatchObject({sequence: 77, flags: 2, payload: 9});
      }
    }
  });
});
