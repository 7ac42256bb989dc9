import {Fact} from "./forgotten.ts";
import {bit} from "./handshake.ts";
import {hiddenAt, isAlive} from "./hidden.ts";
import {Head, lastOf, word} from "./record.ts";
import type {FlowTable, Limit} from "./table.ts";
import {FlowView} from "./view.ts";

/** Of the flows held, so large a share is forgotten at once: a sweep looks at all of them. */
const share = 1 / 8;
/** Flows whose times are looked at to find how old the oldest share is. */
const samples = 4096;
/** One-way flows of a pair of networks and a direction that are kept as evidence, whatever their age. */
const exemplars = 16;

/**
 * Returns a limit of so many flows. When there is room for no more the oldest idle ones are forgotten, and leave the sums that the rules
 * of certainty need. Some one-way flows of each pair of networks are kept as evidence.
 */
export const atMost = (flows: number): Limit => ({flows, makeRoom: table => new Sweep(table).run()});

/** Forgets the oldest idle flows of a table, once. */
class Sweep {
  readonly #table: FlowTable;
  readonly #view: FlowView;
  /** How many one-way flows are kept as evidence, by pair of networks × 2 + missing direction. */
  readonly #kept: Uint8Array;

  constructor(table: FlowTable) {
    this.#table = table;
    this.#view = new FlowView(table);
    this.#kept = new Uint8Array(table.pairs.count * 2);
  }

  run(): void {
    const threshold = this.#threshold();
    // Where all of them were to be kept as evidence there would be no room for anything new.
    if (this.#forget(threshold, exemplars) === 0) this.#forget(threshold, 0);
  }

  /** Forgets the oldest share of flows, idle since `threshold`; keeps so many of each pair and direction. Returns how many it forgot. */
  #forget(threshold: number, keep: number): number {
    const table = this.#table;
    const most = Math.max(1, Math.floor(table.flows.used * share));
    let count = 0;
    for (let id = 0; id < table.count && count < most; id++) {
      if (!table.isHeld(id) || lastOf(table, id) > threshold || !this.#settle(id, keep)) continue;
      table.release(id);
      count++;
    }
    return count;
  }

  /** The time at or before which the oldest share of flows was last seen. */
  #threshold(): number {
    const table = this.#table;
    const step = Math.max(1, Math.floor(table.count / samples));
    const times: number[] = [];
    for (let id = 0; id < table.count; id += step) if (table.isHeld(id)) times.push(lastOf(table, id));
    times.sort((a, b) => a - b);
    // A little more than the share: some are kept as evidence.
    return times[Math.min(times.length - 1, Math.ceil(times.length * share * 1.5))] ?? Number.POSITIVE_INFINITY;
  }

  /** Adds what a flow tells to the sums of its pair; false where it is kept as evidence. */
  #settle(id: number, keep: number): boolean {
    const table = this.#table;
    const {forgotten} = table;
    const view = this.#view;
    view.move(id, clientSide(table, id));
    const {pair} = view;
    const toServer = view.clientSide;
    const toClient = toServer ^ 1;
    const hidden = hiddenAt(view);
    if (hidden !== null) {
      const direction = view.direction(hidden);
      const kept = pair * 2 + direction;
      if (this.#kept[kept]! < keep) {
        this.#kept[kept]!++;
        return false;
      }
      forgotten.add(pair, Fact.hidden + direction);
      const {countedRounds} = view.seen(hidden);
      if (countedRounds > 0) {
        forgotten.add(pair, Fact.contributing + direction);
        forgotten.add(pair, Fact.rounds + direction, countedRounds);
      }
    } else if (isAlive(view.client) && isAlive(view.server)) {
      forgotten.add(pair, Fact.holes + toClient, view.server.holes);
      forgotten.add(pair, Fact.holes + toServer, view.client.holes);
    } else if (view.client.events === bit.open) {
      forgotten.add(pair, Fact.unanswered + toClient);
      this.#countServer(id, toClient);
    }
    forgotten.add(pair, Fact.flows);
    forgotten.add(pair, Fact.flows + 1);
    forgotten.count++;
    return true;
  }

  #countServer(id: number, side: number): void {
    const {servers} = this.#table.forgotten;
    const {key} = servers;
    for (let i = 0; i < 4; i++) key[i] = word(this.#table, id, Head.addresses + 4 * side + i);
    key[4] = word(this.#table, id, Head.meta) & 0xff;
    servers.values[servers.intern()]!++;
  }
}

/** The side that asked, as far as the flow tells; else the one that spoke first. */
function clientSide(table: FlowTable, id: number): number {
  const seen = word(table, id, Head.seen);
  if (seen & bit.open || (seen >> 6) & bit.accept) return 0;
  if ((seen >> 6) & bit.open || seen & bit.accept) return 1;
  return word(table, id, Head.first) & 1;
}
