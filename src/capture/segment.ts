/** A packet that a text tells of without its bytes. */
export interface ToldPacket {
  /** IP protocol number. */
  readonly protocol: number;
  readonly source: string;
  readonly sourcePort: number;
  readonly target: string;
  readonly targetPort: number;
  /** TCP flags (RFC 9293, section 3.1). */
  readonly flags: number;
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly window: number;
  /** Bytes of payload, 0 where the text does not tell. */
  readonly payload: number;
  readonly hops?: number;
  readonly identification?: number;
  /** ICMP type, code, identifier and sequence number. */
  readonly icmpType?: number;
}

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/**
 * Returns the IP packet that a text tells of, headers only: what the text does not tell is 0. Null where an address is none. The wire
 * length is that of the headers plus the payload.
 */
export function packetBytes(told: ToldPacket): {bytes: Uint8Array; wireLength: number} | null {
  const source = addressBytes(told.source);
  const target = addressBytes(told.target);
  if (source === null || target === null || source.length !== target.length) return null;
  const transport = transportBytes(told);
  const header = source.length === 4 ? 20 : 40;
  const bytes = new Uint8Array(header + transport.length);
  const length = transport.length + told.payload;
  const data = view(bytes);
  if (header === 20) {
    bytes[0] = 0x45;
    data.setUint16(2, Math.min(header + length, 0xffff));
    data.setUint16(4, told.identification ?? 0);
    bytes[8] = told.hops ?? 0;
    bytes[9] = told.protocol;
    bytes.set(source, 12);
    bytes.set(target, 16);
  } else {
    bytes[0] = 0x60;
    data.setUint16(4, Math.min(length, 0xffff));
    bytes[6] = told.protocol;
    bytes[7] = told.hops ?? 0;
    bytes.set(source, 8);
    bytes.set(target, 24);
  }
  bytes.set(transport, header);
  return {bytes, wireLength: header + length};
}

function transportBytes(told: ToldPacket): Uint8Array {
  if (told.protocol === 6) {
    const bytes = new Uint8Array(20);
    const data = view(bytes);
    data.setUint16(0, told.sourcePort);
    data.setUint16(2, told.targetPort);
    data.setUint32(4, told.sequence);
    data.setUint32(8, told.acknowledgment);
    bytes[12] = 5 << 4;
    bytes[13] = told.flags;
    data.setUint16(14, told.window & 0xffff);
    return bytes;
  }
  const bytes = new Uint8Array(8);
  const data = view(bytes);
  if (told.protocol === 17) {
    data.setUint16(0, told.sourcePort);
    data.setUint16(2, told.targetPort);
    data.setUint16(4, Math.min(8 + told.payload, 0xffff));
  } else bytes[0] = told.icmpType ?? 0;
  return bytes;
}

/** Returns the bytes of an IPv4 or IPv6 address in network order, or null. */
export function addressBytes(text: string): Uint8Array | null {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) {
    const parts = text.split(".").map(Number);
    return parts.every(part => part < 256) ? Uint8Array.from(parts) : null;
  }
  return text.includes(":") && text.length <= 45 ? address6(text) : null;
}

function address6(text: string): Uint8Array | null {
  const mapped = /^(.*:)(\d{1,3}(?:\.\d{1,3}){3})$/.exec(text);
  if (mapped !== null) {
    const low = addressBytes(mapped[2]!);
    if (low === null) return null;
    const [a, b] = [(low[0]! << 8) | low[1]!, (low[2]! << 8) | low[3]!];
    return address6(`${mapped[1]}${a.toString(16)}:${b.toString(16)}`);
  }
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const groups = (half: string) => (half === "" ? [] : half.split(":"));
  const [front, back] = [groups(halves[0]!), groups(halves[1] ?? "")];
  const missing = 8 - front.length - back.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const all = [...front, ...Array.from({length: missing}, () => "0"), ...back];
  if (!all.every(group => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return Uint8Array.from(all.flatMap(group => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]));
}

/** Returns the flags that letters as tcpdump prints them tell of: `S`, `S.`, `P.`, `R.`; a dot is ACK. */
export function flagsOf(letters: string): number {
  const bits: Record<string, number> = {F: 0x01, S: 0x02, R: 0x04, P: 0x08, ".": 0x10, U: 0x20, E: 0x40, W: 0x80};
  return [...letters].reduce((flags, letter) => flags | (bits[letter] ?? 0), 0);
}
