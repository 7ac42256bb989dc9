import type {Link} from "./link.ts";
import {tooDeep} from "./nesting.ts";
import {Skip} from "./skip.ts";

/**
 * CACE's Per-Packet Information (LINKTYPE_PPI, all little-endian): version 0, flags, length, link type of the frame
 * that follows.
 */
export const ppi = (linkOf: (number: number) => Link | undefined): Link => ({
  name: "PPI",
  network(view, start, end, packet, interfaces) {
    if (end - start < 8) return Skip.cutShort;
    const length = view.getUint16(start + 2, true);
    if (view.getUint8(start) !== 0 || length < 8) return Skip.malformed;
    if (length > end - start) return Skip.cutShort;
    const link = linkOf(view.getUint32(start + 4, true));
    if (link === undefined) return Skip.unknownLink;
    return tooDeep(packet) ? Skip.malformed : link.network(view, start + length, end, packet, interfaces);
  },
});
