import {Cast} from "../cast.ts";
import {frr, frrPrograms, ospf} from "../frr.ts";
import type {Host} from "../host.ts";
import type {Network} from "../network.ts";
import type {Arranged, Right, ToldConnection} from "../points.ts";
import {asymmetry, HEALTHY} from "../rights.ts";
import type {PointsStaging, Scenario} from "../scenario.ts";
import {tap, tapSeveral} from "../taps.ts";

const END_MS = 12_000;
const CLIENTS = {alice: "10.64.1.50", bob: "10.64.1.51", carol: "10.64.1.52"};
const SERVERS = {web: "10.64.2.80", mail: "10.64.2.81", files: "10.64.2.82"};
const NETS = {west: "10.64.1", east: "10.64.2"};
/** The cables between the edges and the routers in the middle. */
const CABLES = [
  ["west", "m1", "10.64.11"],
  ["west", "m2", "10.64.12"],
  ["east", "m1", "10.64.13"],
  ["east", "m2", "10.64.14"],
] as const;
/** Linux's policy that reads the packet's own fields, see ecmp-per-flow. */
const BY_FIELDS = 3;
const HASHES = {west: {fields: 0x37, seed: 21}, east: {fields: 0x07, seed: 4711}};
/** It depends on the routers' hashes. */
const BALANCED: Arranged = {asymmetric: false, works: true, at: null};

function stage(network: Network): PointsStaging {
  const routers = new Map(["west", "east", "m1", "m2"].map(name => [name, network.host(name)]));
  const addresses: Readonly<Record<string, string>> = {...CLIENTS, ...SERVERS};
  const hosts = new Map(Object.keys(addresses).map(name => [name, network.host(name)]));
  const host = (name: string): Host => (routers.get(name) ?? hosts.get(name))!;
  for (const router of routers.values()) router.forwards();
  for (const [edge, members] of [["west", CLIENTS] as const, ["east", SERVERS] as const]) {
    network.segment(`${edge}-switch`, [
      [host(edge), "lan"],
      ...Object.keys(members).map(name => [host(name), "eth0"] as const),
    ]);
    host(edge).address("lan", `${NETS[edge]}.1/24`);
    for (const [name, address] of Object.entries(members)) {
      host(name).address("eth0", `${address}/24`);
      host(name).route("default", `${NETS[edge]}.1`);
    }
    host(edge).sysctl("net.ipv4.fib_multipath_hash_policy", BY_FIELDS);
    host(edge).sysctl("net.ipv4.fib_multipath_hash_fields", HASHES[edge].fields);
    host(edge).sysctl("net.ipv4.fib_multipath_hash_seed", HASHES[edge].seed);
  }
  for (const [edge, middle, net] of CABLES) {
    network.link([host(edge), `to-${middle}`], [host(middle), edge]);
    host(edge).address(`to-${middle}`, `${net}.1/24`);
    host(middle).address(edge, `${net}.2/24`);
  }
  const hops = (edge: "west" | "east"): number =>
    host(edge)
      .run(["ip", "route", "show", `${NETS[edge === "west" ? "east" : "west"]}.0/24`])
      .match(/via/g)?.length ?? 0;

  const cast = new Cast<Arranged>({host, address: name => addresses[name]!});
  const [clients, servers] = [Object.keys(CLIENTS), Object.keys(SERVERS)];
  cast.witness("alice", "web", END_MS, 230, BALANCED);
  cast.witness("bob", "files", END_MS, 230, BALANCED);
  cast.bustle(clients, servers, 26, 340, BALANCED);
  const taps = [
    tap(host("m1"), "m1/west"),
    tap(host("m2"), "m2/west"),
    tapSeveral(host("west"), "west", ["lan", "to-m1", "to-m2"]),
    tap(host("alice"), "alice/eth0"),
  ];
  return {
    story:
      "Two routers, m1 and m2, stand between an edge before the clients and one before the servers; all four run OSPF " +
      "(FRR), and both edges have two equal ways. The western edge balances by addresses and ports, the eastern one by " +
      "addresses alone: so some conversations pass m1 both ways, some m2, and some go by one and return by the other, in " +
      "both orders. Nobody filters, and everything works.",
    cause: "ecmp-per-flow",
    points: taps.map(({point}) => point),
    right,
    asymmetric,
    play: {
      daemons: [
        ...frr(host("west"), "ospfd", ospf("10.64.0.1", ["to-m1", "to-m2"], "lan")),
        ...frr(host("east"), "ospfd", ospf("10.64.0.2", ["to-m1", "to-m2"], "lan")),
        ...frr(host("m1"), "ospfd", ospf("10.64.0.3", ["west", "east"])),
        ...frr(host("m2"), "ospfd", ospf("10.64.0.4", ["west", "east"])),
      ],
      settled: () => hops("west") === 2 && hops("east") === 2,
      listeners: cast.listeners(...servers),
      parts: cast.parts,
      pings: [{host: host("carol"), from: CLIENTS.carol, to: SERVERS.mail, startMs: 1100, count: 6}],
      captures: taps.map(({capture}) => capture),
      endMs: END_MS,
    },
  };
}

/** Where m1 saw one direction only, m2 saw the other. */
function asymmetric({seen}: ToldConnection): boolean {
  const [requests = 0, replies = 0] = seen["m1/west"] ?? [];
  return requests > 0 !== replies > 0;
}

function right(points: ReadonlySet<string>): Right {
  if (points.has("m1/west") || points.has("m2/west")) return asymmetry(false, "ecmp-per-flow");
  if (points.has("west/")) return asymmetry(false, "ecmp-per-flow", "reply-on-other-interface");
  return HEALTHY;
}

export const ospfEcmp: Scenario = {name: "ospf-ecmp", family: 4, programs: frrPrograms("ospfd"), stage};
