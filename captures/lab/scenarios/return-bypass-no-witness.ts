import {Cast} from "../cast.ts";
import {detour} from "../detour.ts";
import type {Network} from "../network.ts";
import type {Scenario, Staging} from "../scenario.ts";
import {oneWay} from "../truth.ts";

const END_MS = 8_000;
const CLIENTS = ["alice", "bob", "carol"];

function stage(network: Network): Staging {
  const place = detour(network, {
    family: 4,
    near: 2,
    far: 1,
    nearHosts: [
      {name: "mail", number: 10, through: "bypass"},
      {name: "files", number: 11, through: "bypass"},
    ],
    farHosts: CLIENTS.map((name, index) => ({name, number: 10 + index})),
  });
  const {address, firewall, host} = place;
  const cast = new Cast(place);
  const affected = oneWay("replies", true, "suspected");
  for (let index = 0; index < 8; index += 1) {
    const wish = {startMs: 200 + 430 * index, rounds: 6, everyMs: 390 + 37 * index, responseBytes: 300 + 500 * index};
    cast.talk(CLIENTS[index % 3]!, index % 2 === 0 ? "mail" : "files", wish, affected);
  }
  return {
    story:
      "Three clients reach two servers through a firewall that only forwards, and both servers answer through a second " +
      "gateway. Nothing at all of the reply direction passes the capture, not even ARP: it takes TCP only. Every " +
      "connection works. From this capture alone nobody can tell the bypass from a capture of one direction.",
    runs: [
      {
        arguments: ["fw/inside=inside.pcap"],
        verdict: {kind: "one-sided-capture", failing: false},
        exitStatus: 1,
        findings: [],
        notFindings: ["hidden-requests", "interface-mismatch"],
      },
    ],
    cause: null,
    play: {
      listeners: cast.listeners("mail", "files"),
      parts: cast.parts,
      pings: [{host: host("alice"), from: address("alice"), to: address("mail"), startMs: 1000, count: 3}],
      captures: [{host: firewall, interfaces: ["inside"], file: "inside.pcap", snapLength: 65_535, filter: "tcp"}],
      endMs: END_MS,
    },
  };
}

export const returnBypassNoWitness: Scenario = {name: "return-bypass-no-witness", family: 4, stage};
