import {Direction} from "../capture/frames.ts";
import {addresses} from "./ethernet.ts";
import type {Link} from "./link.ts";
import {lane} from "./nesting.ts";
import {Skip} from "./skip.ts";

/** Attributes (linux/netfilter/nfnetlink_log.h). */
const Attribute = {header: 1, inside: 4, outside: 5, payload: 9, link: 16} as const;
const maximumAttributes = 64;

/** Hooks (linux/netfilter.h) → direction: prerouting, input, forward, output, postrouting. */
const directions = [
  Direction.entering,
  Direction.entering,
  Direction.unknown,
  Direction.leaving,
  Direction.leaving,
] as const;

/**
 * What Linux's netfilter logs (LINKTYPE_NFLOG): family, version 0, group, then attributes of length, type and value,
 * padded to words. Interfaces are the packet's lane and not its capture point: a forwarded packet has two, and rules
 * often log at one of them only.
 */
export const nflog: Link = {
  name: "NFLOG",
  network(view, start, end, packet) {
    if (end - start < 4) return Skip.cutShort;
    if (view.getUint8(start + 1) !== 0) return Skip.malformed;
    let at = start + 4;
    for (let count = 0; count < maximumAttributes; count++) {
      if (end - at < 4) return Skip.cutShort;
      // Length and type are in the byte order of the capturing host, which frames do not know: types are below 256, but
      // for two flags.
      const little = (view.getUint8(at + 3) & 0x3f) === 0;
      const length = view.getUint16(at, little);
      const type = view.getUint16(at + 2, little) & 0x3fff;
      if (length < 4) return Skip.malformed;
      const value = at + 4;
      if (type === Attribute.payload) return end > value ? value : Skip.cutShort;
      at += (length + 3) & ~3;
      if (at > end) return Skip.cutShort;
      if (type === Attribute.header && length >= 7)
        packet.direction = directions[view.getUint8(value + 2)] ?? packet.direction;
      else if ((type === Attribute.inside || type === Attribute.outside) && length >= 8)
        lane(packet, view.getUint32(value));
      else if (type === Attribute.link && length === 18) addresses(view, value, packet);
    }
    return Skip.malformed;
  },
};
