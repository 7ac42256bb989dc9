import {addressBytes} from "../capture/segment.ts";

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
  const bytes = addressBytes(address);
  if (bytes === null) return null;
  const width = bytes.length;
  const view = new DataView(bytes.buffer);
  const words = width === 4 ? [0, 0, 0, view.getInt32(0)] : [0, 4, 8, 12].map(at => view.getInt32(at));
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
