import type {Packet} from "./packet.ts";
import {Skip} from "./skip.ts";

/** Decodes the UDP header at `at` (RFC 768). Returns a Skip. */
export function udp(view: DataView, at: number, end: number, ipEnd: number, packet: Packet): number {
  if (ipEnd - at < 8) return Skip.malformed;
  if (end - at < 4) return Skip.cutShort;
  packet.sourcePort = view.getUint16(at);
  packet.targetPort = view.getUint16(at + 2);
  packet.payload = ipEnd - at - 8;
  return Skip.no;
}
