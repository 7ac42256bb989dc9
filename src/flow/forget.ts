import {bit} from "./handshake.ts";
import {hiddenAt, isAlive} from "./hidden.ts";
import {detailAt, Head, headAt, Ladder, lastOf, word} from "./record.ts";
import {Registry} from "./registry.ts";
import type {FlowTable} from "./table.ts";
import {FlowView} from "./view.ts";

/** Of the flows held, so large a share is forgotten at once: a sweep looks at all of them. */
const share = 1 / 8;
/** Flows whose times are looked at to find how old the oldest share is. */
const samples = 4096;
/** One-way flows of a pair of networks and a direction that are kept as evidence, whatever their age. */
const exemplars = 16;
const serverLimit = 100_000;

/** Sums that forgotten flows leave for each pair of networks: two of each, one a missing direction (0 = from the lower network). */
export const Fact = {
  /** Flows of which this direction could have been missed. */
  flows: 0,
  /** One-way flows that lack it; of these, those with rounds that count, and the rounds. */
  hidden: 2,
  contributing: 4,
  rounds: 6,
  /** Gaps of two-way flows. */
  holes: 8,
  /** Flows with SYNs alone in the other direction, which this one did not answer. */
  unanswered: 10,
  fields: 12,
} as const;

/**
 * What becomes of flows when there is room for no more: the oldest idle ones are forgotten, and leave the sums that the rules of
 * certainty need. Some one-way flows of each pair of networks are kept as evidence.
 */
export class Forgotten {
  readonly #table: FlowTable;
  readonly #maximum: number;
  readonly #view: FlowView;
  /** By pair of networks. */
  #facts = new Float64Array(0);
  #kept = new Uint8Array(0);
  /** Servers that forgotten SYNs alone asked: key address and width, value how many. */
  readonly servers = new Registry(5, 1, serverLimit);
  /** Flows forgotten. */
  count = 0;

  constructor(table: FlowTable, maximum: number) {
    this.#table = table;
    this.#maximum = maximum;
    this.#view = new FlowView(table);
  }

  /** Whether there is room for no more flow. */
  get isDue(): boolean {
    return this.#table.flows.used >= this.#maximum;
  }

  /** Returns a sum of {@link Fact} that forgotten flows of a pair have left. */
  value(pair: number, fact: number): number {
    return this.#facts[pair * Fact.fields + fact] ?? 0;
  }

  /** Forgets the oldest idle flows. */
  sweep(): void {
    const table = this.#table;
    this.#facts = grown(this.#facts, table.pairs.count * Fact.fields);
    this.#kept = new Uint8Array(table.pairs.count * 2);
    const threshold = this.#threshold();
    // Where all of them were to be kept as evidence there would be no room for anything new.
    if (this.#forget(threshold, exemplars) === 0) this.#forget(threshold, 0);
    this.#unlink();
    table.reindex();
  }

  /** Forgets the oldest share of flows, idle since `threshold`; keeps so many of each pair and direction. Returns how many it forgot. */
  #forget(threshold: number, keep: number): number {
    const table = this.#table;
    const most = Math.max(1, Math.floor(table.flows.used * share));
    let count = 0;
    for (let id = 0; id < table.count && count < most; id++) {
      if (!table.isHeld(id) || lastOf(table, id) > threshold || !this.#settle(id, keep)) continue;
      this.#release(id);
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
    const view = this.#view;
    view.move(id, clientSide(table, id));
    const toClient = view.clientSide ^ 1;
    const hidden = hiddenAt(view);
    const facts = this.#facts;
    const row = view.pair * Fact.fields;
    if (hidden !== null) {
      const direction = hidden === "replies" ? toClient : view.clientSide;
      const kept = view.pair * 2 + direction;
      if (this.#kept[kept]! < keep) {
        this.#kept[kept]!++;
        return false;
      }
      facts[row + Fact.hidden + direction]!++;
      const {countedRounds} = hidden === "replies" ? view.client : view.server;
      if (countedRounds > 0) {
        facts[row + Fact.contributing + direction]!++;
        facts[row + Fact.rounds + direction]! += countedRounds;
      }
    } else if (isAlive(view.client) && isAlive(view.server)) {
      facts[row + Fact.holes + toClient]! += view.server.holes;
      facts[row + Fact.holes + view.clientSide]! += view.client.holes;
    } else if (view.client.events === bit.open) {
      facts[row + Fact.unanswered + toClient]!++;
      this.#countServer(id, toClient);
    }
    facts[row + Fact.flows]!++;
    facts[row + Fact.flows + 1]!++;
    this.count++;
    return true;
  }

  #countServer(id: number, side: number): void {
    const {key} = this.servers;
    for (let i = 0; i < 4; i++) key[i] = word(this.#table, id, Head.addresses + 4 * side + i);
    key[4] = word(this.#table, id, Head.meta) & 0xff;
    this.servers.values[this.servers.intern()]!++;
  }

  #release(id: number): void {
    const table = this.#table;
    const block = word(table, id, Head.detail);
    if (block >= 0) {
      const later = table.details.ints[block >>> 10]![detailAt(block) + Ladder.later]! - 1;
      if (later >= 0) table.laterRungs.release(later);
      table.details.release(block);
    }
    table.flows.release(id);
  }

  /** Flows no longer name forgotten ones as those before them. */
  #unlink(): void {
    const table = this.#table;
    for (let id = 0; id < table.count; id++) {
      const words = table.flows.ints[id >>> 10]!;
      const at = headAt(id) + Head.previous;
      if (table.isHeld(id) && words[at]! >= 0 && !table.isHeld(words[at]!)) words[at] = -1;
    }
  }
}

function grown(old: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  if (old.length >= length) return old;
  const larger = new Float64Array(Math.max(length, old.length * 2));
  larger.set(old);
  return larger;
}

/** The side that asked, as far as the flow tells; else the one that spoke first. */
function clientSide(table: FlowTable, id: number): number {
  const seen = word(table, id, Head.seen);
  if (seen & bit.open || (seen >> 6) & bit.accept) return 0;
  if ((seen >> 6) & bit.open || seen & bit.accept) return 1;
  return word(table, id, Head.first) & 1;
}
