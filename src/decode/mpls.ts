import {ethernet} from "./ethernet.ts";
import type {Interfaces} from "./link.ts";
import {lane} from "./nesting.ts";
import type {Packet} from "./packet.ts";
import {Skip} from "./skip.ts";

/** More labels than any network stacks; RFC 3032 sets no limit. */
const maximumLabels = 16;

/**
 * An MPLS label stack (RFC 3032, section 2.1). Nothing in it says what follows: its first four bits tell IPv4 and IPv6
 * from the control word of a pseudowire (RFC 4385, section 3) and from its associated channel (section 5), which is no
 * traffic.
 */
export function mpls(view: DataView, start: number, end: number, packet: Packet, interfaces: Interfaces): number {
  let at = start;
  for (let labels = 0; ; labels++) {
    if (labels === maximumLabels) return Skip.malformed;
    if (end - at < 4) return Skip.cutShort;
    const entry = view.getUint32(at);
    at += 4;
    if ((entry & 0x100) === 0) continue;
    lane(packet, entry >>> 12);
    break;
  }
  if (end === at) return Skip.cutShort;
  const nibble = view.getUint8(at) >> 4;
  if (nibble === 4 || nibble === 6) return at;
  if (nibble === 1) return Skip.notIp;
  return pseudowire(view, at, end, packet, interfaces);
}

/**
 * An Ethernet pseudowire (RFC 4448): the control word may be there or not, so the frame is looked for behind it first.
 */
function pseudowire(view: DataView, at: number, end: number, packet: Packet, interfaces: Interfaces): number {
  if (view.getUint8(at) >> 4 === 0) {
    const inner = ethernet.network(view, at + 4, end, packet, interfaces);
    if (inner !== Skip.notIp) return inner;
  }
  return ethernet.network(view, at, end, packet, interfaces);
}
