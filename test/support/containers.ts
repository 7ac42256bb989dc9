import {concat, joined, linkType} from "./bytes.ts";

/** Capture files, written byte by byte. Several sections of a pcapng file are several files behind one another: `concat(pcapng(…), pcapng(…))`. */

export type ByteOrder = "little" | "big";

/** Nanoseconds since 1970. */
export type Moment = bigint;

/** 2026-11-21T14:12:00Z, when the tests' captures begin. */
export const start: Moment = 1_795_270_320_000_000_000n;

/** The moment so many seconds after the tests' captures begin; exact to the nanosecond. */
export const after = (seconds: number): Moment => start + BigInt(Math.round(seconds * 1e9));

/** A packet to be written. */
export interface Captured {
  readonly time: Moment;
  readonly bytes: Uint8Array;
  /** Bytes on the wire, where fewer were captured. */
  readonly wireLength?: number;
  /** Index into the interfaces of a pcapng section; 0 unless given. */
  readonly interface?: number;
  /** Of the packet's flags (pcapng). */
  readonly direction?: "entering" | "leaving" | "unknown";
  /** Packets lost since the one before (pcapng). */
  readonly dropped?: number;
}

/** Makes numbers of 2, 4 or 8 bytes in the byte order of a file. */
function writer(order: ByteOrder) {
  const little = order === "little";
  const numbers = (
    size: number,
    values: readonly number[],
    set: (view: DataView, at: number, value: number) => void,
  ) => {
    const view = new DataView(new ArrayBuffer(values.length * size));
    for (const [i, value] of values.entries()) set(view, i * size, value);
    return new Uint8Array(view.buffer);
  };
  return {
    u16: (...values: number[]) => numbers(2, values, (view, at, value) => view.setUint16(at, value, little)),
    u32: (...values: number[]) => numbers(4, values, (view, at, value) => view.setUint32(at, value, little)),
    i64: (value: bigint) => numbers(8, [0], view => view.setBigInt64(0, value, little)),
  };
}

const second = 1_000_000_000n;

// ---------------------------------------------------------------- classic pcap

export interface PcapOptions {
  readonly order?: ByteOrder;
  readonly resolution?: "microseconds" | "nanoseconds";
  /** Kuznetzov's format: eight more bytes a record. */
  readonly modified?: boolean;
  readonly link?: number;
  readonly snaplen?: number;
  readonly version?: readonly [major: number, minor: number];
}

export function pcapHeader(options: PcapOptions = {}): Uint8Array {
  const {order = "little", resolution = "microseconds", link = linkType.ethernet, snaplen = 262144} = options;
  const [major, minor] = options.version ?? [2, 4];
  const magic = options.modified ? 0xa1b2cd34 : resolution === "nanoseconds" ? 0xa1b23c4d : 0xa1b2c3d4;
  const {u16, u32} = writer(order);
  return concat(u32(magic), u16(major, minor), u32(0, 0, snaplen, link));
}

export const pcapRecord = (packet: Captured, options: PcapOptions = {}): Uint8Array => joined(record(packet, options));

function record(packet: Captured, options: PcapOptions): Uint8Array[] {
  const {order = "little", resolution = "microseconds", modified = false} = options;
  const {time, bytes, wireLength = bytes.length} = packet;
  const {u32} = writer(order);
  const fraction = (time % second) / (resolution === "nanoseconds" ? 1n : 1000n);
  const header = u32(Number(time / second), Number(fraction), bytes.length, wireLength);
  return modified ? [header, u32(2, 0x0800_0000), bytes] : [header, bytes];
}

export const pcap = (packets: readonly Captured[], options: PcapOptions = {}): Uint8Array =>
  joined([pcapHeader(options), ...packets.flatMap(packet => record(packet, options))]);

// ---------------------------------------------------------------------- snoop

export interface SnoopOptions {
  readonly version?: number;
  /** Datalink type of RFC 1761; 4 = Ethernet. */
  readonly type?: number;
  /** Bytes behind each frame beyond those that round it up. */
  readonly padding?: number;
}

/** Numbers are big-endian; `dropped` of a packet counts from the beginning. */
export function snoop(
  packets: readonly Captured[],
  {version = 2, type = 4, padding = 0}: SnoopOptions = {},
): Uint8Array {
  const {u32} = writer("big");
  const magic = Uint8Array.from([0x73, 0x6e, 0x6f, 0x6f, 0x70, 0, 0, 0]);
  const records = packets.map(({time, bytes, wireLength = bytes.length, dropped = 0}) => {
    const behind = new Uint8Array((-bytes.length & 3) + padding);
    const length = 24 + bytes.length + behind.length;
    const microseconds = Number((time % second) / 1000n);
    return concat(u32(wireLength, bytes.length, length, dropped, Number(time / second), microseconds), bytes, behind);
  });
  return concat(magic, u32(version, type), ...records);
}

// --------------------------------------------------------------------- pcapng

export interface CaptureInterface {
  readonly description?: string;
  readonly name?: string;
  readonly link?: number;
  readonly snaplen?: number;
  /** if_tsresol as it is in the file: n for 10⁻ⁿ s, 0x80 | n for 2⁻ⁿ s; microseconds where it is absent. */
  readonly resolution?: number;
  /** Seconds that the file's time stamps lack. */
  readonly offset?: bigint;
  /** libpcap's filter text. */
  readonly filter?: string;
}

export interface PcapngOptions {
  readonly order?: ByteOrder;
  readonly interfaces?: readonly CaptureInterface[];
  /** The block that packets are written in. */
  readonly as?: "enhanced" | "simple" | "obsolete";
  /** The program that wrote the section. */
  readonly application?: string;
  /** Blocks that follow the interfaces, and those at the end. */
  readonly before?: readonly Uint8Array[];
  readonly behind?: readonly Uint8Array[];
}

/** One section: its header, its interfaces, its packets. */
export function pcapng(packets: readonly Captured[], options: PcapngOptions = {}): Uint8Array {
  const {order = "little", interfaces = [{}], before = [], behind = []} = options;
  const write = {enhanced: enhancedBlock, simple: simpleBlock, obsolete: obsoleteBlock}[options.as ?? "enhanced"];
  return concat(
    sectionBlock(order, options.application),
    ...interfaces.map(one => interfaceBlock(one, order)),
    ...before,
    ...packets.map(packet => write(packet, interfaces[packet.interface ?? 0] ?? {}, order)),
    ...behind,
  );
}

/** A block of any type: its length stands at both ends, its body is padded to whole words. */
export function block(type: number, body: Uint8Array, order: ByteOrder = "little"): Uint8Array {
  const padding = new Uint8Array(-body.length & 3);
  const {u32} = writer(order);
  const length = u32(12 + body.length + padding.length);
  return concat(u32(type), length, body, padding, length);
}

type PcapngOption = readonly [code: number, value: Uint8Array];

/** A list of options with its end; nothing at all where there are none. */
function options(all: readonly (PcapngOption | null)[], order: ByteOrder): Uint8Array {
  const {u16} = writer(order);
  const given = all.filter(one => one !== null);
  if (given.length === 0) return new Uint8Array(0);
  return concat(
    ...given.flatMap(([code, value]) => [u16(code, value.length), value, new Uint8Array(-value.length & 3)]),
    u16(0, 0),
  );
}

export function sectionBlock(order: ByteOrder = "little", application?: string): Uint8Array {
  const {u16, u32, i64} = writer(order);
  const described = options([application === undefined ? null : [4, new TextEncoder().encode(application)]], order);
  return block(0x0a0d0d0a, concat(u32(0x1a2b3c4d), u16(1, 0), i64(-1n), described), order);
}

export function interfaceBlock(one: CaptureInterface, order: ByteOrder = "little"): Uint8Array {
  const {u16, u32, i64} = writer(order);
  const text = (value: string) => new TextEncoder().encode(value);
  const described = options(
    [
      one.name === undefined ? null : [2, text(one.name)],
      one.description === undefined ? null : [3, text(one.description)],
      one.resolution === undefined ? null : [9, Uint8Array.of(one.resolution)],
      one.filter === undefined ? null : [11, concat(Uint8Array.of(0), text(one.filter))],
      one.offset === undefined ? null : [14, i64(one.offset)],
    ],
    order,
  );
  return block(1, concat(u16(one.link ?? linkType.ethernet, 0), u32(one.snaplen ?? 262144), described), order);
}

/** The moment in units of the interface's resolution, its high and low 32 bits; what is finer is cut off. */
export function units(time: Moment, {resolution = 6, offset = 0n}: CaptureInterface): [high: number, low: number] {
  const perSecond = resolution >= 0x80 ? 1n << BigInt(resolution & 0x7f) : 10n ** BigInt(resolution);
  const count = ((time - offset * second) * perSecond) / second;
  if (count < 0n || count >> 64n > 0n) throw new Error(`${time} does not fit 64 bits at resolution ${resolution}`);
  return [Number(count >> 32n), Number(count & 0xffff_ffffn)];
}

export function enhancedBlock(packet: Captured, one: CaptureInterface = {}, order: ByteOrder = "little"): Uint8Array {
  const {u32, i64} = writer(order);
  const {bytes, wireLength = bytes.length, direction, dropped} = packet;
  const described = options(
    [
      direction === undefined ? null : [2, u32({unknown: 0, entering: 1, leaving: 2}[direction])],
      dropped === undefined ? null : [4, i64(BigInt(dropped))],
    ],
    order,
  );
  const head = u32(packet.interface ?? 0, ...units(packet.time, one), bytes.length, wireLength);
  return block(6, concat(head, bytes, new Uint8Array(-bytes.length & 3), described), order);
}

/** Has neither a time nor an interface: it is always of the section's first. */
export function simpleBlock(packet: Captured, _one: CaptureInterface = {}, order: ByteOrder = "little"): Uint8Array {
  const {bytes, wireLength = bytes.length} = packet;
  return block(3, concat(writer(order).u32(wireLength), bytes), order);
}

export function obsoleteBlock(packet: Captured, one: CaptureInterface = {}, order: ByteOrder = "little"): Uint8Array {
  const {u16, u32} = writer(order);
  const {bytes, wireLength = bytes.length, dropped = 0xffff} = packet;
  const head = concat(u16(packet.interface ?? 0, dropped), u32(...units(packet.time, one), bytes.length, wireLength));
  return block(2, concat(head, bytes), order);
}

export interface Statistics {
  readonly interface?: number;
  /** Lost by the interface, and by the operating system. */
  readonly received?: number;
  readonly dropped?: number;
  readonly systemDropped?: number;
}

export function statisticsBlock(one: Statistics, order: ByteOrder = "little"): Uint8Array {
  const {u32, i64} = writer(order);
  const count = (code: number, value: number | undefined): PcapngOption | null =>
    value === undefined ? null : [code, i64(BigInt(value))];
  const counts = options([count(4, one.received), count(5, one.dropped), count(7, one.systemDropped)], order);
  return block(5, concat(u32(one.interface ?? 0, 0, 0), counts), order);
}
