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

/** Connections that got no answer, or never got past their handshake, among all that were tried. */
export interface Vain {
  readonly connections: number;
  readonly attempts: number;
  /** Servers of which no connection got further. */
  readonly servers: number;
}

const Server = {vain: 0, others: 1, fields: 2} as const;

/**
 * Returns what most attempts of a capture, or all those to several servers, come to in vain; null where so few do that a dead host, a
 * scan or a flood explains them. Nothing tells a dead server from replies by another path. `excused` are findings whose connections
 * something explains.
 */
export function vainOf(context: Context, excused: readonly Finding[]): Vain | null {
  const {conversations, judgements, scans} = context;
  const {unanswered, stalled, edge} = judgements.counts;
  if (unanswered + stalled < leastVain) return null;
  const excusedIds = new Set(excused.flatMap(finding => finding.conversations));
  const servers = new Registry(5, Server.fields, limit);
  const cursor = conversations.cursor();
  let connections = 0;
  let left = edge;
  let halfOpen = 0;
  for (let id = 0; id < conversations.count; id++) {
    const outcome = judgements.outcome(id);
    if (outcome === "edge") continue;
    const isVain = outcome === "unanswered" || outcome === "stalled";
    cursor.look(id);
    if (isVain && (judgements.endsInDevice(id) || excusedIds.has(id) || scans.has(cursor.move(id)))) {
      left++;
      continue;
    }
    cursor.writeAddress(false, servers.key, 0);
    servers.key[4] = cursor.width;
    const row = servers.intern() * Server.fields;
    servers.values[row + (isVain ? Server.vain : Server.others)]!++;
    if (!isVain) continue;
    connections++;
    if (outcome === "stalled" && cursor.move(id).flows[0]!.client.opens <= 1 && !(cursor.clientEvents & goesOn))
      halfOpen++;
  }
  if (halfOpen >= leastHalfOpen) {
    connections -= halfOpen;
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
  if (connections < leastVain || (2 * connections <= attempts && wholly < leastServers)) return null;
  return {connections, attempts, servers: wholly};
}
