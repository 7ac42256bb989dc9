import {type Endpoint, endpointText} from "../flow/address.ts";
import type {Conversations} from "../flow/conversation.ts";
import type {Cursor} from "../flow/cursor.ts";
import {Registry} from "../flow/registry.ts";
import type {Time} from "../time.ts";
import type {Judgements} from "./judgements.ts";
import type {Scans} from "./scans.ts";

/** Services told apart; of these, those looked at, the most hit first; and conversations of each fate looked at of one. */
const limit = 20_000;
const maximumServices = 32;
const maximumKept = 250;
/** A SYN sent so often in vain was not merely lost. */
const leastSyns = 3;

/** What is kept of a conversation to compare it with others of its service. */
export interface Fate {
  readonly id: number;
  readonly client: Endpoint;
  /** The last word of the client's address. */
  readonly host: number;
  readonly net: string;
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
  isSample: boolean;
}

/** Tells by service which conversations are hit and which are not; made when it is first asked for, as most captures have none. */
export class Fates {
  readonly #conversations: Conversations;
  readonly #judgements: Judgements;
  readonly #scans: Scans;
  readonly #nextHop: (cursor: Cursor) => number;
  #services: ServiceFates[] | null = null;

  constructor(conversations: Conversations, judgements: Judgements, scans: Scans, nextHop: (cursor: Cursor) => number) {
    this.#conversations = conversations;
    this.#judgements = judgements;
    this.#scans = scans;
    this.#nextHop = nextHop;
  }

  /** The services with conversations of both fates. */
  get services(): readonly ServiceFates[] {
    this.#services ??= this.#gather();
    return this.#services;
  }

  #gather(): ServiceFates[] {
    const {count} = this.#conversations;
    const cursor = this.#conversations.cursor();
    const registry = new Registry(6, 1, limit);
    for (let id = 0; id < count; id++)
      if (this.#isHit(cursor, id)) registry.values[serviceOf(cursor.move(id), registry, true)]!++;
    if (registry.count === 1) return [];
    const services: ServiceFates[] = [];
    for (const row of mostHit(registry)) services[row] = {service: "", hit: [], whole: [], isSample: false};
    // Lists that are not full yet: when all are, nothing more is looked at.
    let open = 2 * Math.min(registry.count - 1, maximumServices);
    for (let id = 0; id < count && open > 0; id++) {
      const isHit = this.#isHit(cursor, id);
      if (!isHit && !this.#isWhole(id)) continue;
      const service = services[serviceOf(cursor.move(id), registry, false)];
      if (service === undefined) continue;
      const fates = isHit ? service.hit : service.whole;
      if (fates.length === maximumKept) service.isSample = true;
      else if (fates.push(this.#fate(cursor)) === maximumKept) open--;
    }
    if (open === 0) for (const service of services) if (service !== undefined) service.isSample = true;
    const found = services.filter(
      service => service !== undefined && service.hit.length > 0 && service.whole.length > 0,
    );
    return found.map(service => ({...service, service: endpointText(cursor.move(service.hit[0]!.id).server)}));
  }

  #isWhole(id: number): boolean {
    const outcome = this.#judgements.outcome(id);
    return (outcome === "complete" || outcome === "joined") && this.#judgements.certainty(id) === null;
  }

  #isHit(cursor: Cursor, id: number): boolean {
    const outcome = this.#judgements.outcome(id);
    // One that began whole, and lost a direction later, tells of a moment, not of whom it concerns.
    if (this.#judgements.certainty(id) !== null)
      return (outcome !== "complete" && outcome !== "joined") || this.#judgements.explained(id);
    if (outcome !== "unanswered") return false;
    cursor.move(id);
    return cursor.flows[0]!.client.opens >= leastSyns && !this.#scans.has(cursor);
  }

  #fate(cursor: Cursor): Fate {
    const {words, at} = cursor.words(true);
    return {
      id: cursor.id,
      client: cursor.client,
      host: words[at + 3]!,
      net: cursor.clientNet,
      begin: cursor.first,
      end: cursor.last,
      nextHop: this.#nextHop(cursor),
      syns: cursor.flows[0]!.client.opens,
      accused: this.#judgements.certainty(cursor.id) !== null,
    };
  }
}

/** The rows of the services with most conversations that are hit. Row 0 takes what is beyond the limit. */
function mostHit(registry: Registry): number[] {
  const rows = Array.from({length: registry.count - 1}, (_, i) => i + 1);
  return rows.sort((a, b) => registry.values[b]! - registry.values[a]!).slice(0, maximumServices);
}

function serviceOf(cursor: Cursor, registry: Registry, insert: boolean): number {
  cursor.writeAddress(false, registry.key, 0);
  registry.key[4] = cursor.width;
  registry.key[5] = cursor.serverPort;
  return insert ? registry.intern() : registry.find();
}
