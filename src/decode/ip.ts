import {icmp} from "./icmp.ts";
import type {Interfaces, Network} from "./link.ts";
import {tooDeep} from "./nesting.ts";
import {type Packet, Protocol} from "./packet.ts";
import {Skip} from "./skip.ts";
import {tcp} from "./tcp.ts";
import {portTunnels, tunnels} from "./tunnel.ts";
import {udp} from "./udp.ts";

/** Constants of this module: V8 writes them into its code as numbers, which it does not do with what is imported. */
const {
  cutShort: skipCutShort,
  malformed: skipMalformed,
  notIp: skipNotIp,
  fragment: skipFragment,
  otherProtocol: skipOtherProtocol,
  encapsulated: skipEncapsulated,
  no: skipNo,
} = Skip;
const {
  tcp: protocolTcp,
  udp: protocolUdp,
  icmp: protocolIcmp,
  icmp6: protocolIcmp6,
  authentication: protocolAuthentication,
  security: protocolSecurity,
} = Protocol;

/** At most so many IPv6 extension headers are walked. */
const maximumExtensions = 8;

/**
 * Decodes the IP packet at `at`. `end` is where the captured bytes end, `wireEnd` where the frame ended on the wire; the packet's own
 * end comes from its IP length. Of a packet in a tunnel the innermost one is decoded. Returns a Skip.
 */
export function internet(
  view: DataView,
  at: number,
  end: number,
  wireEnd: number,
  packet: Packet,
  interfaces: Interfaces,
): number {
  if (end - at < 1) return skipCutShort;
  const version = view.getUint8(at) >> 4;
  if (version === 4) return internet4(view, at, end, wireEnd, packet, interfaces);
  if (version === 6) return internet6(view, at, end, wireEnd, packet, interfaces);
  return skipMalformed;
}

/** RFC 791, section 3.1. */
function internet4(
  view: DataView,
  at: number,
  end: number,
  wireEnd: number,
  packet: Packet,
  interfaces: Interfaces,
): number {
  if (end - at < 20) return skipCutShort;
  const header = (view.getUint8(at) & 0x0f) * 4;
  // Segmentation offload hands the capture a packet whose length is still 0: the wire length serves.
  const total = view.getUint16(at + 2) || wireEnd - at;
  if (header < 20 || total < header) return skipMalformed;
  packet.width = 4;
  packet.source0 = packet.source1 = packet.source2 = 0;
  packet.target0 = packet.target1 = packet.target2 = 0;
  packet.source3 = view.getInt32(at + 12);
  packet.target3 = view.getInt32(at + 16);
  packet.identification = view.getUint16(at + 4);
  packet.ttl = view.getUint8(at + 8);
  // More fragments, and an offset of eight bytes each.
  const fragment = view.getUint16(at + 6) & 0x3fff;
  packet.fragment = fragment === 0 ? 0 : ((fragment & 0x1fff) << 3) | (fragment >> 13);
  if (fragment !== 0) {
    packet.fragmentId = packet.identification;
    packet.fragmentBytes = total - header;
    if (fragment & 0x1fff) {
      packet.protocol = view.getUint8(at + 9);
      return skipFragment;
    }
  }
  return transport(view, view.getUint8(at + 9), at + header, Math.min(end, at + total), at + total, packet, interfaces);
}

/** RFC 8200, section 3; its extension headers are walked to the transport header. */
function internet6(
  view: DataView,
  at: number,
  end: number,
  wireEnd: number,
  packet: Packet,
  interfaces: Interfaces,
): number {
  if (end - at < 40) return skipCutShort;
  packet.width = 16;
  packet.source0 = view.getInt32(at + 8);
  packet.source1 = view.getInt32(at + 12);
  packet.source2 = view.getInt32(at + 16);
  packet.source3 = view.getInt32(at + 20);
  packet.target0 = view.getInt32(at + 24);
  packet.target1 = view.getInt32(at + 28);
  packet.target2 = view.getInt32(at + 32);
  packet.target3 = view.getInt32(at + 36);
  packet.identification = 0;
  packet.fragment = 0;
  packet.ttl = view.getUint8(at + 7);
  // 0: a jumbogram (RFC 2675) or segmentation offload; the wire length serves for both.
  const payload = view.getUint16(at + 4);
  const ipEnd = payload === 0 ? wireEnd : at + 40 + payload;
  const captured = Math.min(end, ipEnd);
  let next = view.getUint8(at + 6);
  let header = at + 40;
  for (let count = 0; isExtension(next); count++) {
    if (count === maximumExtensions) return skipMalformed;
    if (captured - header < 8) return header + 8 > ipEnd ? skipMalformed : skipCutShort;
    const kind = next;
    next = view.getUint8(header);
    if (kind === 44) {
      const fragment = view.getUint16(header + 2);
      packet.fragment = fragment & 0xfff9;
      packet.fragmentId = view.getInt32(header + 4);
      header += 8;
      packet.fragmentBytes = ipEnd - header;
      if (fragment & 0xfff8) {
        packet.protocol = next;
        return skipFragment;
      }
    } else if (kind === 51) {
      header += (view.getUint8(header + 1) + 2) * 4;
    } else {
      header += (view.getUint8(header + 1) + 1) * 8;
    }
  }
  if (header > ipEnd) return skipMalformed;
  return transport(view, next, header, captured, ipEnd, packet, interfaces);
}

/** Hop-by-hop, routing, fragment, authentication, destination options, mobility, HIP, shim6 (IANA, IPv6 extension header types). */
const isExtension = (next: number) =>
  next === 0 ||
  next === 43 ||
  next === 44 ||
  next === 51 ||
  next === 60 ||
  next === 135 ||
  next === 139 ||
  next === 140;

function transport(
  view: DataView,
  protocol: number,
  at: number,
  end: number,
  ipEnd: number,
  packet: Packet,
  interfaces: Interfaces,
): number {
  packet.protocol = protocol;
  if (protocol === protocolTcp) return tcp(view, at, end, ipEnd, packet);
  if (protocol === protocolUdp) return datagram(view, at, end, ipEnd, packet, interfaces);
  if (protocol === protocolIcmp || protocol === protocolIcmp6) return icmp(view, at, end, ipEnd, packet);
  if (protocol === protocolAuthentication) return authenticated(view, at, end, ipEnd, packet, interfaces);
  const tunnel = tunnels.get(protocol);
  if (tunnel === undefined) return protocol === protocolSecurity ? skipEncapsulated : skipOtherProtocol;
  const skip = inside(tunnel, view, at, end, ipEnd, packet, interfaces);
  return skip === skipNotIp ? skipOtherProtocol : skip;
}

/** A UDP datagram, and what is inside where the target port is a tunnel's. */
function datagram(
  view: DataView,
  at: number,
  end: number,
  ipEnd: number,
  packet: Packet,
  interfaces: Interfaces,
): number {
  const skip = udp(view, at, end, ipEnd, packet);
  if (skip !== skipNo || packet.payload === 0) return skip;
  const tunnel = portTunnels.get(packet.targetPort);
  if (tunnel === undefined) return skipNo;
  const inner = inside(tunnel, view, at + 8, end, ipEnd, packet, interfaces);
  return inner === skipNotIp ? skipNo : inner;
}

/**
 * Decodes the packet that a tunnel carries from `at` on into `packet`. `end` is where the captured bytes end, `ipEnd`
 * where the packet around it does. Returns a Skip; `notIp` where the tunnel carries no IP packet: addresses and
 * protocol then are still those outside.
 */
function inside(
  tunnel: Network,
  view: DataView,
  at: number,
  end: number,
  ipEnd: number,
  packet: Packet,
  interfaces: Interfaces,
): number {
  const inner = tunnel(view, at, end, packet, interfaces);
  // A header that ends before it is whole, and was captured whole, is none of this tunnel's.
  if (inner === skipCutShort) return end < ipEnd ? skipCutShort : skipNotIp;
  if (inner < 0) return inner === skipMalformed ? skipMalformed : skipNotIp;
  if (end - inner < 1) return end < ipEnd ? skipCutShort : skipNotIp;
  const version = view.getUint8(inner) >> 4;
  if (version !== 4 && version !== 6) return skipNotIp;
  return tooDeep(packet) ? skipMalformed : internet(view, inner, end, ipEnd, packet, interfaces);
}

/** An authentication header in IPv4 (RFC 4302, section 2): what follows, and a length in words, less two. */
function authenticated(
  view: DataView,
  at: number,
  end: number,
  ipEnd: number,
  packet: Packet,
  interfaces: Interfaces,
): number {
  if (end - at < 12) return ipEnd - at < 12 ? skipMalformed : skipCutShort;
  const next = at + (view.getUint8(at + 1) + 2) * 4;
  if (next > ipEnd || tooDeep(packet)) return skipMalformed;
  return transport(view, view.getUint8(at), next, end, ipEnd, packet, interfaces);
}
