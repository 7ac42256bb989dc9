import type {Packet, Tuple} from "../decode/packet.ts";
import {finish, mix, seed} from "./registry.ts";

const tableSeed = seed;

/** Port of the lower address's side × 2¹⁶ + the other port. */
export const portsOf = (tuple: Tuple, side: number) =>
  side === 0 ? (tuple.sourcePort << 16) | tuple.targetPort : (tuple.targetPort << 16) | tuple.sourcePort;

/** Whether the addresses at `source` and `target` are the tuple's as far as IPv6 has more words than IPv4. */
export function holdsUpper(words: Int32Array, source: number, target: number, tuple: Tuple): boolean {
  return (
    words[source] === tuple.source0 &&
    words[source + 1] === tuple.source1 &&
    words[source + 2] === tuple.source2 &&
    words[target] === tuple.target0 &&
    words[target + 1] === tuple.target1 &&
    words[target + 2] === tuple.target2
  );
}

/** Hash of a 5-tuple, whatever its direction, at a point: `side` is the source's. */
export function hashOf(tuple: Tuple, point: number, side: number): number {
  let hash = mix(tableSeed ^ point, portsOf(tuple, side));
  hash = mix(hash, side === 0 ? tuple.source3 : tuple.target3);
  hash = mix(hash, side === 0 ? tuple.target3 : tuple.source3);
  return finish(tuple.width === 4 ? hash : mixUpper(hash, tuple));
}

/** Mixes in what IPv6 addresses have more: sums and differences of both sides' words, as the direction does not matter. */
function mixUpper(before: number, tuple: Tuple): number {
  let hash = mix(before, tuple.source0 ^ tuple.target0);
  hash = mix(hash, tuple.source1 ^ tuple.target1);
  hash = mix(hash, tuple.source2 ^ tuple.target2);
  return mix(hash, (tuple.source0 + tuple.target0 + Math.imul(tuple.source1 + tuple.target1, 3)) | 0);
}

/** Writes both addresses of a packet, the lower one's side first, four words each. */
export function writeAddresses(words: Int32Array, at: number, side: number, packet: Packet): void {
  const source = at + side * 4;
  const target = at + 4 - side * 4;
  words[source] = packet.source0;
  words[source + 1] = packet.source1;
  words[source + 2] = packet.source2;
  words[source + 3] = packet.source3;
  words[target] = packet.target0;
  words[target + 1] = packet.target1;
  words[target + 2] = packet.target2;
  words[target + 3] = packet.target3;
}
