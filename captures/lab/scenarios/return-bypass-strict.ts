import {Cast} from "../cast.ts";
import {detour} from "../detour.ts";
import type {Network} from "../network.ts";
import type {Scenario, Staging} from "../scenario.ts";
import {makeStrict} from "../strict.ts";
import type {Run} from "../truth.ts";
import {COMPLETE, oneWay, unanswered, vouched} from "../truth.ts";

const END_MS = 20_000;
const CLIENTS = ["alice", "bob", "carol"];
/** Routed and resolvable, so that SYNs leave for it, and nobody is there. */
const DEAD = "10.2.0.99";

function stage(network: Network): Staging {
  const place = detour(network, {
    family: 4,
    near: 2,
    far: 1,
    nearHosts: [
      {name: "mail", number: 10, through: "bypass"},
      {name: "files", number: 11, through: "bypass"},
      {name: "web", number: 20, through: "firewall"},
    ],
    farHosts: CLIENTS.map((name, index) => ({name, number: 10 + index})),
  });
  const {address, firewall, host} = place;
  makeStrict(firewall);
  firewall.run(["ip", "neighbour", "add", DEAD, "lladdr", "02:00:00:00:de:ad", "dev", "inside"]);

  const cast = new Cast(place);
  const affected = oneWay("replies", false, "proven");
  cast.witness("alice", "web", END_MS, 50, COMPLETE);
  for (let index = 0; index < 8; index += 1) {
    const client = CLIENTS[index % 3]!;
    const startMs = 300 + 730 * index;
    // Some clients give up while the capture goes on, the others are still trying at its end.
    const patienceMs = index % 2 === 0 ? 12_000 : 21_000;
    cast.talk(client, index % 2 === 0 ? "mail" : "files", {startMs, patienceMs}, affected);
    cast.talk(client, "web", {startMs: startMs + 350 + 1100 * index, rounds: 4, everyMs: 300}, COMPLETE);
  }
  cast.talk("bob", DEAD, {startMs: 2000, patienceMs: 20_000}, unanswered("dead host, no asymmetry"));
  const right: Omit<Run, "arguments"> = {
    verdict: {kind: "proven", failing: true},
    exitStatus: 1,
    findings: ["hidden-replies"],
    notFindings: ["hidden-requests", "interface-mismatch"],
  };
  return {
    story:
      "Three clients behind a router reach three servers through a strict stateful firewall. The servers mail and files " +
      "answer through a second gateway: the firewall passes the SYN, never sees the SYN-ACK and drops the client's ACK and " +
      "data as invalid. The servers repeat their SYN-ACK, the clients acknowledge it again each time, and nothing gets " +
      "through. The server web answers through the firewall and works. Pings to mail are answered, around the firewall. " +
      "outside.pcap is taken before the firewall's rules and shows what it drops; inside.pcap is taken behind them, and " +
      "of the failing conversations it shows the SYN only.",
    runs: [
      ...vouched({arguments: ["fw/outside=outside.pcap"], ...right}),
      ...vouched({arguments: ["--ping-ok", "fw/outside=outside.pcap"], ...right}),
      ...vouched({arguments: ["fw/outside=outside.pcap", "fw/inside=inside.pcap"], ...right}),
    ],
    cause: "return-bypasses-firewall",
    play: {
      listeners: cast.listeners("mail", "files", "web"),
      parts: cast.parts,
      pings: [
        {host: host("alice"), from: address("alice"), to: address("mail"), startMs: 1000, count: 10},
        {host: host("bob"), from: address("bob"), to: address("files"), startMs: 1300, count: 10},
        {host: host("bob"), from: address("bob"), to: address("web"), startMs: 1200, count: 6},
      ],
      captures: ["outside", "inside"].map(name => ({
        host: firewall,
        interfaces: [name],
        file: `${name}.pcap`,
        snapLength: 96,
      })),
      endMs: END_MS,
    },
  };
}

export const returnBypassStrict: Scenario = {name: "return-bypass-strict", family: 4, stage};
