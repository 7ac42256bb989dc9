import {Faces} from "./faces.ts";
import type {CaptureInfo} from "./format.ts";
import {Direction, type Frames} from "./frames.ts";
import type {CapturePoint} from "./points.ts";

const ethernetLink = 1;
const rawLink = 101;
/** The length of the header that fw monitor puts in place of the Ethernet header. */
const header = 14;

/**
 * Check Point's fw monitor sees each packet several times on its way through the chain of modules: before and after the inbound chain
 * (i, I), before and after the outbound chain (o, O), and around encryption (e, E); newer versions have points between, of two letters.
 */
const letters = "iIoOeE";

/**
 * Returns the point of one letter of the chain at an interface. What is on the wire is told by i and O: the interfaces of the device. All
 * between is inside it, where addresses may be translated already or yet: one stage, as the same packet comes by there several times.
 */
export function chainPoint(faces: Faces, face: string, letter: string): {point: CapturePoint; direction: number} {
  const direction = letter[0]!.toLowerCase() === "i" ? Direction.entering : Direction.leaving;
  if (letter === "i" || letter === "O") {
    const point = faces.of(face, rawLink);
    point.hearsAll = true;
    return {point, direction};
  }
  const point = faces.of("firewall", rawLink);
  point.stage = "firewall";
  return {point, direction};
}

/** What the reader of the report must know. */
export const chainNote =
  "Check Point fw monitor: interfaces are judged by what enters (i) and leaves (O); what accelerated sessions do is not seen";

/**
 * Appends the frames of a Check Point fw monitor capture, written as snoop, or converted to pcap: the Ethernet header is none, but a
 * letter of the chain, its position, and the name of the interface (Wireshark, packet-fw1.c).
 */
export class Chain {
  readonly #faces: Faces;
  /** With option -u or -s four bytes of the name are a connection's number. */
  #nameLength: number;

  private constructor(capture: CaptureInfo, nameLength: number) {
    this.#faces = new Faces(capture);
    this.#nameLength = nameLength;
  }

  /** Returns what appends the frames of a capture whose first frame is `bytes`[at, at + length); null if that is an ordinary one. */
  static of(capture: CaptureInfo, link: number, bytes: Uint8Array, at: number, length: number): Chain | null {
    if (link !== ethernetLink) return null;
    const nameLength = nameLengthOf(bytes, at, length);
    if (nameLength === 0) return null;
    capture.note(chainNote);
    return new Chain(capture, nameLength);
  }

  /**
   * Appends one frame: an IP packet behind its header. What is no such frame is appended as it is, at a point without an interface.
   * Returns the point.
   */
  append(
    frames: Frames,
    bytes: Uint8Array,
    at: number,
    length: number,
    wireLength: number,
    time: number,
  ): CapturePoint {
    const nameLength = nameLengthOf(bytes, at, length);
    if (nameLength === 0) {
      const point = this.#faces.of(null, ethernetLink);
      frames.append(at, length, wireLength, time, point.id, ethernetLink, Direction.unknown);
      return point;
    }
    this.#nameLength = Math.min(this.#nameLength, nameLength);
    let name = "";
    for (let i = at + 2; i < at + 2 + this.#nameLength && bytes[i] !== 0; i++) name += String.fromCharCode(bytes[i]!);
    const letter =
      String.fromCharCode(bytes[at]!) + (isLetter(bytes[at + 1]!) ? String.fromCharCode(bytes[at + 1]!) : "");
    const {point, direction} = chainPoint(this.#faces, name, letter);
    frames.append(at + header, length - header, Math.max(0, wireLength - header), time, point.id, rawLink, direction);
    return point;
  }
}

const isLetter = (byte: number) => (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);

/**
 * Returns how many bytes the name of the interface takes in a frame of fw monitor, 10, or 6 before a number; 0 where the frame is an
 * ordinary one. Each letter of the chain would make its address one of a group, which no packet of TCP is sent to.
 */
function nameLengthOf(bytes: Uint8Array, at: number, length: number): number {
  if (length <= header || !letters.includes(String.fromCharCode(bytes[at]!))) return 0;
  const type = (bytes[at + 12]! << 8) | bytes[at + 13]!;
  if ((type !== 0x0800 && type !== 0x86dd) || !isLetter(bytes[at + 2]!)) return 0;
  const position = bytes[at + 1]!;
  if (position !== 0 && (position < 0x20 || position > 0x7e)) return 0;
  return isName(bytes, at + 2, at + 12) ? 10 : isName(bytes, at + 2, at + 8) ? 6 : 0;
}

/** Whether there are printable letters, then nothing but zeros. */
function isName(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from;
  while (at < to && bytes[at]! > 0x20 && bytes[at]! < 0x7f) at++;
  while (at < to && bytes[at] === 0) at++;
  return at === to;
}
