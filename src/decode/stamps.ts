import {etherType} from "./ethernet.ts";
import type {Interfaces} from "./link.ts";
import type {Packet} from "./packet.ts";
import {Skip} from "./skip.ts";

/**
 * The time stamp that Arista's switches put behind the MAC addresses of what they mirror (EOS, "TAP aggregation, MAC
 * timestamping"): subtype 1, time scale, format and hardware, then 8 bytes in format 1 or 6 in format 2, and the
 * frame's own EtherType. Stamps at the end of a frame are nothing to skip, as lengths come from the IP header.
 */
export function aristaTime(view: DataView, at: number, end: number, packet: Packet, interfaces: Interfaces): number {
  if (end - at < 4) return Skip.cutShort;
  if (view.getUint16(at) !== 1) return Skip.notIp;
  const format = view.getUint8(at + 3) >> 4;
  if (format !== 1 && format !== 2) return Skip.notIp;
  const next = at + 4 + (format === 1 ? 8 : 6);
  if (end - next < 2) return Skip.cutShort;
  return etherType(view, view.getUint16(next), next + 2, end, packet, interfaces);
}
