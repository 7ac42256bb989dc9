import type {Cursor} from "../flow/cursor.ts";
import {isAlive} from "../flow/hidden.ts";
import {Registry} from "../flow/registry.ts";
import type {Finding} from "../judge/analysis.ts";
import {logChoose} from "../judge/certainty.ts";
import type {Context} from "../judge/context.ts";
import type {Time} from "../time/time.ts";

const limit = 100_000;
/** So many whole connections between asymmetric ones of the same service are no accident. */
const leastAmong = 2;
const shareAmong = 0.05;
/** Where a hash parts them they come by turns, as chance has it; so small a share of these turns is one outage after the other. */
const shareTurns = 0.25;
/** An order in time that comes about by chance in one of so many cases tells nothing. */
const chance = Math.log(1000);

/**
 * What asymmetric connections have in common that whole ones, of the same networks and at the same point, have not.
 * All counts but the first are of whole ones.
 */
export interface Contrast {
  readonly asymmetric: number;
  readonly whole: number;
  /** Those of a client, a server, both, or a server's port that asymmetric ones have too. */
  readonly sameClient: number;
  readonly sameServer: number;
  readonly sameHosts: number;
  readonly samePort: number;
  /** Those that share client, server and port with asymmetric ones, begun between the first and the last of these. */
  readonly among: number;
  /** How often, in order of their beginning, a whole one of those follows an asymmetric one or the other way round. */
  readonly turns: number;
  /** When the first asymmetric one began. */
  readonly since: Time;
  /** Between the same hosts: begun before `since`; of these, seen in both directions after it; and begun after it. */
  readonly before: number;
  readonly outliving: number;
  readonly after: number;
  /** Those that began after the first asymmetric one, and not after the last one. */
  readonly meanwhile: number;
  /** They share client, server and port, and lie among the asymmetric ones: only the client's port parts them. */
  readonly byHash: boolean;
  /** The asymmetric ones are those that began from one moment on. */
  readonly byTime: boolean;
  /** No client, server, or port of an asymmetric one has a whole one. */
  readonly byClient: boolean;
  readonly byServer: boolean;
  readonly byPort: boolean;
}

/** Returns what the connections of findings have in common: one pass over all connections. */
export function contrast(context: Context, findings: readonly Finding[]): Contrast {
  const {conversations, judgements, ledger} = context;
  const cursor = conversations.cursor();
  const commons = new Commons();
  /** Of asymmetric connections, the row of client and service + 1. */
  const service = new Int32Array(conversations.count);
  if (!hasWhole(context, findings)) {
    for (const {conversations: ids} of findings)
      for (const id of ids) if (service[id] === 0) service[id] = commons.addAlone(conversations.begin(id));
    return commons.contrast();
  }
  for (const {conversations: ids, points} of findings)
    for (const id of ids) if (service[id] === 0) service[id] = 1 + commons.addAsymmetric(cursor.move(id), points);
  for (let id = 0; id < conversations.count; id++) {
    if (service[id] !== 0) {
      commons.follow(service[id]! - 1);
      continue;
    }
    const outcome = judgements.outcome(id);
    if ((outcome !== "complete" && outcome !== "joined") || judgements.certainty(id) !== null) continue;
    const pair = ledger.pair(id);
    if (pair < 0 || commons.concerns(pair)) commons.addWhole(cursor.move(id));
  }
  return commons.contrast();
}

/** Whether any connection may be whole that is of a point and networks of asymmetric ones: asked of the ledger, without any record. */
function hasWhole({conversations, judgements, ledger, table}: Context, findings: readonly Finding[]): boolean {
  const pairs = new Uint8Array(table.pairs.count);
  for (const {conversations: ids, points} of findings) {
    for (const id of ids) {
      const pair = ledger.pair(id);
      // Pair 0 is all that are told apart no more, of any point.
      if (pair <= 0) return true;
      if (points.includes(table.pairs.point(pair))) pairs[pair] = 1;
    }
  }
  for (let id = 0; id < conversations.count; id++) {
    const outcome = judgements.outcome(id);
    if ((outcome !== "complete" && outcome !== "joined") || judgements.certainty(id) !== null) continue;
    const pair = ledger.pair(id);
    if (pair < 0 || pairs[pair] === 1) return true;
  }
  return false;
}

/** `whole`: whether the last one that was looked at was whole. */
const Service = {first: 0, last: 1, whole: 2, fields: 3} as const;
const Hosts = {asymmetric: 0, before: 1, fields: 2} as const;

class Commons {
  readonly #clients = new Registry(5, 0, limit);
  readonly #servers = new Registry(5, 0, limit);
  readonly #hosts = new Registry(9, Hosts.fields, limit);
  /** When the first and the last asymmetric connection of a client with a service began. */
  readonly #services = new Registry(10, Service.fields, limit);
  readonly #ports = new Set<number>();
  /** Pairs of networks, each at its point, of the asymmetric ones. */
  readonly #pairs = new Set<number>();
  #since: Time = Number.POSITIVE_INFINITY;
  #until: Time = Number.NEGATIVE_INFINITY;
  readonly #counts = {
    asymmetric: 0,
    whole: 0,
    sameClient: 0,
    sameServer: 0,
    sameHosts: 0,
    samePort: 0,
    among: 0,
    turns: 0,
    before: 0,
    outliving: 0,
    after: 0,
    meanwhile: 0,
  };

  /** Counts an asymmetric connection; returns the row of its client and service. */
  addAsymmetric(cursor: Cursor, points: readonly number[]): number {
    this.#writeKeys(cursor);
    const {first} = cursor;
    this.#counts.asymmetric++;
    this.#since = Math.min(this.#since, first);
    this.#until = Math.max(this.#until, first);
    this.#ports.add(cursor.serverPort);
    this.#clients.intern();
    this.#servers.intern();
    const hosts = this.#hosts.intern();
    this.#hosts.values[hosts * Hosts.fields + Hosts.asymmetric]!++;
    const known = this.#services.count;
    const service = this.#services.intern() * Service.fields;
    const {values} = this.#services;
    values[service + Service.first] =
      this.#services.count > known ? first : Math.min(values[service + Service.first]!, first);
    values[service + Service.last] =
      this.#services.count > known ? first : Math.max(values[service + Service.last]!, first);
    for (let i = 0; i < cursor.flowCount; i++)
      if (points.includes(cursor.flows[i]!.point)) this.#pairs.add(cursor.flows[i]!.pair);
    return service;
  }

  /** Counts an asymmetric connection that began at `first`, where none is whole to compare it with; returns 1. */
  addAlone(first: Time): 1 {
    this.#counts.asymmetric++;
    this.#since = Math.min(this.#since, first);
    this.#until = Math.max(this.#until, first);
    return 1;
  }

  /** Whether asymmetric connections are of this pair of networks. */
  concerns(pair: number): boolean {
    return this.#pairs.has(pair);
  }

  /** Notes that an asymmetric connection with a row of client and service comes next, in order of their beginning. */
  follow(service: number): void {
    this.#turn(service, 0);
  }

  #turn(service: number, whole: number): void {
    const {values} = this.#services;
    if (service === 0 || values[service + Service.whole] === whole) return;
    values[service + Service.whole] = whole;
    this.#counts.turns++;
  }

  /** Counts a connection that is whole, if it passes a point and networks of the asymmetric ones both ways. */
  addWhole(cursor: Cursor): void {
    const until = this.#bothUntil(cursor);
    if (until === null) return;
    const counts = this.#counts;
    this.#writeKeys(cursor);
    counts.whole++;
    if (cursor.first >= this.#since && cursor.first <= this.#until) counts.meanwhile++;
    if (this.#clients.find() !== 0) counts.sameClient++;
    if (this.#servers.find() !== 0) counts.sameServer++;
    if (this.#ports.has(cursor.serverPort)) counts.samePort++;
    const hosts = this.#hosts.find();
    if (hosts === 0) return;
    counts.sameHosts++;
    const {first} = cursor;
    if (first >= this.#since) counts.after++;
    else {
      counts.before++;
      this.#hosts.values[hosts * Hosts.fields + Hosts.before]!++;
      if (until > this.#since) counts.outliving++;
    }
    const service = this.#services.find() * Service.fields;
    if (service === 0) return;
    const {values} = this.#services;
    if (values[service + Service.first]! >= first || first >= values[service + Service.last]!) return;
    counts.among++;
    this.#turn(service, 1);
  }

  /** Returns until when both directions passed where the asymmetric ones were seen, or null if they did not. */
  #bothUntil(cursor: Cursor): Time | null {
    for (let i = 0; i < cursor.flowCount; i++) {
      const {pair, client, server} = cursor.flows[i]!;
      if (this.#pairs.has(pair) && isAlive(client) && isAlive(server)) return Math.min(client.last, server.last);
    }
    return null;
  }

  #writeKeys(cursor: Cursor): void {
    const {width} = cursor;
    cursor.writeAddress(true, this.#clients.key, 0);
    cursor.writeAddress(false, this.#servers.key, 0);
    this.#clients.key[4] = this.#servers.key[4] = width;
    for (const {key} of [this.#hosts, this.#services]) {
      cursor.writeAddress(true, key, 0);
      cursor.writeAddress(false, key, 4);
      key[8] = width;
    }
    this.#services.key[9] = cursor.serverPort;
  }

  contrast(): Contrast {
    const {whole, sameClient, sameServer, samePort, among, turns, before, after, asymmetric} = this.#counts;
    const byChance = (2 * asymmetric * among) / (asymmetric + among);
    const byHash = among >= Math.max(leastAmong, shareAmong * asymmetric) && turns >= shareTurns * byChance;
    return {
      ...this.#counts,
      since: this.#since,
      byHash,
      byTime: !byHash && before > 0 && after === 0 && this.#isNoAccident(before),
      byClient: whole > 0 && sameClient === 0,
      byServer: whole > 0 && sameServer === 0,
      byPort: whole > 0 && samePort === 0,
    };
  }

  /** Whether whole connections before asymmetric ones of the same hosts are more than the chance of their order. */
  #isNoAccident(before: number): boolean {
    let later = 0;
    for (let row = 1; row < this.#hosts.count; row++)
      if (this.#hosts.values[row * Hosts.fields + Hosts.before]! > 0)
        later += this.#hosts.values[row * Hosts.fields + Hosts.asymmetric]!;
    return logChoose(before + later, later) > chance;
  }
}
