import type {Packet} from "./packet.ts";

/**
 * At most so many encapsulations are taken off one frame: label stacks, PPPoE, tunnels and frames within frames count
 * one each.
 */
const maximumDepth = 4;

/** Counts one more encapsulation around the packet. Returns whether that is one too many. */
export const tooDeep = (packet: Packet): boolean => ++packet.depth > maximumDepth;

/**
 * Tells the packet's path from others by the number of a tunnel, an interface or a switch port: six bits of `vlan`
 * above its tags. Two numbers in 64 are taken for one, which hides a change of the path, and makes up none.
 */
export function lane(packet: Packet, number: number): void {
  // Neighbouring numbers give different bits, whatever size they have.
  const folded = number ^ (number >>> 6) ^ (number >>> 12) ^ (number >>> 18) ^ (number >>> 24);
  packet.vlan = (packet.vlan & 0xffffff) | ((((packet.vlan >>> 24) * 5 + folded + 1) & 0x3f) << 24);
}

/** Puts a VLAN tag on the path: the two innermost ids are kept, and the lane. */
export function tag(packet: Packet, id: number): void {
  packet.vlan = (packet.vlan & ~0xffffff) | (((packet.vlan << 12) | (id & 0xfff)) & 0xffffff);
}
