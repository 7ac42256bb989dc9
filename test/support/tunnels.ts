import {concat, fields, kinds, made} from "./binary.ts";
import {protocolOf} from "./ip.ts";
import {udp} from "./transport.ts";

/**
 * Builders of encapsulations, in the manner of bytes.ts: each is what an IP header, or the EtherType of MPLS,
 * announces.
 */

const typeOf = (payload: Uint8Array): number => kinds.get(payload) ?? 0x0800;

/** A stack of labels, the outermost first; maybe with the control word of a pseudowire. */
export function mpls(labels: readonly number[], payload: Uint8Array, control = false): Uint8Array {
  const stack = labels.map((label, i) =>
    fields([4, ((label << 12) | (i === labels.length - 1 ? 0x100 : 0) | 64) >>> 0]),
  );
  return made(0x8847, concat(...stack, control ? fields([4, 0x00000005]) : new Uint8Array(0), payload));
}

export interface GreFields {
  readonly checksum?: boolean;
  readonly key?: number;
  readonly sequence?: number;
  /** Of version 1. */
  readonly acknowledgment?: number;
  readonly version?: number;
  readonly type?: number;
  /** Further bits of the first word. */
  readonly flags?: number;
}

export function gre(header: GreFields, payload: Uint8Array): Uint8Array {
  const {checksum = false, key, sequence, acknowledgment, version = 0, flags = 0} = header;
  const word =
    flags |
    (checksum ? 0x8000 : 0) |
    (key === undefined ? 0 : 0x2000) |
    (sequence === undefined ? 0 : 0x1000) |
    (acknowledgment === undefined ? 0 : 0x0080) |
    version;
  const optional = (value: number | undefined) => (value === undefined ? new Uint8Array(0) : fields([4, value]));
  return made(
    47,
    concat(
      fields([2, word], [2, header.type ?? typeOf(payload)]),
      optional(checksum ? 0 : undefined),
      optional(key),
      optional(sequence),
      optional(acknowledgment),
      payload,
    ),
  );
}

export interface ErspanFields {
  readonly session?: number;
  readonly vlan?: number;
  /** Type II: 0 untagged, 2 the tag is taken away, 3 it is kept. */
  readonly encapsulation?: number;
  readonly version?: number;
  /** Type III. */
  readonly leaving?: boolean;
  /** Type III: eight more bytes. */
  readonly platform?: boolean;
  /** Type III: 0 an Ethernet frame, 2 a packet. */
  readonly kind?: number;
}

const erspanWord = (header: ErspanFields, version: number): number => {
  const {session = 5, vlan = 0, encapsulation = 0} = header;
  return (((header.version ?? version) << 28) | (vlan << 16) | (encapsulation << 11) | session) >>> 0;
};

/** Type I, in GRE without sequence number. */
export const erspan1 = (frame: Uint8Array): Uint8Array => gre({type: 0x88be}, frame);

export const erspan2 = (header: ErspanFields, frame: Uint8Array): Uint8Array =>
  gre({type: 0x88be, sequence: 1}, concat(fields([4, erspanWord(header, 1)], [4, 0x00000123]), frame));

export function erspan3(header: ErspanFields, frame: Uint8Array): Uint8Array {
  const {leaving = false, platform = false, kind = 0} = header;
  const bits = (kind << 10) | (leaving ? 8 : 0) | (platform ? 1 : 0);
  const start = fields([4, erspanWord(header, 2)], [4, 0x01020304], [2, 0], [2, bits]);
  const more = platform ? fields([4, 0x0c000000], [4, 3]) : new Uint8Array(0);
  return gre({type: 0x22eb, sequence: 1}, concat(start, more, frame));
}

export interface VxlanFields {
  readonly network?: number;
  readonly port?: number;
  readonly flags?: number;
  readonly reserved?: number;
}

export function vxlan(header: VxlanFields, frame: Uint8Array): Uint8Array {
  const {network = 42, port = 4789, flags = 0x08, reserved = 0} = header;
  const start = fields([1, flags], [1, 0], [2, 0], [4, ((network << 8) | reserved) >>> 0]);
  return udp({sourcePort: 55_555, targetPort: port}, concat(start, frame));
}

export interface GeneveOption {
  readonly group: number;
  readonly type: number;
  readonly value: Uint8Array;
}

export interface GeneveFields {
  readonly network?: number;
  readonly options?: readonly GeneveOption[];
  readonly type?: number;
  readonly version?: number;
  readonly control?: boolean;
}

/**
 * What AWS's Gateway Load Balancer says: the endpoint's network interface, the attachment, and a number of the flow.
 */
export const gatewayOptions = (eni: readonly [high: number, low: number]): GeneveOption[] => [
  {group: 0x0108, type: 1, value: fields([4, eni[0]], [4, eni[1]])},
  {group: 0x0108, type: 2, value: fields([4, 0], [4, 0])},
  {group: 0x0108, type: 3, value: fields([4, 0xcafe])},
];

export function geneve(header: GeneveFields, payload: Uint8Array): Uint8Array {
  const {network = 42, options = [], version = 0, control = false} = header;
  const all = concat(
    ...options.map(({group, type, value}) => concat(fields([2, group], [1, type], [1, value.length / 4]), value)),
  );
  const start = fields(
    [1, (version << 6) | (all.length / 4)],
    [1, control ? 0x80 : 0],
    [2, header.type ?? typeOf(payload)],
    [4, network << 8],
  );
  return udp({sourcePort: 55_555, targetPort: 6081}, concat(start, all, payload));
}

export interface GtpFields {
  readonly tunnel?: number;
  readonly type?: number;
  readonly first?: number;
  /** Bytes of each extension header's content: two less than a multiple of four. */
  readonly extensions?: readonly number[];
  readonly sequence?: boolean;
}

export function gtp(header: GtpFields, payload: Uint8Array): Uint8Array {
  const {tunnel = 0x01020304, type = 0xff, extensions = [], sequence = false} = header;
  const isExtended = extensions.length > 0;
  const longer = isExtended || sequence;
  const first = header.first ?? 0x30 | (isExtended ? 4 : 0) | (sequence ? 2 : 0);
  const chain = extensions.map((size, i) =>
    concat(
      fields([1, (size + 2) / 4]),
      new Uint8Array(size).fill(0x44),
      fields([1, i === extensions.length - 1 ? 0 : 0x85]),
    ),
  );
  const rest = concat(
    longer ? fields([2, 7], [1, 0], [1, isExtended ? 0x85 : 0]) : new Uint8Array(0),
    ...chain,
    payload,
  );
  return udp(
    {sourcePort: 2152, targetPort: 2152},
    concat(fields([1, first], [1, type], [2, rest.length], [4, tunnel]), rest),
  );
}

export interface L2tpFields {
  readonly length?: boolean;
  readonly sequence?: boolean;
  readonly offset?: number;
  readonly control?: boolean;
  readonly version?: number;
}

export function l2tp(header: L2tpFields, payload: Uint8Array): Uint8Array {
  const {length = false, sequence = false, offset, control = false, version = 2} = header;
  const flags =
    (control ? 0x8000 : 0) |
    (length ? 0x4000 : 0) |
    (sequence ? 0x0800 : 0) |
    (offset === undefined ? 0 : 0x0200) |
    version;
  const rest = concat(
    fields([2, 11], [2, 22]),
    sequence ? fields([2, 1], [2, 1]) : new Uint8Array(0),
    offset === undefined ? new Uint8Array(0) : concat(fields([2, offset]), new Uint8Array(offset)),
    payload,
  );
  const size = length ? fields([2, rest.length + 4]) : new Uint8Array(0);
  return udp({sourcePort: 1701, targetPort: 1701}, concat(fields([2, flags]), size, rest));
}

/** Ethernet in IP. */
export const etherIp = (frame: Uint8Array): Uint8Array => made(97, concat(fields([2, 0x3000]), frame));

/** An authentication header in IPv4, with twelve bytes of value. */
export const authenticated = (payload: Uint8Array): Uint8Array =>
  made(51, concat(fields([1, protocolOf(payload)], [1, 4], [2, 0], [4, 1], [4, 2]), new Uint8Array(12), payload));
