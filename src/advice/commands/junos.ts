import type {DroppedPacket} from "../../judge/dropped-packet.ts";
import type {Subject} from "../../judge/subject.ts";
import {command} from "./row.ts";

const platform = "junos" as const;
const source = "Juniper, Junos OS CLI Reference";

const protocolName = (protocol: number): string => (protocol === 17 ? "udp" : protocol === 1 ? "icmp" : "tcp");

/** What is typed on a router or firewall with Junos. */
export const junos = {
  ipsec: command({
    platform,
    source,
    lines: () => ["show security ipsec security-associations"],
    why: () => "which tunnel are these networks in, and do its counters of both directions grow?",
  }),
  routeTo: command({
    platform,
    source,
    lines: (to: string) => [`show route ${to}`],
    why: () => "which interface and next hop does this router use?",
    gives: to => ({kind: "route", to}),
  }),
  defaultRoute: command({
    platform,
    source,
    lines: (v6: boolean, _why: string) => [`show route ${v6 ? "::/0" : "0.0.0.0/0"} exact`],
    why: (_v6, why) => why,
    gives: () => ({kind: "route", to: null}),
  }),
  forwarding: command({
    platform,
    source,
    lines: (to: string, _why: string) => [`show route forwarding-table destination ${to}`],
    why: (_to, why) => why,
    gives: to => ({kind: "route", to}),
  }),
  balancing: command({
    platform,
    source,
    lines: () => ["show configuration routing-options forwarding-table"],
    why: () => "is the export policy one that balances per packet? There per-packet means per flow on newer hardware",
  }),
  policyMatch: command({
    platform,
    source,
    lines: ({source, sourcePort, target, targetPort, protocol}: DroppedPacket) => [
      `show security match-policies from-zone ZONE to-zone ZONE source-ip ${source} destination-ip ${target} ` +
        `source-port ${sourcePort || 1} destination-port ${targetPort || 1} protocol ${protocolName(protocol)}`,
    ],
    why: () => "which policy takes such a packet, and does it permit it? The zones are those it comes in and leaves by",
  }),
  sessions: command({
    platform,
    source,
    lines: ({client, server}: Pick<Subject, "client" | "server">) => [
      `show security flow session source-prefix ${client} destination-prefix ${server}`,
    ],
    why: () => "do both wings, In and Out, count packets?",
    gives: ({client, server}) => ({kind: "session", hosts: [client, server]}),
  }),
};
