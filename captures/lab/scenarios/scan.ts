import {Cast} from "../cast.ts";
import {CLIENTS, customary, detour} from "../detour.ts";
import type {Network} from "../network.ts";
import type {Scenario, Staging} from "../scenario.ts";
import {COMPLETE, REFUSED, SYMMETRIC, unanswered} from "../truth.ts";

const END_MS = 10_000;
/** The scanner gives up before its kernel would send a second SYN. */
const PATIENCE_MS = 800;
const FILTER = `table inet filter {
  chain input {
    type filter hook input priority filter; policy accept;
    tcp dport 20-30 drop
  }
}`;

function stage(network: Network): Staging {
  const plan = customary("firewall");
  const place = detour(network, {...plan, farHosts: [...plan.farHosts, {name: "scanner", number: 66}]});
  const {address, firewall, host} = place;
  const cast = new Cast(place);
  cast.witness("alice", "web", END_MS, 100, COMPLETE);
  cast.bustle(CLIENTS, ["web", "mail", "files"], 12, 600, COMPLETE);

  const ask = {rounds: 1, patienceMs: PATIENCE_MS};
  let startMs = 900;
  const probe = (to: string, port: number, fate: Parameters<Cast["talk"]>[3]): void => {
    cast.talk("scanner", to, {...ask, startMs}, fate, port);
    startMs += 55;
  };
  for (let number = 100; number < 142; number += 1) {
    const dead = `10.2.0.${String(number)}`;
    // Resolvable, so that the SYN leaves for it: else the firewall would answer with an ICMP error.
    firewall.run(["ip", "neighbour", "add", dead, "lladdr", "02:00:00:00:de:ad", "dev", "inside"]);
    probe(dead, 445, unanswered("scanned: nobody is there"));
  }
  host("files").rules(FILTER);
  for (let port = 20; port <= 30; port += 1) probe("files", port, unanswered("scanned: filtered port"));
  for (let port = 80; port < 90; port += 1) probe("mail", port, {...REFUSED, note: "scanned: closed port"});
  return {
    story:
      "Three clients reach three servers through a firewall that only forwards, and all of that works. Meanwhile a host of " +
      "the clients' net sends one SYN each to 42 addresses where nobody is, to 11 filtered and to 10 closed ports. It " +
      "gives up before a second SYN. Nothing is asymmetric.",
    runs: [{arguments: ["fw/inside=inside.pcap"], ...SYMMETRIC}],
    cause: "scan",
    play: {
      listeners: cast.listeners("web", "mail", "files"),
      parts: cast.parts,
      pings: [{host: host("bob"), from: address("bob"), to: address("web"), startMs: 1000, count: 4}],
      captures: [{host: firewall, interfaces: ["inside"], file: "inside.pcap", snapLength: 96}],
      endMs: END_MS,
    },
  };
}

export const scan: Scenario = {name: "scan", family: 4, stage};
