import type {Link} from "./link.ts";
import {Skip} from "./skip.ts";

/** Bare IP, of either version. */
export const raw: Link = {
  name: "raw IP",
  network: (_view, start, end) => (end > start ? start : Skip.cutShort),
};

/** Whether an address family is IPv4, or IPv6 as Linux, NetBSD, FreeBSD and Darwin number it. */
const isIp = (family: number) => family === 2 || family === 10 || family === 24 || family === 28 || family === 30;

/**
 * BSD loopback: the address family in the byte order of the capturing host, which the capture does not tell. Some captures have
 * a Cisco HDLC header in its place: address 0x0f or 0x8f, control 0, EtherType.
 */
export const nullLink: Link = {
  name: "BSD loopback",
  network(view, start, end) {
    if (end - start < 4) return Skip.cutShort;
    const family = view.getUint32(start);
    return isIp(family) || isIp(view.getUint32(start, true)) || isCiscoIp(family & 0x7fffffff) ? start + 4 : Skip.notIp;
  },
};

/** Whether a Cisco HDLC header says that IPv4 or IPv6 follows. */
const isCiscoIp = (header: number) => header === 0x0f000800 || header === 0x0f0086dd;

/** OpenBSD loopback: the address family big-endian. */
export const loop: Link = {
  name: "OpenBSD loopback",
  network(view, start, end) {
    if (end - start < 4) return Skip.cutShort;
    return isIp(view.getUint32(start)) ? start + 4 : Skip.notIp;
  },
};
