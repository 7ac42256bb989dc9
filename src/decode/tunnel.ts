import {ethernet} from "./ethernet.ts";
import {gre} from "./gre.ts";
import {gtp} from "./gtp.ts";
import {l2tp} from "./l2tp.ts";
import type {Interfaces, Network} from "./link.ts";
import {mpls} from "./mpls.ts";
import {lane} from "./nesting.ts";
import {geneve, strictVxlan, vxlan} from "./overlays.ts";
import type {Packet} from "./packet.ts";
import {Skip} from "./skip.ts";

/** IP protocol number (IANA) → what leads from there to the IP header inside. */
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

function bare(_view: DataView, at: number, end: number, packet: Packet): number {
  lane(packet, 4);
  return end - at < 1 ? Skip.cutShort : at;
}

/** Ethernet in IP (RFC 3378): version 3, twelve zero bits. */
function etherIp(view: DataView, at: number, end: number, packet: Packet, interfaces: Interfaces): number {
  if (end - at < 2) return Skip.cutShort;
  return view.getUint16(at) === 0x3000 ? ethernet.network(view, at + 2, end, packet, interfaces) : Skip.notIp;
}
