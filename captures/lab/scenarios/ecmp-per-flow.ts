import {Cast} from "../cast.ts";
import type {Way} from "../diamond.ts";
import {CLIENT_NET, CLIENTS, diamond, SERVER_NET, SERVERS, seenAt, splitBetween} from "../diamond.ts";
import type {Host} from "../host.ts";
import type {Network} from "../network.ts";
import type {Part} from "../performance.ts";
import type {Scenario, Staging} from "../scenario.ts";
import {bypassed, COMPLETE, split} from "../truth.ts";

const END_MS = 12_000;
/**
 * Linux's own layer 4 policy would take the number that the sender's socket gave the packet, which no
 * cable carries; this one reads the packet's fields.
 */
const BY_FIELDS = 3;
const ADDRESSES_AND_PORTS = 0x37;
/** Different on each router, as it is between routers of different makes. */
const SEEDS = {left: 7, right: 1234};

function stage(network: Network): Staging {
  const place = diamond(network);
  const {address, firewalls, hop, host, left, right} = place;
  for (const [router, net, seed] of [
    [left, SERVER_NET, SEEDS.left] as const,
    [right, CLIENT_NET, SEEDS.right] as const,
  ]) {
    router.sysctl("net.ipv4.fib_multipath_hash_policy", BY_FIELDS);
    router.sysctl("net.ipv4.fib_multipath_hash_fields", ADDRESSES_AND_PORTS);
    router.sysctl("net.ipv4.fib_multipath_hash_seed", seed);
    const hops = (["a", "b"] as const).flatMap(way => ["nexthop", "via", hop(router, way)]);
    router.run(["ip", "route", "add", net, ...hops]);
  }
  /** The router's own answer to the question which way it sends the packets from one end to the other. */
  const wayOf = (router: Host, from: {address: string; port: number}, to: {address: string; port: number}): Way => {
    const words = `ip route get ${to.address} from ${from.address} iif lan ipproto tcp`;
    const ports = ["sport", String(from.port), "dport", String(to.port)];
    return router.run([...words.split(" "), ...ports]).includes(hop(router, "a")) ? "a" : "b";
  };

  const cast = new Cast(place);
  for (let index = 0; index < 4; index += 1)
    cast.witness(CLIENTS[index % 3]!, SERVERS[(index >> 1) % 3]!, END_MS, 90, COMPLETE);
  cast.bustle(CLIENTS, SERVERS, 36, 250, COMPLETE);
  const ways = new Map<string, {requests: Way; replies: Way}>();
  const parts = cast.parts.map(({connection, fate, host}): Part => {
    const {client, server} = connection;
    const taken = {requests: wayOf(left, client, server), replies: wayOf(right, server, client)};
    ways.set(`${client.address}:${String(client.port)}`, taken);
    return {connection, host, fate: taken.requests === taken.replies ? fate : split(true)};
  });
  const one = {
    verdict: bypassed(false).verdict,
    exitStatus: 1,
    findings: ["hidden-replies", "hidden-requests"],
  } as const;
  const notFindings = ["interface-mismatch", "split-path"];
  return {
    story:
      "Two firewalls that only forward stand side by side between a router before the clients and one before the servers. " +
      "Both routers balance by the addresses and ports of each connection, each by a hash of its own. So some " +
      "conversations pass fw-a both ways, some fw-b, and some are split: their requests pass the one and their replies the " +
      "other. Everything works. Each firewall has a capture of its own.",
    runs: [
      {arguments: ["fw-a/inside=a.pcap"], ...one, notFindings, view: seenAt("a", ways)},
      {arguments: ["fw-b/inside=b.pcap"], ...one, notFindings, view: seenAt("b", ways)},
      {arguments: ["fw-a/inside=a.pcap", "fw-b/inside=b.pcap"], ...splitBetween(false)},
    ],
    cause: "ecmp-per-flow",
    play: {
      listeners: cast.listeners(...SERVERS),
      parts,
      pings: [{host: host("bob"), from: address("bob"), to: address("mail"), startMs: 1000, count: 5}],
      captures: (["a", "b"] as const).map(way => ({
        host: firewalls[way],
        interfaces: ["inside"],
        file: `${way}.pcap`,
        snapLength: 96,
      })),
      endMs: END_MS,
    },
  };
}

export const ecmpPerFlow: Scenario = {name: "ecmp-per-flow", family: 4, stage};
