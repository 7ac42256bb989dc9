import {Direction} from "./frames.ts";

/** Offset and bytes; what stands behind them as letters may look like bytes, so a line is read only as far as bytes are due. */
const line = /^\s*(?:0x)?([0-9a-fA-F]{4,6})(?::?[ \t]+)((?:[0-9a-fA-F]{2} ?){1,16})/;
const maximumLength = 65536;
const perLine = 16;

/** The bytes of one packet as FortiOS prints them: sixteen a line, behind their offset. */
export class HexDump {
  readonly #buffer = new Uint8Array(maximumLength);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  /** Takes a line, if it goes on where the last one ended; returns whether it is one. */
  add(text: string): boolean {
    const told = line.exec(text);
    if (told === null || Number.parseInt(told[1]!, 16) !== this.length) return false;
    // A short line ends before the letters, which are set off; one that is short for the packet's length ends with it.
    const after = text.slice(told[0].length);
    const digits = told[2]!.replaceAll(" ", "");
    const isSetOff = after === "" || /^[\t ]/.test(after) || told[2]!.length >= 39;
    let count = Math.min(perLine, digits.length >> 1);
    const due = this.#due;
    if (due !== null) count = Math.min(count, Math.max(due, 0));
    else if (!isSetOff && count < perLine) return false;
    if (this.length + count > maximumLength) return true;
    for (let i = 0; i < count; i++) this.#buffer[this.length++] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
    return true;
  }

  /** Bytes of the packet that are still due by its own header; null where that is not yet known. */
  get #due(): number | null {
    const length = this.#packetLength;
    return length === null ? null : this.#network + length - this.length;
  }

  /** Whether all bytes of the packet are there. */
  get isWhole(): boolean {
    const due = this.#due;
    return due !== null && due <= 0;
  }

  /**
   * Verbosity 3 and 6 print the frame, 2 and 5 the packet: told by whether a type of frame stands where it should, and what it says of
   * the byte behind it is so. A source address may look like a type.
   */
  get #hasLink(): boolean {
    if (this.length < 15) return false;
    const bytes = this.#buffer;
    const type = (bytes[12]! << 8) | bytes[13]!;
    const version = bytes[14]! >> 4;
    return type === 0x0800 ? version === 4 : type === 0x86dd ? version === 6 : isTag(type) || type === 0x0806;
  }

  /**
   * Of frames captured on all interfaces at once the link header is made up, with one of two addresses for the direction, and is left
   * out: its addresses are no next hops.
   */
  get #isMadeUp(): boolean {
    if (!this.#hasLink) return false;
    return this.#buffer.subarray(0, 5).every(byte => byte === 0) && this.#buffer[5]! <= 1;
  }

  /** The direction that a made-up link header tells; null where there is none. */
  get direction(): number | null {
    if (!this.#isMadeUp) return null;
    return this.#buffer[5] === 1 ? Direction.entering : Direction.leaving;
  }

  /** Where the IP header starts. */
  get #network(): number {
    if (!this.#hasLink) return 0;
    let at = 12;
    while (at < 28 && isTag((this.#buffer[at]! << 8) | this.#buffer[at + 1]!)) at += 4;
    return at + 2;
  }

  get #isPacket(): boolean {
    const at = this.#network;
    return at === 0 || isIp((this.#buffer[at - 2]! << 8) | this.#buffer[at - 1]!);
  }

  /** Length of the packet by its own header; null where that is not there, or says nothing. */
  get #packetLength(): number | null {
    const at = this.#network;
    const bytes = this.#buffer;
    if (!this.#isPacket) return null;
    const version = (bytes[at] ?? 0) >> 4;
    if (version === 4 && this.length >= at + 20) return (bytes[at + 2]! << 8) | bytes[at + 3]! || null;
    if (version === 6 && this.length >= at + 40) return 40 + ((bytes[at + 4]! << 8) | bytes[at + 5]!);
    return null;
  }

  /** Whether {@link bytes} are a frame, not a packet. */
  get isFrame(): boolean {
    return this.#hasLink && !(this.#isMadeUp && this.#isPacket);
  }

  /** The frame, or the packet where the link header is none. Valid until the next line. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(this.isFrame ? 0 : Math.min(this.#network, this.length), this.length);
  }

  get wireLength(): number {
    const from = this.isFrame ? 0 : this.#network;
    return Math.max(this.length, this.#network + (this.#packetLength ?? 0)) - from;
  }
}

const isIp = (type: number) => type === 0x0800 || type === 0x86dd;
const isTag = (type: number) => type === 0x8100 || type === 0x88a8;
