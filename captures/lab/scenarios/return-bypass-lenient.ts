import {Cast} from "../cast.ts";
import {detour} from "../detour.ts";
import type {Network} from "../network.ts";
import type {Scenario, Staging} from "../scenario.ts";
import {COMPLETE, oneWay, vouched} from "../truth.ts";

const END_MS = 11_000;
const CLIENTS = ["alice", "bob", "carol"];

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
  const cast = new Cast(place);
  const affected = oneWay("replies", true, "proven");
  cast.witness("alice", "web", END_MS, 24, COMPLETE);
  for (let index = 0; index < 10; index += 1) {
    const client = CLIENTS[index % 3]!;
    const startMs = 200 + 570 * index;
    const responseBytes = 100 + 430 * index;
    cast.talk(
      client,
      index % 2 === 0 ? "mail" : "files",
      {startMs, rounds: 7, everyMs: 410 + 37 * index, responseBytes},
      affected,
    );
    if (index < 7) cast.talk(client, "web", {startMs: startMs + 240, rounds: 5, everyMs: 330, responseBytes}, COMPLETE);
  }
  return {
    story:
      "Three clients behind a router reach three servers through a firewall that only forwards. The servers mail and " +
      "files answer through a second gateway, so the firewall sees only their clients' packets; the server web answers " +
      "through the firewall. Every connection works. Pings to mail are answered around the firewall, pings to web through it.",
    runs: vouched({
      arguments: ["fw/inside=inside.pcap"],
      verdict: {kind: "proven", failing: false},
      exitStatus: 1,
      findings: ["hidden-replies"],
      notFindings: ["hidden-requests", "interface-mismatch"],
    }),
    cause: "return-bypasses-firewall",
    play: {
      listeners: cast.listeners("mail", "files", "web"),
      parts: cast.parts,
      pings: [
        {host: host("alice"), from: address("alice"), to: address("mail"), startMs: 1000, count: 6},
        {host: host("bob"), from: address("bob"), to: address("web"), startMs: 1200, count: 6},
      ],
      captures: [{host: firewall, interfaces: ["inside"], file: "inside.pcap", snapLength: 128}],
      endMs: END_MS,
    },
  };
}

export const returnBypassLenient: Scenario = {name: "return-bypass-lenient", family: 4, stage};
