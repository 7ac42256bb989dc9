import {logicalLink} from "./ethernet.ts";
import type {Link} from "./link.ts";
import {Skip} from "./skip.ts";

const {cutShort: skipCutShort, notIp: skipNotIp} = Skip;

/** FDDI (LINKTYPE_FDDI; ANSI X3.139): frame control, target, source, then an IEEE 802.2 header (RFC 1188). */
export const fddi: Link = {
  name: "FDDI",
  network(view, start, end, packet, interfaces) {
    if (end - start < 21) return skipCutShort;
    // Frames of class LLC, synchronous or not; the others are tokens and station management.
    return (view.getUint8(start) & 0x70) === 0x50 ? logicalLink(view, start + 13, end, packet, interfaces) : skipNotIp;
  },
};
