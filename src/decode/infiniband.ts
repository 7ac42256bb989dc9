import {etherType} from "./ethernet.ts";
import type {Link} from "./link.ts";
import {Skip} from "./skip.ts";

const {cutShort: skipCutShort} = Skip;

/** Global routing header of InfiniBand, or what stands in its place. */
const routing = 40;

/** IP over InfiniBand (LINKTYPE_IPOIB; RFC 4391, section 6): the routing header, then an EtherType and two reserved bytes. */
export const infiniband: Link = {
  name: "IP over InfiniBand",
  network(view, start, end, packet, interfaces) {
    if (end - start < routing + 4) return skipCutShort;
    return etherType(view, view.getUint16(start + routing), start + routing + 4, end, packet, interfaces);
  },
};
