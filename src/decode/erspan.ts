import {Direction} from "../capture/frames.ts";
import {ethernet} from "./ethernet.ts";
import type {Interfaces} from "./link.ts";
import {lane, tag} from "./nesting.ts";
import type {Packet} from "./packet.ts";
import {Skip} from "./skip.ts";

/**
 * Cisco's mirror sessions in GRE (draft-foschiano-erspan-03): 4 bits of version, 12 of VLAN, then class, encapsulation,
 * truncation, and 10 bits of session. The session is the packet's lane.
 */

/** What became of the frame's VLAN tag: taken away, so that only this header tells it. */
const untagged = 2;

/** Type II: eight bytes. */
export function erspan2(view: DataView, at: number, end: number, packet: Packet, interfaces: Interfaces): number {
  if (end - at < 8) return Skip.cutShort;
  const word = view.getUint32(at);
  if (word >>> 28 !== 1) return Skip.notIp;
  lane(packet, word & 0x3ff);
  if (((word >>> 11) & 3) === untagged) tag(packet, word >>> 16);
  return ethernet.network(view, at + 8, end, packet, interfaces);
}

/** Kinds of frame in type III, and the bits of its third word's lower half that tell of them. */
const Kind = {ethernet: 0, ip: 2} as const;
const leaving = 0x0008;
const extended = 0x0001;

/**
 * Type III: twelve bytes, of which one bit tells whether the frame left by the mirrored port, and maybe eight more of
 * the platform.
 */
export function erspan3(view: DataView, start: number, end: number, packet: Packet, interfaces: Interfaces): number {
  if (end - start < 12) return Skip.cutShort;
  const word = view.getUint32(start);
  const bits = view.getUint16(start + 10);
  const kind = (bits >> 10) & 0x1f;
  if (word >>> 28 !== 2 || (kind !== Kind.ethernet && kind !== Kind.ip)) return Skip.notIp;
  lane(packet, word & 0x3ff);
  packet.direction = bits & leaving ? Direction.leaving : Direction.entering;
  const at = start + (bits & extended ? 20 : 12);
  if (kind === Kind.ethernet) return ethernet.network(view, at, end, packet, interfaces);
  return end - at < 1 ? Skip.cutShort : at;
}
