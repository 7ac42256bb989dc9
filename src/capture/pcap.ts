import {Damage} from "../errors.ts";
import {Chain} from "./checkpoint-chain.ts";
import type {CaptureInfo, Format, Framer} from "./format.ts";
import {Direction, type Frames} from "./frames.ts";

/** Magic numbers as a big-endian reader sees them, and what they say (libpcap, savefile.c and sf-pcap.c). */
const magics: Record<number, {little: boolean; nanoseconds: boolean; recordHeader: number}> = {
  2712847316: {little: false, nanoseconds: false, recordHeader: 16},
  3569595041: {little: true, nanoseconds: false, recordHeader: 16},
  2712812621: {little: false, nanoseconds: true, recordHeader: 16},
  1295823521: {little: true, nanoseconds: true, recordHeader: 16},
  // Kuznetzov's "modified" format: eight more bytes a record (interface index, protocol, packet type, padding).
  2712849716: {little: false, nanoseconds: false, recordHeader: 24},
  885895841: {little: true, nanoseconds: false, recordHeader: 24},
};

const fileHeader = 24;

/** No frame is longer: libpcap's MAXIMUM_SNAPLEN. A larger claim is damage. */
export const maximumFrame = 262144;

/** Returns the magic number at the start of `head`, as a big-endian reader sees it, or 0 if there are no four bytes. */
export function magicOf(head: Uint8Array): number {
  return head.length < 4 ? 0 : ((head[0]! << 24) | (head[1]! << 16) | (head[2]! << 8) | head[3]!) >>> 0;
}

/** Classic pcap: either byte order, micro- or nanoseconds, the "modified" format too. */
export const pcap: Format = {
  name: "pcap",
  matches: head => magicOf(head) in magics,
  open: capture => new PcapFramer(capture),
};

class PcapFramer implements Framer {
  begun = false;
  readonly #capture: CaptureInfo;
  #little = false;
  #scale = 1000;
  #recordHeader = 16;
  #minor = 4;
  #link = 0;
  #point = 0;
  /** Undefined before the first frame. */
  #chain: Chain | null | undefined;

  constructor(capture: CaptureInfo) {
    this.#capture = capture;
  }

  frame(bytes: Uint8Array, start: number, end: number, frames: Frames): number {
    frames.borrow(bytes);
    let at = start;
    if (!this.begun) {
      if (end - start < fileHeader) return start;
      this.#begin(bytes, start, frames.view);
      at += fileHeader;
    }
    const {view} = frames;
    const little = this.#little;
    const scale = this.#scale;
    const recordHeader = this.#recordHeader;
    const {epoch} = this.#capture;
    let chain = this.#chain;
    while (end - at >= recordHeader && !frames.full) {
      let length = view.getUint32(at + 8, little);
      let wireLength = view.getUint32(at + 12, little);
      // Version 2.3 has the two lengths in either order, earlier ones swapped (libpcap, sf-pcap.c).
      if (this.#minor < 3 || (this.#minor === 3 && length > wireLength)) [length, wireLength] = [wireLength, length];
      if (length > maximumFrame)
        throw new Damage(at, `a record claims ${length} bytes, at most ${maximumFrame} are possible`);
      const next = at + recordHeader + length;
      if (next > end) break;
      const time = epoch.time(view.getUint32(at, little), view.getUint32(at + 4, little) * scale);
      const data = at + recordHeader;
      if (chain === undefined && length > 0)
        chain = this.#chain = Chain.of(this.#capture, this.#link, bytes, data, length);
      if (chain) chain.append(frames, bytes, data, length, wireLength, time);
      else frames.append(data, length, wireLength, time, this.#point, this.#link, Direction.unknown);
      at = next;
    }
    return at;
  }

  #begin(bytes: Uint8Array, start: number, view: DataView): void {
    const {little, nanoseconds, recordHeader} = magics[magicOf(bytes.subarray(start, start + 4))]!;
    const major = view.getUint16(start + 4, little);
    const minor = view.getUint16(start + 6, little);
    // 2 is everyone's, 543 that of old DG/UX and Endace captures (libpcap, sf-pcap.c).
    if (major !== 2 && major !== 543)
      throw new Damage(
        start + 4,
        `pcap version ${major}.${minor} is not known`,
        "convert it with `editcap -F pcap IN OUT`",
      );
    this.#little = little;
    this.#scale = nanoseconds ? 1 : 1000;
    this.#recordHeader = recordHeader;
    this.#minor = major === 2 ? minor : 4;
    // The upper half tells about frame check sequences, which lie beyond the IP length and do not matter here.
    this.#link = view.getUint32(start + 20, little) & 0xffff;
    if (!this.#capture.supports(this.#link)) throw unknownLink(start + 20, this.#link);
    this.#point = this.#capture.points.intern(this.#capture.origin, this.#capture.id, null, this.#link).id;
    this.begun = true;
  }
}

/** The error of a link type that no decoder knows. */
export function unknownLink(at: number, link: number): Damage {
  return new Damage(at, `link type ${link} is not known`, "capture on an Ethernet, Linux cooked or raw IP interface");
}
