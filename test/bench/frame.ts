import type {PcapWriter} from "./pcap-writer.ts";

export const FIN = 0x01;
export const SYN = 0x02;
export const PSH = 0x08;
export const ACK = 0x10;

/** Payload of a frame of 1514 bytes when TCP carries the timestamps option. */
export const FULL_SIZE = 1448;

const ETHERNET = 14;
const IPV4 = 20;
const TCP = 20;
const SYN_OPTIONS = 20;
const OPTIONS = 12;
const GATEWAY_MAC = 0x0200_0000;

/** A machine: what stays the same over all its connections. */
export interface Host {
  readonly address: number;
  readonly ttl: number;
  /** Timestamps and IP identifications start anywhere, then only advance. */
  readonly clockBase: number;
  nextId: number;
  nextPort: number;
}

/** One TCP segment, before it becomes bytes. */
export interface Segment {
  readonly from: Host;
  readonly to: Host;
  readonly fromPort: number;
  readonly toPort: number;
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  readonly payload: number;
  readonly tsVal: number;
  readonly tsEcr: number;
  readonly id: number;
}

/**
 * Writes an Ethernet frame with IPv4, TCP and the options Linux sends.
 *
 * The IP checksum is right. The TCP one is only a hash of the fields that
 * change: like the real one it tells two packets apart, which is all that a
 * passive reader may use it for, and it spares a pass over every payload.
 */
export function writeFrame(out: PcapWriter, microseconds: number, segment: Segment): void {
  const options = (segment.flags & SYN) !== 0 ? SYN_OPTIONS : OPTIONS;
  const ipLength = IPV4 + TCP + options + segment.payload;
  const at = out.reserve(microseconds, ETHERNET + ipLength);
  const bytes = out.buffer;
  writeMac(bytes, at, segment.to.address);
  writeMac(bytes, at + 6, segment.from.address);
  bytes.writeUInt16BE(0x0800, at + 12);
  writeIp(bytes, at + ETHERNET, ipLength, segment);
  writeTcp(bytes, at + ETHERNET + IPV4, options, segment);
  const start = at + ETHERNET + IPV4 + TCP + options;
  bytes.fill(0x61 + (segment.seq % 26), start, start + segment.payload);
}

/** Clients (10.1.0.0/16) are on the link, all else is behind the gateway. */
function writeMac(bytes: Buffer, at: number, address: number): void {
  const local = address >>> 16 === 0x0a01;
  bytes.writeUInt32BE(local ? GATEWAY_MAC + 0x0a01 : GATEWAY_MAC, at);
  bytes.writeUInt16BE(local ? address & 0xffff : 1, at + 4);
}

function writeIp(bytes: Buffer, at: number, length: number, segment: Segment): void {
  bytes.writeUInt16BE(0x4500, at);
  bytes.writeUInt16BE(length, at + 2);
  bytes.writeUInt16BE(segment.id, at + 4);
  bytes.writeUInt16BE(0x4000, at + 6);
  bytes.writeUInt16BE((segment.from.ttl << 8) | 6, at + 8);
  bytes.writeUInt16BE(0, at + 10);
  bytes.writeUInt32BE(segment.from.address, at + 12);
  bytes.writeUInt32BE(segment.to.address, at + 16);
  let sum = 0;
  for (let offset = 0; offset < IPV4; offset += 2) {
    sum += bytes.readUInt16BE(at + offset);
  }
  sum = (sum & 0xffff) + (sum >>> 16);
  bytes.writeUInt16BE(~(sum + (sum >>> 16)) & 0xffff, at + 10);
}

function writeTcp(bytes: Buffer, at: number, options: number, segment: Segment): void {
  const opening = options === SYN_OPTIONS;
  bytes.writeUInt16BE(segment.fromPort, at);
  bytes.writeUInt16BE(segment.toPort, at + 2);
  bytes.writeUInt32BE(segment.seq, at + 4);
  bytes.writeUInt32BE(segment.ack, at + 8);
  bytes.writeUInt16BE((((TCP + options) / 4) << 12) | segment.flags, at + 12);
  bytes.writeUInt16BE(opening ? 64240 : 502, at + 14);
  bytes.writeUInt16BE(likeChecksum(segment), at + 16);
  bytes.writeUInt16BE(0, at + 18);
  let option = at + TCP;
  if (opening) {
    bytes.writeUInt32BE(0x0204_05b4, option); // MSS 1460
    bytes.writeUInt32BE(0x0402_080a, option + 4); // SACK permitted, timestamps
    bytes.writeUInt32BE(0x0103_0307, option + 16); // window scale 7
    option += 8;
  } else {
    bytes.writeUInt32BE(0x0101_080a, option); // padding, timestamps
    option += 4;
  }
  bytes.writeUInt32BE(segment.tsVal, option);
  bytes.writeUInt32BE(segment.tsEcr, option + 4);
}

function likeChecksum(segment: Segment): number {
  let hash = Math.imul(segment.seq ^ segment.tsVal, 0x9e37_79b1);
  hash = Math.imul(hash ^ (hash >>> 15) ^ segment.ack, 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13) ^ segment.payload ^ segment.fromPort, 0xc2b2_ae35);
  return (hash ^ (hash >>> 16) ^ segment.flags) & 0xffff;
}
