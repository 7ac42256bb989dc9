import type {Time} from "../time/time.ts";
import {alignClocks, type ClockOffset, estimateClocks} from "./clocks.ts";
import {Cursor} from "./cursor.ts";
import {join} from "./join.ts";
import type {Network} from "./network.ts";
import {firstOf} from "./record.ts";
import type {FlowTable} from "./table.ts";

/** Every connection of a table, by number: joined over the points, in order of their first packet. */
export class Connections {
  readonly count: number;
  /** How far each clock is ahead of the first one's, by its number; empty where there is one point only. */
  readonly clocks: ReadonlyMap<number, ClockOffset> = new Map();
  readonly #table: FlowTable;
  readonly #heads: Int32Array;
  readonly #sibling: Int32Array;
  readonly #internal: readonly Network[];
  /** By first flow. */
  readonly #begin: Float64Array;

  /**
   * Joins the flows of a table. `clockOf` numbers the clock of each point: where several differ, the times in the table are moved to
   * those of the first (G19). `internal` are the networks of the clients' side, asked where no handshake tells who is the client.
   */
  constructor(table: FlowTable, clockOf: (point: number) => number = () => 0, internal: readonly Network[] = []) {
    this.#table = table;
    this.#internal = internal;
    let {heads, sibling} = join(table);
    if (table.severalPoints) {
      const clocks = estimateClocks(table, heads, sibling, clockOf);
      this.clocks = clocks;
      // Behind a translation the times decide, too.
      if (alignClocks(table, point => clocks.get(clockOf(point)))) ({heads, sibling} = join(table));
    }
    this.#heads = heads;
    this.#sibling = sibling;
    this.count = heads.length;
    this.#begin = sortByBegin(table, heads, sibling);
  }

  /** Returns when connection `id` began: the time of its first packet. */
  begin(id: number): Time {
    return this.#begin[this.#heads[id]!]!;
  }

  /** Returns a new cursor, standing before the first connection. */
  cursor(): Cursor {
    return new Cursor(this.#table, this.#heads, this.#sibling, this.#internal);
  }
}

/** Sorts connections by their first packet, whose times it returns. Most captures are in order, and nothing is left to sort. */
function sortByBegin(table: FlowTable, heads: Int32Array, sibling: Int32Array): Float64Array {
  const begin = new Float64Array(table.count);
  let before = Number.NEGATIVE_INFINITY;
  let inOrder = true;
  for (let i = 0; i < heads.length; i++) {
    const head = heads[i]!;
    let first = Number.POSITIVE_INFINITY;
    for (let id = head; id >= 0; id = sibling[id]!) first = Math.min(first, firstOf(table, id));
    begin[head] = first;
    if (first < before) inOrder = false;
    before = first;
  }
  if (!inOrder) heads.sort((a, b) => begin[a]! - begin[b]! || a - b);
  return begin;
}
