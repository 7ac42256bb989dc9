import {goesOn} from "../flow/hidden.ts";
import {Registry} from "../flow/registry.ts";
import type {Finding} from "./analysis.ts";
import type {Context} from "./context.ts";

/** Fewer connections in vain tell of one dead host, or a closed port. */
const leastVain = 3;
/** Where all connections to so many servers are in vain, it is no single one that is dead. */
const leastServers = 3;
const limit = 20_000;
/** So many handshakes that their clients leave half open, with one SYN each, are a flood; fewer a client that the answers do not reach. */
const leastHalfOpen = 50;

/** Connections that got no answer, or never got past their handshake, among all that were tried; nothing shows why. */
export interface Vain {
  readonly connections: number;
  /**
   * Whether all are SYNs to several servers of which none was sent again: who gets no answer asks again after a second (RFC 6298,
   * section 2), so these may have got one by another path. Or their clients give up within a second.
   */
  readonly areHeard: boolean;
  /** Of those, such as were answered and never got past their handshake. */
  readonly stalled: number;
  readonly attempts: number;
  /** Servers of which no connection got further. */
  readonly servers: number;
  /**
   * Whether they are what the capture is about: most attempts, or all those to several servers, or all that there were, however few. A
   * few beside others that got further are a dead host, a closed port.
   */
  readonly isMost: boolean;
}

const none: Vain = {connections: 0, areHeard: false, stalled: 0, attempts: 0, servers: 0, isMost: false};

const Server = {vain: 0, others: 1, fields: 2} as const;

/**
 * Returns the attempts that come to nothing, without those that a scan, a flood or a device explains. Nothing tells a dead server from
 * replies by another path. `excused` are findings whose connections something explains.
 */
export function vainOf(context: Context, excused: readonly Finding[]): Vain {
  const {conversations, judgements, ledger, scans} = context;
  const {unanswered, stalled, edge} = judgements.counts;
  if (unanswered + stalled === 0) return none;
  const isExcused = new Uint8Array(conversations.count);
  for (const finding of excused) for (const id of finding.conversations) isExcused[id] = 1;
  /** Those of which some connection is in vain. */
  const servers = new Registry(5, Server.fields, limit);
  /** Groups of which some connection is not: most connections, of few groups. */
  const isAnswered = new Uint8Array(ledger.groups);
  const cursor = conversations.cursor();
  let connections = 0;
  let left = edge;
  let halfOpen = 0;
  let inHandshake = 0;
  let unrepeated = 0;
  for (let id = 0; id < conversations.count; id++) {
    const outcome = judgements.outcome(id);
    if (outcome === "edge") continue;
    if (outcome !== "unanswered" && outcome !== "stalled") {
      isAnswered[ledger.group(id)] = 1;
      continue;
    }
    if (judgements.endsInDevice(id) || isExcused[id] === 1 || scans.has(cursor.move(id))) {
      left++;
      continue;
    }
    cursor.move(id).writeAddress(false, servers.key, 0);
    servers.key[4] = cursor.width;
    servers.values[servers.intern() * Server.fields + Server.vain]!++;
    connections++;
    if (outcome === "stalled") inHandshake++;
    else if (cursor.flows[0]!.client.opens === 1) unrepeated++;
    if (outcome === "stalled" && cursor.flows[0]!.client.opens <= 1 && !(cursor.clientEvents & goesOn)) halfOpen++;
  }
  if (connections === 0) return none;
  const noteAnswered = () => {
    const server = servers.find();
    if (server !== 0) servers.values[server * Server.fields + Server.others] = 1;
  };
  for (let group = 1; group < ledger.groups; group++) {
    if (isAnswered[group] === 0) continue;
    ledger.writeServer(group, servers.key);
    noteAnswered();
  }
  // Groups beyond the limit share a number.
  for (let id = 0; isAnswered[0] === 1 && id < conversations.count; id++) {
    const outcome = judgements.outcome(id);
    if (ledger.group(id) !== 0 || outcome === "edge" || outcome === "unanswered" || outcome === "stalled") continue;
    cursor.look(id).writeAddress(false, servers.key, 0);
    servers.key[4] = cursor.width;
    noteAnswered();
  }
  if (halfOpen >= leastHalfOpen) {
    connections -= halfOpen;
    inHandshake -= halfOpen;
    left += halfOpen;
  }
  const attempts = conversations.count - left;
  let wholly = 0;
  for (let row = 1; row < servers.count; row++)
    if (
      servers.values[row * Server.fields + Server.vain]! > 0 &&
      servers.values[row * Server.fields + Server.others] === 0
    )
      wholly++;
  // Few that stop in their handshake may be all that a filter for flags lets through.
  const isAll = connections === attempts && inHandshake === 0 && connections > 0;
  const areHeard = unrepeated >= leastVain && unrepeated === connections && wholly > 1;
  const isMost =
    isAll || areHeard || (connections >= leastVain && (2 * connections > attempts || wholly >= leastServers));
  return {connections, areHeard, stalled: inHandshake, attempts, servers: wholly, isMost};
}
