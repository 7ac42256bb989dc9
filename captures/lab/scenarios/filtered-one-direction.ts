import {Cast} from "../cast.ts";
import {CLIENTS, customary, detour} from "../detour.ts";
import type {Network} from "../network.ts";
import type {Scenario, Staging} from "../scenario.ts";
import {halfCaptured, ONE_SIDED} from "../truth.ts";

const END_MS = 8_000;

function stage(network: Network): Staging {
  const place = detour(network, customary("firewall"));
  const {address, firewall, host} = place;
  const cast = new Cast(place);
  const half = halfCaptured("replies");
  cast.witness("carol", "web", END_MS, 120, half);
  cast.bustle(CLIENTS, ["web", "mail", "files"], 20, 280, half);
  return {
    story:
      "Three clients reach three servers through a firewall that only forwards, both ways, and everything works. The " +
      "capture was taken with the filter 'dst net 10.2.0.0/24', so it has only what goes to the servers. Nothing is asymmetric.",
    runs: [{arguments: ["fw/outside=outside.pcap"], ...ONE_SIDED}],
    cause: "one-sided-capture",
    play: {
      listeners: cast.listeners("web", "mail", "files"),
      parts: cast.parts,
      pings: [{host: host("bob"), from: address("bob"), to: address("web"), startMs: 1000, count: 6}],
      captures: [
        {
          host: firewall,
          interfaces: ["outside"],
          file: "outside.pcap",
          snapLength: 96,
          filter: "dst net 10.2.0.0/24",
        },
      ],
      endMs: END_MS,
    },
  };
}

export const filteredOneDirection: Scenario = {name: "filtered-one-direction", family: 4, stage};
