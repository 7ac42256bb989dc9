import {Direction} from "../capture/frames.ts";
import type {Link, Network} from "./link.ts";
import {Skip} from "./skip.ts";

/** "MGC", with which every frame begins. */
const magic = 0x4d4743;
const Flag = {entering: 0x01, bare: 0x02, extended: 0x80} as const;

/**
 * What Junos writes (LINKTYPE_JUNIPER_*; print-juniper.c of tcpdump): magic, flags, maybe extensions with their length,
 * a cookie of some kinds of interface, then the frame. The extensions name interfaces; all frames of a capture are of
 * one.
 */
export const juniper = (name: string, cookie: number, payload: Network): Link => ({
  name,
  network(view, start, end, packet, interfaces) {
    if (end - start < 4) return Skip.cutShort;
    const word = view.getUint32(start);
    if (word >>> 8 !== magic) return Skip.malformed;
    packet.direction = word & Flag.entering ? Direction.entering : Direction.leaving;
    let at = start + 4;
    if (word & Flag.extended) {
      if (end - at < 2) return Skip.cutShort;
      at += 2 + view.getUint16(at);
    }
    // Of a stripped link header there are four bytes left.
    at += word & Flag.bare ? 4 : cookie;
    if (end <= at) return Skip.cutShort;
    return word & Flag.bare ? at : payload(view, at, end, packet, interfaces);
  },
});
