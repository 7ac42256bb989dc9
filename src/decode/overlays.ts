import {ethernet, etherType} from "./ethernet.ts";
import type {Interfaces} from "./link.ts";
import {lane} from "./nesting.ts";
import type {Packet} from "./packet.ts";
import {Skip} from "./skip.ts";

/**
 * A VXLAN header (RFC 7348, section 5) whose only flag is that the network's number is valid; the group policy
 * extension has more.
 */
const networkFlag = 0x08;
const policyFlag = 0x80;

/** VXLAN on its own port, with an Ethernet frame. AWS mirrors traffic in it. */
export function vxlan(view: DataView, at: number, end: number, packet: Packet, interfaces: Interfaces): number {
  if (end - at < 8) return Skip.cutShort;
  if ((view.getUint8(at) & ~policyFlag) !== networkFlag) return Skip.notIp;
  lane(packet, view.getUint32(at + 4) >>> 8);
  return ethernet.network(view, at + 8, end, packet, interfaces);
}

/** VXLAN on a port that others use too: no bit but the flag and the network's number may be set. */
export function strictVxlan(view: DataView, at: number, end: number, packet: Packet, interfaces: Interfaces): number {
  if (end - at < 8) return Skip.cutShort;
  if (view.getUint32(at) !== networkFlag << 24 || view.getUint8(at + 7) !== 0) return Skip.notIp;
  return vxlan(view, at, end, packet, interfaces);
}

/** Control messages carry no packet (RFC 8926, section 3.4). */
const controlFlag = 0x80;
/**
 * The option with which AWS's Gateway Load Balancer names the endpoint's network interface: class, type, length of
 * eight bytes.
 */
const endpointOption = 0x0108_0102;

/**
 * GENEVE (RFC 8926, section 3.4), with an Ethernet frame or a bare packet. The network interface at AWS that it names
 * is the capture point: two directions of a connection through two of them are what an asymmetric route looks like
 * there.
 */
export function geneve(view: DataView, at: number, end: number, packet: Packet, interfaces: Interfaces): number {
  if (end - at < 8) return Skip.cutShort;
  const first = view.getUint8(at);
  // Two bits of version, 0, and six that count the options' words.
  if (first > 0x3f || view.getUint8(at + 1) & controlFlag) return Skip.notIp;
  const inner = at + 8 + first * 4;
  if (end < inner) return Skip.cutShort;
  const type = view.getUint16(at + 2);
  lane(packet, view.getUint32(at + 4) >>> 8);
  const network =
    type === 0x6558
      ? ethernet.network(view, inner, end, packet, interfaces)
      : etherType(view, type, inner, end, packet, interfaces);
  if (network >= 0) endpoint(view, at + 8, inner, packet, interfaces);
  return network;
}

/** Looks through the options: class, type, and a length in words, which does not count these four bytes. */
function endpoint(view: DataView, start: number, end: number, packet: Packet, interfaces: Interfaces): void {
  for (let at = start; end - at >= 12; at += 4 + (view.getUint8(at + 3) & 0x1f) * 4) {
    // Three bits beside the length are reserved.
    if ((view.getUint32(at) & ~0xe0) === endpointOption) {
      packet.point = interfaces.ofEni(packet.point, view, at + 4);
      return;
    }
  }
}
