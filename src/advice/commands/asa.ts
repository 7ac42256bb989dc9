import type {DroppedPacket} from "../../judge/dropped-packet.ts";
import {command} from "./row.ts";

const platform = "asa" as const;
const source = "Cisco, ASA Series Command Reference";
const icmp = 1;
const udp = 17;

/** What is typed on a Cisco ASA. */
export const asa = {
  connections: command({
    platform,
    source,
    lines: (client: string) => [`show conn address ${client}`],
    why: () => "flags saA: only the SYN was seen; UIO: both directions; no line: it saw no SYN",
  }),
  packetTracer: command({
    platform,
    since: [7, 2, 1],
    source,
    lines: ({source, sourcePort, target, targetPort, protocol, enters}: DroppedPacket) => {
      const face = enters ?? "NAMEIF";
      if (protocol === icmp) return [`packet-tracer input ${face} icmp ${source} 8 0 ${target}`];
      const name = protocol === udp ? "udp" : "tcp";
      return [`packet-tracer input ${face} ${name} ${source} ${sourcePort} ${target} ${targetPort}`];
    },
    why: ({enters}) =>
      "by which phase, and which line of its configuration, is it dropped?" +
      (enters === null ? " NAMEIF is the interface that it comes in by" : ""),
  }),
  accessLists: command({
    platform,
    source,
    lines: () => ["show access-list"],
    why: () => "hitcnt grows at the line that denies it; where none does, the implicit deny at the end is it",
  }),
  ipsec: command({
    platform,
    source,
    lines: () => ["show crypto ipsec sa"],
    why: () => "which tunnel are these networks in, and do its counters of both directions grow?",
  }),
  routeTo: command({
    platform,
    source,
    lines: (to: string) => [`show ${to.includes(":") ? "ipv6 route" : `route ${to}`}`],
    why: () => "by which interface does this firewall reach it?",
    gives: to => ({kind: "route", to}),
  }),
  dropCapture: command({
    platform,
    source,
    lines: () => ["capture DROPS type asp-drop all", "show capture DROPS"],
    why: () => "each packet that is dropped, with the reason: its text is a capture too",
    undo: () => ["no capture DROPS"],
    gives: () => ({kind: "trace"}),
  }),
  drops: command({
    platform,
    source,
    lines: () => ["show asp drop"],
    why: () => "tcp-not-syn grows where a SYN-ACK arrives without its SYN",
    gives: () => ({kind: "counter"}),
  }),
  reversePath: command({
    platform,
    source,
    lines: () => ["show run ip verify"],
    why: () => "is reverse-path verified on that interface? Then show asp drop: rpf-violated grows",
  }),
};
