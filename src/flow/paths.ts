import type {Packet} from "../decode/packet.ts";
import {Registry} from "./registry.ts";
import {macOf} from "./virtual-macs.ts";

/** At most so many paths are told apart; 16 bits name one. */
const limit = 65535;

/** As many as six bits tell apart. */
const recentSize = 64;

/**
 * Every path that packets took at a capture point: both MAC addresses, VLAN, and whether they entered or left. A path has a
 * number from 1 on; 0 = not told apart any more.
 */
export class Paths {
  readonly #registry = new Registry(5, 0, limit);
  readonly #recent = new Int32Array(recentSize);
  /** By path: the one that some side's packets took before they changed to it; 0 = none. */
  readonly #before = new Uint16Array(limit + 1);

  /** Returns whether `path` is that of `packet`: cheap, as nearly every packet takes the path of the one before. */
  same(path: number, packet: Packet): boolean {
    const paths = this.#registry;
    return (
      paths.word(path, 1) === packet.sourceMacLow &&
      paths.word(path, 2) === packet.targetMacLow &&
      paths.word(path, 0) === ((packet.sourceMacHigh << 16) | packet.targetMacHigh) &&
      paths.word(path, 3) === ((packet.vlan << 2) | packet.direction) &&
      paths.word(path, 4) === packet.point
    );
  }

  /** Returns the number of the packet's path. */
  intern(packet: Packet): number {
    // A few paths take nearly all packets: the last one by the low bits of both addresses is tried first.
    const slot =
      Math.imul(packet.sourceMacLow ^ Math.imul(packet.targetMacLow ^ packet.direction, 0x9e3779b1), 0x85ebca6b) >>> 26;
    if (!this.same(this.#recent[slot]!, packet)) this.#recent[slot] = this.#find(packet);
    return this.#recent[slot]!;
  }

  #find(packet: Packet): number {
    const {key} = this.#registry;
    key[0] = (packet.sourceMacHigh << 16) | packet.targetMacHigh;
    key[1] = packet.sourceMacLow;
    key[2] = packet.targetMacLow;
    key[3] = (packet.vlan << 2) | packet.direction;
    key[4] = packet.point;
    return this.#registry.intern();
  }

  /** Notes that packets of one side took `before`, and then `path`. */
  change(before: number, path: number): void {
    this.#before[path] = before;
  }

  /** Returns a path from which packets of one side changed to `path`, or 0. */
  before(path: number): number {
    return this.#before[path]!;
  }

  /** Returns the VLAN ids of a path, the innermost in the low 12 bits, and its lane, as `Packet.vlan` has them. */
  vlan(path: number): number {
    return this.#registry.word(path, 3) >> 2;
  }

  /** Returns the `Direction` of a path. */
  direction(path: number): number {
    return this.#registry.word(path, 3) & 3;
  }

  /** Returns the source MAC address of a path, as one number below 2⁴⁸; 0 = none. */
  sourceMac(path: number): number {
    const paths = this.#registry;
    return macOf(paths.word(path, 0) >>> 16, paths.word(path, 1));
  }

  /** Returns the destination MAC address of a path, as one number below 2⁴⁸; 0 = none. */
  targetMac(path: number): number {
    const paths = this.#registry;
    return macOf(paths.word(path, 0) & 0xffff, paths.word(path, 2));
  }

  /** Whether packets of path `two` come from where those of `one` go, and go to where those come from; true where MACs are not known. */
  mirrors(one: number, two: number): boolean {
    const paths = this.#registry;
    const high = paths.word(one, 0);
    const back = paths.word(two, 0);
    const toLow = paths.word(one, 2);
    const backToLow = paths.word(two, 2);
    // A cooked frame has no destination address.
    if (((high & 0xffff) | toLow) === 0 || ((back & 0xffff) | backToLow) === 0) return true;
    return (
      paths.word(one, 1) === backToLow &&
      toLow === paths.word(two, 1) &&
      high >>> 16 === (back & 0xffff) &&
      (high & 0xffff) === back >>> 16
    );
  }

  /** Numbers of paths are below this. */
  get count(): number {
    return this.#registry.count;
  }

  /** Returns the capture point of a path. */
  point(path: number): number {
    return this.#registry.word(path, 4);
  }
}
