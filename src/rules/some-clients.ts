import type {Finding} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {frameEvidence} from "../judge/evidence.ts";
import type {Fate, ServiceFates} from "../judge/fates.ts";
import {counted} from "../words.ts";
import type {Detector, Draft} from "./detector.ts";
import {separate} from "./separation.ts";

const maximumFindings = 200;
/** Fewer conversations tell nothing of their clients. */
const leastConversations = 3;

/** A service works for some clients and not for others: says for whom, and what they have in common. */
export const someClients: Detector = {
  name: "some-clients",
  question: "Which clients are hit while others of the same service are not?",
  start: context => ({
    finish: () =>
      byClients(context.fates.services)
        .slice(0, maximumFindings)
        .map(fates => draft(context, fates)),
  }),
};

interface ClientFates {
  readonly services: string[];
  readonly hit: Fate[];
  readonly whole: Fate[];
}

/** Puts together the services that the same clients are hit at, and no other client. */
function byClients(services: readonly ServiceFates[]): ClientFates[] {
  const all = new Map<string, ClientFates>();
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
  return [...all.values()].filter(({hit, whole}) => Math.min(hit.length, whole.length) >= leastConversations);
}

/** Whether nothing more is known of these conversations than that their SYNs got no answer (S1). */
const isInVain = ({judgements}: Context, hit: readonly {readonly id: number}[]): boolean =>
  hit.every(({id}) => judgements.outcome(id) === "unanswered" && judgements.certainty(id) === null);

/** Returns the finding that tells which clients always ask in vain while others do not; null if there is none. */
export const inVain = (context: Context, findings: readonly Finding[]): Finding | null =>
  findings.find(
    ({detector, conversations}) =>
      detector === "some-clients" &&
      isInVain(
        context,
        conversations.map(id => ({id})),
      ),
  ) ?? null;

const clientsOf = (fates: readonly Fate[]): Set<number> => new Set(fates.map(fate => fate.client));

function draft(context: Context, {services, hit, whole}: ClientFates): Draft {
  const separations = separate(hit, whole, context).filter(text => !text.startsWith("the client's port"));
  const clients = [...new Map(hit.map(fate => [fate.client, fate])).values()];
  const others = clientsOf(whole).size;
  const cursor = context.conversations.cursor().move(hit[0]!.id);
  const {point, client, server} = cursor.flows[0]!;
  const field = cursor.width === 4 ? "ip.addr" : "ipv6.addr";
  const named = clients.slice(0, 3).map(fate => context.fates.clientOf(fate));
  const who = named.join(", ") + (clients.length > 3 ? ` and ${clients.length - 3} more` : "");
  const where = services.slice(0, 2).join(", ") + (services.length > 2 ? ` and ${services.length - 2} more` : "");
  const isDenied = isInVain(context, hit);
  const how = isDenied
    ? clients.length === 1
      ? "gets no answer"
      : "get no answer"
    : clients.length === 1
      ? "is hit"
      : "are hit";
  return {
    detector: "some-clients",
    certainty: "note",
    missing: context.judgements.missing(cursor.id),
    points: [point],
    conversations: hit.map(fate => fate.id).sort((a, b) => a - b),
    since: hit.reduce((time, {begin}) => Math.min(time, begin), Number.POSITIVE_INFINITY),
    sentence:
      `${clients.length} of ${counted(clients.length + others, "client")} of ${where} ${how} (${who}): ` +
      `all ${counted(hit.length, "conversation")}, and none of the ${whole.length} of others` +
      (separations.length === 0 ? "" : `; they differ by ${separations.join("; by ")}`),
    evidence: [
      frameEvidence(
        context,
        client.packets > 0 ? client.firstFrame : server.firstFrame,
        "S1",
        `${who}: the first that is hit`,
      ),
    ],
    alternatives: [
      {says: "a rule, a block list or a quota concerns these clients", excludedBecause: null},
      // One member of a cluster alone sees no more than this of replies that reach the other.
      ...(isDenied ? [{says: "their replies take another route, past this point", excludedBecause: null}] : []),
    ],
    displayFilter: `${field}==${services.length === 1 ? cursor.server.address : cursor.serverNet} && ${field}==${clients.length === 1 ? cursor.client.address : cursor.clientNet} && tcp`,
    exhibit: cursor.id,
  };
}
