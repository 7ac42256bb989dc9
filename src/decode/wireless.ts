import {logicalLink} from "./ethernet.ts";
import type {Interfaces, Link} from "./link.ts";
import type {Packet} from "./packet.ts";
import {Skip} from "./skip.ts";

/** Bits of the frame control field's first and second byte (IEEE 802.11-2020, section 9.2.4.1). */
const dataType = 0x08;
const Subtype = {empty: 0x40, quality: 0x80} as const;
const Control = {toSystem: 0x01, fromSystem: 0x02, secret: 0x40, order: 0x80} as const;

/** Frames of IEEE 802.11: data in clear. Of an aggregate of several the first is read. */
export const wireless: Link = {
  name: "IEEE 802.11",
  network: (view, start, end, packet, interfaces) => data(view, start, end, 0, packet, interfaces),
};

/** `alignment` is 3 where the adapter puts the payload at a multiple of four bytes, else 0. */
function data(
  view: DataView,
  start: number,
  end: number,
  alignment: number,
  packet: Packet,
  interfaces: Interfaces,
): number {
  if (end - start < 2) return Skip.cutShort;
  const kind = view.getUint8(start);
  const control = view.getUint8(start + 1);
  // Version 0, and type 2.
  if ((kind & 0x0f) !== dataType || kind & Subtype.empty || control & Control.secret) return Skip.notIp;
  const isRelayed = (control & (Control.toSystem | Control.fromSystem)) === (Control.toSystem | Control.fromSystem);
  const quality = start + 24 + (isRelayed ? 6 : 0);
  let header = quality - start;
  if (kind & Subtype.quality) header += control & Control.order ? 6 : 2;
  header = (header + alignment) & ~alignment;
  if (end - start < header) return Skip.cutShort;
  macs(view, start, control, packet);
  // A later fragment has no header of the packet.
  if ((view.getUint16(start + 22, true) & 0x0f) !== 0) return Skip.fragment;
  const isAggregate = (kind & Subtype.quality) !== 0 && (view.getUint8(quality) & 0x80) !== 0;
  const at = start + header + (isAggregate ? 14 : 0);
  return end - at < 8 ? Skip.cutShort : logicalLink(view, at, end, packet, interfaces);
}

/**
 * Which of the addresses are the target's and the source's (section 9.3.2.1): the others are those of access points.
 */
function macs(view: DataView, start: number, control: number, packet: Packet): void {
  const target = start + (control & Control.toSystem ? 16 : 4);
  const source = start + (control & Control.fromSystem ? (control & Control.toSystem ? 24 : 16) : 10);
  packet.targetMacHigh = view.getUint16(target);
  packet.targetMacLow = view.getInt32(target + 2);
  packet.sourceMacHigh = view.getUint16(source);
  packet.sourceMacLow = view.getInt32(source + 2);
}

/**
 * Fields of radiotap by their bit in the first word, and the flag that says that the payload is aligned (radiotap.org).
 */
const Present = {time: 1, flags: 2, more: 0x80000000} as const;
const alignedFlag = 0x20;
const maximumWords = 32;

/**
 * LINKTYPE_IEEE802_11_RADIOTAP, all little-endian: version 0, length, words of present fields, the fields, then the
 * frame.
 */
export const radiotap: Link = {
  name: "radiotap",
  network(view, start, end, packet, interfaces) {
    if (end - start < 8) return Skip.cutShort;
    const length = view.getUint16(start + 2, true);
    if (view.getUint8(start) !== 0 || length < 8) return Skip.malformed;
    if (length > end - start) return Skip.cutShort;
    const present = view.getUint32(start + 4, true);
    let at = start + 8;
    for (let words = 1, more = present; more & Present.more; words++) {
      if (words === maximumWords || at + 4 > start + length) return Skip.malformed;
      more = view.getUint32(at, true);
      at += 4;
    }
    // The time is eight bytes at a multiple of eight.
    if (present & Present.time) at = start + ((at - start + 7) & ~7) + 8;
    const flags = present & Present.flags && at < start + length ? view.getUint8(at) : 0;
    const alignment = flags & alignedFlag ? 3 : 0;
    return data(view, start + length, end, alignment, packet, interfaces);
  },
};
