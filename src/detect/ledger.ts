import type {Cursor} from "../flow/cursor.ts";
import {Registry} from "../flow/registry.ts";

const limit = {groups: 100_000, services: 20_000} as const;

/**
 * A few numbers of every conversation, written while its record is at hand: later passes ask these, and read the records of some only.
 * Numbers count from 1; 0 takes what is beyond a limit.
 */
export class Ledger {
  /** By conversation. */
  readonly #group: Int32Array;
  readonly #service: Int32Array;
  readonly #pair: Int32Array;
  /** Key: client network (three words), server, port, width. */
  readonly #groups = new Registry(9, 1, limit.groups);
  /** Key: server, width, port. */
  readonly #services = new Registry(6, 0, limit.services);

  constructor(conversations: number) {
    this.#group = new Int32Array(conversations);
    this.#service = new Int32Array(conversations);
    this.#pair = new Int32Array(conversations);
  }

  /** Writes down the conversation that the cursor looks at. */
  add(cursor: Cursor): void {
    const {id, width, serverPort} = cursor;
    const {key} = this.#groups;
    cursor.writeAddress(true, key, 0);
    key[2] = width === 4 ? key[3]! & ~0xff : 0;
    cursor.writeAddress(false, key, 3);
    key[7] = serverPort;
    key[8] = width;
    const known = this.#groups.count;
    const group = this.#groups.intern();
    this.#group[id] = group;
    // A group has one service; what is beyond the limit has to be asked each time.
    if (group === 0 || this.#groups.count > known) this.#groups.values[group] = this.#internService(cursor);
    this.#service[id] = this.#groups.values[group]!;
    this.#pair[id] = cursor.pair;
  }

  #internService(cursor: Cursor): number {
    const {key} = this.#services;
    cursor.writeAddress(false, key, 0);
    key[4] = cursor.width;
    key[5] = cursor.serverPort;
    return this.#services.intern();
  }

  /** Number of the conversation's group: client network (/24, /64), server and port. */
  group(id: number): number {
    return this.#group[id]!;
  }

  /** Numbers of groups are below this. */
  get groups(): number {
    return this.#groups.count;
  }

  /** Number of the conversation's service: server and port. */
  service(id: number): number {
    return this.#service[id]!;
  }

  /** Numbers of services are below this. */
  get services(): number {
    return this.#services.count;
  }

  /** Pair of networks of the conversation's only flow; −1 where it has several. */
  pair(id: number): number {
    return this.#pair[id]!;
  }
}
