import {endpointText} from "../flow/address.ts";
import type {Connections} from "../flow/connection.ts";
import type {Cursor} from "../flow/cursor.ts";
import {isAlive} from "../flow/hidden.ts";
import {Registry} from "../flow/registry.ts";
import type {Scene} from "../judge/analysis.ts";
import type {Time} from "../time/time.ts";
import {addTravel, inPathOrder, noTravel, type Travel} from "./path-order.ts";

const limit = 100_000;

interface PointCount {
  requests: number;
  replies: number;
  readonly travel: Travel;
}

/** Gathers what the picture of the path shows from the connections that it is about. */
export class SceneBuilder {
  readonly #conversations: Connections;
  readonly #points = new Map<number, PointCount>();
  readonly #clients = new Registry(5, 0, limit);
  readonly #networks = new Registry(4, 2, limit);
  readonly #servers = new Registry(5, 0, limit);
  readonly #services = new Registry(6, 2, limit);
  #concerned = 0;
  #since: Time = Number.POSITIVE_INFINITY;
  #until: Time = Number.NEGATIVE_INFINITY;

  constructor(conversations: Connections) {
    this.#conversations = conversations;
  }

  add(cursor: Cursor, since: Time): void {
    this.#concerned++;
    this.#since = Math.min(this.#since, since);
    this.#until = Math.max(this.#until, cursor.last);
    for (let i = 0; i < cursor.flowCount; i++) {
      const {point, client, server} = cursor.flows[i]!;
      let count = this.#points.get(point);
      if (count === undefined) {
        count = {requests: 0, replies: 0, travel: noTravel()};
        this.#points.set(point, count);
      }
      // Resets alone are no traffic of a side: a firewall may send them in its name.
      if (isAlive(client)) count.requests += client.packets - client.copies;
      if (isAlive(server)) count.replies += server.packets - server.copies;
      addTravel(count.travel, "requests", client.packets > 0 ? client.highestTtl : 0);
      addTravel(count.travel, "replies", isAlive(server) ? server.highestTtl : 0);
    }
    this.#intern(this.#clients, cursor, true);
    this.#intern(this.#servers, cursor, false);
    const {key} = this.#networks;
    const {width} = cursor;
    cursor.writeAddress(true, key, 0);
    key[2] = width === 4 ? key[3]! & ~0xff : 0;
    key[3] = width;
    this.#count(this.#networks, this.#networks.intern(), cursor.id);
    this.#services.key[5] = cursor.serverPort;
    this.#count(this.#services, this.#intern(this.#services, cursor, false), cursor.id);
  }

  #intern(registry: Registry, cursor: Cursor, client: boolean): number {
    cursor.writeAddress(client, registry.key, 0);
    registry.key[4] = cursor.width;
    return registry.intern();
  }

  #count(registry: Registry, id: number, connection: number): void {
    registry.values[id * 2]!++;
    registry.values[id * 2 + 1] = connection;
  }

  /** Returns the scene. */
  finish(): Scene {
    const cursor = this.#conversations.cursor();
    const network = most(this.#networks);
    const service = most(this.#services);
    let client = "";
    if (network !== null) {
      cursor.move(network);
      client = this.#clients.count === 2 ? cursor.client.address : cursor.clientNet;
    }
    const several = this.#servers.count === 2 && this.#services.count > 2;
    const server =
      service === null ? "" : several ? cursor.move(service).server.address : endpointText(cursor.move(service).server);
    const points = inPathOrder([...this.#points].map(([point, count]) => ({point, ...count})));
    return {
      client,
      moreClients: Math.max(0, this.#networks.count - 2),
      server,
      moreServers: several ? 0 : Math.max(0, this.#services.count - 2),
      points: points.map(({point, requests, replies}) => ({point, requests, replies})),
      concerned: this.#concerned,
      clients: this.#clients.count - 1,
      services: this.#services.count - 1,
      since: this.#concerned === 0 ? null : this.#since,
      until: this.#concerned === 0 ? null : this.#until,
    };
  }
}

/** Returns a connection of the key that was counted most often, or null. */
function most(registry: Registry): number | null {
  let best = 0;
  for (let id = 1; id < registry.count; id++)
    if (best === 0 || registry.values[id * 2]! > registry.values[best * 2]!) best = id;
  return best === 0 ? null : registry.values[best * 2 + 1]!;
}
