import {addressBytes} from "../capture/segment.ts";

/** An address and a port, ready to be shown. */
export interface Endpoint {
  /** RFC 5952, without zone. */
  readonly address: string;
  readonly port: number;
}

/** Returns an address as RFC 5952 writes it; what is none as it stands. */
export function canonicalAddress(address: string): string {
  if (!address.includes(":")) return address;
  const bytes = addressBytes(address);
  if (bytes === null) return address;
  const view = new DataView(bytes.buffer);
  return addressText(16, view.getInt32(0), view.getInt32(4), view.getInt32(8), view.getInt32(12));
}

/** Returns `10.1.0.3:443` or `[2001:db8::3]:443`. */
export function endpointText(endpoint: Endpoint): string {
  return endpoint.address.includes(":")
    ? `[${endpoint.address}]:${endpoint.port}`
    : `${endpoint.address}:${endpoint.port}`;
}

/** Returns an address given as four signed words in network order; IPv4 (`width` 4) is the last word. */
export function addressText(width: number, a: number, b: number, c: number, d: number): string {
  if (width === 4) return `${d >>> 24}.${(d >>> 16) & 255}.${(d >>> 8) & 255}.${d & 255}`;
  const groups = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff, c >>> 16, c & 0xffff, d >>> 16, d & 0xffff];
  // RFC 5952, section 4.2: the longest run of at least two zero groups, the first of equals.
  let best = -1;
  let length = 1;
  for (let i = 0; i < 8; i++) {
    let run = 0;
    while (i + run < 8 && groups[i + run] === 0) run++;
    if (run > length) [best, length] = [i, run];
  }
  const text = (part: number[]) => part.map(group => group.toString(16)).join(":");
  return best < 0 ? text(groups) : `${text(groups.slice(0, best))}::${text(groups.slice(best + length))}`;
}

/** Returns the network of an address as groups are formed: `10.1.0.0/24`, `2001:db8::/64`. */
export function networkText(width: number, a: number, b: number, d: number): string {
  return width === 4 ? `${addressText(4, 0, 0, 0, d & ~0xff)}/24` : `${addressText(16, a, b, 0, 0)}/64`;
}
