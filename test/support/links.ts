import {concat, fields, kinds, mac, made} from "./binary.ts";
import {linkType} from "./bytes.ts";

/** Builders of the rarer link types, in the manner of bytes.ts. */

const typeOf = (payload: Uint8Array): number => kinds.get(payload) ?? 0x0800;

/** `text`, and NULs up to `size` bytes. */
const named = (text: string, size: number): Uint8Array => {
  const bytes = new Uint8Array(size);
  bytes.set(new TextEncoder().encode(text).subarray(0, size));
  return bytes;
};

const little = (size: 2 | 4, value: number): Uint8Array => fields([size, value]).reverse();

// ------------------------------------------------------------------------ PPP

export interface PppFields {
  /** Whether address and control stand before it. */
  readonly framed?: boolean;
  /** Whether the protocol is one byte. */
  readonly short?: boolean;
  readonly protocol?: number;
}

const pppProtocols = new Map([
  [0x0800, 0x0021],
  [0x86dd, 0x0057],
  [0x8847, 0x0281],
]);

export function ppp(header: PppFields, payload: Uint8Array): Uint8Array {
  const protocol = header.protocol ?? pppProtocols.get(typeOf(payload)) ?? 0x0021;
  const address = header.framed ? fields([2, 0xff03]) : new Uint8Array(0);
  return made(0x880b, concat(address, fields([header.short ? 1 : 2, protocol]), payload));
}

export interface PppoeFields {
  readonly session?: number;
  readonly code?: number;
  readonly version?: number;
}

/** PPPoE around PPP without address and control. */
export function pppoe(header: PppoeFields, payload: Uint8Array): Uint8Array {
  const {session = 9, code = 0, version = 0x11} = header;
  return made(0x8864, concat(fields([1, version], [1, code], [2, session], [2, payload.length]), payload));
}

/** PPP behind a byte that tells the direction; `pppd` puts it in place of the address. */
export const directedPpp = (leaving: boolean, payload: Uint8Array): Uint8Array =>
  concat(fields([1, leaving ? 1 : 0]), payload);
export const pppd = (leaving: boolean, payload: Uint8Array): Uint8Array =>
  concat(fields([1, leaving ? 1 : 0], [1, 3]), payload);

export const ciscoHdlc = (payload: Uint8Array, address = 0x0f): Uint8Array =>
  concat(fields([1, address], [1, 0], [2, typeOf(payload)]), payload);

// -------------------------------------------------------------- IEEE 802.11

export interface WirelessFields {
  readonly toSystem?: boolean;
  readonly fromSystem?: boolean;
  readonly quality?: boolean;
  /** With quality of service: four bytes more of high throughput. */
  readonly order?: boolean;
  readonly secret?: boolean;
  readonly aggregate?: boolean;
  readonly fragment?: number;
  /** First byte, where it is to be another than that of data. */
  readonly kind?: number;
  /** Padded to whole words behind the header. */
  readonly aligned?: boolean;
}

export const wirelessSource = "02:00:00:00:00:01";
export const wirelessTarget = "02:00:00:00:00:02";
const access = mac("02:00:00:00:00:aa");

const llc = (payload: Uint8Array): Uint8Array => concat(fields([4, 0xaaaa0300], [2, 0], [2, typeOf(payload)]), payload);

export function wireless(header: WirelessFields, payload: Uint8Array): Uint8Array {
  const {toSystem = false, fromSystem = false, quality = false, order = false, secret = false} = header;
  const source = mac(wirelessSource);
  const target = mac(wirelessTarget);
  const control = (toSystem ? 1 : 0) | (fromSystem ? 2 : 0) | (secret ? 0x40 : 0) | (order ? 0x80 : 0);
  const addresses = toSystem
    ? fromSystem
      ? [access, access, target]
      : [access, source, target]
    : fromSystem
      ? [target, access, source]
      : [target, source, access];
  const head = concat(
    fields([1, header.kind ?? (quality ? 0x88 : 0x08)], [1, control], [2, 0]),
    ...addresses,
    little(2, (7 << 4) | (header.fragment ?? 0)),
    toSystem && fromSystem ? source : new Uint8Array(0),
    quality ? fields([1, header.aggregate ? 0x80 : 0], [1, 0]) : new Uint8Array(0),
    quality && order ? fields([4, 0]) : new Uint8Array(0),
  );
  const padding = new Uint8Array(header.aligned ? -head.length & 3 : 0);
  const data = llc(payload);
  const part = header.aggregate ? concat(target, source, fields([2, data.length])) : new Uint8Array(0);
  return concat(head, padding, part, data);
}

export interface RadiotapFields {
  /** The time, eight bytes aligned to eight. */
  readonly time?: boolean;
  readonly flags?: number;
  /** Words of present bits beyond the first. */
  readonly words?: number;
  readonly version?: number;
  readonly length?: number;
}

export function radiotap(header: RadiotapFields, frame: Uint8Array): Uint8Array {
  const {time = false, flags, words = 0, version = 0} = header;
  const present = Array.from({length: words + 1}, (_, i) => {
    const own = i === 0 ? (time ? 1 : 0) | (flags === undefined ? 0 : 2) : 0;
    return little(4, own | (i < words ? 0x80000000 : 0));
  });
  const before = 4 + present.length * 4;
  const stamp = time ? new Uint8Array((-before & 7) + 8).fill(0x20) : new Uint8Array(0);
  const rest = concat(...present, stamp, flags === undefined ? new Uint8Array(0) : fields([1, flags]));
  const length = header.length ?? 4 + rest.length;
  return concat(fields([1, version], [1, 0]), little(2, length), rest, frame);
}

export const ppi = (link: number, frame: Uint8Array, extra = 8): Uint8Array =>
  concat(fields([2, 0]), little(2, 8 + extra), little(4, link), new Uint8Array(extra).fill(0x11), frame);

// -------------------------------------------------- what systems put before

export interface PflogFields {
  readonly interface?: string;
  /** 0 = pass, 1 = block. */
  readonly action?: number;
  /** 1 = in, 2 = out. */
  readonly direction?: number;
  /** As the header says it: 61, 69 or 100. */
  readonly length?: number;
}

export function pflog(header: PflogFields, payload: Uint8Array): Uint8Array {
  const {action = 0, direction = 1, length = 61} = header;
  const bytes = new Uint8Array((length + 3) & ~3);
  bytes.set([length, 2, action, 0]);
  bytes.set(named(header.interface ?? "em0", 16), 4);
  if (length > 60) bytes[60] = direction;
  return concat(bytes, payload);
}

/** What enc0 of BSD shows. */
export const enc = (payload: Uint8Array): Uint8Array =>
  concat(little(4, 2), fields([4, 0x12345678]), little(4, 1), payload);

export interface NflogFields {
  /** 0 prerouting, 1 input, 2 forward, 3 output, 4 postrouting. */
  readonly hook?: number;
  readonly inside?: number;
  readonly outside?: number;
  /** The whole Ethernet header. */
  readonly link?: Uint8Array;
  readonly prefix?: string;
  readonly order?: "little" | "big";
}

export function nflog(header: NflogFields, payload: Uint8Array): Uint8Array {
  const number = (value: number) => (header.order === "big" ? fields([2, value]) : little(2, value));
  const attribute = (type: number, value: Uint8Array) =>
    concat(number(value.length + 4), number(type), value, new Uint8Array(-value.length & 3));
  const face = (type: number, index: number | undefined) =>
    index === undefined ? new Uint8Array(0) : attribute(type, fields([4, index]));
  return concat(
    fields([1, typeOf(payload) === 0x86dd ? 10 : 2], [1, 0], [2, 30]),
    attribute(1, fields([2, typeOf(payload)], [1, header.hook ?? 0], [1, 0])),
    header.prefix === undefined ? new Uint8Array(0) : attribute(10, named(header.prefix, header.prefix.length + 1)),
    face(4, header.inside),
    face(5, header.outside),
    header.link === undefined ? new Uint8Array(0) : attribute(16, header.link),
    // The last one, which nothing follows, is not padded.
    attribute(9, payload).subarray(0, 4 + payload.length),
  );
}

export interface PktapFields {
  readonly interface?: string;
  /** 1 = in, 2 = out. */
  readonly direction?: number;
  readonly link?: number;
  readonly version?: 1 | 2;
  /** 1 = a packet. */
  readonly record?: number;
}

export function pktap(header: PktapFields, frame: Uint8Array): Uint8Array {
  const {interface: name = "en0", direction = 1, link = linkType.ethernet, version = 1, record = 1} = header;
  if (version === 1) {
    const start = concat(little(4, 108), little(4, record), little(4, link), named(name, 24), little(4, direction));
    return concat(start, new Uint8Array(108 - start.length), frame);
  }
  const bytes = new Uint8Array(52 + name.length + 1);
  bytes.set([bytes.length, 0, 0, name === "" ? 0 : 52, 0, 0]);
  bytes.set(little(2, link), 6);
  bytes.set(little(4, direction | 0x80000), 36);
  bytes.set(named(name, name.length), 52);
  return concat(bytes, frame);
}

export const ipnet = (hook: number, face: number, payload: Uint8Array): Uint8Array =>
  concat(fields([1, 1], [1, 2], [2, hook], [4, payload.length], [4, face], [4, 0], [4, 0], [4, 0]), payload);

export interface JuniperFields {
  readonly entering?: boolean;
  /** Whether the frame's own link header is taken away. */
  readonly bare?: boolean;
  readonly extensions?: Uint8Array;
  readonly cookie?: number;
}

export function juniper(header: JuniperFields, payload: Uint8Array): Uint8Array {
  const {entering = false, bare = false, extensions, cookie = 0} = header;
  const flags = (entering ? 1 : 0) | (bare ? 2 : 0) | (extensions === undefined ? 0 : 0x80);
  return concat(
    fields([4, (0x4d474300 | flags) >>> 0]),
    extensions === undefined ? new Uint8Array(0) : concat(fields([2, extensions.length]), extensions),
    new Uint8Array(bare ? 4 : cookie),
    payload,
  );
}

/** FDDI: by default an LLC frame, with SNAP. */
export const fddi = (payload: Uint8Array, control = 0x50): Uint8Array =>
  concat(
    fields([1, control], [2, 0x0200], [4, 2], [2, 0x0200], [4, 1]),
    fields([2, 0xaaaa], [2, 0x0300], [2, 0], [2, payload[0]! >> 4 === 6 ? 0x86dd : 0x0800]),
    payload,
  );

/** IP over InfiniBand, behind a global routing header. */
export const infiniband = (payload: Uint8Array): Uint8Array =>
  concat(new Uint8Array(40), fields([2, payload[0]! >> 4 === 6 ? 0x86dd : 0x0800], [2, 0]), payload);

/** ARCNET as RFC 1051 frames IP (system code 240), or RFC 1201 (212) with its split flag. */
export const arcnet = (code: number, payload: Uint8Array, split = 0): Uint8Array =>
  concat(
    fields([1, 1], [1, 2], [2, 0], [1, code]),
    code === 212 ? fields([1, split], [2, 5]) : new Uint8Array(0),
    payload,
  );
