import {Cast} from "../cast.ts";
import {detour} from "../detour.ts";
import type {Network} from "../network.ts";
import type {Scenario, Staging} from "../scenario.ts";
import {mirror} from "../span.ts";
import {COMPLETE, type Fate} from "../truth.ts";

const END_MS = 13_000;
/** The group of netfilter's log, and the capture interface that reads it. */
const GROUP = 5;

/** A strict firewall that logs the whole of what it drops, each packet at once: the log tells the time of its reading. */
const STRICT = `table inet firewall {
  chain forward {
    type filter hook forward priority filter; policy drop;
    icmp type { echo-request, echo-reply } accept
    ct state established,related accept
    ct state new tcp flags & (fin | syn | rst | ack) == syn accept
    log group ${String(GROUP)} queue-threshold 1
  }
}`;

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
  const probe = network.host("probe");
  firewall.rules(STRICT);
  firewall.sysctl("net.netfilter.nf_conntrack_tcp_loose", 0);
  mirror(network, firewall, ["inside", "outside"], ["ingress"], probe, "receive");
  mirror(network, firewall, ["inside", "outside"], ["egress"], probe, "transmit");

  const cast = new Cast(place);
  const dropped: Fate = {
    asymmetric: true,
    missing: "requests",
    works: false,
    outcome: "unasked",
    certainty: "proven",
    note: "the firewall receives the SYN-ACK and drops it",
  };
  cast.witness("carol", "web", END_MS, 120, COMPLETE);
  for (let index = 0; index < 9; index += 1) {
    const server = index % 3 === 0 ? "files" : "web";
    const wish = {startMs: 300 + 580 * index, patienceMs: index % 2 === 0 ? 5_500 : 14_000};
    cast.talk(index % 2 === 0 ? "alice" : "bob", server, wish, dropped);
    cast.talk("carol", server, {startMs: 450 + 900 * index, rounds: 4}, COMPLETE);
  }
  return {
    story:
      "Two of three clients send through a second gateway, and the replies to all of them come to a strict stateful " +
      "firewall. It knows no session for a SYN-ACK whose SYN it never saw, and drops it: TCP fails. Pings work. carol sends " +
      "through the firewall and works. As on a firewall that captures by stages, rx.pcap has what it receives on its two " +
      "interfaces, tx.pcap what it sends, and drop.pcap, from its own log, the packets that its rules dropped.",
    runs: [
      {
        arguments: ["fw/receive=rx.pcap", "fw/transmit=tx.pcap", "fw/drop=drop.pcap"],
        verdict: {kind: "proven", failing: true},
        exitStatus: 1,
        findings: ["stage-drop"],
        notFindings: ["hidden-replies", "interface-mismatch"],
      },
    ],
    cause: "request-bypasses-firewall",
    play: {
      listeners: cast.listeners("web", "files"),
      parts: cast.parts,
      pings: [
        {host: host("alice"), from: address("alice"), to: address("web"), startMs: 1000, count: 5},
        {host: host("carol"), from: address("carol"), to: address("web"), startMs: 1200, count: 5},
      ],
      captures: [
        {host: probe, interfaces: ["receive"], file: "rx.pcap", snapLength: 96},
        {host: probe, interfaces: ["transmit"], file: "tx.pcap", snapLength: 96},
        {
          host: firewall,
          interfaces: [`nflog:${String(GROUP)}`],
          file: "drop.pcap",
          snapLength: 96,
          linkType: "IPV4",
        },
      ],
      endMs: END_MS,
    },
  };
}

export const stages: Scenario = {name: "stages", family: 4, stage};
