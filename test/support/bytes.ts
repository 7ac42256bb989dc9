/**
 * Frames as they are on the wire: each builder takes the fields that matter to a test, and what comes after its header. Lengths,
 * checksums and the type fields that name the next header are worked out, unless they are given.
 *
 *     ethernet({vlans: [10]}, ipv4({source: "10.1.0.3"}, tcp({flags: "SYN"})))
 */
import {concat, fields, kinds, mac, made} from "./binary.ts";

export * from "./binary.ts";
export * from "./ip.ts";
export * from "./transport.ts";

/** LINKTYPE_ numbers, tcpdump.org/linktypes.html. */
export const linkType = {
  null: 0,
  ethernet: 1,
  ppp: 9,
  raw12: 12,
  raw14: 14,
  pppHdlc: 50,
  pppoe: 51,
  raw: 101,
  ciscoHdlc: 104,
  wireless: 105,
  loop: 108,
  enc: 109,
  sll: 113,
  pflog: 117,
  radiotap: 127,
  fddi: 10,
  infiniband: 242,
  arcnet: 129,
  juniperGgsn: 133,
  juniperServices: 136,
  user2: 149,
  juniperMonitor: 164,
  pppd: 166,
  juniperPppoe: 167,
  juniperEthernet: 178,
  juniperPpp: 179,
  juniperCiscoHdlc: 181,
  ppi: 192,
  directedPpp: 204,
  mpls: 219,
  ipnet: 226,
  ipv4: 228,
  ipv6: 229,
  nflog: 239,
  pktap: 258,
  sll2: 276,
  broadcom: 281,
  broadcomPrepended: 282,
  marvell: 284,
  ethernetMarvell: 285,
} as const;

export interface Tag {
  readonly id: number;
  /** 0x8100 unless given. */
  readonly type?: number;
}

export interface EthernetFields {
  readonly source?: string;
  readonly target?: string;
  /** The outermost first. */
  readonly vlans?: readonly (number | Tag)[];
  readonly type?: number;
  /** 802.3 with LLC/SNAP (RFC 1042) in place of Ethernet II. */
  readonly snap?: boolean;
}

export function ethernet(header: EthernetFields, payload: Uint8Array): Uint8Array {
  const {source = "02:00:00:00:00:01", target = "02:00:00:00:00:02", vlans = []} = header;
  const type = header.type ?? kinds.get(payload) ?? 0x0800;
  const tags = vlans.map(vlan => (typeof vlan === "number" ? {id: vlan} : vlan));
  const shim = tags.map(tag => fields([2, tag.type ?? 0x8100], [2, tag.id]));
  const end = header.snap
    ? fields([2, payload.length + 8], [4, 0xaaaa0300], [1, 0], [1, 0], [2, type])
    : fields([2, type]);
  return made(0x6558, concat(mac(target), mac(source), ...shim, end, payload));
}

export interface CookedFields {
  /** 0 to us, 1 broadcast, 2 multicast, 3 to another host, 4 sent by us. */
  readonly packetType?: number;
  /** ARPHRD_ number; 1 = Ethernet. */
  readonly hardware?: number;
  /** A MAC, or null for an interface without. */
  readonly sender?: string | null;
  readonly protocol?: number;
}

const senderOf = (header: CookedFields): [length: number, field: Uint8Array] => {
  if (header.sender === null) return [0, new Uint8Array(8)];
  return [6, concat(mac(header.sender ?? "02:00:00:00:00:01"), new Uint8Array(2))];
};

/** Linux cooked v1. */
export function sll(header: CookedFields, payload: Uint8Array): Uint8Array {
  const {packetType = 0, hardware = 1, protocol = kinds.get(payload) ?? 0x0800} = header;
  const [length, sender] = senderOf(header);
  return concat(fields([2, packetType], [2, hardware], [2, length]), sender, fields([2, protocol]), payload);
}

export interface Cooked2Fields extends CookedFields {
  /** Index of the interface on the capturing host. */
  readonly interface?: number;
}

/** Linux cooked v2. */
export function sll2(header: Cooked2Fields, payload: Uint8Array): Uint8Array {
  const {packetType = 0, hardware = 1, protocol = kinds.get(payload) ?? 0x0800} = header;
  const [length, sender] = senderOf(header);
  const face = header.interface ?? 1;
  const start = fields([2, protocol], [2, 0], [4, face], [2, hardware], [1, packetType], [1, length]);
  return concat(start, sender, payload);
}

export interface FamilyFields {
  /** AF_ number; worked out from the payload as BSDs number it. */
  readonly family?: number;
  readonly order?: "little" | "big";
}

const familyOf = (payload: Uint8Array) => (kinds.get(payload) === 0x86dd ? 24 : 2);

/** BSD loopback: the address family in the host's byte order. */
export function nullLink(header: FamilyFields, payload: Uint8Array): Uint8Array {
  const family = fields([4, header.family ?? familyOf(payload)]);
  return concat(header.order === "big" ? family : family.reverse(), payload);
}

/** OpenBSD loopback: the address family big-endian. */
export const loop = (header: FamilyFields, payload: Uint8Array): Uint8Array =>
  concat(fields([4, header.family ?? familyOf(payload)]), payload);

/** An ARP request: a frame that is not IP. */
export const arp = (): Uint8Array => made(0x0806, concat(fields([4, 0x00010800], [4, 0x06040001]), new Uint8Array(20)));
