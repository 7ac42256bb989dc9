import type {Cursor} from "../flow/cursor.ts";
import {isAlive} from "../flow/hidden.ts";
import type {Finding, Outcome} from "./analysis.ts";
import type {Context} from "./context.ts";
import type {Subject} from "./hosts.ts";

export type {Subject} from "./hosts.ts";

/** Returns the hosts of a finding's clearest connection. */
export const subjectOf = (context: Context, finding: Finding): Subject =>
  finding.hosts ?? hostsOf(context.conversations.cursor().move(finding.example));

/** Returns the hosts of the first connection with an outcome, or null. */
export function firstOf(context: Context, outcome: Outcome): Subject | null {
  const {conversations, judgements} = context;
  for (let id = 0; id < conversations.count; id++)
    if (judgements.outcome(id) === outcome) return hostsOf(conversations.cursor().move(id));
  return null;
}

/** Returns the hosts of the first connection of all, or null if there is none. */
export const anyOf = ({conversations}: Context): Subject | null =>
  conversations.count === 0 ? null : hostsOf(conversations.cursor().move(0));

function hostsOf(cursor: Cursor): Subject {
  const {client, server, clientNet, serverNet} = cursor;
  const ends = cursor.flows.slice(0, cursor.flowCount).map(flow => ({
    client: cursor.endpointOf(flow, true).address,
    // That another server answers than was asked is no translation that anybody sees.
    server: isAlive(flow.client) ? cursor.endpointOf(flow, false).address : server.address,
  }));
  const translated = ends.find(end => end.client !== client.address || end.server !== server.address) ?? null;
  return {
    client: client.address,
    server: server.address,
    port: server.port,
    clientNet,
    serverNet,
    v6: client.address.includes(":"),
    translated,
  };
}
