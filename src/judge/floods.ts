import type {Cursor} from "../flow/cursor.ts";
import type {Forgotten} from "../flow/forgotten.ts";
import {Registry} from "../flow/registry.ts";

/** A flood: so many connections with one server, of one SYN each; real clients send theirs again (RFC 6298, section 5.7). */
const leastConnections = 1000;
/** Where so many clients send one each, fewer are a flood as well: sources are forged at random. */
const leastClients = 50;
const leastShare = 0.95;
const limit = 100_000;

const Count = {all: 0, single: 1, clients: 2, fields: 3} as const;

/** Guard G6: servers that SYNs flood, one of each client. What is not answered there is no sign of asymmetry. */
export class Floods {
  /** Unanswered connections of each server address: all, those of one SYN, and their clients. */
  readonly #servers = new Registry(5, Count.fields, limit);
  /** Server, and client. */
  readonly #clients = new Registry(6, 0, limit);
  readonly #forgotten: Forgotten;

  constructor(forgotten: Forgotten) {
    this.#forgotten = forgotten;
  }

  /** Counts an unanswered connection, which sent so many SYNs, to its server; returns the number of that. */
  add(cursor: Cursor, syns: number): number {
    const server = this.serverOf(cursor);
    const row = server * Count.fields;
    const {values} = this.#servers;
    values[row + Count.all]!++;
    if (syns <= 1) values[row + Count.single]!++;
    // Of so many it does not matter how many clients they are of.
    if (values[row + Count.all]! > leastConnections) return server;
    const {key, count} = this.#clients;
    cursor.writeAddress(true, key, 0);
    key[4] = cursor.width;
    key[5] = server;
    this.#clients.intern();
    if (this.#clients.count > count) values[row + Count.clients]!++;
    return server;
  }

  /** Number of the server of the connection under the cursor: all beyond the limit share 0. */
  serverOf(cursor: Cursor): number {
    const {key} = this.#servers;
    cursor.writeAddress(false, key, 0);
    key[4] = cursor.width;
    return this.#servers.intern();
  }

  /** Whether the server of the connection under the cursor, which is known by its number, is flooded as far as connections were counted. */
  has(cursor: Cursor, server = this.serverOf(cursor)): boolean {
    const row = server * Count.fields;
    const {values} = this.#servers;
    // What was forgotten had one SYN each, or was idle for long.
    const forgotten = this.#forgottenOf(cursor);
    const all = values[row + Count.all]! + forgotten;
    const isMany = all >= leastConnections || values[row + Count.clients]! >= Math.max(leastClients, leastShare * all);
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
