import type {Conversation} from "./connection.ts";
import type {Host} from "./host.ts";
import type {Listeners, Part} from "./performance.ts";
import type {Fate, Happening} from "./truth.ts";

/** Where the hosts of a scenario are to be found. */
export interface Place {
  readonly host: (name: string) => Host;
  readonly address: (name: string) => string;
}

/** What may be said of a connection; the rest is ordinary. */
export type Wish = Partial<Omit<Conversation, "client" | "server">>;

const PORT = 5000;
const FIRST_CLIENT_PORT = 40_001;

/** Collects the conversations of a scenario and gives each a client port of its own. */
export class Cast<F extends Happening = Fate> {
  readonly parts: Part<F>[] = [];
  readonly #place: Place;
  #clientPort = FIRST_CLIENT_PORT;

  constructor(place: Place) {
    this.#place = place;
  }

  /** Adds a connection between two hosts, or with an address that no host has, and returns its client's port. */
  talk(from: string, to: string, wish: Wish, fate: F, port = PORT): number {
    const server = {address: /[.:]/.test(to) ? to : this.#place.address(to), port};
    const client = {address: this.#place.address(from), port: this.#clientPort};
    this.#clientPort += 1;
    const connection: Conversation = {
      protocol: "tcp",
      startMs: 0,
      rounds: 6,
      everyMs: 400,
      requestBytes: 60,
      responseBytes: 240,
      patienceMs: 15_000,
      ...wish,
      client,
      server,
    };
    this.parts.push({host: this.#place.host(from), connection, fate});
    return client.port;
  }

  /** `count` ordinary conversations of several lengths and sizes between clients and servers, one after another. */
  bustle(clients: readonly string[], servers: readonly string[], count: number, everyMs: number, fate: F): void {
    for (let index = 0; index < count; index += 1) {
      const wish = {startMs: 150 + everyMs * index, rounds: 3 + (index % 5), everyMs: 210 + 37 * (index % 7)};
      const sizes = {requestBytes: 60 + 170 * (index % 3), responseBytes: 200 + 900 * (index % 4)};
      const [from, to] = [clients[index % clients.length]!, servers[(index >> 1) % servers.length]!];
      this.talk(from, to, {...wish, ...sizes}, fate);
    }
  }

  /**
   * The witness: one connection of small steps that goes on all the time and passes the capture
   * point both ways. It shows at every moment that packets of the direction which the others lack
   * would be captured here.
   */
  witness(from: string, to: string, endMs: number, everyMs: number, fate: F): void {
    // A round takes the pause and about 5 ms at the server and on the way.
    const rounds = Math.floor((endMs - 300) / (everyMs + 5));
    this.talk(from, to, {rounds, everyMs, requestBytes: 24, responseBytes: 40, patienceMs: endMs + 15_000}, fate);
  }

  listeners(...names: readonly string[]): Listeners {
    return names.map(name => ({
      host: this.#place.host(name),
      at: {address: this.#place.address(name), port: PORT},
    }));
  }
}
