import type {Link} from "./link.ts";
import {Skip} from "./skip.ts";

/** Bare IP, of either version. */
export const raw: Link = {
  name: "raw IP",
  network: (_view, start, end) => (end > start ? start : Skip.cutShort),
};

/** Whether an address family is IPv4, or IPv6 as Linux, NetBSD, FreeBSD and Darwin number it. */
const isIp = (family: number) => family === 2 || family === 10 || family === 24 || family === 28 || family === 30;

/** BSD loopback: the address family in the byte order of the capturing host, which the capture does not tell. */
export const nullLink: Link = {
  name: "BSD loopback",
  network(view, start, end) {
    if (end - start < 4) return Skip.cutShort;
    return isIp(view.getUint32(start)) || isIp(view.getUint32(start, true)) ? start + 4 : Skip.notIp;
  },
};

/** OpenBSD loopback: the address family big-endian. */
export const loop: Link = {
  name: "OpenBSD loopback",
  network(view, start, end) {
    if (end - start < 4) return Skip.cutShort;
    return isIp(view.getUint32(start)) ? start + 4 : Skip.notIp;
  },
};
