import type {Place} from "./cast.ts";
import type {Host} from "./host.ts";
import type {Network, Plug} from "./network.ts";
import type {Run, TrueConnection} from "./truth.ts";
import {COMPLETE, oneWay} from "./truth.ts";

/** One of the two ways through a diamond, named for the firewall on it. */
export type Way = "a" | "b";

/** The machines of a diamond; capture at a firewall's `inside` (towards the servers) or `outside`. */
export interface Diamond extends Place {
  /** Stands before the clients' net and chooses the way of the requests. */
  readonly left: Host;
  /** Stands before the servers' net and chooses the way of the replies. */
  readonly right: Host;
  readonly firewalls: Readonly<Record<Way, Host>>;
  /** The next hop of a router for a way. */
  readonly hop: (router: Host, way: Way) => string;
}

export const CLIENTS = ["alice", "bob", "carol"] as const;
export const SERVERS = ["web", "mail", "files"] as const;
export const CLIENT_NET = "10.1.0.0/24";
export const SERVER_NET = "10.2.0.0/24";

/**
 * Two nets and two firewalls between them, side by side:
 *
 *     clients — left —— fw-a —— right — servers
 *                  \——— fw-b ———/
 *
 * Neither router has a route to the other side's net yet: which way they choose is what a scenario
 * is about.
 */
export function diamond(network: Network): Diamond {
  const [left, right] = [network.host("left"), network.host("right")];
  const firewalls = {a: network.host("fw-a"), b: network.host("fw-b")};
  for (const host of [left, right, firewalls.a, firewalls.b]) host.forwards();
  const numbers = new Map<string, number>([
    ...CLIENTS.map((name, index) => [name, 10 + index] as const),
    ...SERVERS.map((name, index) => [name, 10 + 10 * index] as const),
  ]);
  const hosts = new Map([...numbers.keys()].map(name => [name, network.host(name)]));
  const host = (name: string): Host => hosts.get(name)!;
  const isClient = (name: string): boolean => (CLIENTS as readonly string[]).includes(name);
  const address = (name: string): string => `10.${isClient(name) ? "1" : "2"}.0.${String(numbers.get(name))}`;

  const plugs = (names: readonly string[]): Plug[] => names.map(name => [host(name), "eth0"]);
  network.segment("client-switch", [[left, "lan"], ...plugs(CLIENTS)]);
  network.segment("server-switch", [[right, "lan"], ...plugs(SERVERS)]);
  left.address("lan", "10.1.0.1/24");
  right.address("lan", "10.2.0.1/24");
  for (const [way, outer, inner] of [["a", 101, 103] as const, ["b", 102, 104] as const]) {
    const firewall = firewalls[way];
    network.link([left, `to-${way}`], [firewall, "outside"]);
    network.link([firewall, "inside"], [right, `to-${way}`]);
    left.address(`to-${way}`, `10.${String(outer)}.0.1/24`);
    firewall.address("outside", `10.${String(outer)}.0.2/24`);
    firewall.address("inside", `10.${String(inner)}.0.2/24`);
    right.address(`to-${way}`, `10.${String(inner)}.0.1/24`);
    firewall.route(CLIENT_NET, `10.${String(outer)}.0.1`);
    firewall.route(SERVER_NET, `10.${String(inner)}.0.1`);
  }
  for (const name of numbers.keys()) {
    host(name).address("eth0", `${address(name)}/24`);
    host(name).route("default", isClient(name) ? "10.1.0.1" : "10.2.0.1");
  }
  const nets = new Map([
    [left, {a: 101, b: 102}],
    [right, {a: 103, b: 104}],
  ]);
  const hop = (router: Host, way: Way): string => `10.${String(nets.get(router)![way])}.0.2`;
  return {left, right, firewalls, host, address, hop};
}

/** The ways of each connection's requests and replies, by the client's endpoint. */
export type Ways = ReadonlyMap<string, {readonly requests: Way; readonly replies: Way}>;

/** What the capture at one firewall shows of a connection that works: all, one direction, or nothing. */
export function seenAt(way: Way, ways: Ways): (one: TrueConnection) => TrueConnection | null {
  return one => {
    const {requests, replies} = ways.get(one.client)!;
    const {client, server} = one;
    if (requests !== way && replies !== way) return null;
    if (requests === replies) return {client, server, ...COMPLETE};
    return {client, server, ...oneWay(requests === way ? "replies" : "requests", one.works, "proven")};
  };
}

/** What an analysis of both firewalls must say of conversations that are split between them. */
export function splitBetween(failing: boolean): Omit<Run, "arguments"> {
  const notFindings = ["hidden-replies", "hidden-requests", "interface-mismatch"];
  return {verdict: {kind: "proven", failing}, exitStatus: 1, findings: ["split-path"], notFindings};
}
