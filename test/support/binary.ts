/** What the builders of frames are made of. */

const kindOf = Symbol("kind");

/** What a builder made, by EtherType or IP protocol number, so that the header before it can say so. */
export const kinds = {
  get: (bytes: Uint8Array): number | undefined => (bytes as {[kindOf]?: number})[kindOf],
};
export const made = (kind: number, bytes: Uint8Array): Uint8Array => {
  // Not enumerable: arrays of the same bytes are equal. (A WeakMap of hundred thousands costs the collector seconds.)
  Object.defineProperty(bytes, kindOf, {value: kind});
  return bytes;
};

export const concat = (...parts: readonly Uint8Array[]): Uint8Array => joined(parts);

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Big-endian numbers of 1, 2 or 4 bytes each: `fields([2, 0x0800], [1, 64])`. */
export function fields(...all: readonly (readonly [size: 1 | 2 | 4, value: number])[]): Uint8Array {
  let length = 0;
  for (const [size] of all) length += size;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const [size, value] of all)
    for (let shift = (size - 1) * 8; shift >= 0; shift -= 8) bytes[at++] = value >>> shift;
  return bytes;
}

/** `count` bytes that are not all alike. */
export function filler(count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let i = 0; i < count; i++) bytes[i] = 0x61 + (i % 26);
  return bytes;
}

export const bytesOf = (payload: Uint8Array | number): Uint8Array =>
  typeof payload === "number" ? filler(payload) : payload;

/** `02:00:00:00:00:01` → six bytes. */
export const mac = (text: string): Uint8Array => new Uint8Array(text.split(":").map(part => Number.parseInt(part, 16)));

/** `10.1.0.3` → four bytes, `2001:db8::1` → sixteen. */
export function address(text: string): Uint8Array {
  if (!text.includes(":")) return new Uint8Array(text.split(".").map(Number));
  const [before = "", after] = text.split("::");
  const words = (part: string) => (part === "" ? [] : part.split(":").map(word => Number.parseInt(word, 16)));
  const left = words(before);
  const right = after === undefined ? [] : words(after);
  const zeros = Array<number>(8 - left.length - right.length).fill(0);
  return fields(...[...left, ...zeros, ...right].map((word): [2, number] => [2, word]));
}

export const padded = (bytes: Uint8Array): Uint8Array => concat(bytes, new Uint8Array(-bytes.length & 3));

/** RFC 1071, of all parts as if they stood behind one another; each but the last is of even length. */
export function checksum(...parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const bytes of parts) for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i]! << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
