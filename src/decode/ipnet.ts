import {Direction} from "../capture/frames.ts";
import type {Link} from "./link.ts";
import {Skip} from "./skip.ts";

/**
 * What Solaris shows between its IP layers (LINKTYPE_IPNET): version, family, hook (0 = in, 1 = out), length, index of
 * the interface.
 */
export const ipnet: Link = {
  name: "Solaris IPNET",
  network(view, start, end, packet, interfaces) {
    if (end - start <= 24) return Skip.cutShort;
    const hook = view.getUint16(start + 2);
    if (hook <= 1) packet.direction = hook === 0 ? Direction.entering : Direction.leaving;
    packet.point = interfaces.ofIndex(packet.point, view.getUint32(start + 8));
    return start + 24;
  },
};
