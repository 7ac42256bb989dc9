/** Writes pcapng of one interface as packets come: what the process that sniffs hands on, and any reader of pcapng understands. */

/** Room for packets before they are handed on. */
const capacity = 256 * 1024;
/** Bytes kept of each packet: all headers, tunnels included; lengths are told by the IP header. */
const kept = 320;
/** A time stamp is two words of 32 bits, in microseconds unless said otherwise. */
const high = 0x1_0000_0000;

/** Block types and options: draft-ietf-opsawg-pcapng, sections 4.1 to 4.3. */
const Block = {section: 0x0a0d0d0a, interface: 1, enhanced: 6} as const;
const interfaceName = 2;

export class LiveStream {
  readonly #bytes = Buffer.alloc(capacity);
  readonly #write: (bytes: Buffer) => void;
  #at = 0;

  /** `write` takes all of the bytes before it returns; they are borrowed. */
  constructor(write: (bytes: Buffer) => void) {
    this.#write = write;
  }

  /** Begins the stream: a section, and the interface `name` with a link type (LINKTYPE_ number). */
  begin(name: string, linkType: number): void {
    const bytes = this.#bytes;
    bytes.writeUInt32LE(Block.section, 0);
    bytes.writeUInt32LE(28, 4);
    bytes.writeUInt32LE(0x1a2b3c4d, 8);
    bytes.writeUInt16LE(1, 12);
    bytes.writeUInt16LE(0, 14);
    bytes.fill(0xff, 16, 24);
    bytes.writeUInt32LE(28, 24);
    const text = Buffer.from(name).subarray(0, 255);
    const padded = (text.length + 3) & ~3;
    const length = 16 + 4 + padded + 4 + 4;
    const at = 28;
    bytes.fill(0, at, at + length);
    bytes.writeUInt32LE(Block.interface, at);
    bytes.writeUInt32LE(length, at + 4);
    bytes.writeUInt16LE(linkType, at + 8);
    bytes.writeUInt32LE(kept, at + 12);
    bytes.writeUInt16LE(interfaceName, at + 16);
    bytes.writeUInt16LE(text.length, at + 18);
    text.copy(bytes, at + 20);
    bytes.writeUInt32LE(length, at + length - 4);
    this.#at = at + length;
    this.flush();
  }

  /** Adds a packet: its first bytes are copied from `packet`. `microseconds` since 1970; `length` as it was on the wire. */
  add(packet: Buffer, length: number, microseconds: number): void {
    const captured = length < kept ? length : kept;
    const padded = (captured + 3) & ~3;
    const total = 32 + padded;
    if (this.#at + total > capacity) this.flush();
    const bytes = this.#bytes;
    const at = this.#at;
    bytes.writeUInt32LE(Block.enhanced, at);
    bytes.writeUInt32LE(total, at + 4);
    bytes.writeUInt32LE(0, at + 8);
    bytes.writeUInt32LE(Math.floor(microseconds / high), at + 12);
    bytes.writeUInt32LE(microseconds % high, at + 16);
    bytes.writeUInt32LE(captured, at + 20);
    bytes.writeUInt32LE(length, at + 24);
    packet.copy(bytes, at + 28, 0, captured);
    bytes.fill(0, at + 28 + captured, at + 28 + padded);
    bytes.writeUInt32LE(total, at + total - 4);
    this.#at = at + total;
  }

  /** Hands on what there is. */
  flush(): void {
    if (this.#at === 0) return;
    this.#write(this.#bytes.subarray(0, this.#at));
    this.#at = 0;
  }
}
