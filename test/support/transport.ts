import {bytesOf, checksum, concat, fields, made, padded} from "./binary.ts";

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
