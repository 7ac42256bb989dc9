import type {Cursor} from "../flow/cursor.ts";
import {Registry} from "../flow/registry.ts";
import type {Outcome} from "./analysis.ts";

/** A client that asks so many services in vain, and few that answer, scans (G6). */
const manyTargets = 20;
const limit = 200_000;

/** Guard G6: clients that try many services once each. What they do not get is no sign of asymmetry. */
export class Scans {
  /** Clients: how many services they asked in vain, and how many connections were answered. */
  readonly #clients = new Registry(5, 2, limit);
  /** Client, server and port of those asked in vain. */
  readonly #targets = new Registry(10, 0, limit);
  /** The most services that one client asked in vain. */
  #suspects = 0;

  /** Counts a connection that may be part of a scan: asked in vain, with a single SYN. Called for every connection. */
  add(cursor: Cursor, outcome: Outcome): void {
    if (outcome !== "unanswered" && outcome !== "refused" && outcome !== "rejected") return;
    // A client that sends its SYN again wants an answer; a scanner goes on to the next.
    if (cursor.flows[0]!.client.opens > 1) return;
    const client = this.#client(cursor);
    if (client !== 0 && this.#isNewTarget(cursor))
      this.#suspects = Math.max(this.#suspects, ++this.#clients.values[client * 2]!);
  }

  /** Whether any client asked so many services in vain that its other connections must be counted too. */
  get needsAnswered(): boolean {
    return this.#suspects >= manyTargets;
  }

  /** Counts a connection that was answered: only where {@link needsAnswered}. */
  addAnswered(cursor: Cursor, outcome: Outcome): void {
    if (outcome === "unanswered" || outcome === "refused" || outcome === "rejected" || outcome === "edge") return;
    const client = this.#client(cursor);
    if (client !== 0) this.#clients.values[client * 2 + 1]!++;
  }

  /** Whether the connection's client scans. */
  has(cursor: Cursor): boolean {
    if (!this.needsAnswered) return false;
    const client = this.#client(cursor);
    const vain = this.#clients.values[client * 2]!;
    return client !== 0 && vain >= manyTargets && this.#clients.values[client * 2 + 1]! * 4 < vain;
  }

  #client(cursor: Cursor): number {
    const {key} = this.#clients;
    cursor.writeAddress(true, key, 0);
    key[4] = cursor.width;
    return this.#clients.intern();
  }

  #isNewTarget(cursor: Cursor): boolean {
    const {key, count} = this.#targets;
    cursor.writeAddress(true, key, 0);
    cursor.writeAddress(false, key, 4);
    key[8] = cursor.serverPort;
    key[9] = cursor.width;
    this.#targets.intern();
    return this.#targets.count > count;
  }
}
