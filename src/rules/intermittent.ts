import {logChoose} from "../judge/certainty.ts";
import {frameEvidence} from "../judge/evidence.ts";
import type {Fate, ServiceFates} from "../judge/fates.ts";
import {counted} from "../words.ts";
import {groupOf} from "./groups.ts";
import {rule} from "./rule.ts";
import {differenceText, type Separation, separate} from "./separation.ts";

const leastConnections = 3;
/** So many changes between whole and hit, in order of time, are no single outage. */
const leastTurns = 4;
/** The chance that SYNs were merely lost here and there that a suspicion allows. */
const allowed = Math.log(1e-3);

/** Connections of the clients that have both fates. */
interface Mark extends ServiceFates {
  readonly clients: number;
  readonly isUnanswered: boolean;
  readonly isSuspected: boolean;
  readonly separations: readonly Separation[];
}

/** Of one service: the finding's connections are hit, others of the same clients whole. */
interface Facts {
  readonly service: string;
  readonly whole: number;
  readonly clientsOfBoth: number;
  /** Whether no more is known than that they get no answer; else some point saw one direction. */
  readonly isUnanswered: boolean;
  /** Whether there are more than were looked at. */
  readonly isSample: boolean;
  readonly separations: readonly Separation[];
}

/**
 * A service works now and then for the same clients. Where some connections get no answer however often they ask, and others among them
 * get theirs at once, something chooses by connection: a path, or a server behind a balancer.
 */
export const intermittent = rule<Facts, Mark>({
  name: "intermittent",
  question: "Where are some connections of a client hit, and others of the same client not?",
  reads: ["opens", "last", "path", "packets", "firstFrame"],
  leads: 11,
  // The services with both fates are told apart in fates.ts: 32 at most.
  most: 32,
  start: context => ({
    settle() {
      const cursor = context.conversations.cursor();
      return context.fates.services.map(ofSameClients).flatMap(({clients, ...fates}) => {
        const {hit, whole} = fates;
        if (Math.min(hit.length, whole.length) < leastConnections) return [];
        const turns = changes(hit, whole);
        const separations = separate(hit, whole, context);
        // One change in time is an onset, which the other findings tell.
        if (turns < leastTurns && separations.every(({kind}) => kind === "time")) return [];
        const isUnanswered = hit.every(fate => !fate.accused);
        const isSuspected =
          turns >= leastTurns && isUnanswered && isNoChance(hit, whole) && meanwhile(hit, whole) >= leastConnections;
        const ids = hit.map(({id}) => id);
        return [groupOf(ids, cursor, {...fates, clients, isUnanswered, isSuspected, separations})];
      });
    },
    judge({mark, first}) {
      const {service, isSample, hit, whole, clients, isUnanswered, isSuspected, separations} = mark;
      const cursor = context.conversations.cursor().move(first);
      const {point, client, server} = cursor.flows[0]!;
      const frame = client.packets > 0 ? client.firstFrame : server.firstFrame;
      const many = counted(hit.length, "connection");
      const says = isUnanswered
        ? `${counted(syns(hit), "SYN")} of ${many} unanswered, while ${whole.length} others went through`
        : `the first of ${many} that ${hit.length === 1 ? "is" : "are"} hit`;
      return {
        certainty: isSuspected ? "suspected" : "note",
        missing: context.judgements.missing(first) ?? (isSuspected ? "replies" : null),
        points: [point],
        facts: {service, whole: whole.length, clientsOfBoth: clients, isUnanswered, isSample, separations},
        evidence: [frameEvidence(context, frame, "S1", says)],
        alternatives: [
          {
            says: "the capture or the network loses packets here and there",
            excludedBecause: isSuspected ? "then SYNs sent again would get through as others do" : null,
          },
          {
            says: "a server behind a balancer is dead, and connections that it chooses for it fail",
            excludedBecause: null,
          },
          {says: "balancing by address and port (ECMP) sends these another way", excludedBecause: null},
        ],
        lacks: () => "replies",
      };
    },
  }),
  words({connections, service, whole, clientsOfBoth, isUnanswered, isSample, separations}) {
    const isOne = connections === 1;
    const how = isUnanswered
      ? isOne
        ? "gets no answer"
        : "get no answer"
      : isOne
        ? "is asymmetric"
        : "are asymmetric";
    return (
      `${isSample ? "Of those looked at, " : ""}${counted(connections, "connection")} of ${connections + whole} of ` +
      `${counted(clientsOfBoth, "client")} with ${service} ${how}, alternately with complete ones; ` +
      (differenceText(separations, connections, whole) ?? "no simple number of address and port tells them apart")
    );
  },
  headline: (_facts, {points: [point]}) =>
    `Some connections get no reply at ${point} while others of the same clients work`,
});

/** Returns the fates of those clients of a service that have both, and how many these clients are. */
function ofSameClients({hit, whole, ...service}: ServiceFates): ServiceFates & {readonly clients: number} {
  const clients = new Set(hit.map(fate => fate.client));
  const both = new Set(whole.map(fate => fate.client).filter(client => clients.has(client)));
  const isOfBoth = ({client}: Fate) => both.has(client);
  return {...service, hit: hit.filter(isOfBoth), whole: whole.filter(isOfBoth), clients: both.size};
}

/** How often the fate changes when connections are put in order of time. */
function changes(hit: readonly Fate[], whole: readonly Fate[]): number {
  const all = [...hit.map(({begin}) => ({begin, isHit: true})), ...whole.map(({begin}) => ({begin, isHit: false}))];
  all.sort((a, b) => a.begin - b.begin);
  return all.filter(({isHit}, i) => i > 0 && isHit !== all[i - 1]!.isHit).length;
}

const syns = (fates: readonly Fate[]): number => fates.reduce((sum, fate) => sum + fate.syns, 0);

/** Whether it is no chance that every SYN of some connections is lost, and none of others: the chance of a SYN's loss is that of all. */
function isNoChance(hit: readonly Fate[], whole: readonly Fate[]): boolean {
  const lost = syns(hit);
  const sent = lost + syns(whole);
  const repeated = syns(whole) - whole.length;
  const loss = (lost + repeated) / sent;
  const log =
    logChoose(hit.length + whole.length, hit.length) +
    (lost + repeated) * Math.log(loss) +
    whole.length * Math.log(1 - loss);
  return log < allowed;
}

/** How many asked in vain while others got through: a server that is down now and then answers none meanwhile. */
function meanwhile(hit: readonly Fate[], whole: readonly Fate[]): number {
  const begins = Float64Array.from(whole, fate => fate.begin).sort();
  let next = 0;
  let count = 0;
  for (const {begin, end} of [...hit].sort((a, b) => a.begin - b.begin)) {
    while (next < begins.length && begins[next]! <= begin) next++;
    if (next < begins.length && begins[next]! < end) count++;
  }
  return count;
}
