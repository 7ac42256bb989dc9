import {ethernetDsa} from "./dsa.ts";
import type {Network} from "./link.ts";
import {mpls} from "./mpls.ts";
import {pppoe} from "./ppp.ts";
import {aristaTime} from "./stamps.ts";

/**
 * EtherType (IANA, IEEE 802 numbers) → what leads from there to an IP header. IP itself and VLAN tags are read where
 * EtherTypes are.
 */
export const etherTypes: ReadonlyMap<number, Network> = new Map([
  // MPLS, unicast and multicast (RFC 5332).
  [0x8847, mpls],
  [0x8848, mpls],
  [0x8864, pppoe],
  // Arista's time stamps in headers.
  [0xd28b, aristaTime],
  // Marvell's tag with an EtherType: the one that Linux programs (net/dsa/tag_dsa.c).
  [0xdada, ethernetDsa],
]);
