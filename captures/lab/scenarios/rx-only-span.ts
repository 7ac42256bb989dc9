import {Cast} from "../cast.ts";
import {CLIENTS, customary, detour} from "../detour.ts";
import type {Network} from "../network.ts";
import type {Scenario, Staging} from "../scenario.ts";
import {mirror} from "../span.ts";
import {halfCaptured, ONE_SIDED} from "../truth.ts";

const END_MS = 8_000;

function stage(network: Network): Staging {
  const place = detour(network, customary("firewall"));
  const {address, firewall, host} = place;
  const probe = network.host("probe");
  mirror(network, firewall, ["outside"], ["ingress"], probe, "span");
  const cast = new Cast(place);
  const half = halfCaptured("replies");
  cast.witness("alice", "web", END_MS, 100, half);
  cast.bustle(CLIENTS, ["web", "mail", "files"], 18, 300, half);
  return {
    story:
      "Three clients reach three servers through a firewall that only forwards, both ways, and everything works. The " +
      "capture is taken behind a mirror port that copies only the frames which the firewall receives from the clients' " +
      "side. So of every connection and of every ping it shows the one direction. Nothing is asymmetric.",
    runs: [{arguments: ["span=span.pcap"], ...ONE_SIDED}],
    cause: "one-sided-capture",
    play: {
      listeners: cast.listeners("web", "mail", "files"),
      parts: cast.parts,
      pings: [{host: host("bob"), from: address("bob"), to: address("web"), startMs: 1000, count: 6}],
      captures: [{host: probe, interfaces: ["span"], file: "span.pcap", snapLength: 96}],
      endMs: END_MS,
    },
  };
}

export const rxOnlySpan: Scenario = {name: "rx-only-span", family: 4, stage};
