import {Direction} from "../capture/frames.ts";
import type {Packet} from "./packet.ts";

/** Begins the trailers of BIG-IP 14 and later. */
const magic = 0xf5deb0f5;
/** Padding of the shortest Ethernet frame that may stand before them. */
const maximumPadding = 46;
const maximumRecords = 16;
/** The trailer's header, and one record's up to its flags. */
const least = 17;

/**
 * Reads the direction from the trailer that `tcpdump` on an F5 BIG-IP puts behind the packet (option `:n`), if one is
 * there: magic, length, version, then records of provider, type, length and version. Of the record with noise level
 * "low" the first byte is flags, of which bit 0 means ingress. Nothing else is read: another provider's records hold
 * TLS secrets. The frames carry the tag of their VLAN, so that only tagged frames are looked at.
 */
export function f5Trailer(view: DataView, ip: number, end: number, packet: Packet): void {
  if (end - ip < 20) return;
  const total = view.getUint8(ip) >> 4 === 4 ? view.getUint16(ip + 2) : view.getUint16(ip + 4) + 40;
  let at = ip + total;
  if (total < 20 || end - at < least) return;
  for (let padding = 0; view.getUint8(at) === 0 && padding < maximumPadding && end - at > least; padding++) at++;
  // The frame check sequence, where it was captured, comes before the trailer.
  if (view.getUint32(at) !== magic && end - at >= least + 4) at += 4;
  if (view.getUint32(at) !== magic) return;
  const stop = Math.min(end, at + view.getUint16(at + 4));
  let record = at + 8;
  for (let count = 0; stop - record >= 9 && count < maximumRecords; count++) {
    // Provider 1 and type 1, in one word.
    if (view.getUint32(record) === 0x00010001) {
      packet.direction = view.getUint8(record + 8) & 1 ? Direction.entering : Direction.leaving;
      return;
    }
    const length = view.getUint16(record + 4);
    if (length < 8) return;
    record += length;
  }
}
