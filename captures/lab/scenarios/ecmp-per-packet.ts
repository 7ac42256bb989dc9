import {Cast} from "../cast.ts";
import {CLIENT_NET, CLIENTS, diamond, SERVER_NET, SERVERS} from "../diamond.ts";
import type {Network} from "../network.ts";
import type {Scenario, Staging} from "../scenario.ts";
import {COMPLETE, type Fate} from "../truth.ts";

const END_MS = 11_000;
const TABLES = {a: "101", b: "102"};

function stage(network: Network): Staging {
  const place = diamond(network);
  const {address, firewalls, hop, host, left, right} = place;
  right.route(CLIENT_NET, hop(right, "a"));
  left.route(SERVER_NET, hop(left, "a"));
  for (const [index, way] of (["a", "b"] as const).entries()) {
    left.route(SERVER_NET, hop(left, way), TABLES[way]);
    left.run(["ip", "rule", "add", "fwmark", String(index + 1), "lookup", TABLES[way], "priority", "1000"]);
  }
  left.rules(`table ip balance {
    chain prerouting {
      type filter hook prerouting priority mangle;
      iifname "lan" ip daddr { ${address("mail")}, ${address("files")} } meta mark set numgen inc mod 2 offset 1
    }
  }`);

  const cast = new Cast(place);
  const flapping: Fate = {...COMPLETE, asymmetric: true, certainty: "proven", note: "its requests alternate"};
  cast.witness("alice", "web", END_MS, 100, COMPLETE);
  cast.witness("carol", "mail", END_MS, 130, flapping);
  cast.bustle(CLIENTS, ["web"], 7, 1100, COMPLETE);
  cast.bustle(CLIENTS, ["mail", "files"], 16, 500, flapping);
  cast.talk("bob", "files", {startMs: 2300, rounds: 2, requestBytes: 60_000}, {...flapping, note: "upload"});
  return {
    story:
      "Two firewalls that only forward stand side by side. The router before the clients sends the packets to mail and " +
      "files by turns through fw-a and fw-b, packet by packet whatever the connection; those to web go through fw-a. All " +
      "replies come through fw-a. Everything works. Each firewall has a capture of its own, by the same clock.",
    runs: [
      {
        arguments: ["fw-a/inside=a.pcap", "fw-b/inside=b.pcap"],
        verdict: {kind: "proven", failing: false},
        exitStatus: 1,
        findings: ["path-flapping"],
        notFindings: ["hidden-replies", "hidden-requests", "interface-mismatch"],
      },
    ],
    cause: "ecmp-per-packet",
    play: {
      listeners: cast.listeners(...SERVERS),
      parts: cast.parts,
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

export const ecmpPerPacket: Scenario = {name: "ecmp-per-packet", family: 4, stage};
