import {Cast} from "../cast.ts";
import {detour} from "../detour.ts";
import type {Network} from "../network.ts";
import type {Scenario, Staging} from "../scenario.ts";
import {COMPLETE, oneWay, vouched} from "../truth.ts";

const END_MS = 11_000;

function stage(network: Network): Staging {
  const place = detour(network, {
    family: 4,
    near: 1,
    far: 2,
    nearHosts: [
      {name: "alice", number: 10, through: "bypass"},
      {name: "bob", number: 11, through: "bypass"},
      {name: "carol", number: 20, through: "firewall"},
    ],
    farHosts: [
      {name: "web", number: 10},
      {name: "files", number: 20},
    ],
  });
  const {address, firewall, host} = place;
  const cast = new Cast(place);
  const affected = oneWay("requests", true, "proven");
  cast.witness("carol", "web", END_MS, 24, COMPLETE);
  for (let index = 0; index < 10; index += 1) {
    const server = index % 3 === 0 ? "files" : "web";
    const startMs = 200 + 560 * index;
    const requestBytes = 100 + 390 * index;
    cast.talk(
      index % 2 === 0 ? "alice" : "bob",
      server,
      {startMs, rounds: 7, everyMs: 390 + 41 * index, requestBytes},
      affected,
    );
    if (index < 7)
      cast.talk("carol", server, {startMs: startMs + 230, rounds: 5, everyMs: 330, requestBytes}, COMPLETE);
  }
  return {
    story:
      "Three clients of one net reach two servers behind a router. The clients alice and bob send through a second gateway, " +
      "while the servers' packets to the whole net come back through the firewall, which only forwards: it sees the replies " +
      "to requests that it never saw. The client carol sends through the firewall. Every connection works. Of alice's " +
      "pings the firewall sees only the answers.",
    runs: vouched({
      arguments: ["fw/inside=inside.pcap"],
      verdict: {kind: "proven", failing: false},
      exitStatus: 1,
      findings: ["hidden-requests"],
      notFindings: ["hidden-replies", "interface-mismatch"],
    }),
    cause: "request-bypasses-firewall",
    play: {
      listeners: cast.listeners("web", "files"),
      parts: cast.parts,
      pings: [
        {host: host("alice"), from: address("alice"), to: address("web"), startMs: 1000, count: 6},
        {host: host("carol"), from: address("carol"), to: address("web"), startMs: 1200, count: 6},
      ],
      captures: [{host: firewall, interfaces: ["inside"], file: "inside.pcap", snapLength: 128}],
      endMs: END_MS,
    },
  };
}

export const forwardBypass: Scenario = {name: "forward-bypass", family: 4, stage};
