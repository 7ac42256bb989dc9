import type {Link} from "./link.ts";
import type {Packet} from "./packet.ts";
import {Skip} from "./skip.ts";

/** Constants of this module: V8 writes them into its code as numbers, which it does not do with what is imported. */
const {cutShort: skipCutShort, malformed: skipMalformed, notIp: skipNotIp} = Skip;

/** Tags of 802.1Q, 802.1ad and their predecessors. */
const isTag = (type: number) => type === 0x8100 || type === 0x88a8 || type === 0x9100 || type === 0x9200;

const maximumTags = 8;

/** Ethernet II, with any stack of VLAN tags, and 802.3 with LLC/SNAP. */
export const ethernet: Link = {
  name: "Ethernet",
  network(view, start, end, packet) {
    if (end - start < 14) return skipCutShort;
    packet.targetMacHigh = view.getUint16(start);
    packet.targetMacLow = view.getInt32(start + 2);
    packet.sourceMacHigh = view.getUint16(start + 6);
    packet.sourceMacLow = view.getInt32(start + 8);
    const type = view.getUint16(start + 12);
    if (type === 0x0800) return start + 14;
    return etherType(view, type, start + 14, end, packet);
  },
};

/** Returns where the IP header starts after an EtherType (or 802.3 length) whose payload begins at `at`, or a Skip. */
export function etherType(view: DataView, first: number, at: number, end: number, packet: Packet): number {
  let type = first;
  let next = at;
  for (let tags = 0; isTag(type); tags++) {
    if (tags === maximumTags) return skipMalformed;
    if (end - next < 4) return skipCutShort;
    packet.vlan = ((packet.vlan << 12) | (view.getUint16(next) & 0xfff)) & 0xffffff;
    type = view.getUint16(next + 2);
    next += 4;
  }
  if (type === 0x0800 || type === 0x86dd) return next;
  // 802.3: a length, then LLC; SNAP with the zero OUI carries an EtherType (RFC 1042).
  if (type <= 1500 && end - next >= 8 && view.getUint32(next) === 0xaaaa0300 && view.getUint8(next + 4) === 0) {
    const inner = view.getUint16(next + 6);
    if (inner === 0x0800 || inner === 0x86dd) return next + 8;
  }
  return skipNotIp;
}
