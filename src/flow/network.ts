/** Some leading bits of an address, with its words as signed 32-bit integers in network order; IPv4 is the last word, as in a packet. */
export interface Network {
  /** Bytes of an address: 4 or 16. */
  readonly width: number;
  readonly words: readonly [number, number, number, number];
  readonly masks: readonly [number, number, number, number];
}

/** Returns the network that `10.1.0.0/16`, `2001:db8::/32` or an address names; null if it is none. Bits beyond the prefix are ignored. */
export function parseNetwork(text: string): Network | null {
  const [address, prefix, more] = text.split("/");
  if (address === undefined || more !== undefined) return null;
  const words = parse4(address) ?? parse6(address);
  if (words === null) return null;
  const width = address.includes(":") ? 16 : 4;
  const bits = prefix === undefined ? width * 8 : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
  if (bits < 0 || bits > width * 8) return null;
  const first = width === 4 ? bits + 96 : bits;
  const masks = [0, 1, 2, 3].map(word => mask(Math.min(Math.max(first - 32 * word, 0), 32)));
  return {
    width,
    words: words.map((word, i) => word & masks[i]!) as unknown as Network["words"],
    masks: masks as unknown as Network["masks"],
  };
}

/** Returns whether an address of `width` bytes, given as four signed words, is in the network. */
export function contains(network: Network, width: number, a: number, b: number, c: number, d: number): boolean {
  const {words, masks} = network;
  return (
    width === network.width &&
    (d & masks[3]) === words[3] &&
    (width === 4 || ((a & masks[0]) === words[0] && (b & masks[1]) === words[1] && (c & masks[2]) === words[2]))
  );
}

const mask = (bits: number) => (bits === 0 ? 0 : (-1 << (32 - bits)) | 0);

function parse4(text: string): number[] | null {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every(part => /^\d{1,3}$/.test(part) && Number(part) < 256)) return null;
  return [0, 0, 0, parts.reduce((word, part) => (word << 8) | Number(part), 0)];
}

/** RFC 4291, section 2.2. */
function parse6(text: string): number[] | null {
  const [before = "", after, more] = text.split("::");
  if (more !== undefined || !text.includes(":")) return null;
  const left = groups(before, after === undefined);
  const right = after === undefined ? [] : groups(after, true);
  if (left === null || right === null) return null;
  const missing = 8 - left.length - right.length;
  if (after === undefined ? missing !== 0 : missing < 1) return null;
  const all = [...left, ...Array<number>(missing).fill(0), ...right];
  return [0, 2, 4, 6].map(i => (all[i]! << 16) | all[i + 1]!);
}

/** The 16-bit groups of a part of an IPv6 address, whose last 32 bits may be written as an IPv4 address. */
function groups(text: string, isLast: boolean): number[] | null {
  if (text === "") return [];
  const all: number[] = [];
  const parts = text.split(":");
  for (const [i, part] of parts.entries()) {
    const last = isLast && i === parts.length - 1 && part.includes(".") ? parse4(part) : null;
    if (last !== null) all.push(last[3]! >>> 16, last[3]! & 0xffff);
    else if (/^[\da-f]{1,4}$/i.test(part)) all.push(Number.parseInt(part, 16));
    else return null;
  }
  return all;
}
