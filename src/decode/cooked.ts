import {etherType} from "./ethernet.ts";
import type {Interfaces, Link} from "./link.ts";
import type {Packet} from "./packet.ts";
import {Skip} from "./skip.ts";
import {radiotap, wireless} from "./wireless.ts";

/** Packet type 4 is "sent by us", 0 to 3 were received (linux/if_packet.h): the numbers that Direction has. */
const direction = (packetType: number) => (packetType === 4 ? 2 : packetType < 4 ? 1 : 0);

/**
 * Hardware types (ARPHRD_, linux/if_arp.h) whose protocol field is no EtherType: IEEE 802.11, it with Prism's header,
 * with radiotap; netlink.
 */
const Hardware = {wireless: 801, prism: 802, radiotap: 803, netlink: 824} as const;

/** What a cooked header leads to; protocols 1 and 4 are 802.3 and LLC frames, as lengths are in Ethernet. */
function payload(
  view: DataView,
  hardware: number,
  protocol: number,
  at: number,
  end: number,
  packet: Packet,
  interfaces: Interfaces,
): number {
  if (hardware === Hardware.netlink || hardware === Hardware.prism) return Skip.notIp;
  if (hardware === Hardware.radiotap) return radiotap.network(view, at, end, packet, interfaces);
  if (hardware === Hardware.wireless) return wireless.network(view, at, end, packet, interfaces);
  return etherType(view, protocol, at, end, packet, interfaces);
}

/** The sender's address, where it is a MAC. There is no other address in a cooked header. */
function sender(view: DataView, length: number, at: number, packet: Packet): void {
  packet.sourceMacHigh = length === 6 ? view.getUint16(at) : 0;
  packet.sourceMacLow = length === 6 ? view.getInt32(at + 2) : 0;
}

/** Linux cooked v1 (LINKTYPE_LINUX_SLL): tells the direction, not the interface. All fields big-endian. */
export const cooked: Link = {
  name: "Linux cooked",
  network(view, start, end, packet, interfaces) {
    if (end - start < 16) return Skip.cutShort;
    packet.direction = direction(view.getUint16(start));
    sender(view, view.getUint16(start + 4), start + 6, packet);
    return payload(view, view.getUint16(start + 2), view.getUint16(start + 14), start + 16, end, packet, interfaces);
  },
};

/** Linux cooked v2 (LINKTYPE_LINUX_SLL2): also tells the interface, by its index on the capturing host. */
export const cooked2: Link = {
  name: "Linux cooked v2",
  network(view, start, end, packet, interfaces) {
    if (end - start < 20) return Skip.cutShort;
    packet.point = interfaces.ofIndex(packet.point, view.getUint32(start + 4));
    packet.direction = direction(view.getUint8(start + 10));
    sender(view, view.getUint8(start + 11), start + 12, packet);
    return payload(view, view.getUint16(start + 8), view.getUint16(start), start + 20, end, packet, interfaces);
  },
};
