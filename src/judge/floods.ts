import type {Cursor} from "../flow/cursor.ts";
import type {Forgotten} from "../flow/forgotten.ts";
import {Registry} from "../flow/registry.ts";

/** A flood: so many connections with one server, of one SYN each; real clients send theirs again (RFC 6298, section 5.7). */
const leastConnections = 1000;
/** Where they come from so many networks, fewer are a flood as well: sources are forged at random. */
const leastSpread = {connections: 50, networks: 20};
const leastShare = 0.95;
const limit = 100_000;

const Count = {all: 0, single: 1, networks: 2, fields: 3} as const;

/** Guard G6: servers that SYNs flood, one of each client. What is not answered there is no sign of asymmetry. */
export class Floods {
  /** Unanswered connections of each server address: all, those of one SYN, and the networks of their clients. */
  readonly #servers = new Registry(5, Count.fields, limit);
  /** Server, and network of a client. */
  readonly #networks = new Registry(4, 0, limit);
  readonly #forgotten: Forgotten;

  constructor(forgotten: Forgotten) {
    this.#forgotten = forgotten;
  }

  /** Counts an unanswered connection, which sent so many SYNs, to its server. */
  add(cursor: Cursor, syns: number): void {
    const server = this.serverOf(cursor);
    const row = server * Count.fields;
    const {values} = this.#servers;
    values[row + Count.all]!++;
    if (syns <= 1) values[row + Count.single]!++;
    const {key, count} = this.#networks;
    key[0] = server;
    key[1] = cursor.width;
    key[2] = cursor.networkWord(true, 0);
    key[3] = cursor.networkWord(true, 1);
    this.#networks.intern();
    if (this.#networks.count > count) values[row + Count.networks]!++;
  }

  /** Number of the server of the connection under the cursor: all beyond the limit share 0. */
  serverOf(cursor: Cursor): number {
    const {key} = this.#servers;
    cursor.writeAddress(false, key, 0);
    key[4] = cursor.width;
    return this.#servers.intern();
  }

  /** Whether the server of the connection under the cursor is flooded, as far as connections were counted. */
  has(cursor: Cursor): boolean {
    const row = this.serverOf(cursor) * Count.fields;
    const {values} = this.#servers;
    // What was forgotten had one SYN each, or was idle for long.
    const forgotten = this.#forgottenOf(cursor);
    const all = values[row + Count.all]! + forgotten;
    const isMany =
      all >= leastConnections ||
      (all >= leastSpread.connections && values[row + Count.networks]! >= leastSpread.networks);
    return isMany && values[row + Count.single]! + forgotten >= leastShare * all;
  }

  #forgottenOf(cursor: Cursor): number {
    const {count, servers} = this.#forgotten;
    if (count === 0) return 0;
    cursor.writeAddress(false, servers.key, 0);
    servers.key[4] = cursor.width;
    const id = servers.find();
    return id === 0 ? 0 : servers.values[id]!;
  }
}
