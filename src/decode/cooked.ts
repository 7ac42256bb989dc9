import {etherType} from "./ethernet.ts";
import type {Link} from "./link.ts";
import type {Packet} from "./packet.ts";
import {Skip} from "./skip.ts";

/** Packet type 4 is "sent by us", 0 to 3 were received (linux/if_packet.h): the numbers that Direction has. */
const direction = (packetType: number) => (packetType === 4 ? 2 : packetType < 4 ? 1 : 0);

/** Hardware types (ARPHRD_, linux/if_arp.h) whose protocol field is no EtherType. */
const isOddHardware = (type: number) => type === 803 || type === 824;

/** The sender's address, where it is a MAC. There is no other address in a cooked header. */
function sender(view: DataView, length: number, at: number, packet: Packet): void {
  packet.sourceMacHigh = length === 6 ? view.getUint16(at) : 0;
  packet.sourceMacLow = length === 6 ? view.getInt32(at + 2) : 0;
}

/** Linux cooked v1 (LINKTYPE_LINUX_SLL): tells the direction, not the interface. All fields big-endian. */
export const cooked: Link = {
  name: "Linux cooked",
  network(view, start, end, packet) {
    if (end - start < 16) return Skip.cutShort;
    packet.direction = direction(view.getUint16(start));
    sender(view, view.getUint16(start + 4), start + 6, packet);
    if (isOddHardware(view.getUint16(start + 2))) return Skip.notIp;
    return etherType(view, view.getUint16(start + 14), start + 16, end, packet);
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
    if (isOddHardware(view.getUint16(start + 8))) return Skip.notIp;
    return etherType(view, view.getUint16(start), start + 20, end, packet);
  },
};
