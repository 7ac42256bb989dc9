import type {Packet} from "../decode/packet.ts";
import {Registry} from "./registry.ts";

/** VRRP (RFC 9568) and CARP, by their protocol number. */
const protocolVrrp = 112;
/** HSRP (RFC 2281), its second version for IPv6, and GLBP: UDP ports that routers say hello at. */
const helloPorts: readonly number[] = [1985, 2029, 3222];
const limit = 64;

/** Routers that say to stand in for each other, by the address that they say it from. */
export class Gateways {
  readonly #registry = new Registry(5, 0, limit);
  /** Capture points that advertisements pass. */
  readonly points = new Set<number>();

  /** Takes a packet into account that may be an advertisement. */
  add(packet: Packet): void {
    if (packet.protocol !== protocolVrrp && !helloPorts.includes(packet.targetPort)) return;
    const {key} = this.#registry;
    key[0] = packet.source0;
    key[1] = packet.source1;
    key[2] = packet.source2;
    key[3] = packet.source3;
    key[4] = packet.width;
    this.#registry.intern();
    this.points.add(packet.point);
  }

  /** How many routers advertise, up to 63. */
  get count(): number {
    return this.#registry.count - 1;
  }
}
