import {Damage} from "../errors.ts";
import {Chain} from "./checkpoint-chain.ts";
import type {CaptureInfo, Format, Framer} from "./format.ts";
import {Direction, type Frames} from "./frames.ts";
import {calledName} from "./names.ts";
import {magicOf, maximumFrame, unknownLink} from "./pcap.ts";
import type {Interface} from "./pcapng-interface.ts";
import {ticksOf, timeOf} from "./pcapng-times.ts";
import {isSymmetric, tellFilter} from "./side/bpf-filter.ts";

/** Block types and option codes: draft-ietf-opsawg-pcapng, sections 4.1 to 4.7. */
const Block = {section: 0x0a0d0d0a, interface: 1, obsolete: 2, simple: 3, statistics: 5, enhanced: 6} as const;
const Option = {
  end: 0,
  interfaceName: 2,
  interfaceDescription: 3,
  flags: 2,
  application: 4,
  dropCount: 4,
  received: 4,
  receivedDrop: 5,
  systemDrop: 7,
  resolution: 9,
  filter: 11,
  offset: 14,
} as const;

/** Wireshark's bound on the length of one block (wiretap/pcapng.c, MAX_BLOCK_SIZE). */
const maximumBlock = 16 * 1024 * 1024;
/** What must be held whole: packets and the descriptions of sections and interfaces. */
const maximumHeld = 512 * 1024;

const maximumInterfaces = 65536;

/** pcapng: any number of sections, byte orders and interfaces; enhanced, simple and obsolete packets; drop statistics. */
export const pcapng: Format = {
  name: "pcapng",
  matches: head => magicOf(head) === Block.section,
  open: capture => new PcapngFramer(capture),
};

class PcapngFramer implements Framer {
  begun = false;
  readonly #capture: CaptureInfo;
  #little = false;
  #interfaces: Interface[] = [];
  #lastTime: number | null = null;
  /** Whether dumpcap wrote the section: it names the filter that it captures with, so that where none is named none was used. */
  #isDumpcap = false;

  constructor(capture: CaptureInfo) {
    this.#capture = capture;
  }

  frame(bytes: Uint8Array, start: number, end: number, frames: Frames): number {
    frames.borrow(bytes);
    const {view} = frames;
    let at = start;
    while (end - at >= 12 && !frames.full) {
      const isSection = view.getUint32(at) === Block.section;
      // The section's own byte order is known only from its third word.
      if (isSection) this.#little = this.#byteOrder(view, at);
      const little = this.#little;
      const type = view.getUint32(at, little);
      const length = view.getUint32(at + 4, little);
      if (length < 12 || length % 4 !== 0)
        throw new Damage(at, `a pcapng block claims ${length} bytes; a block has at least 12, in fours`);
      if (length > maximumBlock)
        throw new Damage(at, `a pcapng block claims ${length} bytes, at most ${maximumBlock} are possible`);
      const held = isSection || (type >= Block.interface && type <= Block.enhanced && type !== 4);
      if (held && length > maximumHeld)
        throw new Damage(
          at,
          `a pcapng block of type ${type} claims ${length} bytes, at most ${maximumHeld} are possible`,
        );
      const next = at + length;
      if (next > end) {
        if (held) break;
        return next;
      }
      if (view.getUint32(next - 4, little) !== length)
        throw new Damage(
          next - 4,
          `a pcapng block of ${length} bytes ends with the length ${view.getUint32(next - 4, little)}`,
        );
      if (type === Block.enhanced) this.#enhanced(view, at, next, frames);
      else if (isSection) this.#section(bytes, view, at, length);
      else if (type === Block.interface) this.#interface(bytes, view, at, next);
      else if (type === Block.obsolete) this.#obsolete(view, at, next, frames);
      else if (type === Block.simple) this.#simple(view, at, next, frames);
      else if (type === Block.statistics) this.#statistics(view, at, next);
      at = next;
    }
    return at;
  }

  #byteOrder(view: DataView, at: number): boolean {
    const magic = view.getUint32(at + 8);
    if (magic !== 0x1a2b3c4d && magic !== 0x4d3c2b1a)
      throw new Damage(at + 8, `a pcapng section has the byte-order magic 0x${magic.toString(16)}`);
    return magic === 0x4d3c2b1a;
  }

  #section(bytes: Uint8Array, view: DataView, at: number, length: number): void {
    if (length < 28) throw new Damage(at, `a pcapng section header claims ${length} bytes; it has at least 28`);
    this.#interfaces = [];
    this.#isDumpcap = false;
    for (let option = at + 24; option + 4 <= at + length - 4; ) {
      const size = view.getUint16(option + 2, this.#little);
      if (view.getUint16(option, this.#little) === Option.application)
        this.#isDumpcap = /^dumpcap\b/i.test(text(bytes, option + 4, Math.min(size, at + length - 8 - option)));
      option += 4 + size + (-size & 3);
    }
    this.begun = true;
  }

  #interface(bytes: Uint8Array, view: DataView, at: number, next: number): void {
    const little = this.#little;
    if (next - at < 20) throw new Damage(at, `a pcapng interface block claims ${next - at} bytes; it has at least 20`);
    const id = this.#interfaces.length;
    if (id === maximumInterfaces)
      throw new Damage(at, `a pcapng section has more than ${maximumInterfaces} interfaces`);
    const link = view.getUint16(at + 8, little);
    const known = this.#capture.supports(link);
    if (!known) {
      const error = unknownLink(at + 8, link);
      this.#capture.complain(error.at, error.message, error.remedy);
    }
    let name: string | null = null;
    let resolution = 6;
    let offset = 0n;
    let filter: string | null = "";
    let description = "";
    for (let option = at + 16; option + 4 <= next - 4; ) {
      const code = view.getUint16(option, little);
      const size = view.getUint16(option + 2, little);
      const value = option + 4;
      if (code === Option.end || value + size > next - 4) break;
      if (code === Option.interfaceName) name = text(bytes, value, size);
      else if (code === Option.interfaceDescription) description = text(bytes, value, size);
      else if (code === Option.resolution && size >= 1) resolution = view.getUint8(value);
      else if (code === Option.offset && size >= 8) offset = view.getBigInt64(value, little);
      else if (code === Option.filter && size >= 2) {
        // First byte 0: the filter as libpcap's text; else as its code.
        filter = view.getUint8(value) === 0 ? text(bytes, value + 1, size - 1) : null;
      }
      option = value + size + (-size & 3);
    }
    const point = known
      ? this.#capture.points.intern(
          this.#capture.origin,
          this.#capture.id,
          calledName(name, description) || (id === 0 ? null : `if${id}`),
          link,
        )
      : null;
    if (filter) tellFilter(this.#capture, filter, point);
    const isWhole = filter !== null && (filter === "" ? this.#isDumpcap : isSymmetric(filter));
    this.#capture.points.tellWhole(this.#capture.id, isWhole);
    const ticks = ticksOf(resolution, offset);
    this.#interfaces.push({point, link, snaplen: view.getUint32(at + 12, little), ticks, packets: 0, chain: undefined});
  }

  #enhanced(view: DataView, at: number, next: number, frames: Frames): void {
    const little = this.#little;
    if (next - at < 32) throw new Damage(at, `a pcapng packet block claims ${next - at} bytes; it has at least 32`);
    const face = this.#face(at, view.getUint32(at + 8, little));
    const length = view.getUint32(at + 20, little);
    const data = at + 28;
    const padded = length + (-length & 3);
    if (length > maximumFrame || data + padded > next - 4)
      throw new Damage(at, `a pcapng packet block of ${next - at} bytes claims ${length} captured`);
    let direction: number = Direction.unknown;
    for (let option = data + padded; option + 4 <= next - 4; ) {
      const code = view.getUint16(option, little);
      const size = view.getUint16(option + 2, little);
      const value = option + 4;
      if (code === Option.end || value + size > next - 4) break;
      // Bits 0 and 1: 00 not known, 01 inbound, 10 outbound (section 4.3.1): the numbers that Direction has.
      if (code === Option.flags && size === 4) direction = (view.getUint32(value, little) & 3) % 3;
      else if (code === Option.dropCount && size === 8)
        this.#dropped(face, Number(view.getBigUint64(value, little)), true);
      option = value + size + (-size & 3);
    }
    const time = timeOf(
      face.ticks,
      view.getUint32(at + 12, little),
      view.getUint32(at + 16, little),
      this.#capture.epoch,
    );
    this.#append(frames, face, data, length, view.getUint32(at + 24, little), time, direction);
  }

  #obsolete(view: DataView, at: number, next: number, frames: Frames): void {
    const little = this.#little;
    if (next - at < 32) throw new Damage(at, `a pcapng packet block claims ${next - at} bytes; it has at least 32`);
    const face = this.#face(at, view.getUint16(at + 8, little));
    const length = view.getUint32(at + 20, little);
    if (length > maximumFrame || at + 28 + length > next - 4)
      throw new Damage(at, `a pcapng packet block of ${next - at} bytes claims ${length} captured`);
    // 0xffff: the number of packets lost since the last one is not known.
    const lost = view.getUint16(at + 10, little);
    if (lost !== 0xffff && lost > 0) this.#dropped(face, lost, true);
    const time = timeOf(
      face.ticks,
      view.getUint32(at + 12, little),
      view.getUint32(at + 16, little),
      this.#capture.epoch,
    );
    this.#append(frames, face, at + 28, length, view.getUint32(at + 24, little), time, Direction.unknown);
  }

  /** A simple packet has no time of its own: it takes that of the packet before. */
  #simple(view: DataView, at: number, next: number, frames: Frames): void {
    if (next - at < 16) throw new Damage(at, `a pcapng packet block claims ${next - at} bytes; it has at least 16`);
    const face = this.#face(at, 0);
    const wireLength = view.getUint32(at + 8, this.#little);
    const length = Math.min(wireLength, face.snaplen || wireLength, next - at - 16);
    if (length > maximumFrame) throw new Damage(at, `a pcapng packet block claims ${length} captured bytes`);
    if (this.#lastTime === null) this.#capture.note("some packets have no time stamp (simple packet blocks)");
    const time = this.#lastTime ?? this.#capture.epoch.time(this.#capture.epoch.seconds ?? 0, 0);
    this.#append(frames, face, at + 12, length, wireLength, time, Direction.unknown);
  }

  #append(
    frames: Frames,
    face: Interface,
    data: number,
    length: number,
    wireLength: number,
    time: number,
    direction: number,
  ) {
    this.#lastTime = time;
    face.packets++;
    if (face.chain === undefined && length > 0)
      face.chain = Chain.of(this.#capture, face.link, frames.bytes, data, length);
    if (face.chain) face.chain.append(frames, frames.bytes, data, length, wireLength, time);
    else if (face.point !== null) frames.append(data, length, wireLength, time, face.point.id, face.link, direction);
    else frames.append(data, length, wireLength, time, this.#unknownPoint(), 0xffff, direction);
  }

  /** Frames of an interface whose link type nobody knows still count, at a point of their own. */
  #unknownPoint(): number {
    const {points, origin, id} = this.#capture;
    return points.intern(origin, id, "unknown link type", 0xffff).id;
  }

  #statistics(view: DataView, at: number, next: number): void {
    const little = this.#little;
    if (next - at < 24) throw new Damage(at, `a pcapng statistics block claims ${next - at} bytes; it has at least 24`);
    const face = this.#face(at, view.getUint32(at + 8, little));
    let lost: number | null = null;
    let received = 0;
    for (let option = at + 20; option + 4 <= next - 4; ) {
      const code = view.getUint16(option, little);
      const size = view.getUint16(option + 2, little);
      const value = option + 4;
      if (code === Option.end || value + size > next - 4) break;
      if ((code === Option.receivedDrop || code === Option.systemDrop) && size === 8)
        lost = (lost ?? 0) + Number(view.getBigUint64(value, little));
      else if (code === Option.received && size === 8) received = Number(view.getBigUint64(value, little));
      option = value + size + (-size & 3);
    }
    if (lost !== null) this.#dropped(face, lost, false);
    // Not all that was received stands here: a part was saved, by whatever display filter.
    if (received > face.packets + (lost ?? 0)) this.#capture.points.tellWhole(this.#capture.id, false);
  }

  /** Statistics are totals, of which the last holds; the counts beside single packets add up. */
  #dropped(face: Interface, count: number, add: boolean): void {
    if (face.point === null) return;
    face.point.dropped = add ? (face.point.dropped ?? 0) + count : Math.max(face.point.dropped ?? 0, count);
  }

  #face(at: number, id: number): Interface {
    const face = this.#interfaces[id];
    if (face === undefined)
      throw new Damage(at, `a pcapng packet names interface ${id}, the section has ${this.#interfaces.length}`);
    return face;
  }
}

function text(bytes: Uint8Array, at: number, size: number): string {
  return new TextDecoder().decode(bytes.subarray(at, at + Math.min(size, 512))).replace(/\0.*$/s, "");
}
