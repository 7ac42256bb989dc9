import type {SideView} from "../flow/side-view.ts";
import {isOriginal} from "../flow/syn-acks.ts";
import {isNoLoss} from "../judge/certainty.ts";
import type {Context} from "../judge/context.ts";
import type {Time} from "../time/time.ts";

/** P5b: so many connections of two networks; fewer may be strays. */
const leastConnections = 3;
/** So many clients of one network are no victims of spoofed SYNs by chance. */
export const leastClients = 3;

/** SYN-ACKs of a network to SYNs of another that were not seen: what rule P5b asks of them. */
export interface SynAcks {
  readonly pair: number;
  /** The direction of requests, as pairs have it. */
  readonly direction: number;
  /** Rounds that count, connections that contribute them, and those whose client answers with a reset. */
  rounds: number;
  contributing: number;
  resets: number;
  /** Connections with a SYN-ACK that no timer sends: somebody sends their SYNs again, as no forger does. */
  answering: number;
  /** Clients, as folded addresses: not all, where there are many. */
  readonly clients: Set<number>;
  /** Whether one of them is heard of otherwise. */
  isHeard: boolean;
}

/** P5b: so many servers' answers, and none of their SYNs, where the point does see requests of these networks: no chance of losses. */
export function proves({pools}: Context, synAcks: SynAcks, groups: number): boolean {
  const {pair, direction, contributing, resets, rounds, clients, isHeard, answering} = synAcks;
  if (contributing < leastConnections || resets > 0) return false;
  if (clients.size < leastClients && !isHeard && answering < leastConnections) return false;
  if (!pools.isWitnessed(pair, direction)) return false;
  return isNoLoss(pools.missed({pair, direction, packets: rounds, picks: contributing, among: groups}));
}

/**
 * Notes which groups of few clients have one that is heard of here otherwise. One alone that never is may be the victim of SYNs sent in
 * its name, whose firewall drops the answers in silence.
 */
export function listen({conversations, judgements, ledger}: Context, all: Iterable<SynAcks>): void {
  const byPair = new Map<number, SynAcks[]>();
  for (const one of all)
    if (one.contributing >= leastConnections && one.clients.size < leastClients)
      byPair.set(one.pair, [...(byPair.get(one.pair) ?? []), one]);
  if (byPair.size === 0) return;
  const cursor = conversations.cursor();
  for (let id = 0; id < conversations.count; id++) {
    const pair = ledger.pair(id);
    if ((pair >= 0 && !byPair.has(pair)) || judgements.outcome(id) === "unasked") continue;
    const {flows, flowCount} = cursor.move(id);
    const client = cursor.foldedAddress(true);
    for (let i = 0; i < flowCount; i++)
      for (const one of byPair.get(flows[i]!.pair) ?? []) one.isHeard ||= one.clients.has(client);
  }
}

/**
 * Adds what the SYN-ACKs of a connection show: rounds, if the first of them, or one that no timer sends, answers a SYN that the capture
 * would have seen.
 */
export function addRounds(synAcks: SynAcks, server: SideView, began: Time): void {
  const {countedRounds, promptAccepts} = server;
  if (promptAccepts > 0) synAcks.answering++;
  const rounds = isOriginal(server, began) ? countedRounds : Math.min(countedRounds, promptAccepts);
  if (rounds === 0) return;
  synAcks.rounds += rounds;
  synAcks.contributing++;
}
