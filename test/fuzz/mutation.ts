import * as fc from "fast-check";
import {concat} from "../support/binary.ts";

/**
 * One damage, as plain numbers, so that a failing one can be made smaller. Places are counted modulo what there is:
 * bytes, or blocks, which are the records of a capture and the lines of a text.
 */
export type Mutation =
  | {readonly kind: "flip"; readonly at: number; readonly bit: number}
  | {readonly kind: "byte"; readonly at: number; readonly value: number}
  | {readonly kind: "cut"; readonly at: number}
  | {readonly kind: "length"; readonly at: number; readonly value: number; readonly size: 2 | 4; readonly big: boolean}
  | {readonly kind: "header"; readonly at: number; readonly word: number; readonly value: number; readonly big: boolean}
  | {readonly kind: "drop"; readonly at: number; readonly count: number}
  | {readonly kind: "repeat"; readonly at: number; readonly count: number}
  | {readonly kind: "swap"; readonly at: number; readonly other: number}
  | {readonly kind: "insert"; readonly at: number; readonly what: number}
  | {readonly kind: "long"; readonly at: number; readonly byte: number}
  | {readonly kind: "word"; readonly at: number; readonly what: number};

/** Lengths and counts that readers stumble over. */
const nasty = [0, 1, 2, 3, 0x7f, 0xff, 0x7fff, 0xffff, 0x10000, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];

/** What terminals, XML and text readers take for more than text. */
const hostile = [
  "\u001b[31m\u001b[2J",
  "\u001b]0;title\u0007",
  "\u0000",
  "\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000",
  "\r",
  "\n",
  "\r\n\r\n",
  "\u009b31m",
  "\u202e\u2066",
  "\ufeff",
  "\ufffe\uffff",
  "<script>&amp;]]></svg><!--",
  "\"'`|\\$(id)",
  "𝕏é\u0301",
].map(text => Buffer.from(text));
const raw = [Uint8Array.of(0xc3, 0x28), Uint8Array.of(0xed, 0xa0, 0x80), Uint8Array.of(0xff, 0xfe, 0x00, 0xd8)];
const insertions: readonly Uint8Array[] = [...hostile, ...raw];

/** Words of transcripts in places where they do not belong. */
const words = [
  " -> ",
  " in ",
  'msg="',
  "255.255.255.255",
  "::",
  "65536",
  "-1",
  "99999999999999999999",
  "syn",
  "[",
  "]",
].map(text => Buffer.from(text));

const longLine = 1 << 20;
/** No mutant is repeated beyond this. */
const mostBytes = 48 << 20;

const at = fc.nat(0xffff_ffff);
const value = fc.oneof({arbitrary: fc.constantFrom(...nasty), weight: 4}, {arbitrary: fc.nat(0xffff_ffff), weight: 1});
const of = <K extends Mutation["kind"]>(kind: K) => fc.constant(kind);

export const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  {arbitrary: fc.record({kind: of("flip"), at, bit: fc.nat(7)}), weight: 24},
  {arbitrary: fc.record({kind: of("byte"), at, value: fc.nat(255)}), weight: 12},
  {arbitrary: fc.record({kind: of("cut"), at}), weight: 10},
  {
    arbitrary: fc.record({
      kind: of("length"),
      at,
      value,
      size: fc.constantFrom(2 as const, 4 as const),
      big: fc.boolean(),
    }),
    weight: 14,
  },
  {arbitrary: fc.record({kind: of("header"), at, word: fc.nat(23), value, big: fc.boolean()}), weight: 20},
  {arbitrary: fc.record({kind: of("drop"), at, count: fc.nat(8)}), weight: 10},
  {arbitrary: fc.record({kind: of("repeat"), at, count: fc.nat(40)}), weight: 8},
  {arbitrary: fc.record({kind: of("swap"), at, other: at}), weight: 10},
  {arbitrary: fc.record({kind: of("insert"), at, what: fc.nat(insertions.length - 1)}), weight: 10},
  {arbitrary: fc.record({kind: of("word"), at, what: fc.nat(words.length - 1)}), weight: 4},
  {arbitrary: fc.record({kind: of("long"), at, byte: fc.constantFrom(0x00, 0x1b, 0x20, 0x30, 0x61, 0xff)}), weight: 1},
);

/** Returns a mutant of `bytes`, which are not touched. */
export function mutate(bytes: Uint8Array, mutations: readonly Mutation[]): Uint8Array {
  let mutant = bytes;
  for (const one of mutations) mutant = apply(mutant, one);
  return mutant;
}

function apply(bytes: Uint8Array, one: Mutation): Uint8Array {
  if (bytes.length === 0) return one.kind === "insert" ? insertions[one.what]! : bytes;
  const place = one.at % bytes.length;
  const insert = (what: Uint8Array) => concat(bytes.subarray(0, place), what, bytes.subarray(place));
  switch (one.kind) {
    case "flip":
    case "byte": {
      const copy = bytes.slice();
      if (one.kind === "flip") copy[place]! ^= 1 << one.bit;
      else copy[place] = one.value;
      return copy;
    }
    case "cut":
      return bytes.subarray(0, place);
    case "length":
      return written(bytes, place, one.value, one.size, one.big);
    case "insert":
      return insert(insertions[one.what]!);
    case "word":
      return insert(words[one.what]!);
    case "long":
      return insert(new Uint8Array(longLine).fill(one.byte));
    default:
      return rearranged(bytes, one);
  }
}

function written(bytes: Uint8Array, at: number, value: number, size: 2 | 4, big: boolean): Uint8Array {
  if (at + size > bytes.length) return bytes;
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  if (size === 2) view.setUint16(at, value & 0xffff, !big);
  else view.setUint32(at, value, !big);
  return copy;
}

/** Drops, repeats or swaps whole blocks, or writes over a word of the header of one. */
function rearranged(
  bytes: Uint8Array,
  one: Extract<Mutation, {kind: "header" | "drop" | "repeat" | "swap"}>,
): Uint8Array {
  const starts = blocksOf(bytes);
  const i = one.at % starts.length;
  const start = starts[i]!;
  if (one.kind === "header") return written(bytes, start + one.word * 4, one.value, 4, one.big);
  const after = (k: number) => starts[k + 1] ?? bytes.length;
  const end = after(i);
  if (one.kind === "drop")
    return concat(bytes.subarray(0, start), bytes.subarray(after(Math.min(i + one.count, starts.length - 1))));
  const block = bytes.subarray(start, end);
  if (one.kind === "repeat") {
    // What repeats what was repeated grows without end.
    if (bytes.length + block.length * (1 + one.count) > mostBytes) return bytes;
    return concat(bytes.subarray(0, end), ...Array<Uint8Array>(1 + one.count).fill(block), bytes.subarray(end));
  }
  const other = one.other % starts.length;
  const [low, high] = [Math.min(i, other), Math.max(i, other)];
  if (low === high) return bytes;
  return concat(
    bytes.subarray(0, starts[low]!),
    bytes.subarray(starts[high]!, after(high)),
    bytes.subarray(after(low), starts[high]!),
    bytes.subarray(starts[low]!, after(low)),
    bytes.subarray(after(high)),
  );
}

const maximumBlocks = 400;

/** Where blocks start: at least one. What is no capture is taken for text. */
export function blocksOf(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const starts = [0];
  if (bytes.length < 32) return starts;
  const magic = view.getUint32(0);
  const isLittle = magic === 0xd4c3b2a1 || magic === 0x4d3cb2a1 || magic === 0x34cdb2a1;
  const isBig = magic === 0xa1b2c3d4 || magic === 0xa1b23c4d || magic === 0xa1b2cd34;
  let next = 0;
  if (isLittle || isBig) {
    const header = magic === 0x34cdb2a1 || magic === 0xa1b2cd34 ? 24 : 16;
    for (next = 24; next + header <= bytes.length && starts.length < maximumBlocks; ) {
      starts.push(next);
      next += header + view.getUint32(next + 8, isLittle);
    }
  } else if (magic === 0x0a0d0d0a) {
    const little = view.getUint32(8) === 0x4d3c2b1a;
    for (next = view.getUint32(4, little); next + 12 <= bytes.length && starts.length < maximumBlocks; ) {
      starts.push(next);
      const length = view.getUint32(next + 4, little);
      if (length < 12) break;
      next += length;
    }
  } else {
    for (let i = 0; i < bytes.length - 1 && starts.length < maximumBlocks; i++) if (bytes[i] === 10) starts.push(i + 1);
  }
  return starts;
}
