import type {Conversations} from "../flow/conversation.ts";
import type {Cursor} from "../flow/cursor.ts";
import {Exchange} from "../flow/hosts.ts";
import {Registry} from "../flow/registry.ts";
import type {FlowTable} from "../flow/table.ts";
import type {FlowView} from "../flow/view.ts";
import type {Way} from "../flow/way.ts";

const limit = 400_000;

/** What a key stands for: a host or a server's port, and whether packets come from it or go to it. */
const Kind = {fromHost: 0, toHost: 1, fromPort: 2, toPort: 3} as const;

/**
 * Which hosts and ports packets come from, and go to, at each point: what rules a filter out for one direction of some ports or hosts, such
 * as `dst port 443 or port 5000`. Looked for when first asked, as most captures prove nothing: one pass over all connections.
 */
export class Witnesses {
  readonly #table: FlowTable;
  readonly #conversations: Conversations;
  #seen: Registry | null = null;

  constructor(table: FlowTable, conversations: Conversations) {
    this.#table = table;
    this.#conversations = conversations;
  }

  /**
   * Whether no filter by host or port can hide a direction of a flow from its point, as packets of that direction were captured there: of
   * the same server port, with any server, and of the same server, with any port or protocol. So it is, too, where the user vouches.
   */
  excludeFilter(cursor: Cursor, flow: FlowView, way: Way): boolean {
    if (this.#table.bothDirections) return true;
    this.#seen ??= this.#look();
    const {key} = this.#seen;
    key[0] = flow.point;
    key[1] = way === "replies" ? Kind.fromPort : Kind.toPort;
    key[2] = cursor.serverPort;
    key[3] = key[4] = key[5] = 0;
    if (this.#seen.find() === 0) return false;
    key[1] = way === "replies" ? Kind.fromHost : Kind.toHost;
    cursor.writeAddress(false, key, 2);
    return this.#seen.find() !== 0;
  }

  #look(): Registry {
    const seen = new Registry(6, 0, limit);
    const cursor = this.#conversations.cursor();
    for (let id = 0; id < this.#conversations.count; id++) {
      cursor.move(id);
      for (let i = 0; i < cursor.flowCount; i++) {
        const {point, client, server} = cursor.flows[i]!;
        if (client.packets > 0) addSender(seen, cursor, point, true);
        if (server.packets > 0) addSender(seen, cursor, point, false);
      }
    }
    this.#addExchanges(seen);
    return seen;
  }

  /** Pings and UDP of hosts count as well: a filter by host takes these, too. */
  #addExchanges(seen: Registry): void {
    const {registry} = this.#table.hosts;
    for (let id = 1; id < registry.count; id++) {
      for (const side of [0, 1]) {
        const row = id * Exchange.fields + side;
        const {values} = registry;
        if (
          values[row + Exchange.requests]! + values[row + Exchange.replies]! + values[row + Exchange.datagrams]! ===
          0
        )
          continue;
        for (const [kind, end] of [
          [Kind.fromHost, side],
          [Kind.toHost, side ^ 1],
        ] as const) {
          seen.key[0] = registry.word(id, 0) >>> 8;
          seen.key[1] = kind;
          for (let word = 0; word < 4; word++) seen.key[2 + word] = registry.word(id, 1 + 4 * end + word);
          seen.intern();
        }
      }
    }
  }
}

/** Notes that a side of a connection sent packets past a point. */
function addSender(seen: Registry, cursor: Cursor, point: number, isClient: boolean): void {
  const {key} = seen;
  key[0] = point;
  key[1] = Kind.fromHost;
  cursor.writeAddress(isClient, key, 2);
  seen.intern();
  key[1] = Kind.toHost;
  cursor.writeAddress(!isClient, key, 2);
  seen.intern();
  key[1] = isClient ? Kind.toPort : Kind.fromPort;
  key[2] = cursor.serverPort;
  key[3] = key[4] = key[5] = 0;
  seen.intern();
}
