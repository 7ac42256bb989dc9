import {after, type Packet} from "./packet.ts";
import {Skip} from "./skip.ts";

/** Constants of this module: V8 writes them into its code as numbers, which it does not do with what is imported. */
const {malformed: skipMalformed, cutShort: skipCutShort, no: skipNo} = Skip;

/** TCP options that say something here (RFC 9293 section 3.1, RFC 2018, RFC 7323). */
const Option = {end: 0, nothing: 1, sack: 5, timestamps: 8} as const;

/** Decodes the TCP header at `at`; `end` is where the captured bytes end, `ipEnd` where the IP packet does. Returns a Skip. */
export function tcp(view: DataView, at: number, end: number, ipEnd: number, packet: Packet): number {
  if (ipEnd - at < 20) return skipMalformed;
  if (end - at < 14) return skipCutShort;
  const header = (view.getUint8(at + 12) >> 4) * 4;
  if (header < 20 || at + header > ipEnd) return skipMalformed;
  packet.sourcePort = view.getUint16(at);
  packet.targetPort = view.getUint16(at + 2);
  packet.sequence = view.getInt32(at + 4);
  packet.acknowledgment = view.getInt32(at + 8);
  packet.flags = view.getUint8(at + 13);
  packet.payload = ipEnd - at - header;
  packet.stamped = false;
  packet.sacked = false;
  if (end - at < 20) {
    packet.window = packet.checksum = 0;
    return skipNo;
  }
  packet.window = view.getUint16(at + 14);
  packet.checksum = view.getUint16(at + 16);
  if (header > 20) options(view, at + 20, Math.min(at + header, end), packet);
  return skipNo;
}

function options(view: DataView, at: number, end: number, packet: Packet): void {
  // The layout that nearly every stack sends: two paddings, then time stamps (RFC 7323, appendix A).
  if (end - at === 12 && view.getUint32(at) === 0x0101080a) {
    packet.stamped = true;
    packet.stamp = view.getInt32(at + 4);
    packet.echo = view.getInt32(at + 8);
    return;
  }
  let i = at;
  while (i < end) {
    const kind = view.getUint8(i);
    if (kind === Option.nothing) {
      i++;
      continue;
    }
    if (kind === Option.end || i + 2 > end) return;
    const length = view.getUint8(i + 1);
    if (length < 2 || i + length > end) return;
    if (kind === Option.timestamps && length === 10) {
      packet.stamped = true;
      packet.stamp = view.getInt32(i + 2);
      packet.echo = view.getInt32(i + 6);
    } else if (kind === Option.sack) {
      for (let edge = i + 6; edge + 4 <= i + length; edge += 8) {
        const right = view.getInt32(edge);
        if (!packet.sacked || after(right, packet.sackTop)) packet.sackTop = right;
        packet.sacked = true;
      }
    }
    i += length;
  }
}
