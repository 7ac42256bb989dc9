import {Frames} from "../../src/capture/frames.ts";
import {decode} from "../../src/decode/decode.ts";
import type {Interfaces} from "../../src/decode/link.ts";
import {Packet} from "../../src/decode/packet.ts";
import {Skip, skipNames} from "../../src/decode/skip.ts";
import {concat, linkType} from "../support/bytes.ts";

export interface Taken {
  readonly link?: number;
  /** Bytes on the wire, where fewer were captured. */
  readonly wireLength?: number;
  readonly direction?: number;
  /** The byte that stands around the frame in its buffer. */
  readonly around?: number;
}

export interface Decoded {
  /** `no` for a packet, else the reason of its being skipped. */
  readonly skip: (typeof skipNames)[number];
  readonly packet: Packet;
}

/** The point of interface `index` has this id; frames themselves are at point 5. */
export const pointOfInterface = (index: number): number => 1000 + index;
const point = 5;

const named = new Map<string, number>();
/** The point of the interface called `name`. */
export function pointOfName(name: string): number {
  if (!named.has(name)) named.set(name, 2000 + named.size);
  return named.get(name)!;
}

/** Points are told apart by what the frame says, whole. */
const interfaces: Interfaces = {
  ofIndex: (_, index) => pointOfInterface(index),
  ofName: (_, view, at, length) => {
    const bytes = Uint8Array.from({length}, (_, i) => view.getUint8(at + i));
    return pointOfName(new TextDecoder("latin1").decode(bytes).replace(/\0.*/s, ""));
  },
  ofEni: (_, view, at) => pointOfName(`eni-${view.getBigUint64(at).toString(16).padStart(16, "0")}`),
};

/** One batch for every call, as making one takes longer than decoding a frame. */
const frames = new Frames();

/**
 * Decodes one frame that stands amid other bytes (a decoder that looks there finds no zeros), into a packet which still
 * holds what was there before.
 */
export function decoded(bytes: Uint8Array, taken: Taken = {}): Decoded {
  const {link = linkType.ethernet, wireLength = bytes.length, direction = 0} = taken;
  const around = new Uint8Array(64).fill(taken.around ?? 0xee);
  frames.count = 0;
  frames.borrow(concat(around, bytes, around));
  frames.ordinal = 40;
  frames.append(0, 1, 1, 0, 0, linkType.ethernet, 0);
  frames.append(around.length, bytes.length, wireLength, 123, point, link, direction);
  const packet = stale();
  const skip = decode(frames, 1, packet, interfaces);
  const name = skipNames[-skip];
  if (name === undefined) throw new Error(`decode returns ${skip}, which is no Skip`);
  return {skip: name, packet};
}

/** The packet of a frame that is to be one. */
export function packetOf(bytes: Uint8Array, taken: Taken = {}): Packet {
  const {skip, packet} = decoded(bytes, taken);
  if (skip !== skipNames[Skip.no]) throw new Error(`the frame is skipped: ${skip}`);
  return packet;
}

export const skipOf = (bytes: Uint8Array, taken: Taken = {}): Decoded["skip"] => decoded(bytes, taken).skip;

/** A packet with remains of an earlier one in every field. */
function stale(): Packet {
  const packet = new Packet();
  const spoil = (record: object) => {
    for (const [key, value] of Object.entries(record)) {
      if (typeof value === "number") Object.assign(record, {[key]: 77});
      else if (typeof value === "boolean") Object.assign(record, {[key]: true});
      else spoil(value);
    }
  };
  spoil(packet);
  return packet;
}

const dotted = (word: number) => [24, 16, 8, 0].map(shift => (word >>> shift) & 0xff).join(".");

/** `10.1.0.3:51156 > 10.2.0.4:5000`; of IPv6 all eight words. */
export function endpoints(packet: Packet): string {
  const {width} = packet;
  const text = (words: readonly number[]) =>
    width === 4
      ? dotted(words[3]!)
      : words.map(word => `${((word >>> 16) & 0xffff).toString(16)}:${(word & 0xffff).toString(16)}`).join(":");
  const {source0, source1, source2, source3, target0, target1, target2, target3} = packet;
  const source = text([source0, source1, source2, source3]);
  const target = text([target0, target1, target2, target3]);
  return `${source}:${packet.sourcePort} > ${target}:${packet.targetPort}`;
}
