/** What the builders of frames are made of. */

/** What a builder made, by EtherType or IP protocol number, so that the header before it can say so. */
export const kinds = new WeakMap<Uint8Array, number>();
export const made = (kind: number, bytes: Uint8Array): Uint8Array => {
  kinds.set(bytes, kind);
  return bytes;
};

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Big-endian numbers of 1, 2 or 4 bytes each: `fields([2, 0x0800], [1, 64])`. */
export function fields(...all: readonly (readonly [size: 1 | 2 | 4, value: number])[]): Uint8Array {
  const bytes: number[] = [];
  for (const [size, value] of all)
    for (let shift = (size - 1) * 8; shift >= 0; shift -= 8) bytes.push((value >>> shift) & 0xff);
  return Uint8Array.from(bytes);
}

/** `count` bytes that are not all alike. */
export const filler = (count: number): Uint8Array => Uint8Array.from({length: count}, (_, i) => 0x61 + (i % 26));

export const bytesOf = (payload: Uint8Array | number): Uint8Array =>
  typeof payload === "number" ? filler(payload) : payload;

/** `02:00:00:00:00:01` → six bytes. */
export const mac = (text: string): Uint8Array => Uint8Array.from(text.split(":"), part => Number.parseInt(part, 16));

/** `10.1.0.3` → four bytes, `2001:db8::1` → sixteen. */
export function address(text: string): Uint8Array {
  if (!text.includes(":")) return Uint8Array.from(text.split("."), Number);
  const [before = "", after] = text.split("::");
  const words = (part: string) => (part === "" ? [] : part.split(":").map(word => Number.parseInt(word, 16)));
  const left = words(before);
  const right = after === undefined ? [] : words(after);
  const zeros = Array<number>(8 - left.length - right.length).fill(0);
  return fields(...[...left, ...zeros, ...right].map((word): [2, number] => [2, word]));
}

export const padded = (bytes: Uint8Array): Uint8Array => concat(bytes, new Uint8Array(-bytes.length & 3));

/** RFC 1071. */
export function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i]! << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
