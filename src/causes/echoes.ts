import {Exchange} from "../flow/hosts.ts";
import type {Finding} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {pingsElsewhere} from "../judge/pings.ts";

const maximumRead = 1000;

/** Pings of the clients to the servers. */
export interface Echoes {
  readonly requests: number;
  readonly replies: number;
  /** The point of another device where they pass in the direction that is missing here, with TCP; null if there is none. */
  readonly elsewhere: number | null;
}

/** Returns the pings between the hosts of a finding at its first point: they show how the hosts are routed. */
export function echoesOf(context: Context, finding: Finding): Echoes {
  const {conversations, table} = context;
  const {registry} = table.hosts;
  if (registry.count === 1) return {requests: 0, replies: 0, elsewhere: null};
  const cursor = conversations.cursor();
  const rows = new Map<number, number>();
  let elsewhere: number | null = null;
  for (const id of finding.conversations.slice(0, maximumRead)) {
    cursor.move(id);
    const flow = cursor.flows.slice(0, cursor.flowCount).find(one => one.point === finding.points[0]);
    if (flow === undefined) continue;
    if (finding.missing !== null) elsewhere ??= pingsElsewhere(context, cursor, flow, finding.missing);
    const row = table.hosts.rowOf(cursor, flow);
    if (row !== 0) rows.set(row, flow.clientSide);
  }
  let requests = 0;
  let replies = 0;
  for (const [row, client] of rows) {
    requests += registry.values[row * Exchange.fields + Exchange.requests + client]!;
    replies += registry.values[row * Exchange.fields + Exchange.replies + (client ^ 1)]!;
  }
  return {requests, replies, elsewhere};
}
