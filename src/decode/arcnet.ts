import type {Link} from "./link.ts";
import {Skip} from "./skip.ts";

/** System codes of IP: RFC 1051, and RFC 1201, which has a header of its own. */
const Code = {simple: 240, split: 212} as const;

/** ARCNET as Linux shows it (LINKTYPE_ARCNET_LINUX): source, target, two bytes of offset, system code. */
export const arcnet: Link = {
  name: "ARCNET",
  network(view, start, end) {
    if (end - start < 8) return Skip.cutShort;
    const code = view.getUint8(start + 4);
    if (code === Code.simple) return start + 5;
    if (code !== Code.split) return Skip.notIp;
    // RFC 1201, section 2.3: a split flag of 0 is a whole packet, an odd one the first fragment.
    const split = view.getUint8(start + 5);
    return split === 0 || split & 1 ? start + 8 : Skip.fragment;
  },
};
