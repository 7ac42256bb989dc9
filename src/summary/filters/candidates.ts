import {addressPieces, type Ends, type Hosts, type Term} from "./term.ts";

/** So many addresses, ports of servers and pairs are still read at a glance; so many others can still be pasted. */
const mostAddresses = 8;
const mostPieces = 40;
const mostServerPorts = 8;
const mostClientPorts = 40;
const mostPairs = 8;

/**
 * Returns filters that select all of some flows, of one family of addresses, the shortest first: by servers, clients or both, by their
 * networks, by pairs of hosts, and by clients' ports, which tell connections of the same hosts apart.
 */
export function candidatesOf(flows: readonly Ends[]): Term[][] {
  const clients = new Set(flows.map(flow => flow.client));
  const servers = new Set(flows.map(flow => flow.server));
  const serverPorts = new Set(flows.map(flow => flow.serverPort));
  const clientPorts = new Set(flows.map(flow => flow.clientPort));
  const service = serverPorts.size <= mostServerPorts ? [serverPorts] : [];
  const byClient = hostsOf(clients, new Set(flows.map(flow => flow.clientNetwork)));
  const byServer = hostsOf(servers, new Set(flows.map(flow => flow.serverNetwork)));
  const all: Term[][] = [];
  // One connection is always named whole.
  if (flows.length > 1 || clientPorts.size > 1) {
    for (const hosts of byServer) all.push([{hosts: [hosts], ports: service}]);
    for (const hosts of byClient) all.push([{hosts: [hosts], ports: service}]);
    for (const client of byClient) for (const server of byServer) all.push([{hosts: [client, server], ports: service}]);
    if (service.length > 0) all.push([{hosts: [], ports: service}]);
    const pairs = pairsOf(flows);
    if (pairs.length <= mostPairs) all.push(pairs.map(pair => pairTerm(pair, false)));
  }
  if (clientPorts.size <= mostClientPorts) {
    const ports = [...service, clientPorts];
    if (service.length > 0) for (const server of byServer) all.push([{hosts: [server], ports}]);
    for (const client of byClient) for (const server of byServer) all.push([{hosts: [client, server], ports}]);
    if (flows.length > 1) {
      const pairs = pairsOf(flows);
      if (pairs.length <= mostClientPorts) all.push(pairs.map(pair => pairTerm(pair, true)));
    }
  }
  // Names both ends, as one who reads it expects of a single connection.
  if (flows.length === 1) return all.filter(([term]) => term!.hosts.length === 2);
  return all;
}

/** Returns how to name some hosts: each by its address where these are few, and by their network where they have one. */
function hostsOf(addresses: ReadonlySet<string>, networks: ReadonlySet<string>): Hosts[] {
  const each = {addresses, network: null};
  const network = addresses.size > 1 && networks.size === 1 ? [{addresses, network: [...networks][0]!}] : [];
  if (addresses.size <= mostAddresses) return [each, ...network];
  return addressPieces(addresses).length <= mostPieces ? [...network, each] : network;
}

/** Returns flows by client, server and service. */
function pairsOf(flows: readonly Ends[]): Ends[][] {
  const pairs = new Map<string, Ends[]>();
  for (const flow of flows) {
    const key = `${flow.client} ${flow.server} ${flow.serverPort}`;
    const known = pairs.get(key);
    if (known === undefined) pairs.set(key, [flow]);
    else known.push(flow);
  }
  return [...pairs.values()];
}

function pairTerm(pair: readonly Ends[], byPort: boolean): Term {
  const {client, server, serverPort} = pair[0]!;
  const host = (address: string): Hosts => ({addresses: new Set([address]), network: null});
  const ports = [new Set([serverPort])];
  if (byPort) ports.push(new Set(pair.map(flow => flow.clientPort)));
  return {hosts: [host(client), host(server)], ports};
}
