import type {Interfaces} from "./link.ts";
import {lane} from "./nesting.ts";
import type {Packet} from "./packet.ts";
import {ppp} from "./ppp.ts";
import {Skip} from "./skip.ts";

/** Flags and version of the first word (RFC 2661, section 3.1). */
const Flag = {control: 0x8000, length: 0x4000, sequence: 0x0800, offset: 0x0200} as const;
const version = 2;

/** L2TP version 2: data messages, which carry PPP. */
export function l2tp(view: DataView, start: number, end: number, packet: Packet, interfaces: Interfaces): number {
  if (end - start < 6) return Skip.cutShort;
  const flags = view.getUint16(start);
  if ((flags & 0x0f) !== version || flags & Flag.control) return Skip.notIp;
  const ids = start + 2 + (flags & Flag.length ? 2 : 0);
  let at = ids + 4 + (flags & Flag.sequence ? 4 : 0);
  if (flags & Flag.offset) {
    if (end - at < 2) return Skip.cutShort;
    at += 2 + view.getUint16(at);
  }
  if (end <= at) return Skip.cutShort;
  lane(packet, view.getInt32(ids));
  return ppp(view, at, end, packet, interfaces);
}
