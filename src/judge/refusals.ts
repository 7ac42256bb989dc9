import type {Cursor} from "../flow/cursor.ts";
import {Registry} from "../flow/registry.ts";
import type {Outcome} from "./analysis.ts";

const limit = 100_000;
const Field = {byError: 0, byReset: 1, fields: 2} as const;

/**
 * Services that refuse a client network: an ICMP error, or a reset, answers a SYN of it. Routers and hosts send both at a bounded rate (RFC 1812,
 * section 4.3.2.8; RFC 4443, section 2.4 f), so that it says why other SYNs of that network to the same port get no answer.
 */
export class Refusals {
  /** Pair of networks; the server's address and port. */
  readonly #services = new Registry(7, Field.fields, limit);

  /** Counts a connection that was rejected or refused. Called for every connection. */
  add(cursor: Cursor, outcome: Outcome): void {
    if (outcome !== "rejected" && outcome !== "refused") return;
    this.#writeKey(cursor);
    const service = this.#services.intern();
    if (service !== 0)
      this.#services.values[service * Field.fields + (outcome === "rejected" ? Field.byError : Field.byReset)]!++;
  }

  /** How many connections of the same client network to the same port an ICMP error answered. */
  byError(cursor: Cursor): number {
    return this.#of(cursor, Field.byError);
  }

  /** How many a reset answered. */
  byReset(cursor: Cursor): number {
    return this.#of(cursor, Field.byReset);
  }

  #of(cursor: Cursor, field: number): number {
    if (this.#services.count === 1) return 0;
    this.#writeKey(cursor);
    const service = this.#services.find();
    return service === 0 ? 0 : this.#services.values[service * Field.fields + field]!;
  }

  #writeKey(cursor: Cursor): void {
    const {key} = this.#services;
    cursor.writeAddress(false, key, 0);
    key[4] = cursor.serverPort;
    key[5] = cursor.width;
    key[6] = cursor.flows[0]!.pair;
  }
}
