import {commands} from "../advice/commands.ts";
import type {NextStep} from "../judge/analysis.ts";
import type {StaleConnection} from "./comparison.ts";

const {panOs, fortios, linux} = commands;

/** Pairs of hosts for which commands are given. */
const maximumHosts = 5;

interface Hosts {
  readonly client: string;
  readonly server: string;
  readonly port: number;
  /** Ports of the clients. */
  readonly ports: number[];
}

/** Returns how many pairs of hosts the connections are of beyond so many. */
export const furtherHosts = (stale: readonly StaleConnection[], beyond = maximumHosts): number =>
  Math.max(0, hostsOf(stale).length - beyond);

/** Returns commands that clear these connections and, as far as the device can tell them apart, no others. */
export function clearingSteps(stale: readonly StaleConnection[]): NextStep[] {
  return hostsOf(stale).slice(0, maximumHosts).flatMap(stepsOf);
}

function hostsOf(stale: readonly StaleConnection[]): Hosts[] {
  const all = new Map<string, Hosts>();
  for (const {client, server} of stale) {
    const key = `${client.address} ${server.address} ${server.port}`;
    const known = all.get(key);
    if (known !== undefined) known.ports.push(client.port);
    else all.set(key, {client: client.address, server: server.address, port: server.port, ports: [client.port]});
  }
  return [...all.values()];
}

function stepsOf({client, server, port, ports}: Hosts): NextStep[] {
  const clientPort = ports.length === 1 ? ports[0] : undefined;
  const session = {client, server, port, v6: client.includes(":"), clientPort};
  return [
    panOs.sessions(session, "look first: the next command clears all that this one lists"),
    panOs.clearSessions(session, "clears every session of the two hosts, those that work too"),
    fortios.clearSessions(
      session,
      "always the whole block, and look at what the last but one shows: without a filter, the last clears every session of the device",
    ),
    linux.clearSessions(session),
  ];
}
