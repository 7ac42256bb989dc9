import {erspan2, erspan3} from "./erspan.ts";
import {ethernet, etherType} from "./ethernet.ts";
import type {Interfaces} from "./link.ts";
import {lane} from "./nesting.ts";
import type {Packet} from "./packet.ts";
import {ppp} from "./ppp.ts";
import {Skip} from "./skip.ts";

/**
 * Flags of the first word (RFC 2784, RFC 2890; the acknowledgment of version 1: RFC 2637). Routing (RFC 1701) is not
 * read.
 */
const Flag = {checksum: 0x8000, routing: 0x4000, key: 0x2000, sequence: 0x1000, acknowledgment: 0x0080} as const;

/** Protocol types that are no EtherTypes with a header of their own (RFC 2637; RFC 7637; Cisco's ERSPAN and WCCP). */
const Type = {ethernet: 0x6558, ppp: 0x880b, erspan: 0x88be, erspan3: 0x22eb, redirected: 0x883e} as const;

/** GRE, version 0; and version 1, which carries PPP (PPTP). */
export function gre(view: DataView, start: number, end: number, packet: Packet, interfaces: Interfaces): number {
  if (end - start < 4) return Skip.cutShort;
  const flags = view.getUint16(start);
  const type = view.getUint16(start + 2);
  const version = flags & 7;
  if (flags & Flag.routing || version > 1 || (version === 1 && type !== Type.ppp)) return Skip.notIp;
  const keyAt = start + 4 + (flags & Flag.checksum ? 4 : 0);
  let at = keyAt + (flags & Flag.key ? 4 : 0) + (flags & Flag.sequence ? 4 : 0);
  if (version === 1 && flags & Flag.acknowledgment) at += 4;
  if (end - at < 1) return Skip.cutShort;
  // Of version 1 half the key is the payload's length, and the other the call.
  const key = flags & Flag.key ? view.getUint32(keyAt) : 0;
  lane(packet, version === 1 ? key & 0xffff : key);
  switch (type) {
    case Type.ethernet:
      return ethernet.network(view, at, end, packet, interfaces);
    case Type.ppp:
      return ppp(view, at, end, packet, interfaces);
    case Type.erspan:
      // Type I, which has no header of its own, has no sequence number either.
      if (flags & Flag.sequence) return erspan2(view, at, end, packet, interfaces);
      return ethernet.network(view, at, end, packet, interfaces);
    case Type.erspan3:
      return erspan3(view, at, end, packet, interfaces);
    case Type.redirected:
      // Version 2 of WCCP puts four bytes before the packet.
      return view.getUint8(at) >> 4 === 4 ? at : at + 4;
    default:
      return etherType(view, type, at, end, packet, interfaces);
  }
}
