import {cooked, cooked2} from "./cooked.ts";
import {ethernet} from "./ethernet.ts";
import type {Packet} from "./packet.ts";
import {loop, nullLink, raw} from "./raw.ts";

/** A link type: says where the IP header of a frame starts. */
export interface Link {
  readonly name: string;
  /**
   * Returns the index of the IP header of the frame in view[start, end), or a negative Skip. Writes MACs, VLAN and, where the link
   * header tells, the direction into `packet`. `interfaces` is asked where the header names an interface by number.
   */
  network(view: DataView, start: number, end: number, packet: Packet, interfaces: Interfaces): number;
}

/** Turns the interface index of a frame's link header into a capture point. */
export interface Interfaces {
  ofIndex(point: number, index: number): number;
}

/** LINKTYPE_ number (tcpdump.org/linktypes.html) → decoder. 12 and 14 are what BSDs write for raw IP. */
export const links: ReadonlyMap<number, Link> = new Map([
  [0, nullLink],
  [1, ethernet],
  [12, raw],
  [14, raw],
  [101, raw],
  [108, loop],
  [113, cooked],
  [228, raw],
  [229, raw],
  [276, cooked2],
]);
