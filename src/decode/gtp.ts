import type {Interfaces} from "./link.ts";
import {lane} from "./nesting.ts";
import type {Packet} from "./packet.ts";
import {Skip} from "./skip.ts";

/** Version 1, protocol type GTP; a message that carries a packet (3GPP TS 29.281, sections 5.1 and 6.1). */
const version = 0x30;
const packetMessage = 0xff;
/** Flags of which any makes the header four bytes longer, and the one that says that extension headers follow. */
const longer = 0x07;
const extended = 0x04;
const maximumExtensions = 8;

/** GTP-U: the packets of mobile networks' subscribers. The tunnel's number is their lane. */
export function gtp(view: DataView, start: number, end: number, packet: Packet, _interfaces: Interfaces): number {
  if (end - start < 8) return Skip.cutShort;
  const flags = view.getUint8(start);
  if ((flags & 0xf0) !== version || view.getUint8(start + 1) !== packetMessage) return Skip.notIp;
  lane(packet, view.getInt32(start + 4));
  let at = start + 8;
  if (flags & longer) {
    at += 4;
    if (end < at) return Skip.cutShort;
  }
  // Extension headers (section 5.2): a length in words, content, and the type of the next; 0 ends them.
  let next = flags & extended ? view.getUint8(at - 1) : 0;
  for (let count = 0; next !== 0; count++) {
    if (count === maximumExtensions) return Skip.malformed;
    if (end - at < 1) return Skip.cutShort;
    const length = view.getUint8(at) * 4;
    if (length === 0) return Skip.malformed;
    at += length;
    if (end < at) return Skip.cutShort;
    next = view.getUint8(at - 1);
  }
  return end - at < 1 ? Skip.cutShort : at;
}
