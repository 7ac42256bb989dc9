import {Pair} from "../flow/pairs.ts";
import type {SideView} from "../flow/side-view.ts";
import type {FlowTable} from "../flow/table.ts";

/**
 * Guard G0: the capture points that see one direction only of all that passes, in any protocol: a filter for one direction, a SPAN of
 * received frames only, one leg of a TAP. What is missing there may be missing in the capture alone.
 */
export class OneSidedPoints {
  readonly #table: FlowTable;
  /** Points with any pair of networks that talk both ways. */
  readonly #twoWay = new Set<number>();
  /** MAC addresses that frames came from at each point, and directions in which frames are known to have gone. */
  readonly #heard = new Map<number, Set<number>>();
  readonly #moved = new Map<number, Set<number>>();
  /** MAC addresses that frames went to at each point. */
  readonly #reached = new Map<number, Set<number>>();
  /** Answers of {@link isDeaf}, which is asked for every pool. */
  readonly #deaf = new Map<number, boolean>();

  constructor(table: FlowTable) {
    this.#table = table;
    for (let path = 1; path < table.paths.count; path++) {
      const point = table.paths.point(path);
      note(this.#heard, point, table.paths.sourceMac(path));
      note(this.#moved, point, table.paths.direction(path));
      note(this.#reached, point, table.paths.targetMac(path));
    }
    for (let pair = 1; pair < table.pairs.count; pair++)
      if (table.pairs.value(pair, Pair.packets) > 0 && table.pairs.value(pair, Pair.packets + 1) > 0)
        this.#twoWay.add(table.pairs.point(pair));
  }

  /**
   * Whether no device that frames go to at a point was ever heard there, as on one leg of a TAP or a SPAN of received frames; false where
   * addresses are not known, or the user vouches for the capture.
   */
  isDeaf(point: number): boolean {
    if (this.#table.bothDirections) return false;
    const known = this.#deaf.get(point);
    if (known !== undefined) return known;
    const heard = this.#heard.get(point) ?? new Set();
    const reached = [...(this.#reached.get(point) ?? [])];
    const isDeaf = reached.length > 0 && !reached.some(mac => mac === 0 || heard.has(mac));
    this.#deaf.set(point, isDeaf);
    return isDeaf;
  }

  /** Whether a point sees no two hosts' networks talk both ways, as one leg of a TAP; false where the user vouches for the capture. */
  isOneWay(point: number): boolean {
    return !this.#table.bothDirections && !this.#twoWay.has(point);
  }

  /**
   * Whether a side's packets are all that its point sees. Not so where the user vouches for the capture, or where frames came from the
   * device that these packets go to (ARP tells it), or in the other direction by the capture's own word: then the point does see both.
   */
  concerns(point: number, side: SideView): boolean {
    if (this.#table.bothDirections || this.#twoWay.has(point)) return false;
    const {paths} = this.#table;
    const nextHop = paths.targetMac(side.path);
    if (nextHop !== 0 && this.#heard.get(point)?.has(nextHop)) return false;
    const direction = paths.direction(side.path);
    return direction === 0 || !this.#moved.get(point)?.has(direction ^ 3);
  }
}

function note(sets: Map<number, Set<number>>, point: number, value: number): void {
  const set = sets.get(point);
  if (set === undefined) sets.set(point, new Set([value]));
  else set.add(value);
}
