import type {Interfaces} from "./link.ts";
import type {Packet} from "./packet.ts";
import {Skip} from "./skip.ts";
import {inside, portTunnels} from "./tunnel.ts";

/** Decodes the UDP header at `at` (RFC 768), and what is inside where the target port is a tunnel's. Returns a Skip. */
export function udp(
  view: DataView,
  at: number,
  end: number,
  ipEnd: number,
  packet: Packet,
  interfaces: Interfaces,
): number {
  if (ipEnd - at < 8) return Skip.malformed;
  if (end - at < 4) return Skip.cutShort;
  packet.sourcePort = view.getUint16(at);
  packet.targetPort = view.getUint16(at + 2);
  packet.payload = ipEnd - at - 8;
  const tunnel = portTunnels.get(packet.targetPort);
  if (tunnel === undefined || packet.payload === 0) return Skip.no;
  const skip = inside(tunnel, view, at + 8, end, ipEnd, packet, interfaces);
  return skip === Skip.notIp ? Skip.no : skip;
}
