import type {Context} from "../judge/context.ts";
import {frameEvidence} from "../judge/evidence.ts";
import type {Fate, ServiceFates} from "../judge/fates.ts";
import {logChoose} from "../judge/pools.ts";
import {counted} from "../words.ts";
import type {Detector, Draft} from "./detector.ts";
import {separate} from "./separation.ts";

const maximumFindings = 200;
const leastConversations = 3;
/** So many changes between whole and hit, in order of time, are no single outage. */
const leastTurns = 4;
/** The chance that SYNs were merely lost here and there that a suspicion allows. */
const allowed = Math.log(1e-3);

/**
 * A service works now and then for the same clients. Where some conversations get no answer however often they ask, and others among them
 * get theirs at once, something chooses by conversation: a path, or a server behind a balancer.
 */
export const intermittent: Detector = {
  name: "intermittent",
  question: "Where are some conversations of a client hit, and others of the same client not?",
  start: context => ({
    finish: () => context.fates.services.flatMap(service => draft(context, service) ?? []).slice(0, maximumFindings),
  }),
};

function draft(context: Context, {service, isSample, ...fates}: ServiceFates): Draft | null {
  const clients = new Set(fates.hit.map(fate => fate.client));
  const both = new Set(fates.whole.map(fate => fate.client).filter(client => clients.has(client)));
  const hit = fates.hit.filter(fate => both.has(fate.client));
  const whole = fates.whole.filter(fate => both.has(fate.client));
  if (Math.min(hit.length, whole.length) < leastConversations) return null;
  const turns = changes(hit, whole);
  const separations = separate(hit, whole, context);
  // One change in time is an onset, which the other findings tell.
  if (turns < leastTurns && separations.every(text => text.startsWith("time"))) return null;
  const isSuspected =
    turns >= leastTurns &&
    hit.every(fate => !fate.accused) &&
    isNoChance(hit, whole) &&
    meanwhile(hit, whole) >= leastConversations;
  if (isSuspected) for (const fate of hit) context.judgements.accuse(fate.id, "suspected", "replies");
  const cursor = context.conversations.cursor().move(hit[0]!.id);
  const flow = cursor.flows[0]!;
  const {point} = flow;
  const field = cursor.width === 4 ? "ip.addr" : "ipv6.addr";
  const missing = context.judgements.missing(cursor.id);
  const onlyUnanswered = hit.every(fate => !fate.accused);
  return {
    detector: "intermittent",
    certainty: isSuspected ? "suspected" : "note",
    missing,
    points: [point],
    conversations: hit.map(fate => fate.id),
    since: Math.min(...hit.map(fate => fate.begin)),
    sentence:
      `${isSample ? "Of those looked at, " : ""}${counted(hit.length, "conversation")} of ${hit.length + whole.length} of ${counted(both.size, "client")} with ${service} ` +
      `${onlyUnanswered ? (hit.length === 1 ? "gets no answer" : "get no answer") : hit.length === 1 ? "is asymmetric" : "are asymmetric"}, ` +
      `by turns with whole ones; ` +
      (separations.length === 0
        ? "no simple number of address and port tells them apart"
        : `they differ by ${separations.join("; by ")}`),
    evidence: [
      frameEvidence(
        context,
        flow.client.packets > 0 ? flow.client.firstFrame : flow.server.firstFrame,
        "S1",
        onlyUnanswered
          ? `${counted(total(hit), "SYN")} of ${counted(hit.length, "conversation")} in vain, while ${whole.length} others went through`
          : `the first of ${counted(hit.length, "conversation")} that ${hit.length === 1 ? "is" : "are"} hit`,
      ),
    ],
    alternatives: [
      {
        says: "the capture or the network loses packets here and there",
        excludedBecause: isSuspected ? "then SYNs sent again would get through as others do" : null,
      },
      {
        says: "a server behind a balancer is dead, and conversations that it chooses for it fail",
        excludedBecause: null,
      },
      {says: "balancing by address and port (ECMP) sends these another way", excludedBecause: null},
    ],
    displayFilter: `${field}==${cursor.server.address} && tcp.port==${cursor.server.port} && ${field}==${both.size === 1 ? cursor.client.address : cursor.clientNet}`,
    exhibit: cursor.id,
  };
}

/** How often the fate changes when conversations are put in order of time. */
function changes(hit: readonly Fate[], whole: readonly Fate[]): number {
  const all = [...hit.map(({begin}) => ({begin, isHit: true})), ...whole.map(({begin}) => ({begin, isHit: false}))];
  all.sort((a, b) => a.begin - b.begin);
  return all.filter(({isHit}, i) => i > 0 && isHit !== all[i - 1]!.isHit).length;
}

const total = (fates: readonly Fate[]): number => fates.reduce((sum, fate) => sum + fate.syns, 0);

/** Whether it is no chance that every SYN of some conversations is lost, and none of others: the chance of a SYN's loss is that of all. */
function isNoChance(hit: readonly Fate[], whole: readonly Fate[]): boolean {
  const lost = total(hit);
  const sent = lost + total(whole);
  const repeated = total(whole) - whole.length;
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
