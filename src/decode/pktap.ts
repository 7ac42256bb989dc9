import {Direction} from "../capture/frames.ts";
import type {Link} from "./link.ts";
import {tooDeep} from "./nesting.ts";
import {Skip} from "./skip.ts";

/** The flags, of either version at the same place (bsd/net/pktap.h of Darwin): in, out, header of version 2. */
const Flag = {entering: 1, leaving: 2, second: 0x80000} as const;

/**
 * Apple's frames of several interfaces, each with a header that names its own (LINKTYPE_PKTAP, all little-endian).
 * Version 1: length, record type, link type, name. Version 2: length, and where the name stands. Names of processes,
 * which are there too, are not read.
 */
export const pktap = (linkOf: (number: number) => Link | undefined): Link => ({
  name: "Apple PKTAP",
  network(view, start, end, packet, interfaces) {
    if (end - start < 40) return Skip.cutShort;
    const flags = view.getUint32(start + 36, true);
    const isSecond = (flags & Flag.second) !== 0;
    const length = isSecond ? view.getUint8(start) : view.getUint32(start, true);
    if (length < 40) return Skip.malformed;
    if (length > end - start) return Skip.cutShort;
    if (!isSecond && view.getUint32(start + 4, true) !== 1) return Skip.notIp;
    const name = isSecond ? view.getUint8(start + 3) : 12;
    if (name !== 0 && name < length) {
      const size = Math.min(24, length - name);
      packet.point = interfaces.ofName(packet.point, view, start + name, size);
    }
    if (flags & (Flag.entering | Flag.leaving))
      packet.direction = flags & Flag.entering ? Direction.entering : Direction.leaving;
    const link = linkOf(isSecond ? view.getUint16(start + 6, true) : view.getUint32(start + 8, true));
    if (link === undefined) return Skip.unknownLink;
    return tooDeep(packet) ? Skip.malformed : link.network(view, start + length, end, packet, interfaces);
  },
});
