import {endpointText} from "../flow/address.ts";
import type {Conversations} from "../flow/conversation.ts";
import type {Cursor} from "../flow/cursor.ts";
import {Registry} from "../flow/registry.ts";
import type {Time} from "../time.ts";
import type {Judgements} from "./judgements.ts";
import type {Ledger} from "./ledger.ts";
import type {Scans} from "./scans.ts";

/** Services looked at, the most hit first; and conversations of each fate looked at of one. */
const maximumServices = 32;
const maximumKept = 250;
/** A SYN sent so often in vain was not merely lost. */
const leastSyns = 3;

/** What is kept of a conversation to compare it with others of its service. Clients and networks are numbers until a text is asked for. */
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

/** The conversations of one service that are hit, one-way or unanswered however often they ask, and those that are whole. */
export interface ServiceFates {
  readonly service: string;
  readonly hit: Fate[];
  readonly whole: Fate[];
  /** Whether there are more of either than were looked at. */
  readonly isSample: boolean;
}

/** All that conversations are sorted into fates by. */
interface Known {
  readonly conversations: Conversations;
  readonly judgements: Judgements;
  readonly ledger: Ledger;
  readonly scans: Scans;
}

/** What became of a conversation, as a number; 0 is neither of both. */
const Kind = {hit: 1, whole: 2} as const;

/** Tells by service which conversations are hit and which are not; made when it is first asked for, as most captures have none. */
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

  /** The services with conversations of both fates. */
  get services(): readonly ServiceFates[] {
    this.#services ??= this.#gather();
    return this.#services;
  }

  /** Returns the address of a conversation's client. */
  clientOf({id}: Fate): string {
    return this.#cursor.move(id).client.address;
  }

  /** Returns the network of a conversation's client. */
  netOf({id}: Fate): string {
    return this.#cursor.move(id).clientNet;
  }

  #gather(): ServiceFates[] {
    const {conversations, ledger} = this.#known;
    const kinds = new Uint8Array(conversations.count);
    /** By service: how many of its conversations are hit, and how many whole. */
    const hit = new Float64Array(ledger.services);
    const whole = new Float64Array(ledger.services);
    this.#sort(kinds, hit, whole);
    const services = Array.from(hit.keys()).filter(service => service > 0 && hit[service]! > 0 && whole[service]! > 0);
    services.sort((a, b) => hit[b]! - hit[a]! || a - b);
    const kept = services.slice(0, maximumServices);
    if (kept.length === 0) return [];
    const lists = this.#keep(kinds, kept);
    return kept.map(service => ({
      ...lists[service]!,
      service: endpointText(this.#cursor.move(lists[service]!.hit[0]!.id).server),
      isSample: hit[service]! > maximumKept || whole[service]! > maximumKept,
    }));
  }

  /** Tells the kind of each conversation, and counts them by service. */
  #sort(kinds: Uint8Array, hit: Float64Array, whole: Float64Array): void {
    const {conversations, ledger} = this.#known;
    for (let id = 0; id < conversations.count; id++) {
      if (this.#isWhole(id)) {
        kinds[id] = Kind.whole;
        whole[ledger.service(id)]!++;
      } else if (this.#isHit(id)) {
        kinds[id] = Kind.hit;
        hit[ledger.service(id)]!++;
      }
    }
  }

  /** Returns the fates of some services, by service. */
  #keep(kinds: Uint8Array, services: readonly number[]): (Lists | null)[] {
    const {conversations, ledger} = this.#known;
    const kept: (Lists | null)[] = Array.from({length: ledger.services}, () => null);
    for (const service of services) kept[service] = {hit: [], whole: []};
    // Lists that are not full yet: when all are, nothing more is looked at.
    let open = 2 * services.length;
    for (let id = 0; id < conversations.count && open > 0; id++) {
      const kind = kinds[id]!;
      const lists = kept[ledger.service(id)]!;
      if (kind === 0 || lists === null) continue;
      const fates = kind === Kind.hit ? lists.hit : lists.whole;
      if (fates.length < maximumKept && fates.push(this.#fate(this.#cursor.move(id))) === maximumKept) open--;
    }
    return kept;
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
    if (outcome !== "unanswered") return false;
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
