import {address, checksum, concat, fields, kinds, made, padded} from "./binary.ts";

export const client4 = "10.1.0.3";
export const server4 = "10.2.0.4";
export const client6 = "2001:db8:1::3";
export const server6 = "2001:db8:2::4";

/** IP protocol numbers of what has an EtherType elsewhere: IPv4, IPv6 and MPLS in IP. */
const tunnelled = new Map([
  [0x0800, 4],
  [0x86dd, 41],
  [0x8847, 137],
]);

export function protocolOf(payload: Uint8Array): number {
  const kind = kinds.get(payload) ?? 6;
  return tunnelled.get(kind) ?? kind;
}

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
  const protocol = header.protocol ?? protocolOf(payload);
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
  const [from, to] = [address(source), address(target)];
  const bytes = concat(start, from, to, options);
  bytes.set(fields([2, checksum(bytes)]), 10);
  const pseudo = [from, to, fields([2, protocol], [2, payload.length])];
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
  const protocol = header.protocol ?? protocolOf(payload);
  const chain = extensions.map(({bytes}, i) =>
    concat(fields([1, extensions[i + 1]?.kind ?? protocol]), bytes.slice(1)),
  );
  const size = chain.reduce((sum, one) => sum + one.length, 0) + payload.length;
  const start = fields([4, 0x60000000], [2, header.length ?? size], [1, extensions[0]?.kind ?? protocol], [1, hops]);
  const [from, to] = [address(source), address(target)];
  const pseudo = [from, to, fields([4, payload.length], [4, protocol])];
  return made(0x86dd, concat(start, from, to, ...chain, withChecksum(payload, pseudo)));
}

/** Where the checksum stands in the headers that cover the addresses of their IP packet. */
const checksumAt: Record<number, number> = {6: 16, 17: 6, 58: 2};

/** A copy of the TCP, UDP or ICMPv6 packet with its checksum, if it has none yet. */
function withChecksum(packet: Uint8Array, pseudo: readonly Uint8Array[]): Uint8Array {
  const at = checksumAt[kinds.get(packet) ?? 0];
  if (at === undefined || packet[at] !== 0 || packet[at + 1] !== 0) return packet;
  const copy = packet.slice();
  copy.set(fields([2, checksum(...pseudo, packet)]), at);
  return copy;
}
