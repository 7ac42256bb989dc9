/**
 * Frames as they are on the wire: each builder takes the fields that matter to a test, and what comes after its header. Lengths,
 * checksums and the type fields that name the next header are worked out, unless they are given.
 *
 *     ethernet({vlans: [10]}, ipv4({source: "10.1.0.3"}, tcp({flags: "SYN"})))
 */

/** LINKTYPE_ numbers, tcpdump.org/linktypes.html. */
export const linkType = {
  null: 0,
  ethernet: 1,
  raw12: 12,
  raw14: 14,
  raw: 101,
  loop: 108,
  sll: 113,
  ipv4: 228,
  ipv6: 229,
  sll2: 276,
} as const;

/** What a builder made, by EtherType or IP protocol number, so that the header before it can say so. */
const kinds = new WeakMap<Uint8Array, number>();
const made = (kind: number, bytes: Uint8Array): Uint8Array => {
  kinds.set(bytes, kind);
  return bytes;
};

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Big-endian numbers of 1, 2 or 4 bytes each: `fields([2, 0x0800], [1, 64])`. */
export function fields(...all: readonly (readonly [size: 1 | 2 | 4, value: number])[]): Uint8Array {
  const bytes: number[] = [];
  for (const [size, value] of all)
    for (let shift = (size - 1) * 8; shift >= 0; shift -= 8) bytes.push((value >>> shift) & 0xff);
  return Uint8Array.from(bytes);
}

/** `count` bytes that are not all alike. */
export const filler = (count: number): Uint8Array => Uint8Array.from({length: count}, (_, i) => 0x61 + (i % 26));

const bytesOf = (payload: Uint8Array | number): Uint8Array => (typeof payload === "number" ? filler(payload) : payload);

// ---------------------------------------------------------------- addresses

/** `02:00:00:00:00:01` → six bytes. */
export const mac = (text: string): Uint8Array => Uint8Array.from(text.split(":"), part => Number.parseInt(part, 16));

/** `10.1.0.3` → four bytes, `2001:db8::1` → sixteen. */
export function address(text: string): Uint8Array {
  if (!text.includes(":")) return Uint8Array.from(text.split("."), Number);
  const [before = "", after] = text.split("::");
  const words = (part: string) => (part === "" ? [] : part.split(":").map(word => Number.parseInt(word, 16)));
  const left = words(before);
  const right = after === undefined ? [] : words(after);
  const zeros = Array<number>(8 - left.length - right.length).fill(0);
  return fields(...[...left, ...zeros, ...right].map((word): [2, number] => [2, word]));
}

// --------------------------------------------------------------- link layer

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
  return concat(mac(target), mac(source), ...shim, end, payload);
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

// ------------------------------------------------------------------------ IP

export const client4 = "10.1.0.3";
export const server4 = "10.2.0.4";
export const client6 = "2001:db8:1::3";
export const server6 = "2001:db8:2::4";

export interface Ipv4Fields {
  readonly source?: string;
  readonly target?: string;
  readonly ttl?: number;
  readonly identification?: number;
  readonly protocol?: number;
  /** Padded to whole words. */
  readonly options?: Uint8Array;
  /** Offset in bytes, a multiple of 8, and whether more fragments come. */
  readonly fragment?: {readonly offset: number; readonly more: boolean};
  /** The total length field, where it is to be wrong or 0. */
  readonly length?: number;
  /** The header length field in bytes, where it is to be wrong. */
  readonly headerLength?: number;
}

export function ipv4(header: Ipv4Fields, payload: Uint8Array): Uint8Array {
  const {source = client4, target = server4, ttl = 64, identification = 1, fragment} = header;
  const options = padded(header.options ?? new Uint8Array(0));
  const size = 20 + options.length;
  const protocol = header.protocol ?? kinds.get(payload) ?? 6;
  const flags = fragment === undefined ? 0x4000 : (fragment.more ? 0x2000 : 0) | (fragment.offset / 8);
  const start = fields(
    [1, 0x40 | ((header.headerLength ?? size) / 4)],
    [1, 0],
    [2, header.length ?? size + payload.length],
    [2, identification],
    [2, flags],
    [1, ttl],
    [1, protocol],
    [2, 0],
  );
  const bytes = concat(start, address(source), address(target), options);
  bytes.set(fields([2, checksum(bytes)]), 10);
  const pseudo = concat(address(source), address(target), fields([2, protocol], [2, payload.length]));
  return made(0x0800, concat(bytes, withChecksum(payload, pseudo)));
}

export interface Extension {
  /** The IP protocol number under which the header before announces it. */
  readonly kind: number;
  /** The header; its first byte, which names the next one, is filled in. */
  readonly bytes: Uint8Array;
}

const sized = (kind: number, words: number): Extension => ({
  kind,
  bytes: concat(fields([1, 0], [1, words]), new Uint8Array(6 + words * 8)),
});

/** IPv6 extension headers; `words` are the 8 bytes beyond the first eight. */
export const hopByHop = (words = 0): Extension => sized(0, words);
export const routing = (words = 0): Extension => sized(43, words);
export const destinationOptions = (words = 0): Extension => sized(60, words);
export const mobility = (words = 0): Extension => sized(135, words);
export const hostIdentity = (words = 0): Extension => sized(139, words);
export const shim6 = (words = 0): Extension => sized(140, words);
export const fragment6 = (offset = 0, more = true): Extension => ({
  kind: 44,
  bytes: fields([1, 0], [1, 0], [2, offset | (more ? 1 : 0)], [4, 77]),
});
/** Its length counts 4-byte words, less two. */
export const authentication = (words = 4): Extension => ({
  kind: 51,
  bytes: concat(fields([1, 0], [1, words]), new Uint8Array((words + 2) * 4 - 2)),
});

export interface Ipv6Fields {
  readonly source?: string;
  readonly target?: string;
  readonly hops?: number;
  readonly extensions?: readonly Extension[];
  /** What follows the last extension header. */
  readonly protocol?: number;
  /** The payload length field, where it is to be wrong or 0. */
  readonly length?: number;
}

export function ipv6(header: Ipv6Fields, payload: Uint8Array): Uint8Array {
  const {source = client6, target = server6, hops = 64, extensions = []} = header;
  const protocol = header.protocol ?? kinds.get(payload) ?? 6;
  const chain = extensions.map(({bytes}, i) =>
    concat(fields([1, extensions[i + 1]?.kind ?? protocol]), bytes.slice(1)),
  );
  const size = chain.reduce((sum, one) => sum + one.length, 0) + payload.length;
  const start = fields([4, 0x60000000], [2, header.length ?? size], [1, extensions[0]?.kind ?? protocol], [1, hops]);
  const pseudo = concat(address(source), address(target), fields([4, payload.length], [4, protocol]));
  return made(0x86dd, concat(start, address(source), address(target), ...chain, withChecksum(payload, pseudo)));
}

const padded = (bytes: Uint8Array): Uint8Array => concat(bytes, new Uint8Array(-bytes.length & 3));

/** RFC 1071. */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i]! << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** Where the checksum stands in the headers that cover the addresses of their IP packet. */
const checksumAt: Record<number, number> = {6: 16, 17: 6, 58: 2};

/** A copy of the TCP, UDP or ICMPv6 packet with its checksum, if it has none yet. */
function withChecksum(packet: Uint8Array, pseudo: Uint8Array): Uint8Array {
  const at = checksumAt[kinds.get(packet) ?? 0];
  if (at === undefined || packet[at] !== 0 || packet[at + 1] !== 0) return packet;
  const copy = packet.slice();
  copy.set(fields([2, checksum(concat(pseudo, packet))]), at);
  return copy;
}

// ------------------------------------------------------------------ transport

const flagBits: Record<string, number> = {FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16, URG: 32, ECE: 64, CWR: 128};

/** `SYN-ACK` → 0x12. */
export function flagsOf(text: string): number {
  return text.split("-").reduce((bits, name) => {
    const bit = flagBits[name];
    if (bit === undefined) throw new Error(`no TCP flag is called ${name}`);
    return bits | bit;
  }, 0);
}

export interface TcpFields {
  readonly sourcePort?: number;
  readonly targetPort?: number;
  readonly sequence?: number;
  readonly acknowledgment?: number;
  /** `SYN`, `SYN-ACK`, `PSH-ACK` …, or the bits. */
  readonly flags?: string | number;
  readonly window?: number;
  readonly maximumSegment?: number;
  /** Value and echo of the timestamps option, laid out as most stacks do: two paddings before. */
  readonly timestamps?: readonly [value: number, echo: number];
  /** Left and right edge of each block. */
  readonly sack?: readonly (readonly [left: number, right: number])[];
  /** Further options as they are; all options are padded to whole words. */
  readonly options?: Uint8Array;
  /** The header length field in bytes, where it is to be wrong. */
  readonly headerLength?: number;
  /** Worked out by the IP header around it unless given. */
  readonly checksum?: number;
}

/** The options of RFC 9293, 7323 and 2018, to be put in any order. */
export const option = {
  end: () => fields([1, 0]),
  nothing: () => fields([1, 1]),
  maximumSegment: (size: number) => fields([1, 2], [1, 4], [2, size]),
  windowScale: (shift: number) => fields([1, 3], [1, 3], [1, shift]),
  sackPermitted: () => fields([1, 4], [1, 2]),
  sack: (...blocks: readonly (readonly [left: number, right: number])[]) =>
    fields([1, 5], [1, 2 + blocks.length * 8], ...blocks.flat().map((edge): [4, number] => [4, edge])),
  timestamps: (value: number, echo: number) => fields([1, 8], [1, 10], [4, value], [4, echo]),
} as const;

/** A TCP segment with `payload`, or so many bytes of it. */
export function tcp(header: TcpFields, payload: Uint8Array | number = 0): Uint8Array {
  const {sourcePort = 51156, targetPort = 5000, sequence = 1000, acknowledgment = 0, window = 64240} = header;
  const {flags = "ACK", maximumSegment, timestamps, sack} = header;
  const options = padded(
    concat(
      maximumSegment === undefined ? new Uint8Array(0) : option.maximumSegment(maximumSegment),
      timestamps === undefined
        ? new Uint8Array(0)
        : concat(option.nothing(), option.nothing(), option.timestamps(...timestamps)),
      sack === undefined ? new Uint8Array(0) : concat(option.nothing(), option.nothing(), option.sack(...sack)),
      header.options ?? new Uint8Array(0),
    ),
  );
  const start = fields(
    [2, sourcePort],
    [2, targetPort],
    [4, sequence],
    [4, acknowledgment],
    [1, ((header.headerLength ?? 20 + options.length) / 4) << 4],
    [1, typeof flags === "number" ? flags : flagsOf(flags)],
    [2, window],
    [2, header.checksum ?? 0],
    [2, 0],
  );
  return made(6, concat(start, options, bytesOf(payload)));
}

export interface UdpFields {
  readonly sourcePort?: number;
  readonly targetPort?: number;
}

export function udp(header: UdpFields, payload: Uint8Array | number = 0): Uint8Array {
  const {sourcePort = 40000, targetPort = 53} = header;
  const data = bytesOf(payload);
  return made(17, concat(fields([2, sourcePort], [2, targetPort], [2, 8 + data.length], [2, 0]), data));
}

export interface IcmpFields {
  readonly type?: number;
  readonly code?: number;
  /** Of an echo; the same four bytes have other meanings elsewhere. */
  readonly identifier?: number;
  readonly sequence?: number;
}

/** An ICMP message: an echo request unless `type` says otherwise. An error has the packet that it quotes as its payload. */
export function icmp(header: IcmpFields, payload: Uint8Array | number = 0): Uint8Array {
  const bytes = message(header, 8, payload);
  bytes.set(fields([2, checksum(bytes)]), 2);
  return made(1, bytes);
}

/** An ICMPv6 message: an echo request unless `type` says otherwise. */
export const icmp6 = (header: IcmpFields, payload: Uint8Array | number = 0): Uint8Array =>
  made(58, message(header, 128, payload));

function message(header: IcmpFields, echo: number, payload: Uint8Array | number): Uint8Array {
  const {type = echo, code = 0, identifier = 0, sequence = 0} = header;
  return concat(fields([1, type], [1, code], [2, 0], [2, identifier], [2, sequence]), bytesOf(payload));
}
