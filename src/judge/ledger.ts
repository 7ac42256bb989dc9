import type {Cursor} from "../flow/cursor.ts";
import {Registry} from "../flow/registry.ts";

const limit = 100_000;

/** A few numbers of every connection, written while its record is at hand: later passes ask these, and read the records of some only. */
export class Ledger {
  /** By connection. */
  readonly #group: Int32Array;
  readonly #pair: Int32Array;
  /** Key: client network (three words), server, port, width. */
  readonly #groups = new Registry(9, 0, limit);

  constructor(conversations: number) {
    this.#group = new Int32Array(conversations);
    this.#pair = new Int32Array(conversations);
  }

  /** Writes down the connection that the cursor looks at. */
  add(cursor: Cursor): void {
    const {id, width, serverPort} = cursor;
    const {key} = this.#groups;
    cursor.writeAddress(true, key, 0);
    key[2] = width === 4 ? key[3]! & ~0xff : 0;
    cursor.writeAddress(false, key, 3);
    key[7] = serverPort;
    key[8] = width;
    this.#group[id] = this.#groups.intern();
    this.#pair[id] = cursor.pair;
  }

  /** Number of the connection's group, client network (/24, /64), server and port, from 1 on; 0 takes those beyond the limit. */
  group(id: number): number {
    return this.#group[id]!;
  }

  /** Writes a group's server, and then the width of its address, to a key. */
  writeServer(group: number, key: Int32Array): void {
    for (let word = 0; word < 4; word++) key[word] = this.#groups.word(group, 3 + word);
    key[4] = this.#groups.word(group, 8);
  }

  /** Numbers of groups are below this. */
  get groups(): number {
    return this.#groups.count;
  }

  /** Pair of networks of the connection's only flow; −1 where it has several. */
  pair(id: number): number {
    return this.#pair[id]!;
  }
}
