import {join} from "node:path";

import {Cast} from "../cast.ts";
import {CLIENTS, customary, detour, type Gateway} from "../detour.ts";
import type {Network} from "../network.ts";
import {trunk} from "../rework.ts";
import type {Scenario, Staging} from "../scenario.ts";
import {mirror} from "../span.ts";
import {bypassed, COMPLETE, oneWay, SYMMETRIC, type TrueConnection, vouched} from "../truth.ts";

const END_MS = 10_000;
/** The VLANs on both sides of the firewall, as the tags at the mirror port name them. */
const VLANS = {inside: 10, outside: 20};

/** A mirror port that copies both VLANs of a firewall, and with them each routed packet twice. */
function stage(network: Network, through: Gateway): Staging {
  const place = detour(network, customary(through));
  const {address, firewall, host} = place;
  const probe = network.host("probe");
  for (const name of ["inside", "outside"])
    mirror(network, firewall, [name], ["ingress", "egress"], probe, `to-${name}`);
  const cast = new Cast(place);
  const healthy = through === "firewall";
  cast.witness("alice", "web", END_MS, healthy ? 100 : 40, COMPLETE);
  cast.bustle(CLIENTS, ["web"], 8, 700, COMPLETE);
  cast.bustle(CLIENTS, ["mail", "files"], 14, 460, healthy ? COMPLETE : oneWay("replies", true, "proven"));
  const rework = (folder: string, truth: TrueConnection[]): TrueConnection[] => {
    const sources = Object.entries(VLANS).map(([name, vlan]) => ({path: join(folder, `to-${name}.pcap`), vlan}));
    trunk(sources, join(folder, "span.pcap"));
    return truth;
  };
  return {
    story:
      "Three clients reach three servers through a firewall that only forwards. A mirror port copies what the firewall " +
      "receives and sends in both its VLANs, so it shows every packet twice: with tag 20 and with tag 10, of which one " +
      "was before the firewall and one behind it, with other addresses in the Ethernet header and one hop less. " +
      (healthy
        ? "All replies pass the firewall, and nothing is asymmetric."
        : "The servers mail and files answer through a second gateway, outside both VLANs' firewall: their replies are not " +
          "in the capture at all. The server web answers through the firewall. Everything works.") +
      " The mirrored frames were captured in two files; the tags were put in when they were joined.",
    runs: healthy
      ? [{arguments: ["span=span.pcap"], ...SYMMETRIC}]
      : vouched({arguments: ["span=span.pcap"], ...bypassed(false)}),
    cause: healthy ? null : "return-bypasses-firewall",
    rework,
    files: ["span.pcap"],
    play: {
      listeners: cast.listeners("web", "mail", "files"),
      parts: cast.parts,
      pings: [{host: host("bob"), from: address("bob"), to: address("mail"), startMs: 1000, count: 5}],
      captures: Object.keys(VLANS).map(name => ({
        host: probe,
        interfaces: [`to-${name}`],
        file: `to-${name}.pcap`,
        snapLength: 96,
      })),
      endMs: END_MS,
    },
  };
}

export const spanDuplicates: Scenario = {
  name: "span-duplicates",
  family: 4,
  stage: network => stage(network, "firewall"),
};
export const spanDuplicatesBypass: Scenario = {
  name: "span-duplicates-bypass",
  family: 4,
  stage: network => stage(network, "bypass"),
};
