import {Direction} from "../capture/frames.ts";
import {addresses, ethernet, etherType} from "./ethernet.ts";
import type {Interfaces, Link} from "./link.ts";
import {lane, tag} from "./nesting.ts";
import type {Packet} from "./packet.ts";
import {Skip} from "./skip.ts";

/**
 * Frames between a router's processor and the switch in it, captured with the tag that names the switch port. To the
 * processor means that they entered the router. The port is the packet's lane and no capture point of its own, as the
 * switch forwards most frames of a connection by itself.
 */

/**
 * Broadcom's four bytes (LINKTYPE_DSA_TAG_BRCM): opcode 0 = to the processor, with the port; 1 = from it, with a map of
 * ports.
 */
function broadcomTag(view: DataView, at: number, packet: Packet): void {
  const opcode = view.getUint8(at) >> 5;
  if (opcode > 1) return;
  packet.direction = opcode === 0 ? Direction.entering : Direction.leaving;
  lane(packet, opcode === 0 ? view.getUint8(at + 3) & 0x1f : view.getUint16(at + 2) & 0x1ff);
}

/**
 * Marvell's four bytes (LINKTYPE_DSA_TAG_DSA): mode, whether tagged, switch, port, VLAN. Modes 2 and 3 are mirrored and
 * forwarded.
 */
function marvellTag(view: DataView, at: number, packet: Packet): void {
  const first = view.getUint8(at);
  const mode = first >> 6;
  if (mode <= 1) packet.direction = mode === 0 ? Direction.entering : Direction.leaving;
  lane(packet, ((first & 0x1f) << 5) | (view.getUint8(at + 1) >> 3));
  if (first & 0x20) tag(packet, view.getUint16(at + 2));
}

/** An Ethernet frame with the tag between its addresses and its EtherType. */
const tagged = (name: string, read: (view: DataView, at: number, packet: Packet) => void): Link => ({
  name,
  network(view, start, end, packet, interfaces) {
    if (end - start < 18) return Skip.cutShort;
    addresses(view, start, packet);
    read(view, start + 12, packet);
    return etherType(view, view.getUint16(start + 16), start + 18, end, packet, interfaces);
  },
});

export const broadcom = tagged("Ethernet with Broadcom tag", broadcomTag);
export const marvell = tagged("Ethernet with DSA tag", marvellTag);

/** LINKTYPE_DSA_TAG_BRCM_PREPEND: the tag stands before the frame. */
export const broadcomPrepended: Link = {
  name: "Ethernet behind Broadcom tag",
  network(view, start, end, packet, interfaces) {
    if (end - start < 4) return Skip.cutShort;
    broadcomTag(view, start, packet);
    return ethernet.network(view, start + 4, end, packet, interfaces);
  },
};

/**
 * Marvell's tag behind an EtherType of its own and two reserved bytes (LINKTYPE_DSA_TAG_EDSA), up to the frame's
 * EtherType.
 */
export function ethernetDsa(view: DataView, at: number, end: number, packet: Packet, interfaces: Interfaces): number {
  if (end - at < 8) return Skip.cutShort;
  marvellTag(view, at + 2, packet);
  return etherType(view, view.getUint16(at + 6), at + 8, end, packet, interfaces);
}
