import {endpointText} from "../flow/address.ts";
import type {Connections} from "../flow/connection.ts";
import type {Cursor} from "../flow/cursor.ts";
import {Registry} from "../flow/registry.ts";
import type {Time} from "../time/time.ts";
import type {Judgements} from "./judgements.ts";
import type {Ledger} from "./ledger.ts";
import type {Scans} from "./scans.ts";

/** Services told apart that are hit; those looked at, the most hit ones with both fates; and connections of each fate looked at of one. */
const limit = 20_000;
const maximumServices = 32;
const maximumKept = 250;
/** A SYN sent so often in vain was not merely lost. */
const leastSyns = 3;

/** What is kept of a connection to compare it with others of its service. Clients and networks are numbers until a text is asked for. */
export interface Fate {
  readonly id: number;
  /** Number of the client. */
  readonly client: number;
  readonly clientPort: number;
  /** The last word of the client's address. */
  readonly host: number;
  /** Number of the client's network. */
  readonly net: number;
  readonly begin: Time;
  /** Its last packet: of one in vain, the last SYN. */
  readonly end: Time;
  /** Where its requests went: MAC address of the next hop, 0 where it is not known. */
  readonly nextHop: number;
  /** SYNs that are no copies. */
  readonly syns: number;
  /** Whether any point saw it asymmetric, rather than merely unanswered. */
  readonly accused: boolean;
}

/** The connections of one service that are hit, one-way or unanswered however often they ask, and those that are whole. */
export interface ServiceFates {
  readonly service: string;
  readonly hit: Fate[];
  readonly whole: Fate[];
  /** Whether there are more of either than were looked at. */
  readonly isSample: boolean;
}

/** All that connections are sorted into fates by. */
interface Known {
  readonly conversations: Connections;
  readonly judgements: Judgements;
  readonly ledger: Ledger;
  readonly scans: Scans;
}

/** What became of a connection, as a number; 0 is neither of both. */
const Kind = {hit: 1, whole: 2} as const;

/** Tells by service which connections are hit and which are not; made when it is first asked for, as most captures have none. */
export class Fates {
  readonly #known: Known;
  readonly #cursor: Cursor;
  readonly #nextHop: (cursor: Cursor) => number;
  readonly #clients = new Registry(5, 0, 2 * maximumServices * maximumKept);
  readonly #nets = new Registry(4, 0, 2 * maximumServices * maximumKept);
  #services: ServiceFates[] | null = null;

  constructor(known: Known, nextHop: (cursor: Cursor) => number) {
    this.#known = known;
    this.#cursor = known.conversations.cursor();
    this.#nextHop = nextHop;
  }

  /** The services with connections of both fates, in the order of their first hit. */
  get services(): readonly ServiceFates[] {
    this.#services ??= this.#gather();
    return this.#services;
  }

  /** Returns the address of a connection's client. */
  clientOf({id}: Fate): string {
    return this.#cursor.move(id).client.address;
  }

  /** Returns the network of a connection's client. */
  netOf({id}: Fate): string {
    return this.#cursor.move(id).clientNet;
  }

  #gather(): ServiceFates[] {
    const {conversations, ledger} = this.#known;
    const kinds = new Uint8Array(conversations.count);
    const services = new Services(ledger, this.#cursor);
    for (let id = 0; id < conversations.count; id++) {
      if (!this.#isHit(id)) continue;
      kinds[id] = Kind.hit;
      services.addHit(id);
    }
    if (services.count === 1) return [];
    for (let id = 0; id < conversations.count; id++)
      if (kinds[id] === 0 && this.#isWhole(id) && services.addWhole(id)) kinds[id] = Kind.whole;
    const kept = services.mostHit(maximumServices);
    if (kept.length === 0) return [];
    const lists = this.#keep(kinds, kept, services);
    kept.sort((a, b) => lists[a]!.hit[0]!.id - lists[b]!.hit[0]!.id);
    return kept.map(service => ({
      ...lists[service]!,
      service: endpointText(this.#cursor.move(lists[service]!.hit[0]!.id).server),
      isSample: services.hit(service) > maximumKept || services.whole(service) > maximumKept,
    }));
  }

  /** Returns the fates of some services, by service. */
  #keep(kinds: Uint8Array, kept: readonly number[], services: Services): (Lists | null)[] {
    const {conversations} = this.#known;
    const all: (Lists | null)[] = Array.from({length: services.count}, () => null);
    for (const service of kept) all[service] = {hit: [], whole: []};
    // Lists that are not full yet: when all are, nothing more is looked at.
    let open = 2 * kept.length;
    for (let id = 0; id < conversations.count && open > 0; id++) {
      const kind = kinds[id]!;
      if (kind === 0) continue;
      const lists = all[services.of(id)]!;
      if (lists === null) continue;
      const fates = kind === Kind.hit ? lists.hit : lists.whole;
      if (fates.length < maximumKept && fates.push(this.#fate(this.#cursor.move(id))) === maximumKept) open--;
    }
    return all;
  }

  #isWhole(id: number): boolean {
    const {judgements} = this.#known;
    const outcome = judgements.outcome(id);
    return (outcome === "complete" || outcome === "joined") && judgements.certainty(id) === null;
  }

  #isHit(id: number): boolean {
    const {judgements, scans} = this.#known;
    const outcome = judgements.outcome(id);
    // One that began whole, and lost a direction later, tells of a moment, not of whom it concerns.
    if (judgements.certainty(id) !== null)
      return (outcome !== "complete" && outcome !== "joined") || judgements.explained(id);
    if (outcome !== "unanswered" || judgements.endsInDevice(id)) return false;
    const cursor = this.#cursor.move(id);
    return cursor.flows[0]!.client.opens >= leastSyns && !scans.has(cursor);
  }

  #fate(cursor: Cursor): Fate {
    const {id, width} = cursor;
    const {key} = this.#clients;
    cursor.writeAddress(true, key, 0);
    key[4] = width;
    const net = this.#nets.key;
    net[0] = key[0]!;
    net[1] = key[1]!;
    net[2] = width === 4 ? key[3]! & ~0xff : 0;
    net[3] = width;
    return {
      id,
      client: this.#clients.intern(),
      clientPort: cursor.clientPort,
      host: key[3]!,
      net: this.#nets.intern(),
      begin: this.#known.conversations.begin(id),
      end: cursor.last,
      nextHop: this.#nextHop(cursor),
      syns: cursor.flows[0]!.client.opens,
      accused: this.#known.judgements.certainty(id) !== null,
    };
  }
}

interface Lists {
  readonly hit: Fate[];
  readonly whole: Fate[];
}

/** Services that are hit, by number from 1 on; 0 takes what is beyond the limit, and what is not hit. */
class Services {
  readonly #ledger: Ledger;
  readonly #cursor: Cursor;
  /** Key: server, width, port; hit connections, then whole ones. */
  readonly #registry = new Registry(6, 2, limit);
  /** Service + 1 by group, which has one: asked once for each. */
  readonly #ofGroup: Int32Array;

  constructor(ledger: Ledger, cursor: Cursor) {
    this.#ledger = ledger;
    this.#cursor = cursor;
    this.#ofGroup = new Int32Array(ledger.groups);
  }

  /** Numbers are below this. */
  get count(): number {
    return this.#registry.count;
  }

  addHit(id: number): void {
    this.#registry.values[2 * this.#number(id, true)]!++;
  }

  /** Counts a whole connection, if its service is hit; whether it is. All hits come before. */
  addWhole(id: number): boolean {
    const service = this.#number(id, false);
    this.#registry.values[2 * service + 1]!++;
    return service !== 0;
  }

  of(id: number): number {
    return this.#number(id, false);
  }

  hit(service: number): number {
    return this.#registry.values[2 * service]!;
  }

  whole(service: number): number {
    return this.#registry.values[2 * service + 1]!;
  }

  /** Returns the services that are hit most, of those with both fates. */
  mostHit(most: number): number[] {
    const all = Array.from({length: this.count}, (_, service) => service).slice(1);
    const both = all.filter(service => this.whole(service) > 0);
    return both.sort((a, b) => this.hit(b) - this.hit(a)).slice(0, most);
  }

  #number(id: number, isNew: boolean): number {
    const group = this.#ledger.group(id);
    const known = group === 0 ? 0 : this.#ofGroup[group]!;
    if (known !== 0) return known - 1;
    const {key} = this.#registry;
    const cursor = this.#cursor.look(id);
    cursor.writeAddress(false, key, 0);
    key[4] = cursor.width;
    key[5] = cursor.serverPort;
    const service = isNew ? this.#registry.intern() : this.#registry.find();
    if (group !== 0) this.#ofGroup[group] = service + 1;
    return service;
  }
}
