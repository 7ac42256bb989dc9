import {writeFileSync} from "node:fs";
import {join} from "node:path";
import {encapsulations, linkTypes, type Wrapped} from "../decode/wrapped.ts";
import {
  arp,
  client4,
  client6,
  ethernet,
  fragment6,
  icmp,
  icmp6,
  ipv4,
  ipv6,
  linkType,
  loop,
  nullLink,
  server4,
  server6,
  sll,
  sll2,
  type TcpFields,
  tcp,
  udp,
} from "../support/bytes.ts";
import {after, type ByteOrder, type Captured, pcap, pcapng} from "../support/containers.ts";
import {juniper, nflog, ppi, ppp} from "../support/links.ts";

/**
 * The project's own captures for tshark: every link type and encapsulation, in both byte orders of both file
 * formats.
 */

const everyday: readonly Wrapped[] = [
  {name: "Ethernet", link: linkType.ethernet, wrap: packet => ethernet({}, packet)},
  {name: "Ethernet with tags", link: linkType.ethernet, wrap: packet => ethernet({vlans: [7, 8]}, packet)},
  {name: "Ethernet with SNAP", link: linkType.ethernet, wrap: packet => ethernet({snap: true}, packet)},
  {name: "Linux cooked", link: linkType.sll, wrap: packet => sll({}, packet)},
  {name: "Linux cooked v2", link: linkType.sll2, wrap: packet => sll2({}, packet)},
  {name: "BSD loopback", link: linkType.null, wrap: packet => nullLink({}, packet)},
  {name: "OpenBSD loopback", link: linkType.loop, wrap: packet => loop({}, packet)},
  ...[linkType.raw12, linkType.raw14, linkType.raw].map(link => ({
    name: `raw IP ${link}`,
    link,
    wrap: (packet: Uint8Array) => packet,
  })),
];

/** The same link types as in test/decode, with a header as tshark wants it. */
const stricter = (order: ByteOrder): readonly Wrapped[] => [
  // It reads the fields of PPI, and wants address and control before PPP.
  {name: "PPI without fields", link: linkType.ppi, wrap: packet => ppi(linkType.ethernet, ethernet({}, packet), 0)},
  {
    name: "Juniper PPP with address and control",
    link: linkType.juniperPpp,
    wrap: packet => juniper({}, ppp({framed: true}, packet)),
  },
  {name: "NFLOG in the order of the file", link: linkType.nflog, wrap: packet => nflog({order, inside: 2}, packet)},
];

/** What tshark 4.0 does not decode to the packet, or takes for something else; and why. */
export const beyondTshark: ReadonlyMap<string, string> = new Map([
  ["pppd", "it reads no such link type"],
  ["Juniper 164", "it reads no such link type"],
  ["MPLS", "it reads no such link type"],
  ["Broadcom tag", "it reads no such link type"],
  ["Broadcom tag before the frame", "it reads no such link type"],
  ["DSA tag", "it reads no such link type"],
  ["DSA tag with EtherType", "it reads no such link type"],
  ["Juniper 133", "it takes the first bytes of the cookie for a protocol"],
  ["Juniper 136", "it looks for the packet within the cookie"],
  ["Juniper PPP", "it wants address and control"],
  ["Juniper without link header", "it leaves the packet undecoded"],
  ["PPI", "it reads the fields of the header"],
  ["PPI of Ethernet", "it reads the fields of the header"],
  ["PKTAP, version 2, of raw IP", "it knows version 1 only"],
  ["NFLOG", "it takes lengths to be in the order of the file"],
  ["NFLOG, big-endian", "it takes lengths to be in the order of the file"],
  ["an Ethernet pseudowire", "it guesses that there is no control word"],
  ["an Ethernet pseudowire without control word", "it guesses that there is no Ethernet"],
  ["ERSPAN type III of a packet", "it knows frames only"],
]);

/** What both decode, as it stands in a file of that byte order. */
export const comparable = (order: ByteOrder): readonly Wrapped[] =>
  [...everyday, ...linkTypes, ...stricter(order), ...encapsulations].filter(({name}) => !beyondTshark.has(name));

/** Connections of both IP versions that open, send and close; the port tells those of one way of wrapping from others. */
function connection(port: number): Uint8Array[] {
  const there = (fields: TcpFields, payload = 0) => tcp({sourcePort: port, ...fields}, payload);
  const back = (fields: TcpFields, payload = 0) => tcp({sourcePort: 5000, targetPort: port, ...fields}, payload);
  const to4 = (payload: Uint8Array, ttl = 63) => ipv4({ttl}, payload);
  const from4 = (payload: Uint8Array, ttl = 57) => ipv4({source: server4, target: client4, ttl}, payload);
  const from6 = (payload: Uint8Array) => ipv6({source: server6, target: client6, hops: 60}, payload);
  return [
    to4(there({flags: "SYN", maximumSegment: 1460})),
    from4(back({flags: "SYN-ACK", timestamps: [1, 2]})),
    to4(there({flags: "PSH-ACK"}, 9), 62),
    from4(back({flags: "FIN-ACK"}, 1400)),
    ipv6({}, there({flags: "SYN-ECE-CWR"})),
    ipv6({extensions: [fragment6()]}, there({flags: "ACK", sack: [[1, 2]]}, 24)),
    from6(back({flags: "RST-ACK"})),
    to4(udp({sourcePort: port}, 5)),
    from4(icmp({type: 3, code: 1}, to4(there({flags: "SYN"})).subarray(0, 28))),
    from6(icmp6({type: 129}, 8)),
    ipv4({fragment: {offset: 64, more: false}, protocol: 6}, there({}, 8)),
  ];
}

const firstPort = 20_000;
/** Apart by what only whole nanoseconds tell, and by more. */
const moment = (i: number) => after(i * 0.25) + BigInt(i);

function packetsOf(one: Wrapped, i: number): Captured[] {
  return connection(firstPort + i).map((packet, k) => ({time: moment(k), bytes: one.wrap(packet)}));
}

export interface Variant {
  readonly order: ByteOrder;
  readonly resolution: "microseconds" | "nanoseconds";
}

export const variants: readonly Variant[] = (["little", "big"] as const).flatMap(order =>
  (["microseconds", "nanoseconds"] as const).map(resolution => ({order, resolution})),
);

/** Writes classic captures, one for each link type; returns how many. */
export function writePcaps(folder: string, ways: readonly Wrapped[], {order, resolution}: Variant): number {
  const types = new Set(ways.map(({link}) => link));
  for (const link of types) {
    const same = ways.filter(one => one.link === link);
    const packets = same.flatMap(one => packetsOf(one, ways.indexOf(one)));
    const extra = link === linkType.ethernet ? [{time: moment(99), bytes: ethernet({}, arp())}] : [];
    const file = pcap([...packets, ...extra], {order, resolution, link});
    writeFileSync(join(folder, `link-${link}-${order}-${resolution}.pcap`), file);
  }
  return types.size;
}

/** Writes one capture with an interface for each way of wrapping. */
export function writePcapng(folder: string, ways: readonly Wrapped[], {order, resolution}: Variant): void {
  const digits = resolution === "microseconds" ? 6 : 9;
  const interfaces = ways.map(({link}, i) => ({name: `if${i}`, link, resolution: digits}));
  const packets = ways.flatMap((one, i) => packetsOf(one, i).map(packet => ({...packet, interface: i})));
  writeFileSync(join(folder, `all-${order}-${resolution}.pcapng`), pcapng(packets, {order, interfaces}));
}
