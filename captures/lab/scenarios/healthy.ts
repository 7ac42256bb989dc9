import {Cast} from "../cast.ts";
import type {Host} from "../host.ts";
import type {Network} from "../network.ts";
import type {Scenario, Staging} from "../scenario.ts";
import {COMPLETE, JOINED, REFUSED, unanswered} from "../truth.ts";

const ADDRESSES: Readonly<Record<string, string>> = {
  alice: "10.1.0.10",
  bob: "10.1.0.11",
  carol: "10.1.0.12",
  web: "10.2.0.10",
  files: "10.2.0.11",
};
/** Routed and resolvable, so that SYNs leave for it, and nobody is there. */
const DEAD = "10.2.0.99";
const END_MS = 12_500;

const FIREWALL = `table inet firewall {
  chain forward {
    type filter hook forward priority filter; policy drop;
    ct state established,related accept
    ct state new accept
  }
}`;
const FILTER = `table inet filter {
  chain input {
    type filter hook input priority filter; policy accept;
    tcp dport 5001 drop
  }
}`;

function stage(network: Network): Staging {
  const firewall = network.host("firewall");
  const hosts = new Map<string, Host>(Object.keys(ADDRESSES).map(name => [name, network.host(name)]));
  const host = (name: string): Host => hosts.get(name)!;
  const address = (name: string): string => ADDRESSES[name]!;
  firewall.forwards();
  network.segment("clients", [
    [firewall, "outside"],
    [host("alice"), "eth0"],
    [host("bob"), "eth0"],
    [host("carol"), "eth0"],
  ]);
  network.segment("servers", [
    [firewall, "inside"],
    [host("web"), "eth0"],
    [host("files"), "eth0"],
  ]);
  firewall.address("outside", "10.1.0.1/24");
  firewall.address("inside", "10.2.0.1/24");
  for (const [name, one] of hosts) {
    one.address("eth0", `${address(name)}/24`);
    one.route("default", address(name).replace(/\d+$/, "1"));
  }
  firewall.rules(FIREWALL);
  host("files").rules(FILTER);
  firewall.run(["ip", "neighbour", "add", DEAD, "lladdr", "02:00:00:00:de:ad", "dev", "inside"]);

  const cast = new Cast({host, address});
  cast.talk("carol", "web", {startMs: -1300, rounds: 14, everyMs: 600}, {...JOINED, note: "began before the capture"});
  cast.talk("alice", "web", {startMs: 100}, REFUSED, 5999);
  cast.talk("bob", "files", {startMs: 300}, unanswered("filtered port: the server's own packet filter drops it"), 5001);
  cast.talk("carol", DEAD, {startMs: 500}, unanswered("dead host"));
  cast.talk(
    "bob",
    "web",
    {startMs: 700, rounds: 2, everyMs: 7500, keepAliveMs: 2000},
    {...COMPLETE, note: "idle, with keep-alives"},
  );
  cast.talk(
    "alice",
    "files",
    {startMs: 1100, rounds: 1, requestBytes: 100_000},
    {...COMPLETE, note: "upload of 100 kB"},
  );
  cast.talk(
    "carol",
    "files",
    {startMs: 2100, rounds: 1, responseBytes: 100_000},
    {...COMPLETE, note: "download of 100 kB"},
  );
  cast.talk("bob", "files", {startMs: 2600, resets: true}, {...COMPLETE, note: "ended by the client's RST"});
  cast.talk("alice", "web", {startMs: 2900, protocol: "udp", rounds: 4}, COMPLETE);
  cast.talk("carol", "files", {startMs: 3300, protocol: "udp", rounds: 4}, COMPLETE);
  for (const [index, name] of ["alice", "bob", "carol", "alice", "bob", "carol"].entries()) {
    const responseBytes = 200 + 700 * index;
    cast.talk(
      name,
      index % 2 === 0 ? "web" : "files",
      {startMs: 900 * (index + 1), rounds: 4 + index, responseBytes},
      COMPLETE,
    );
  }
  cast.talk("alice", "web", {startMs: 6000, rounds: 20}, {...COMPLETE, note: "still open when the capture ends"});
  return {
    story:
      "Three clients reach two servers through one stateful firewall, both ways. Connections of several kinds work; " +
      "one began before the capture and one is still open at its end. A closed port answers with RST, a filtered port " +
      "and a dead host do not answer at all. Two UDP exchanges and the pings are answered. Nothing is asymmetric.",
    runs: [
      {
        arguments: ["fw/inside=inside.pcap"],
        verdict: {kind: "symmetric", failing: false},
        exitStatus: 0,
        findings: [],
        notFindings: ["hidden-replies", "hidden-requests", "unanswered", "interface-mismatch"],
      },
    ],
    cause: null,
    play: {
      listeners: cast.listeners("web", "files"),
      parts: cast.parts,
      pings: [
        {host: host("alice"), from: address("alice"), to: address("web"), startMs: 1000, count: 5},
        {host: host("bob"), from: address("bob"), to: address("files"), startMs: 1700, count: 5},
      ],
      captures: [{host: firewall, interfaces: ["inside"], file: "inside.pcap", snapLength: 128}],
      endMs: END_MS,
    },
  };
}

export const healthy: Scenario = {name: "healthy", family: 4, stage};
