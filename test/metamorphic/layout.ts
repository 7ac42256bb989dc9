import {addressText, endpointText, networkText} from "../../src/flow/address.ts";

/** Where in a frame its fields stand, for changes and printers: the link types of the committed captures and of ladders. */
export interface Layout {
  /** Offsets of the link's addresses; null where the link has none. A cooked frame has the source's only. */
  readonly targetMac: number | null;
  readonly sourceMac: number | null;
  /** Offset of the EtherType of the payload, −1 on raw IP; and the EtherType. */
  readonly typeAt: number;
  readonly type: number;
  /** Offset of what the link carries. */
  readonly payload: number;
  readonly ip: IpLayout | null;
}

export interface IpLayout {
  readonly at: number;
  readonly version: 4 | 6;
  readonly source: number;
  readonly target: number;
  /** Bytes of an address. */
  readonly width: 4 | 16;
  readonly hops: number;
  readonly protocol: number;
  /** Offset of the transport header; −1 in a later fragment, or where it was cut off. */
  readonly transport: number;
  /** Bytes of the packet from the transport header on, by the IP header. */
  readonly length: number;
  /** Bytes of its packet before a fragment; null of a whole packet. */
  readonly fragment: number | null;
}

const arpType = 0x0806;
const vlanTypes = new Set([0x8100, 0x88a8]);

/** Returns the layout of a frame of that link type (LINKTYPE_ number); throws where this file does not know it. */
export function layoutOf(bytes: Uint8Array, link: number): Layout {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (link) {
    case 1: {
      let typeAt = 12;
      while (typeAt + 6 <= bytes.length && vlanTypes.has(view.getUint16(typeAt))) typeAt += 4;
      return linked(view, {targetMac: 0, sourceMac: 6, typeAt, payload: typeAt + 2});
    }
    case 113:
      return linked(view, {targetMac: null, sourceMac: 6, typeAt: 14, payload: 16});
    case 276:
      return linked(view, {targetMac: null, sourceMac: 12, typeAt: 0, payload: 20});
    case 101:
    case 228:
    case 229:
      return {targetMac: null, sourceMac: null, typeAt: -1, type: 0, payload: 0, ip: ipAt(view, 0)};
    default:
      throw new Error(`the layout of link type ${link} is not known`);
  }
}

function linked(view: DataView, where: Omit<Layout, "type" | "ip">): Layout {
  const type = view.getUint16(where.typeAt);
  return {...where, type, ip: type === 0x0800 || type === 0x86dd ? ipAt(view, where.payload) : null};
}

/** Whether the frame is a question or an answer for addresses (RFC 826). */
export const isArp = ({type}: Layout): boolean => type === arpType;

/** The layout of the IP packet at an offset; null where there is none, or where its header was cut off. */
export function ipAt(view: DataView, at: number): IpLayout | null {
  const version = at < view.byteLength ? view.getUint8(at) >> 4 : 0;
  if (version === 4 && at + 20 <= view.byteLength) {
    const header = (view.getUint8(at) & 15) * 4;
    // More fragments, and the offset in words of eight bytes (RFC 791).
    const place = view.getUint16(at + 6) & 0x3fff;
    const fragment = place === 0 ? null : (place & 0x1fff) * 8;
    const transport = at + header;
    return {
      at,
      version,
      source: at + 12,
      target: at + 16,
      width: 4,
      hops: at + 8,
      protocol: view.getUint8(at + 9),
      transport: fragment || transport + 4 > view.byteLength ? -1 : transport,
      length: view.getUint16(at + 2) - header,
      fragment,
    };
  }
  if (version !== 6 || at + 40 > view.byteLength) return null;
  let protocol = view.getUint8(at + 6);
  let next = at + 40;
  let fragment: number | null = null;
  // Of the extension headers the sets have fragments alone (RFC 8200, section 4.5).
  if (protocol === 44 && next + 8 <= view.byteLength) {
    protocol = view.getUint8(next);
    fragment = view.getUint16(next + 2) & ~7;
    next += 8;
  }
  return {
    at,
    version,
    source: at + 8,
    target: at + 24,
    width: 16,
    hops: at + 7,
    protocol,
    transport: fragment || next + 4 > view.byteLength ? -1 : next,
    length: view.getUint16(at + 4) - (next - at - 40),
    fragment,
  };
}

/** Text of the address at an offset, as reports print it. */
export function addressAt(bytes: Uint8Array, at: number, width: number): string {
  const [a, b, c, d] = wordsAt(bytes, at, width);
  return addressText(width, a, b, c, d);
}

/** The network that pools keep together: `10.1.0.0/24`, `2001:db8::/64`. */
export function networkAt(bytes: Uint8Array, at: number, width: number): string {
  const [a, b, , d] = wordsAt(bytes, at, width);
  return networkText(width, a, b, d);
}

/** The words of an address as packets have them: IPv4 is the last. */
function wordsAt(bytes: Uint8Array, at: number, width: number): [a: number, b: number, c: number, d: number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (width === 4) return [0, 0, 0, view.getInt32(at)];
  return [view.getInt32(at), view.getInt32(at + 4), view.getInt32(at + 8), view.getInt32(at + 12)];
}

/** The ends of a packet, as far as its frame tells them. */
export interface Ends {
  readonly source: string;
  readonly target: string;
  readonly sourceNetwork: string;
  readonly targetNetwork: string;
  /** −1 where there is none: ICMP, later fragments. */
  readonly sourcePort: number;
  readonly targetPort: number;
  readonly protocol: number;
  /** Of TCP both ends as reports name a direction: `10.1.0.3:51156 > 10.2.0.4:5000`; else empty. */
  readonly direction: string;
}

export const tcpProtocol = 6;
export const udpProtocol = 17;

/** Returns the ends of the IP packet that the frame carries, those of ARP's question or answer as addresses without ports; else null. */
export function endsIn(bytes: Uint8Array, link: number): Ends | null {
  const layout = layoutOf(bytes, link);
  const {ip, payload} = layout;
  if (ip === null) {
    if (!isArp(layout) || payload + 28 > bytes.length) return null;
    return {
      ...addresses(bytes, payload + 14, payload + 24, 4),
      sourcePort: -1,
      targetPort: -1,
      protocol: -1,
      direction: "",
    };
  }
  const {transport, protocol} = ip;
  const isPorted = transport >= 0 && (protocol === tcpProtocol || protocol === udpProtocol);
  const port = (at: number) => (isPorted ? (bytes[at]! << 8) | bytes[at + 1]! : -1);
  const both = addresses(bytes, ip.source, ip.target, ip.width);
  const [sourcePort, targetPort] = [port(transport), port(transport + 2)];
  const end = (address: string, number: number) => endpointText({address, port: number});
  const direction =
    isPorted && protocol === tcpProtocol ? `${end(both.source, sourcePort)} > ${end(both.target, targetPort)}` : "";
  return {...both, sourcePort, targetPort, protocol, direction};
}

const addresses = (bytes: Uint8Array, source: number, target: number, width: number) => ({
  source: addressAt(bytes, source, width),
  target: addressAt(bytes, target, width),
  sourceNetwork: networkAt(bytes, source, width),
  targetNetwork: networkAt(bytes, target, width),
});
