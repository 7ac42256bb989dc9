import type {Finding} from "../judge/analysis.ts";
import {frameEvidence} from "../judge/evidence.ts";
import type {Fate, ServiceFates} from "../judge/fates.ts";
import {counted} from "../words.ts";
import {groupOf} from "./groups.ts";
import {type CommonFacts, isOf, rule} from "./rule.ts";
import {differenceText, type Separation, separate} from "./separation.ts";

/** Fewer connections tell nothing of their clients. */
const leastConnections = 3;
/** Clients and services that are named in words. */
const most = {clients: 3, services: 2} as const;

/** Services that the same clients are hit at, and no other client. */
interface Mark {
  readonly services: string[];
  readonly hit: Fate[];
  readonly whole: Fate[];
}

/** The finding's connections are all of some clients, whole ones all of others of the same services. */
interface Facts {
  readonly services: readonly string[];
  /** Addresses of those that are hit, the first first; and how many others there are. */
  readonly hitClients: readonly string[];
  readonly otherClients: number;
  readonly whole: number;
  /** Whether no more is known than that they get no answer (S1). */
  readonly isUnanswered: boolean;
  readonly separations: readonly Separation[];
}

/** What a finding of this rule tells. */
export type Told = Facts & CommonFacts;

/** A service works for some clients and not for others: says for whom, and what they have in common. */
export const someClients = rule<Facts, Mark>({
  name: "some-clients",
  question: "Which clients are hit while others of the same service are not?",
  reads: ["opens", "last", "path", "packets", "firstFrame"],
  leads: 12,
  // The services with both fates are told apart in fates.ts: 32 at most.
  most: 32,
  start: context => ({
    settle() {
      const cursor = context.conversations.cursor();
      return byClients(context.fates.services).map(mark => groupOf(idsOf(mark.hit), cursor, mark));
    },
    judge({mark: {services, hit, whole}}) {
      const {conversations, fates, judgements} = context;
      const example = hit[0]!.id;
      const cursor = conversations.cursor().move(example);
      const {point, client, server} = cursor.flows[0]!;
      const hitClients = [...new Map(hit.map(fate => [fate.client, fate])).values()].map(fate => fates.clientOf(fate));
      const isUnanswered = hit.every(
        ({id}) => judgements.outcome(id) === "unanswered" && judgements.certainty(id) === null,
      );
      const frame = client.packets > 0 ? client.firstFrame : server.firstFrame;
      const who = named(hitClients, most.clients);
      return {
        certainty: "note",
        missing: judgements.missing(example),
        points: [point],
        facts: {
          ...{services, hitClients, otherClients: clientsOf(whole).size, whole: whole.length, isUnanswered},
          // Each client has a port of its own for each connection: that tells nothing of clients.
          separations: separate(hit, whole, context).filter(
            one => one.kind !== "number" || one.number !== "client-port",
          ),
        },
        evidence: [frameEvidence(context, frame, "S1", `${who}: the first that is hit`)],
        alternatives: [
          {says: "a rule, a block list or a quota concerns these clients", excludedBecause: null},
          // One member of a cluster alone sees no more than this of replies that reach the other.
          ...(isUnanswered ? [{says: "their replies take another route, past this point", excludedBecause: null}] : []),
        ],
        example,
      };
    },
  }),
  words(facts) {
    const difference = differenceText(facts.separations, facts.connections, facts.whole);
    return `${whoText(facts)}: ${howManyText(facts)}${difference === null ? "" : `; ${difference}`}`;
  },
  headline: inVainClauses,
});

/** Returns the finding that tells which clients always ask in vain while others do not; null if there is none. */
export const inVain = (findings: readonly Finding[]): Finding<Told> | null =>
  findings.filter(one => isOf(one, someClients)).find(({facts}) => facts.isUnanswered) ?? null;

/** Returns the first clauses of a verdict that nothing is one-way, where these clients ask in vain. */
export function inVainClauses(facts: Told): string[] {
  return [
    `Nothing is proven one-way, but ${whoText(facts)}`,
    `${howManyText(facts)}: a rule for them, or replies on another route`,
  ];
}

/** Returns `1 of 3 clients of 10.2.0.4:443 gets no answer (10.1.0.3)`. */
function whoText({services, hitClients, otherClients, isUnanswered}: Facts): string {
  const {length} = hitClients;
  const how = isUnanswered ? (length === 1 ? "gets no answer" : "get no answer") : length === 1 ? "is hit" : "are hit";
  const of = counted(length + otherClients, "client");
  return `${length} of ${of} of ${named(services, most.services)} ${how} (${named(hitClients, most.clients)})`;
}

const howManyText = ({connections, whole}: Told): string =>
  `all ${counted(connections, "connection")}, and none of the ${whole} of others`;

const named = (all: readonly string[], atMost: number): string =>
  all.slice(0, atMost).join(", ") + (all.length > atMost ? ` and ${all.length - atMost} more` : "");

/** Puts together the services that the same clients are hit at, and no other client. */
function byClients(services: readonly ServiceFates[]): Mark[] {
  const all = new Map<string, Mark>();
  for (const {service, hit, whole, isSample} of services) {
    // Of a sample nobody can say that no other client is hit.
    if (isSample) continue;
    const clients = clientsOf(hit);
    // A client that has both is a matter of intermittent.ts.
    if ([...clientsOf(whole)].some(client => clients.has(client))) continue;
    const key = [...clients].sort((a, b) => a - b).join();
    const known = all.get(key);
    if (known === undefined) all.set(key, {services: [service], hit: [...hit], whole: [...whole]});
    else {
      known.services.push(service);
      known.hit.push(...hit);
      known.whole.push(...whole);
    }
  }
  return [...all.values()].filter(({hit, whole}) => Math.min(hit.length, whole.length) >= leastConnections);
}

const idsOf = (fates: readonly Fate[]): number[] => fates.map(fate => fate.id);
const clientsOf = (fates: readonly Fate[]): Set<number> => new Set(fates.map(fate => fate.client));
