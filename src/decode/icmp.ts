import {type Packet, Protocol} from "./packet.ts";
import {Skip} from "./skip.ts";

/** Errors and redirects quote the packet they answer: ICMP (RFC 792) types 3, 5, 11, 12; ICMPv6 (RFC 4443, 4861) 1 to 4 and 137. */
const quotes = (protocol: number, type: number) =>
  protocol === Protocol.icmp
    ? type === 3 || type === 5 || type === 11 || type === 12
    : (type >= 1 && type <= 4) || type === 137;

/** Redirects: ICMP (RFC 792) and ICMPv6 (RFC 4861). */
const redirect4 = 5;
const redirect6 = 137;

/** Returns whether a packet of ICMP or ICMPv6 is a redirect. */
export const isRedirect = ({width, icmpType}: Packet): boolean => icmpType === (width === 4 ? redirect4 : redirect6);

/** The option that quotes the redirected packet (RFC 4861, section 4.6.3), and how many options are looked through. */
const redirectedHeader = 4;
const maximumOptions = 8;

/** Decodes the ICMP or ICMPv6 message at `at`, and the header that it quotes. The quoted packet is not a packet of its own. Returns a Skip. */
export function icmp(view: DataView, at: number, end: number, ipEnd: number, packet: Packet): number {
  packet.sourcePort = packet.targetPort = 0;
  packet.quoted.width = 0;
  if (ipEnd - at < 4) return Skip.malformed;
  if (end - at < 2) return Skip.cutShort;
  packet.icmpType = view.getUint8(at);
  packet.icmpCode = view.getUint8(at + 1);
  packet.icmpEcho = end - at >= 8 ? view.getInt32(at + 4) : 0;
  if (!quotes(packet.protocol, packet.icmpType)) return Skip.no;
  if (packet.icmpType === redirect6) redirected6(view, at, end, packet);
  else {
    if (packet.icmpType === redirect4) gateway(packet, 0, 0, 0, packet.icmpEcho);
    quote(view, at + 8, end, packet);
  }
  return Skip.no;
}

/** An ICMPv6 redirect (RFC 4861, section 4.5): the better hop, the destination, then options, of which one quotes the packet. */
function redirected6(view: DataView, at: number, end: number, packet: Packet): void {
  if (end - at < 40) return;
  gateway(packet, view.getInt32(at + 8), view.getInt32(at + 12), view.getInt32(at + 16), view.getInt32(at + 20));
  for (let option = at + 40, count = 0; end - option >= 8 && count < maximumOptions; count++) {
    if (view.getUint8(option) === redirectedHeader) {
      quote(view, option + 8, end, packet);
      return;
    }
    // Lengths are in units of eight bytes; none is 0 (section 4.6).
    const length = view.getUint8(option + 1) * 8;
    if (length === 0) return;
    option += length;
  }
}

function gateway(packet: Packet, word0: number, word1: number, word2: number, word3: number): void {
  packet.gateway0 = word0;
  packet.gateway1 = word1;
  packet.gateway2 = word2;
  packet.gateway3 = word3;
}

/** Reads the addresses, ports and sequence number of a quoted packet, as far as it was captured. */
function quote(view: DataView, at: number, end: number, packet: Packet): void {
  const {quoted} = packet;
  if (end - at < 20) return;
  const version = view.getUint8(at) >> 4;
  let transport: number;
  if (version === 4) {
    quoted.width = 4;
    quoted.protocol = view.getUint8(at + 9);
    quoted.source0 = quoted.source1 = quoted.source2 = 0;
    quoted.target0 = quoted.target1 = quoted.target2 = 0;
    quoted.source3 = view.getInt32(at + 12);
    quoted.target3 = view.getInt32(at + 16);
    transport = at + (view.getUint8(at) & 0x0f) * 4;
  } else if (version === 6 && end - at >= 40) {
    quoted.width = 16;
    quoted.protocol = view.getUint8(at + 6);
    quoted.source0 = view.getInt32(at + 8);
    quoted.source1 = view.getInt32(at + 12);
    quoted.source2 = view.getInt32(at + 16);
    quoted.source3 = view.getInt32(at + 20);
    quoted.target0 = view.getInt32(at + 24);
    quoted.target1 = view.getInt32(at + 28);
    quoted.target2 = view.getInt32(at + 32);
    quoted.target3 = view.getInt32(at + 36);
    transport = at + 40;
  } else return;
  // RFC 792 promises eight bytes of the quoted transport header: ports and sequence number.
  const isPorted = quoted.protocol === Protocol.tcp || quoted.protocol === Protocol.udp;
  quoted.sourcePort = isPorted && end - transport >= 4 ? view.getUint16(transport) : 0;
  quoted.targetPort = isPorted && end - transport >= 4 ? view.getUint16(transport + 2) : 0;
  quoted.sequence = isPorted && end - transport >= 8 ? view.getInt32(transport + 4) : 0;
}
