import type {CapturePoints} from "../capture/points.ts";
import type {Connections} from "../flow/connection.ts";
import {Exchange} from "../flow/hosts.ts";
import {Registry} from "../flow/registry.ts";
import type {FlowTable} from "../flow/table.ts";
import type {FlowView} from "../flow/view.ts";
import {type Way, ways} from "../flow/way.ts";
import type {Filters} from "../listings/filters.ts";
import {isNoLoss, type Pools} from "./certainty.ts";
import {End, isHiddenByTwoTerms} from "./two-terms.ts";

const limit = 400_000;
/** At most so many packets are compared with filters: of what was captured at a point, and of what is missing in a pool. */
const mostCaptured = 100_000;
const mostMissing = 256;

/** What a key stands for: an address, a network, or a host or port that packets come from, or go to, at a point. */
const Kind = {host: 0, net: 1, fromHost: 2, toHost: 3, fromPort: 4, toPort: 5} as const;

/** Why no filter can have hidden a direction: the user's word, that of the capture, or packets. */
export type NoFilter = "user" | "capture" | "packets";

interface Seen {
  /** Hosts and ports by {@link Kind}. */
  readonly keys: Registry;
  /** By point: an example of what was captured in each direction of each connection. */
  readonly captured: ReadonlyMap<number, EndList>;
}

/** Numbers kept of a client's host and a service: names of both ends, and whether packets of requests, and of replies, were seen. */
const Talk = {client: 0, clientNet: 1, server: 2, serverNet: 3, requests: 4, replies: 5, fields: 6} as const;

/**
 * What rules a filter out for one direction of some ports or hosts, such as `dst port 443 or host 10.1.0.3`: in packets it looks the same
 * as answers that take another way. Looked for when first asked, as most captures prove nothing: one pass over all connections.
 */
export class Witnesses {
  readonly #table: FlowTable;
  readonly #conversations: Connections;
  readonly #pools: Pools;
  readonly #points: CapturePoints;
  readonly #filters: Filters;
  #seen: Seen | null = null;

  constructor(table: FlowTable, conversations: Connections, pools: Pools, points: CapturePoints, filters: Filters) {
    this.#table = table;
    this.#conversations = conversations;
    this.#pools = pools;
    this.#points = points;
    this.#filters = filters;
  }

  /**
   * Returns what shows that no filter by host, network or port hides a direction of connections of a pair of networks from their point; null
   * where one may. Packets show it where those connections suffice as proof of whose server others packets of that direction were
   * captured: of the same port, of any server, and of the same server, with any port; and where no filter of two terms does it.
   */
  noFilter(pair: number, way: Way, ids: Iterable<number>): NoFilter | null {
    const point = this.#table.pairs.point(pair);
    if (this.#table.bothDirections) return "user";
    if (this.#points.isWhole(this.#points.list[point]!)) return "capture";
    this.#seen ??= this.#look();
    const cursor = this.#conversations.cursor();
    const missing = new EndList(mostMissing);
    let [packets, admitted, picks, direction] = [0, 0, 0, 0];
    for (const id of ids) {
      cursor.move(id);
      for (let i = 0; i < cursor.flowCount; i++) {
        const flow = cursor.flows[i]!;
        const {rounds} = flow.seen(way);
        if (flow.pair !== pair || rounds === 0) continue;
        const isAdmitted = this.#filters.admitting(cursor, flow) !== null;
        if (!isAdmitted && !this.#isWitnessed(this.#seen.keys, flow, way)) continue;
        direction = flow.direction(way);
        packets += rounds;
        if (isAdmitted) admitted += rounds;
        else if (!missing.isFull) addMissing(this.#seen.keys, missing, flow, way);
        picks++;
      }
    }
    const suffice = (some: number) => isNoLoss(this.#pools.missed({pair, direction, packets: some, picks}));
    if (suffice(admitted)) return "capture";
    if (!suffice(packets) || missing.ends.length === 0) return null;
    return isHiddenByTwoTerms(missing.ends, this.#seen.captured.get(point)?.ends ?? []) ? null : "packets";
  }

  /** Whether packets of a direction were captured of a flow's server port, and of its server. */
  #isWitnessed(keys: Registry, flow: FlowView, way: Way): boolean {
    writePort(keys, flow, way === "replies" ? Kind.fromPort : Kind.toPort);
    if (keys.find() === 0) return false;
    writeHost(keys, flow, false, way === "replies" ? Kind.fromHost : Kind.toHost);
    return keys.find() !== 0;
  }

  #look(): Seen {
    const keys = new Registry(6, 0, limit);
    const captured = new Map<number, EndList>();
    /** Client's host, server's host and port at a point: the names of most connections are known by it. */
    const talks = new Registry(10, Talk.fields, limit);
    const cursor = this.#conversations.cursor();
    for (let id = 0; id < this.#conversations.count; id++) {
      cursor.move(id);
      for (let i = 0; i < cursor.flowCount; i++) {
        const flow = cursor.flows[i]!;
        const {point} = flow;
        let list = captured.get(point);
        if (list === undefined) {
          list = new EndList(mostCaptured);
          captured.set(point, list);
        }
        talks.key[0] = point;
        talks.key[1] = flow.port(false);
        flow.writeAddress(true, talks.key, 2);
        flow.writeAddress(false, talks.key, 6);
        const talk = talks.intern();
        if (talk === 0) continue;
        const at = talk * Talk.fields;
        for (const way of ways) {
          if (flow.gone(way).packets === 0) continue;
          if (talks.values[at + Talk[way]] === 0) {
            talks.values[at + Talk[way]] = 1;
            addSender(keys, flow, way);
            [talks.values[at + Talk.client], talks.values[at + Talk.clientNet]] = nameOf(keys, flow, true);
            [talks.values[at + Talk.server], talks.values[at + Talk.serverNet]] = nameOf(keys, flow, false);
          }
          list.add(talks.values, at, flow, way);
        }
      }
    }
    this.#addDatagrams(keys);
    return {keys, captured};
  }

  /** Answered UDP of hosts counts as well: a filter by host takes it, too. Pings do not, as they are often let in for themselves. */
  #addDatagrams(keys: Registry): void {
    const {registry} = this.#table.hosts;
    for (let id = 1; id < registry.count; id++)
      for (const side of [0, 1]) {
        if (registry.values[id * Exchange.fields + Exchange.datagrams + side] === 0) continue;
        for (const [kind, end] of [
          [Kind.fromHost, side],
          [Kind.toHost, side ^ 1],
        ] as const) {
          keys.key[0] = registry.word(id, 0) >>> 8;
          keys.key[1] = kind;
          for (let word = 0; word < 4; word++) keys.key[2 + word] = registry.word(id, 1 + 4 * end + word);
          keys.intern();
        }
      }
  }
}

/** Packets as filters see them, {@link End.fields} numbers each; those beyond the bound are left out. */
class EndList {
  readonly #most: number;
  #values = new Int32Array(64 * End.fields);
  #length = 0;

  constructor(most: number) {
    this.#most = most * End.fields;
  }

  get isFull(): boolean {
    return this.#length >= this.#most;
  }

  get ends(): Int32Array {
    return this.#values.subarray(0, this.#length);
  }

  /** Adds a packet of one direction of a flow; `names`, from `at` on, are those of both its ends. One beyond the bound of names is left out. */
  add(names: Float64Array, at: number, flow: FlowView, way: Way): void {
    const [client, clientNet] = [names[at + Talk.client]!, names[at + Talk.clientNet]!];
    const [server, serverNet] = [names[at + Talk.server]!, names[at + Talk.serverNet]!];
    if (this.isFull || client === 0 || clientNet === 0 || server === 0 || serverNet === 0) return;
    if (this.#length + End.fields > this.#values.length) {
      const wider = new Int32Array(this.#values.length * 2);
      wider.set(this.#values);
      this.#values = wider;
    }
    const values = this.#values;
    const [from, to] =
      way === "requests"
        ? [this.#length, this.#length + End.targetHost]
        : [this.#length + End.targetHost, this.#length];
    values[from] = client;
    values[from + 1] = clientNet;
    values[from + 2] = flow.port(true);
    values[to] = server;
    values[to + 1] = serverNet;
    values[to + 2] = flow.port(false);
    this.#length += End.fields;
  }
}

/** Adds what a filter may name of a flow's missing packets of one direction. */
function addMissing(keys: Registry, list: EndList, flow: FlowView, way: Way): void {
  list.add(Float64Array.of(...nameOf(keys, flow, true), ...nameOf(keys, flow, false)), 0, flow, way);
}

/** Notes that a side of a connection sent packets past a point. */
function addSender(keys: Registry, flow: FlowView, way: Way): void {
  const isClient = way === "requests";
  writeHost(keys, flow, isClient, Kind.fromHost);
  keys.intern();
  writeHost(keys, flow, !isClient, Kind.toHost);
  keys.intern();
  writePort(keys, flow, isClient ? Kind.toPort : Kind.fromPort);
  keys.intern();
}

function writeHost({key}: Registry, flow: FlowView, isClient: boolean, kind: number): void {
  key[0] = flow.point;
  key[1] = kind;
  flow.writeAddress(isClient, key, 2);
}

function writePort({key}: Registry, flow: FlowView, kind: number): void {
  key[0] = flow.point;
  key[1] = kind;
  key[2] = flow.port(false);
  key[3] = key[4] = key[5] = 0;
}

/** Numbers for a host of a flow, and for its network (/24, /64); 0 where there are too many. */
function nameOf(keys: Registry, flow: FlowView, isClient: boolean): [host: number, net: number] {
  writeHost(keys, flow, isClient, Kind.host);
  keys.key[0] = 0;
  const host = keys.intern();
  keys.key[1] = Kind.net;
  flow.writeNetwork(isClient, keys.key, 2);
  return [host, keys.intern()];
}
