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
  /** Value and echo of the timestamps option (RFC 7323). */
  readonly stamps?: readonly [value: number, echo: number];
  readonly icmpType?: number;
  readonly icmpCode?: number;
  /** Identifier × 2¹⁶ + sequence number of an echo. */
  readonly icmpEcho?: number;
}

/** No packet written is longer: an IPv6 header and a TCP header with time stamps. */
export const maximumTold = 40 + 32;

/**
 * Writes the IP packet that a text tells of to `view` from `at` on, headers only: what the text does not tell is 0. Returns its length, 0
 * where an address is none. The bytes there must be 0.
 */
export function writePacket(told: ToldPacket, view: DataView, at: number): number {
  const isV6 = told.source.includes(":");
  const header = isV6 ? 40 : 20;
  if (isV6 !== told.target.includes(":")) return 0;
  if (!writeAddress(told.source, view, at + (isV6 ? 8 : 12))) return 0;
  if (!writeAddress(told.target, view, at + (isV6 ? 24 : 16))) return 0;
  const transport = writeTransport(told, view, at + header);
  const length = transport + told.payload;
  if (isV6) {
    view.setUint8(at, 0x60);
    view.setUint16(at + 4, Math.min(length, 0xffff));
    view.setUint8(at + 6, told.protocol);
    view.setUint8(at + 7, told.hops ?? 0);
  } else {
    view.setUint8(at, 0x45);
    view.setUint16(at + 2, Math.min(header + length, 0xffff));
    view.setUint16(at + 4, told.identification ?? 0);
    view.setUint8(at + 8, told.hops ?? 0);
    view.setUint8(at + 9, told.protocol);
  }
  return header + transport;
}

/** Returns the length of the header. */
function writeTransport(told: ToldPacket, view: DataView, at: number): number {
  if (told.protocol === 6) {
    const {stamps} = told;
    view.setUint16(at, told.sourcePort);
    view.setUint16(at + 2, told.targetPort);
    view.setUint32(at + 4, told.sequence);
    view.setUint32(at + 8, told.acknowledgment);
    view.setUint8(at + 12, stamps === undefined ? 0x50 : 0x80);
    view.setUint8(at + 13, told.flags);
    view.setUint16(at + 14, told.window & 0xffff);
    if (stamps === undefined) return 20;
    // Two paddings before, as nearly every stack sends it (RFC 7323, appendix A).
    view.setUint32(at + 20, 0x0101080a);
    view.setUint32(at + 24, stamps[0]);
    view.setUint32(at + 28, stamps[1]);
    return 32;
  }
  if (told.protocol === 17) {
    view.setUint16(at, told.sourcePort);
    view.setUint16(at + 2, told.targetPort);
    view.setUint16(at + 4, Math.min(8 + told.payload, 0xffff));
  } else {
    view.setUint8(at, told.icmpType ?? 0);
    view.setUint8(at + 1, told.icmpCode ?? 0);
    view.setUint32(at + 4, told.icmpEcho ?? 0);
  }
  return 8;
}

/** Returns the bytes of an IPv4 or IPv6 address in network order, or null. */
export function addressBytes(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.includes(":") ? 16 : 4);
  return writeAddress(text, new DataView(bytes.buffer), 0) ? bytes : null;
}

/** Writes an IPv4 or IPv6 address in network order; returns whether it is one. */
function writeAddress(text: string, view: DataView, at: number): boolean {
  return text.includes(":") ? text.length <= 45 && writeAddress6(text, view, at) : writeAddress4(text, view, at);
}

function writeAddress4(text: string, view: DataView, at: number): boolean {
  let part = 0;
  let digits = 0;
  let parts = 0;
  for (let i = 0; i <= text.length; i++) {
    const code = i === text.length ? 46 : text.charCodeAt(i);
    if (code === 46) {
      if (digits === 0 || part > 255 || parts === 4) return false;
      view.setUint8(at + parts++, part);
      part = digits = 0;
    } else if (code >= 48 && code <= 57 && digits < 3) {
      part = part * 10 + code - 48;
      digits++;
    } else return false;
  }
  return parts === 4;
}

function writeAddress6(text: string, view: DataView, at: number): boolean {
  const mapped = /^(.*:)(\d{1,3}(?:\.\d{1,3}){3})$/.exec(text);
  if (mapped !== null) {
    if (!writeAddress4(mapped[2]!, view, at)) return false;
    const low = view.getUint32(at);
    return writeAddress6(`${mapped[1]}${(low >>> 16).toString(16)}:${(low & 0xffff).toString(16)}`, view, at);
  }
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = (half: string) => (half === "" ? [] : half.split(":"));
  const [front, back] = [groups(halves[0]!), groups(halves[1] ?? "")];
  const missing = 8 - front.length - back.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return false;
  const all = [...front, ...Array.from({length: missing}, () => "0"), ...back];
  if (!all.every(group => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  for (const [i, group] of all.entries()) view.setUint16(at + i * 2, Number.parseInt(group, 16));
  return true;
}

/** Returns the flags that letters as tcpdump prints them tell of: `S`, `S.`, `P.`, `R.`; a dot is ACK. */
export function flagsOf(letters: string): number {
  const bits: Record<string, number> = {F: 0x01, S: 0x02, R: 0x04, P: 0x08, ".": 0x10, U: 0x20, E: 0x40, W: 0x80};
  return [...letters].reduce((flags, letter) => flags | (bits[letter] ?? 0), 0);
}
