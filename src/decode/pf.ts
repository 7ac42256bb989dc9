import {Direction} from "../capture/frames.ts";
import type {Link} from "./link.ts";
import {Skip} from "./skip.ts";

/** Where pflog's header says the direction, where it is long enough to. */
const directionAt = 60;

/**
 * What pf logs (LINKTYPE_PFLOG; net/if_pflog.h of OpenBSD and FreeBSD): length of the header without its padding,
 * address family, action, reason, 16 bytes with the interface's name, rule set and rules, and from byte 60 on 1 = in, 2
 * = out.
 */
export const pflog: Link = {
  name: "pflog",
  network(view, start, end, packet, interfaces) {
    if (end - start < 1) return Skip.cutShort;
    const length = view.getUint8(start);
    if (length < 20) return Skip.malformed;
    const ip = start + ((length + 3) & ~3);
    if (end - ip < 1) return Skip.cutShort;
    packet.point = interfaces.ofName(packet.point, view, start + 4, 16);
    if (length > directionAt) {
      const direction = view.getUint8(start + directionAt);
      if (direction === 1 || direction === 2)
        packet.direction = direction === 1 ? Direction.entering : Direction.leaving;
    }
    return ip;
  },
};

/**
 * Packets of an IPsec tunnel in clear, as `enc0` of OpenBSD, FreeBSD and pfSense shows them (LINKTYPE_ENC): family,
 * SPI, flags.
 */
export const enc: Link = {
  name: "BSD enc",
  network: (_view, start, end) => (end - start > 12 ? start + 12 : Skip.cutShort),
};
