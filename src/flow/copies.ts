import type {Packet} from "../decode/packet.ts";

/** Direct-mapped, two words a packet: 128 KiB, which stay in the processor's cache. */
const slots = 16384;

/** Copies of one packet come within so many milliseconds (SPAN of several ports, VLAN in and out, a routed copy). */
const window = 500;
/** The same where nothing but time tells a copy from a retransmission: no IP identification, same path and hop count. */
const shortWindow = 5;

/**
 * Recognises the same packet seen twice at one point: the TCP header, its checksum (which covers the payload) and the IP
 * identification agree. TTL, MACs and VLAN may differ, as on the second leg of a routed packet. Bounded and approximate: a copy
 * that comes after more than some ten thousand other packets may be missed.
 */
export class Copies {
  readonly #slots = new Int32Array(slots * 2);

  /**
   * Returns whether `packet` of the side hashed to `side` was seen just before `now` (ms, modulo 2³²); remembers it. A packet that
   * `advances` its stream cannot have been seen: it is remembered without a look.
   */
  seen(packet: Packet, side: number, path: number, now: number, advances: boolean): boolean {
    let hash = Math.imul(side ^ packet.sequence, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15) ^ packet.acknowledgment, 0xc2b2ae35);
    hash = Math.imul(hash ^ (hash >>> 13) ^ packet.checksum ^ (packet.identification << 16), 0x9e3779b1);
    const at = (hash >>> 18) * 2;
    // Never 0, which an empty slot holds.
    const stamp = Math.imul(packet.echo ^ packet.checksum ^ (packet.identification << 16), 0x165667b1);
    const tag =
      ((Math.imul(stamp ^ (stamp >>> 15) ^ packet.sequence, 0x27d4eb2f) + hash) ^
        packet.window ^
        (packet.payload << 16) ^
        (packet.flags << 8)) |
      1;
    // 24 bits of milliseconds, and 8 that tell most paths and hop counts apart.
    const when = (now << 8) | ((path * 31 + packet.ttl) & 0xff);
    const table = this.#slots;
    if (!advances && table[at] === tag) {
      const before = table[at + 1]!;
      const elapsed = Math.abs(((when & ~0xff) - (before & ~0xff)) | 0) >> 8;
      const sameRoute = ((when ^ before) & 0xff) === 0;
      if (elapsed < (packet.identification !== 0 || !sameRoute ? window : shortWindow)) return true;
    }
    table[at] = tag;
    table[at + 1] = when;
    return false;
  }
}
