import {Cast} from "../cast.ts";
import {endpointName} from "../connection.ts";
import type {Host} from "../host.ts";
import type {Network} from "../network.ts";
import type {Arranged, Right} from "../points.ts";
import {asymmetry, HEALTHY} from "../rights.ts";
import type {PointsStaging, Scenario} from "../scenario.ts";
import {tap} from "../taps.ts";

const END_MS = 12_000;
const PORT = 5000;
const PUBLIC = "203.0.113.77";
const ADDRESSES: Readonly<Record<string, string>> = {
  alice: "192.168.77.31",
  bob: "192.168.77.32",
  carol: "192.168.77.33",
  web: "192.168.77.80",
  visitor: "198.51.100.9",
  public: PUBLIC,
};
const BEHIND = endpointName({address: ADDRESSES.web!, port: PORT});

/** Asked by its public address from its own net, the server answers the client directly. */
const broken = (client: string): Arranged => ({
  asymmetric: true,
  works: false,
  behind: BEHIND,
  at: {
    "fw/lan": "requests",
    "fw/wan": "none",
    "web/eth0": "both",
    "alice/eth0": client === "alice" ? "both" : "none",
  },
  note: "answered from the server's own address; the client resets",
});

/** From outside, the firewall translates both ways. */
const outside: Arranged = {asymmetric: false, works: true, behind: BEHIND, at: {"alice/eth0": "none"}};

/** Within the net, by the server's own address: no packet of it comes to the firewall. */
const inside = (client: string): Arranged => ({
  asymmetric: false,
  works: true,
  at: {"fw/lan": "none", "fw/wan": "none", "alice/eth0": client === "alice" ? "both" : "none"},
});

function stage(network: Network): PointsStaging {
  const firewall = network.host("fw");
  firewall.forwards();
  const hosts = new Map(["alice", "bob", "carol", "web", "visitor"].map(name => [name, network.host(name)]));
  const host = (name: string): Host => hosts.get(name)!;
  const address = (name: string): string => ADDRESSES[name]!;
  const members = ["alice", "bob", "carol", "web"];
  network.segment("lan-switch", [[firewall, "lan"], ...members.map(name => [host(name), "eth0"] as const)]);
  network.link([firewall, "wan"], [host("visitor"), "eth0"]);
  firewall.address("lan", "192.168.77.1/24");
  firewall.address("wan", "198.51.100.1/24");
  firewall.address("lo", `${PUBLIC}/32`);
  for (const name of members) {
    host(name).address("eth0", `${address(name)}/24`);
    host(name).route("default", "192.168.77.1");
  }
  host("visitor").address("eth0", `${address("visitor")}/24`);
  host("visitor").route("default", "198.51.100.1");
  firewall.rules(`table ip publish {
  chain prerouting {
    type nat hook prerouting priority dstnat;
    ip daddr ${PUBLIC} tcp dport ${String(PORT)} dnat to ${address("web")}
  }
}`);

  const cast = new Cast<Arranged>({host, address});
  for (let index = 0; index < 9; index += 1) {
    const client = members[index % 3]!;
    const patienceMs = index % 2 === 0 ? 4_000 : 14_000;
    cast.talk(client, PUBLIC, {startMs: 300 + 690 * index, patienceMs}, broken(client));
    const wish = {startMs: 500 + 640 * index, rounds: 5, everyMs: 260, responseBytes: 200 + 800 * (index % 3)};
    cast.talk("visitor", PUBLIC, wish, outside);
    if (index % 2 === 0) cast.talk(client, "web", {...wish, startMs: 900 + 640 * index}, inside(client));
  }
  const taps = [
    tap(firewall, "fw/lan"),
    tap(firewall, "fw/wan"),
    tap(host("web"), "web/eth0"),
    tap(host("alice"), "alice/eth0"),
  ];
  return {
    story:
      "A server in the clients' own net is published with an address of the firewall's. The firewall translates the " +
      "destination and not the source. A visitor from outside works. alice, bob and carol ask the public address from " +
      "within: the firewall sends their SYN back into the net, and the server answers them directly, from its own address. " +
      "They know of no such connection and reset it. By the server's own address they work, without the firewall.",
    cause: "load-balancer-without-snat",
    points: taps.map(({point}) => point),
    right,
    play: {
      listeners: [{host: host("web"), at: {address: address("web"), port: PORT}}],
      parts: cast.parts,
      pings: [{host: host("bob"), from: address("bob"), to: PUBLIC, startMs: 1000, count: 5}],
      captures: taps.map(({capture}) => capture),
      endMs: END_MS,
    },
  };
}

function right(points: ReadonlySet<string>): Right {
  if (points.has("alice/eth0")) return asymmetry(true, "load-balancer-without-snat");
  if (points.has("fw/lan")) return asymmetry(true, "load-balancer-without-snat", "return-bypasses-firewall");
  // At the server: SYN, SYN-ACK, and a reset from the client.
  if (points.has("web/eth0")) {
    return {
      verdict: ["symmetric", "suspected", "inconclusive"],
      failing: [true, false, null],
      causes: ["load-balancer-without-snat", "return-bypasses-firewall", null],
    };
  }
  return HEALTHY;
}

export const hairpin: Scenario = {name: "hairpin", family: 4, stage};
