import {Flag, type Packet, Protocol, type Tuple} from "../decode/packet.ts";
import {millisecond} from "../time/time.ts";
import {finish, mix, seed} from "./registry.ts";

/** Packets in fragments that are known at a time, a power of two: a newer one takes the place of an older, as in a direct-mapped cache. */
const slots = 4096;

/** Milliseconds within which a later fragment follows its first: hosts put together no longer than that (RFC 8200, section 4.5). */
const lifetime = 60_000;

/** Words of a slot: ten tell the packet, the others what its later fragments lack. */
const Word = {ports: 10, origin: 11, begun: 12, words: 13} as const;

/**
 * First fragments of TCP segments, by what all fragments of a packet share: both addresses, the identification and, in IPv4, the
 * protocol (RFC 791; in IPv6 the addresses and the number alone, RFC 8200); each capture point by itself.
 */
export class Fragments {
  /** Made with the first fragment: most captures hold none. */
  #table = new Int32Array(0);
  readonly #key = new Int32Array(Word.ports);

  /** Remembers a first fragment of a TCP segment. */
  begin(packet: Packet): void {
    if (this.#table.length === 0) this.#table = new Int32Array(slots * Word.words);
    const at = this.#find(packet);
    const table = this.#table;
    table.set(this.#key, at);
    table[at + Word.ports] = (packet.sourcePort << 16) | packet.targetPort;
    // Where the sequence numbers of the packet's bytes count from: those of the TCP header have none, SYN and FIN have one each.
    const header = packet.fragmentBytes - packet.payload;
    const {flags} = packet;
    table[at + Word.origin] = packet.sequence - header + (flags & Flag.syn ? 1 : 0) + (flags & Flag.fin ? 1 : 0);
    // Never 0, which stands in an empty slot.
    table[at + Word.begun] = (packet.time / millisecond) | 0 || 1;
  }

  /**
   * Completes a later fragment by what its first one told: its ports, its `sequence`, and its `payload`, which is all of it. Returns
   * false where that one was not seen before it.
   */
  complete(packet: Packet): boolean {
    // In IPv6 the first fragment may begin with further headers: its own protocol does not tell.
    if (this.#table.length === 0 || (packet.width === 4 && packet.protocol !== Protocol.tcp)) return false;
    const at = this.#find(packet);
    const table = this.#table;
    const begun = table[at + Word.begun]!;
    if (begun === 0) return false;
    for (let i = 0; i < Word.ports; i++) if (table[at + i] !== this.#key[i]) return false;
    const elapsed = (((packet.time / millisecond) | 0) - begun) | 0;
    if (elapsed > lifetime || elapsed < -lifetime) return false;
    const ports = table[at + Word.ports]!;
    packet.sourcePort = ports >>> 16;
    packet.targetPort = ports & 0xffff;
    packet.sequence = (table[at + Word.origin]! + (packet.fragment & ~7)) | 0;
    packet.payload = packet.fragmentBytes;
    return true;
  }

  /** Writes what tells a fragment's packet to the key, and returns where its slot begins. */
  #find(packet: Packet): number {
    const key = this.#key;
    writeAddresses(packet, key);
    key[8] = packet.fragmentId;
    key[9] = (packet.point << 8) | packet.width;
    let hash = seed;
    for (let i = 0; i < Word.ports; i++) hash = mix(hash, key[i]!);
    return (finish(hash) & (slots - 1)) * Word.words;
  }
}

function writeAddresses(tuple: Tuple, key: Int32Array): void {
  key[0] = tuple.source0;
  key[1] = tuple.source1;
  key[2] = tuple.source2;
  key[3] = tuple.source3;
  key[4] = tuple.target0;
  key[5] = tuple.target1;
  key[6] = tuple.target2;
  key[7] = tuple.target3;
}
