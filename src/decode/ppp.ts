import {Direction} from "../capture/frames.ts";
import {etherType} from "./ethernet.ts";
import type {Interfaces, Link} from "./link.ts";
import {mpls} from "./mpls.ts";
import {lane, tooDeep} from "./nesting.ts";
import type {Packet} from "./packet.ts";
import {Skip} from "./skip.ts";

/** PPP protocol numbers (IANA): IPv4, IPv6, MPLS unicast and multicast. */
const Protocol = {ip4: 0x0021, ip6: 0x0057, mpls: 0x0281, mplsMulticast: 0x0283} as const;

/**
 * PPP (RFC 1661), with address and control of RFC 1662 or without. A protocol number below 256 may be one byte (RFC
 * 1661, section 6.5).
 */
export function ppp(view: DataView, start: number, end: number, packet: Packet, interfaces: Interfaces): number {
  if (end - start < 2) return Skip.cutShort;
  const at = view.getUint16(start) === 0xff03 ? start + 2 : start;
  if (end - at < 2) return Skip.cutShort;
  const short = view.getUint8(at) & 1;
  const protocol = short ? view.getUint8(at) : view.getUint16(at);
  const next = at + 2 - short;
  if (protocol === Protocol.ip4 || protocol === Protocol.ip6) return next;
  if (protocol !== Protocol.mpls && protocol !== Protocol.mplsMulticast) return Skip.notIp;
  return tooDeep(packet) ? Skip.malformed : mpls(view, next, end, packet, interfaces);
}

/**
 * A PPPoE session (RFC 2516, section 4): version and type 1, code 0, session, length. Its length adds nothing to that
 * of the IP packet.
 */
export function pppoe(view: DataView, at: number, end: number, packet: Packet, interfaces: Interfaces): number {
  if (end - at < 6) return Skip.cutShort;
  if (view.getUint16(at) !== 0x1100) return Skip.notIp;
  lane(packet, view.getUint16(at + 2));
  return ppp(view, at + 6, end, packet, interfaces);
}

/** Cisco HDLC (LINKTYPE_C_HDLC): address 0x0f or 0x8f, control 0, EtherType. */
export function ciscoHdlc(view: DataView, at: number, end: number, packet: Packet, interfaces: Interfaces): number {
  if (end - at < 4) return Skip.cutShort;
  return etherType(view, view.getUint16(at + 2), at + 4, end, packet, interfaces);
}

/** LINKTYPE_PPP and LINKTYPE_PPP_HDLC: PPP, or Cisco HDLC if the address says so (RFC 1547, section 4.3.1). */
export function hdlc(view: DataView, at: number, end: number, packet: Packet, interfaces: Interfaces): number {
  if (end === at) return Skip.cutShort;
  const isCisco = (view.getUint8(at) & 0x7f) === 0x0f;
  return isCisco ? ciscoHdlc(view, at, end, packet, interfaces) : ppp(view, at, end, packet, interfaces);
}

/**
 * PPP that tells the direction: LINKTYPE_PPP_WITH_DIR puts one byte before it, pppd's own
 * LINKTYPE_LINUX_PPP_WITHDIRECTION (166) puts that byte in place of the address. 0 = received, else sent.
 */
export const directedPpp: Link = {
  name: "PPP with direction",
  network(view, start, end, packet, interfaces) {
    if (end - start < 2) return Skip.cutShort;
    packet.direction = view.getUint8(start) === 0 ? Direction.entering : Direction.leaving;
    // What follows pppd's byte is the control byte, 3, which no protocol begins with.
    const header = view.getUint8(start + 1) === 0x03 ? 2 : 1;
    return ppp(view, start + header, end, packet, interfaces);
  },
};
