import {Cast} from "../cast.ts";
import {CLIENTS, diamond, SERVER_NET, SERVERS, splitBetween, type Way} from "../diamond.ts";
import type {Network} from "../network.ts";
import type {Scenario, Staging} from "../scenario.ts";
import {makeStrict} from "../strict.ts";
import {COMPLETE, split} from "../truth.ts";

const END_MS = 14_000;
/** Which firewall gets the packets of each client, and which the packets to it. */
const WAYS: Readonly<Record<(typeof CLIENTS)[number], readonly [Way, Way]>> = {
  alice: ["a", "a"],
  bob: ["b", "b"],
  carol: ["a", "b"],
};
/** The routing table of the left router for each way. */
const TABLES = {a: "101", b: "102"};

function stage(network: Network): Staging {
  const place = diamond(network);
  const {address, firewalls, hop, host, left, right} = place;
  for (const way of ["a", "b"] as const) {
    makeStrict(firewalls[way]);
    left.route(SERVER_NET, hop(left, way), TABLES[way]);
  }
  for (const name of CLIENTS) {
    const [requests, replies] = WAYS[name];
    left.run(["ip", "rule", "add", "from", address(name), "lookup", TABLES[requests], "priority", "1000"]);
    right.route(`${address(name)}/32`, hop(right, replies));
  }

  const cast = new Cast(place);
  cast.witness("alice", "web", END_MS, 110, COMPLETE);
  cast.witness("bob", "mail", END_MS, 110, COMPLETE);
  cast.bustle(["alice", "bob"], SERVERS, 14, 600, COMPLETE);
  for (let index = 0; index < 9; index += 1) {
    // Some give up while the captures go on, the others are still trying at their end.
    const wish = {startMs: 300 + 690 * index, patienceMs: index % 2 === 0 ? 6_000 : 15_000};
    cast.talk("carol", SERVERS[index % 3]!, wish, split(false));
  }
  return {
    story:
      "Two strict stateful firewalls, both active and without a common session table, stand between a router before the " +
      "clients and one before the servers. alice's packets pass fw-a both ways, bob's fw-b. carol's requests pass fw-a, and " +
      "the replies to her come to fw-b, which knows no session and drops them: her SYN and the server's SYN-ACK are " +
      "repeated until she gives up. Her pings are answered. Each firewall has a capture of its own, by the same clock, on " +
      "the interface towards the servers: so b.pcap shows the SYN-ACKs that fw-b then drops.",
    runs: [{arguments: ["fw-a/inside=a.pcap", "fw-b/inside=b.pcap"], ...splitBetween(true)}],
    cause: "ha-owner-mismatch",
    play: {
      listeners: cast.listeners(...SERVERS),
      parts: cast.parts,
      pings: ["alice", "bob", "carol"].map((name, index) => ({
        host: host(name),
        from: address(name),
        to: address("web"),
        startMs: 1000 + 150 * index,
        count: 6,
      })),
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

export const haActiveActive: Scenario = {name: "ha-active-active", family: 4, stage};
