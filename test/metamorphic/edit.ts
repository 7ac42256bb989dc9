import {checksum} from "../support/binary.ts";
import {type IpLayout, ipAt, isArp, layoutOf, tcpProtocol, udpProtocol} from "./layout.ts";

/** What becomes of a frame's words; what is not named stays. Checksums are carried along, wrong ones stay as wrong as they are. */
export interface Change {
  /** Of an address as `bytes`, 4 or 16; null to keep it. */
  address?(bytes: Uint8Array): Uint8Array | null;
  /** Both ports, of the source first. */
  ports?(source: number, target: number, protocol: number): readonly [source: number, target: number];
  /** Of a MAC address as a number below 2⁴⁸. */
  mac?(address: number): number;
  hops?(hops: number): number;
  /** Added to the sequence number, to the acknowledgment with its SACK blocks, and to the IPv4 identification. */
  readonly numbers?: {readonly sequence: number; readonly acknowledgment: number; readonly identification: number};
}

/** Returns a changed copy of a frame of that link type. */
export function edited(frame: Uint8Array, link: number, change: Change): Uint8Array {
  // Node hands out small buffers from a large one: one of its own for each frame costs more than all else.
  const bytes = Buffer.from(frame);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const layout = layoutOf(bytes, link);
  if (change.mac) for (const at of [layout.targetMac, layout.sourceMac]) if (at !== null) setMac(view, at, change.mac);
  if (isArp(layout)) {
    const at = layout.payload;
    if (at + 28 > bytes.length) return bytes;
    // Hardware and protocol address of the sender, then of the target (RFC 826).
    if (change.mac) for (const mac of [at + 8, at + 18]) setMac(view, mac, change.mac);
    if (change.address)
      for (const address of [at + 14, at + 24]) write(view, address, change.address(sliceOf(view, address, 4)), []);
  }
  if (layout.ip !== null) editPacket(view, layout.ip, change);
  return bytes;
}

function setMac(view: DataView, at: number, change: (address: number) => number): void {
  const to = change(view.getUint16(at) * 2 ** 32 + view.getUint32(at + 2));
  view.setUint16(at, Math.floor(to / 2 ** 32));
  view.setUint32(at + 2, to >>> 0);
}

/** Offset of the checksum in the headers that cover the addresses of their packet. */
const checksumAt: Record<number, number> = {[tcpProtocol]: 16, [udpProtocol]: 6, 58: 2};

function editPacket(view: DataView, ip: IpLayout, change: Change): void {
  const {at, version, transport, protocol} = ip;
  const own = version === 4 ? [at + 10] : [];
  const sum = transport + (checksumAt[protocol] ?? Number.NaN);
  // A UDP checksum of 0 is none (RFC 768).
  const hasSum =
    transport >= 0 && sum + 2 <= view.byteLength && !(protocol === udpProtocol && view.getUint16(sum) === 0);
  const covering = hasSum ? [sum] : [];
  if (change.address)
    for (const address of [ip.source, ip.target])
      write(view, address, change.address(sliceOf(view, address, ip.width)), [...own, ...covering]);
  if (change.hops) {
    // The hop count shares its word with the protocol of what follows.
    const start = version === 4 ? ip.hops : ip.hops - 1;
    const both = sliceOf(view, start, 2);
    both[ip.hops - start] = change.hops(view.getUint8(ip.hops));
    write(view, start, both, own);
  }
  if (change.numbers && version === 4)
    write(view, at + 4, word(view.getUint16(at + 4) + change.numbers.identification), own);
  if (transport < 0) return;
  if (protocol === tcpProtocol || protocol === udpProtocol) {
    if (change.ports) {
      const [source, target] = change.ports(view.getUint16(transport), view.getUint16(transport + 2), protocol);
      write(view, transport, word(source), covering);
      write(view, transport + 2, word(target), covering);
    }
    if (change.numbers && protocol === tcpProtocol) renumber(view, transport, change.numbers, covering);
  } else if (protocol === 1) editQuoted(view, transport, change);
}

/** An ICMP error quotes the beginning of a packet: it is the same packet, whatever it is called. */
function editQuoted(view: DataView, icmp: number, change: Change): void {
  const type = view.getUint8(icmp);
  if (![3, 5, 11, 12].includes(type)) return;
  // A redirect names the better gateway (RFC 792).
  if (type === 5 && change.address && icmp + 8 <= view.byteLength)
    write(view, icmp + 4, change.address(sliceOf(view, icmp + 4, 4)), []);
  const quoted = ipAt(view, icmp + 8);
  if (quoted === null) return;
  const {hops: _, ...words} = change;
  editPacket(view, quoted, words);
  view.setUint16(icmp + 2, 0);
  view.setUint16(icmp + 2, checksum(sliceOf(view, icmp, view.byteLength - icmp)));
}

function renumber(view: DataView, tcp: number, numbers: NonNullable<Change["numbers"]>, sums: readonly number[]): void {
  const add = (at: number, much: number) => write(view, at, double(view.getUint32(at) + much), sums);
  if (tcp + 14 > view.byteLength) return;
  add(tcp + 4, numbers.sequence);
  if (view.getUint8(tcp + 13) & 0x10) add(tcp + 8, numbers.acknowledgment);
  const end = Math.min(view.byteLength, tcp + (view.getUint8(tcp + 12) >> 4) * 4);
  for (let at = tcp + 20; at + 1 < end; ) {
    const kind = view.getUint8(at);
    const length = kind <= 1 ? 1 : Math.max(2, view.getUint8(at + 1));
    // SACK (RFC 2018). Options stand at odd offsets, too: there the checksum is left as it is.
    if (kind === 5)
      for (let edge = at + 2; edge + 4 <= Math.min(end, at + length); edge += 4)
        write(view, edge, double(view.getUint32(edge) + numbers.acknowledgment), (edge - tcp) % 2 === 0 ? sums : []);
    at += length;
  }
}

const sliceOf = (view: DataView, at: number, length: number) =>
  new Uint8Array(view.buffer, view.byteOffset + at, length).slice();
const word = (value: number) => Uint8Array.of((value >> 8) & 0xff, value & 0xff);
const double = (value: number) =>
  Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);

/** Writes words, and carries the checksums at these offsets along (RFC 1624). */
function write(view: DataView, at: number, to: Uint8Array | null, sums: readonly number[]): void {
  if (to === null || at + to.length > view.byteLength) return;
  for (let i = 0; i < to.length; i += 2) {
    const before = view.getUint16(at + i);
    const after = (to[i]! << 8) | to[i + 1]!;
    view.setUint16(at + i, after);
    for (const sum of sums) {
      let total = (~view.getUint16(sum) & 0xffff) + (~before & 0xffff) + after;
      while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
      view.setUint16(sum, ~total & 0xffff);
    }
  }
}
