import type {Tuple} from "../decode/packet.ts";
import {Registry} from "./registry.ts";

/** Flipped, signed words compare as unsigned ones. */
const signBit = 0x8000_0000;

/** At most so many pairs are told apart. Pair 0, all others, is never a witness. */
const limit = 200_000;

const recentSize = 1024;

/** Numbers kept for each pair: two of each, one a direction; direction 0 is from the lower net to the higher. */
export const Pair = {
  /** Packets of any IP protocol but resets: the witnesses that this point sees this direction. */
  packets: 0,
  /** TCP packets, resets too. */
  tcp: 2,
  /** Witnesses at the last counted round that told of missing packets of this direction. */
  witnessed: 4,
  /** Time of that round, and number of counted rounds. */
  round: 6,
  rounds: 8,
  fields: 10,
} as const;

/**
 * Client and server networks that talk at a capture point: /24 and /64. Two hosts of one such network are a pair of hosts, as
 * their network says nothing of the direction.
 */
export class NetPairs {
  readonly registry = new Registry(9, Pair.fields, limit);

  /** Pairs of IPv4 networks asked for last, by their low bits; and what was asked: both networks, the point. */
  readonly #recent = new Int32Array(4 * recentSize);

  /** Returns the pair of a packet's addresses at a point. */
  intern(tuple: Tuple, point: number): number {
    const source = tuple.source3 >> 8;
    const target = tuple.target3 >> 8;
    if (tuple.width !== 4 || source === target) return this.#find(tuple, point);
    const at = 4 * ((Math.imul(source, 31) ^ target ^ point) & (recentSize - 1));
    const recent = this.#recent;
    if (recent[at] === source && recent[at + 1] === target && recent[at + 2] === point && recent[at + 3]! > 0)
      return recent[at + 3]!;
    const pair = this.#find(tuple, point);
    recent[at] = source;
    recent[at + 1] = target;
    recent[at + 2] = point;
    recent[at + 3] = pair;
    return pair;
  }

  #find(tuple: Tuple, point: number): number {
    const {key} = this.registry;
    const v4 = tuple.width === 4;
    const sameNet = v4
      ? (tuple.source3 ^ tuple.target3) >>> 8 === 0
      : tuple.source0 === tuple.target0 && tuple.source1 === tuple.target1;
    const host3 = sameNet ? -1 : v4 ? -256 : 0;
    const host2 = sameNet ? -1 : 0;
    const swap = descends(tuple) ? 4 : 0;
    key[0] = (point << 8) | tuple.width;
    key[1 + swap] = tuple.source0;
    key[2 + swap] = tuple.source1;
    key[3 + swap] = tuple.source2 & host2;
    key[4 + swap] = tuple.source3 & host3;
    key[5 - swap] = tuple.target0;
    key[6 - swap] = tuple.target1;
    key[7 - swap] = tuple.target2 & host2;
    key[8 - swap] = tuple.target3 & host3;
    return this.registry.intern();
  }

  /** Returns the pair of the same networks at another point, 0 if there is none. */
  at(pair: number, point: number): number {
    const {key} = this.registry;
    for (let word = 1; word < key.length; word++) key[word] = this.registry.word(pair, word);
    key[0] = (point << 8) | (this.registry.word(pair, 0) & 0xff);
    return this.registry.find();
  }

  value(pair: number, field: number): number {
    return this.registry.values[pair * Pair.fields + field]!;
  }

  point(pair: number): number {
    return this.registry.word(pair, 0) >>> 8;
  }

  get count(): number {
    return this.registry.count;
  }
}

/** Returns whether the source address (then port) is above the target's: whether the packet goes in direction 1. */
export function descends(tuple: Tuple): boolean {
  if (tuple.width !== 4) return descends6(tuple);
  if (tuple.source3 === tuple.target3) return tuple.sourcePort > tuple.targetPort;
  return (tuple.source3 ^ signBit) > (tuple.target3 ^ signBit);
}

function descends6(tuple: Tuple): boolean {
  if (tuple.source0 !== tuple.target0) return tuple.source0 >>> 0 > tuple.target0 >>> 0;
  if (tuple.source1 !== tuple.target1) return tuple.source1 >>> 0 > tuple.target1 >>> 0;
  if (tuple.source2 !== tuple.target2) return tuple.source2 >>> 0 > tuple.target2 >>> 0;
  if (tuple.source3 !== tuple.target3) return tuple.source3 >>> 0 > tuple.target3 >>> 0;
  return tuple.sourcePort > tuple.targetPort;
}
