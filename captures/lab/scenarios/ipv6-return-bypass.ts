import {Cast} from "../cast.ts";
import {detour} from "../detour.ts";
import type {Network} from "../network.ts";
import type {Scenario, Staging} from "../scenario.ts";
import {COMPLETE, oneWay, vouched} from "../truth.ts";

const END_MS = 7_500;

function stage(network: Network): Staging {
  const place = detour(network, {
    family: 6,
    near: 2,
    far: 1,
    nearHosts: [
      {name: "mail", number: 10, through: "bypass"},
      {name: "web", number: 20, through: "firewall"},
    ],
    farHosts: [
      {name: "alice", number: 10},
      {name: "bob", number: 11},
    ],
  });
  const {address, firewall, host} = place;
  const cast = new Cast(place);
  cast.witness("alice", "web", END_MS, 20, COMPLETE);
  for (let index = 0; index < 6; index += 1) {
    const client = index % 2 === 0 ? "alice" : "bob";
    const startMs = 200 + 510 * index;
    const responseBytes = 100 + 600 * index;
    cast.talk(
      client,
      "mail",
      {startMs, rounds: 6, everyMs: 380 + 37 * index, responseBytes},
      oneWay("replies", true, "proven"),
    );
    if (index < 4) cast.talk(client, "web", {startMs: startMs + 230, rounds: 4, everyMs: 330, responseBytes}, COMPLETE);
  }
  return {
    story:
      "The same as return-bypass-lenient in IPv6, with two clients and two servers: mail answers through a second gateway, " +
      "web through the firewall, which only forwards. Every connection works and every ping is answered.",
    runs: vouched({
      arguments: ["fw/inside=inside.pcap"],
      verdict: {kind: "proven", failing: false},
      exitStatus: 1,
      findings: ["hidden-replies"],
      notFindings: ["hidden-requests", "interface-mismatch"],
    }),
    cause: "return-bypasses-firewall",
    play: {
      listeners: cast.listeners("mail", "web"),
      parts: cast.parts,
      pings: [
        {host: host("alice"), from: address("alice"), to: address("mail"), startMs: 1000, count: 4},
        {host: host("bob"), from: address("bob"), to: address("web"), startMs: 1200, count: 4},
      ],
      captures: [{host: firewall, interfaces: ["inside"], file: "inside.pcap", snapLength: 65_535}],
      endMs: END_MS,
    },
  };
}

export const ipv6ReturnBypass: Scenario = {name: "ipv6-return-bypass", family: 6, stage};
