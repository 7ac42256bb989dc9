import type {DroppedPacket} from "../../judge/dropped-packet.ts";
import type {Subject} from "../../judge/subject.ts";
import {command} from "./row.ts";

const platform = "pan-os" as const;
const reference = "Palo Alto Networks, PAN-OS CLI Quick Start";
const captures = "Palo Alto Networks, knowledge base kA10g000000ClTJCA0 (packet-diag)";
const advanced = [10, 2] as const;

type Hosts = Pick<Subject, "client" | "server">;

/** What is typed on a firewall of Palo Alto Networks. */
export const panOs = {
  ipsec: command({
    platform,
    source: reference,
    lines: () => ["show vpn ipsec-sa", "show vpn flow"],
    why: () => "which tunnel are these networks in, and do its counters of both directions grow?",
  }),
  fibLookup: command({
    platform,
    source: reference,
    lines: (to: string) => [`test routing fib-lookup virtual-router NAME ip ${to}`],
    why: () => "which interface and next hop? NAME as in show routing route",
    newer: {from: advanced, says: "; with advanced routing: show advanced-routing fib"},
    gives: to => ({kind: "route", to}),
  }),
  routes: command({
    platform,
    source: reference,
    lines: (_why: string) => ["show routing route"],
    why: why => why,
    newer: {from: advanced, says: " With advanced routing: show advanced-routing route"},
    gives: () => ({kind: "route", to: null}),
  }),
  pbfRules: command({
    platform,
    source: reference,
    lines: () => ["show pbf rule all"],
    why: () => "is there a rule for these hosts, and does it enforce symmetric return?",
    gives: () => ({kind: "policy-routes"}),
  }),
  pbfMatch: command({
    platform,
    source: reference,
    lines: ({client, server, port}: Subject) => [
      `test pbf-policy-match from ZONE source ${client} destination ${server} protocol 6 destination-port ${port}`,
    ],
    why: () => "which rule matches these requests? ZONE is the one they enter by",
  }),
  policyMatch: command({
    platform,
    source: reference,
    lines: ({source, target, targetPort, protocol}: DroppedPacket) => [
      `test security-policy-match from ZONE to ZONE source ${source} destination ${target} protocol ${protocol}` +
        (targetPort === 0 ? "" : ` destination-port ${targetPort}`),
    ],
    why: () => "which rule takes such a packet, and does it allow it? The zones are those it comes in and leaves by",
  }),
  sessions: command({
    platform,
    source: reference,
    lines: ({client, server}: Hosts, _why?: string) => [
      `show session all filter source ${client} destination ${server}`,
    ],
    why: (
      _hosts,
      why = "is there a session? Then show session id: do both byte counts grow, and by which interfaces?",
    ) => why,
    gives: ({client, server}) => ({kind: "session", hosts: [client, server]}),
  }),
  clearSessions: command({
    platform,
    source: reference,
    lines: ({client, server}: Hosts, _why: string, _lasting?: string) => [
      `clear session all filter source ${client} destination ${server}`,
    ],
    why: (_hosts, why) => why,
    lasting: "none: the sessions are gone, and the hosts must reconnect",
  }),
  sessionInfo: command({
    platform,
    source: reference,
    lines: () => ["show session info"],
    why: () => "is hardware session offloading on?",
  }),
  counters: command({
    platform,
    source: reference,
    lines: () => ["show counter global filter delta yes | match tcp"],
    why: () =>
      "twice, while it fails: flow_tcp_non_syn_drop, tcp_drop_out_of_wnd, tcp_out_of_sync grow where a direction lacks",
    gives: () => ({kind: "counter"}),
  }),
  haState: command({
    platform,
    source: reference,
    lines: (_why: string) => ["show high-availability state"],
    why: why => why,
    gives: () => ({kind: "ha"}),
  }),
  diagSetting: command({
    platform,
    source: captures,
    lines: () => ["debug dataplane packet-diag show setting"],
    why: () => "has somebody left a filter, and does it hold one direction only?",
    gives: () => ({kind: "filter"}),
  }),
  diagLog: command({
    platform,
    source: captures,
    lines: () => ["debug dataplane packet-diag aggregate-logs", "less dp-log pan_packet_diag.log"],
    why: () => "what flow basic logged of each packet: its stages, session and drops; aggregating takes a minute",
  }),
  offloadOff: command({
    platform,
    source: captures,
    lines: (_why: string) => ["set session offload no"],
    why: why => why,
    undo: () => ["set session offload yes"],
  }),
  capture: command({
    platform,
    source: captures,
    lines: (between: readonly (readonly [string, string])[], _nat: string) => [
      "debug dataplane packet-diag clear all",
      ...between.flatMap(([a, b]) => [
        `debug dataplane packet-diag set filter match source ${a} destination ${b}`,
        `debug dataplane packet-diag set filter match source ${b} destination ${a}`,
      ]),
      "debug dataplane packet-diag set filter on",
      "debug dataplane packet-diag set capture stage receive file rx.pcap",
      "debug dataplane packet-diag set capture stage transmit file tx.pcap",
      "debug dataplane packet-diag set capture stage drop file drop.pcap",
      "debug dataplane packet-diag set capture on",
    ],
    why: (_between, nat) =>
      "receive, transmit and drop: the firewall stage lacks what has no session. " +
      `Begin a new connection then: older ones are not marked${nat}`,
    undo: () => ["debug dataplane packet-diag clear all"],
  }),
};
