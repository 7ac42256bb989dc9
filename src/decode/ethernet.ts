import {f5Trailer} from "./f5.ts";
import type {Interfaces, Link, Network} from "./link.ts";
import {tag, tooDeep} from "./nesting.ts";
import type {Packet} from "./packet.ts";
import {Skip} from "./skip.ts";

/** Constants of this module: V8 writes them into its code as numbers, which it does not do with what is imported. */
const {cutShort: skipCutShort, malformed: skipMalformed, notIp: skipNotIp, encapsulated: skipEncapsulated} = Skip;

/**
 * EtherType → what leads from there to an IP header. Empty here, since all of them go on with {@link etherType} or
 * {@link ethernet}: `decode.ts` fills it with what `ethertypes.ts` lists.
 */
export const layers = new Map<number, Network>();

/**
 * EtherTypes of what may carry any frame, and is not decoded (IANA, IEEE 802 numbers): TRILL, MACsec, provider backbone bridges, Cisco
 * FabricPath and metadata, NSH.
 */
const carriers: ReadonlySet<number> = new Set([0x22f3, 0x88e5, 0x88e7, 0x8903, 0x8909, 0x894f]);

/** Tags of 802.1Q, 802.1ad and their predecessors. */
const isTag = (type: number) => type === 0x8100 || type === 0x88a8 || type === 0x9100 || type === 0x9200;

const maximumTags = 8;

/** Ethernet II, with any stack of VLAN tags, and 802.3 with LLC. */
export const ethernet: Link = {
  name: "Ethernet",
  network(view, start, end, packet, interfaces) {
    if (end - start < 14) return skipCutShort;
    addresses(view, start, packet);
    const type = view.getUint16(start + 12);
    if (type === 0x0800) return start + 14;
    return etherType(view, type, start + 14, end, packet, interfaces);
  },
};

/** The twelve bytes of both MAC addresses, the target's first. */
export function addresses(view: DataView, at: number, packet: Packet): void {
  packet.targetMacHigh = view.getUint16(at);
  packet.targetMacLow = view.getInt32(at + 2);
  packet.sourceMacHigh = view.getUint16(at + 6);
  packet.sourceMacLow = view.getInt32(at + 8);
}

/** Returns where the IP header starts after an EtherType (or 802.3 length) whose payload begins at `at`, or a Skip. */
export function etherType(
  view: DataView,
  first: number,
  at: number,
  end: number,
  packet: Packet,
  interfaces: Interfaces,
): number {
  let type = first;
  let next = at;
  for (let tags = 0; isTag(type); tags++) {
    if (tags === maximumTags) return skipMalformed;
    if (end - next < 4) return skipCutShort;
    tag(packet, view.getUint16(next));
    type = view.getUint16(next + 2);
    next += 4;
  }
  if (type === 0x0800 || type === 0x86dd) {
    if (next !== at) f5Trailer(view, next, end, packet);
    return next;
  }
  if (type <= 1500) return logicalLink(view, next, end, packet, interfaces);
  const layer = layers.get(type);
  if (layer === undefined) return carriers.has(type) ? skipEncapsulated : skipNotIp;
  return tooDeep(packet) ? skipMalformed : layer(view, next, end, packet, interfaces);
}

/**
 * An IEEE 802.2 header: SNAP with the OUI of RFC 1042 or of 802.1H carries an EtherType; the service access points of
 * IP (0x06) carry it without.
 */
export function logicalLink(view: DataView, at: number, end: number, packet: Packet, interfaces: Interfaces): number {
  if (end - at < 8) return skipNotIp;
  const word = view.getUint32(at);
  if (word >>> 8 === 0x060603) return at + 3;
  const oui = view.getUint16(at + 3);
  const last = view.getUint8(at + 5);
  const type = view.getUint16(at + 6);
  if (word >>> 8 !== 0xaaaa03 || oui !== 0 || (last !== 0 && last !== 0xf8) || type <= 1500) return skipNotIp;
  return etherType(view, type, at + 8, end, packet, interfaces);
}
