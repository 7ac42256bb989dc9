import {Damage} from "../errors.ts";
import {Chain} from "./checkpoint-chain.ts";
import type {CaptureInfo, Format, Framer} from "./format.ts";
import {Direction, type Frames} from "./frames.ts";
import {maximumFrame} from "./pcap.ts";
import type {CapturePoint} from "./points.ts";

/** `snoop` and three zeros (RFC 1761). */
const magic = [0x73, 0x6e, 0x6f, 0x6f, 0x70, 0, 0, 0];
const fileHeader = 16;
const recordHeader = 24;
/** Surveyor puts some bytes behind each frame; nobody puts so many. */
const maximumPadding = 65536;

/**
 * LINKTYPE_ numbers of the datalink types: IEEE 802.3 and Ethernet, and the interfaces of Solaris' IP (IANA, snoop-datalink-types;
 * wiretap, snoop.c).
 */
const links = new Map([
  [0, 1],
  [4, 1],
  [0x80000005, 226],
]);
/** Ethernet of 100 Mb/s, 1 and 10 Gb/s, as Surveyor numbers it in versions 3 to 5. */
const surveyorLinks = new Map([...links, [10, 1], [12, 1], [19, 1]]);

/** snoop (RFC 1761): Solaris, Check Point's fw monitor, and Surveyor, whose versions are 3 to 5. All numbers are big-endian. */
export const snoop: Format = {
  name: "snoop",
  matches: head => magic.every((byte, i) => head[i] === byte),
  open: capture => new SnoopFramer(capture),
};

class SnoopFramer implements Framer {
  begun = false;
  readonly #capture: CaptureInfo;
  #link = 0;
  #point: CapturePoint | null = null;
  /** Undefined before the first frame. */
  #chain: Chain | null | undefined;

  constructor(capture: CaptureInfo) {
    this.#capture = capture;
  }

  frame(bytes: Uint8Array, start: number, end: number, frames: Frames): number {
    frames.borrow(bytes);
    const {view} = frames;
    let at = start;
    if (!this.begun) {
      if (end - start < fileHeader) return start;
      this.#begin(view, start);
      at += fileHeader;
    }
    const {epoch} = this.#capture;
    while (end - at >= recordHeader && !frames.full) {
      const wireLength = view.getUint32(at);
      const length = view.getUint32(at + 4);
      const whole = view.getUint32(at + 8);
      if (length > maximumFrame)
        throw new Damage(at, `a record claims ${length} bytes, at most ${maximumFrame} are possible`);
      if (whole < recordHeader + length || whole > recordHeader + length + maximumPadding)
        throw new Damage(at, `a record of ${length} bytes captured claims to be ${whole} bytes long`);
      if (at + whole > end) break;
      const data = at + recordHeader;
      const time = epoch.time(view.getUint32(at + 16), view.getUint32(at + 20) * 1000);
      // 0 also stands for a system that does not count them.
      const lost = view.getUint32(at + 12);
      if (length > 0 && this.#chain === undefined)
        this.#chain = Chain.of(this.#capture, this.#link, bytes, data, length);
      if (this.#chain) {
        const point = this.#chain.append(frames, bytes, data, length, wireLength, time);
        if (lost > 0) noteLost(point, lost);
      } else {
        const point = this.#ownPoint();
        frames.append(data, length, wireLength, time, point.id, this.#link, Direction.unknown);
        if (lost > 0) noteLost(point, lost);
      }
      at += whole;
    }
    return at;
  }

  /** The point of an ordinary capture, which has no other. */
  #ownPoint(): CapturePoint {
    const {points, origin, id} = this.#capture;
    this.#point ??= points.intern(origin, id, null, this.#link);
    return this.#point;
  }

  #begin(view: DataView, start: number): void {
    const version = view.getUint32(start + 8);
    const type = view.getUint32(start + 12);
    const remedy = "convert it with `editcap -F pcap IN OUT`";
    if (version < 2 || version > 5) throw new Damage(start + 8, `snoop version ${version} is not known`, remedy);
    const link = (version === 2 ? links : surveyorLinks).get(type);
    if (link === undefined || !this.#capture.supports(link))
      throw new Damage(start + 12, `snoop's datalink type ${type} is not known`, remedy);
    this.#link = link;
    this.begun = true;
  }
}

/** The counts of a file are totals so far. */
function noteLost(point: CapturePoint, count: number): void {
  if (count !== 0xffffffff) point.dropped = Math.max(point.dropped ?? 0, count);
}
