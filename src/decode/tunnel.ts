import {ethernet} from "./ethernet.ts";
import {gre} from "./gre.ts";
import {gtp} from "./gtp.ts";
import {internet} from "./ip.ts";
import {l2tp} from "./l2tp.ts";
import type {Interfaces, Network} from "./link.ts";
import {mpls} from "./mpls.ts";
import {lane, tooDeep} from "./nesting.ts";
import {geneve, strictVxlan, vxlan} from "./overlays.ts";
import type {Packet} from "./packet.ts";
import {Skip} from "./skip.ts";

/**
 * IP protocol number (IANA) → what leads from there to the IP header inside. Functions only: this module is evaluated
 * before those that it imports where one of them was asked for first.
 */
export const tunnels: ReadonlyMap<number, Network> = new Map([
  // IPv4 (RFC 2003) and IPv6 (RFC 4213) in either.
  [4, bare],
  [41, bare],
  [47, gre],
  [97, etherIp],
  // RFC 4023.
  [137, mpls],
]);

/**
 * Target port of UDP → what leads to the IP header inside, by their RFCs; 8472 is VXLAN of old Linux, 10800 and 10801
 * are Azure's.
 */
export const portTunnels: ReadonlyMap<number, Network> = new Map([
  [1701, l2tp],
  [2152, gtp],
  [4789, vxlan],
  [6081, geneve],
  // RFC 7510.
  [6635, mpls],
  [8472, strictVxlan],
  [10_800, strictVxlan],
  [10_801, strictVxlan],
]);

/**
 * Decodes the packet that a tunnel carries from `at` on into `packet`. `end` is where the captured bytes end, `ipEnd`
 * where the packet around it does. Returns a Skip; `notIp` where the tunnel carries no IP packet: addresses and
 * protocol then are still those outside.
 */
export function inside(
  tunnel: Network,
  view: DataView,
  at: number,
  end: number,
  ipEnd: number,
  packet: Packet,
  interfaces: Interfaces,
): number {
  const inner = tunnel(view, at, end, packet, interfaces);
  // A header that ends before it is whole, and was captured whole, is none of this tunnel's.
  if (inner === Skip.cutShort) return end < ipEnd ? Skip.cutShort : Skip.notIp;
  if (inner < 0) return inner === Skip.malformed ? Skip.malformed : Skip.notIp;
  if (end - inner < 1) return end < ipEnd ? Skip.cutShort : Skip.notIp;
  const version = view.getUint8(inner) >> 4;
  if (version !== 4 && version !== 6) return Skip.notIp;
  return tooDeep(packet) ? Skip.malformed : internet(view, inner, end, ipEnd, packet, interfaces);
}

function bare(_view: DataView, at: number, end: number, packet: Packet): number {
  lane(packet, 4);
  return end - at < 1 ? Skip.cutShort : at;
}

/** Ethernet in IP (RFC 3378): version 3, twelve zero bits. */
function etherIp(view: DataView, at: number, end: number, packet: Packet, interfaces: Interfaces): number {
  if (end - at < 2) return Skip.cutShort;
  return view.getUint16(at) === 0x3000 ? ethernet.network(view, at + 2, end, packet, interfaces) : Skip.notIp;
}
