import type {DroppedPacket} from "../../judge/dropped-packet.ts";
import type {Subject} from "../../judge/subject.ts";
import {command} from "./row.ts";

const platform = "fortios" as const;
const reference = "Fortinet, FortiOS CLI Reference";
const flow = "Fortinet, FortiOS Administration Guide, Debugging the packet flow";
const auxiliary = "Fortinet, Controlling return path with auxiliary session";

type Session = Pick<Subject, "client" | "server" | "port" | "v6"> & {readonly clientPort?: number | undefined};

const table = (v6: boolean): string => (v6 ? "session6" : "session");

/** The filter belongs to one login of the command line: it changes nothing. */
const filterLines = ({client, server, port, v6, clientPort}: Session): string[] => [
  `diagnose sys ${table(v6)} filter clear`,
  `diagnose sys ${table(v6)} filter src ${client}`,
  `diagnose sys ${table(v6)} filter dst ${server}`,
  ...(clientPort === undefined ? [] : [`diagnose sys ${table(v6)} filter sport ${clientPort}`]),
  `diagnose sys ${table(v6)} filter dport ${port}`,
];

/** What is typed on a FortiGate. */
export const fortios = {
  ipsec: command({
    platform,
    source: reference,
    lines: () => ["diagnose vpn tunnel list"],
    why: () => "which tunnel are these networks in, and do its counters of both directions grow?",
  }),
  routeTo: command({
    platform,
    source: reference,
    // The lookup of IPv6 takes the address without a keyword.
    lines: (to: string) => [
      to.includes(":") ? `get router info6 routing-table ${to}` : `get router info routing-table details ${to}`,
    ],
    why: () => "which interface and next hop does this firewall use?",
    gives: to => ({kind: "route", to}),
  }),
  equalRoutes: command({
    platform,
    source: reference,
    lines: (to: string) => [
      to.includes(":") ? "get router info6 routing-table" : `get router info routing-table details ${to}`,
    ],
    why: () =>
      "several gateways of one distance and priority? Then v4-ecmp-mode in config system settings says how it chooses",
    gives: to => ({kind: "route", to}),
  }),
  routes: command({
    platform,
    source: reference,
    lines: (v6: boolean, _why: string) => [v6 ? "get router info6 routing-table" : "get router info routing-table all"],
    why: (_v6, why) => why,
    gives: () => ({kind: "route", to: null}),
  }),
  policyRoutes: command({
    platform,
    source: reference,
    lines: (v6: boolean) => [`diagnose firewall ${v6 ? "proute6" : "proute"} list`],
    why: () => "policy routes and SD-WAN rules: which matches these requests, and does any match the replies?",
  }),
  sessions: command({
    platform,
    source: reference,
    lines: (session: Session) => [...filterLines(session), `diagnose sys ${table(session.v6)} list`],
    why: () => "is there a session, and does statistic count both org and reply?",
    gives: ({client, server}) => ({kind: "session", hosts: [client, server]}),
  }),
  offloadedSessions: command({
    platform,
    source: reference,
    lines: () => ["diagnose sys session list"],
    why: () => "after a filter as below: npu info with offload=8/8 means handed over",
  }),
  policyLookup: command({
    platform,
    source: "Fortinet, technical tip 195038",
    lines: ({source, sourcePort, target, targetPort, protocol, enters}: DroppedPacket) => [
      `diagnose firewall iprope lookup ${source} ${sourcePort} ${target} ${targetPort} ${protocol} ${enters ?? "INTERFACE"}`,
    ],
    why: () => "which policy takes such a packet? 0 is the implicit one: no policy allows it",
  }),
  policy: command({
    platform,
    source: reference,
    lines: (rule: string) => [`show firewall policy ${rule}`],
    why: () => "is it meant to deny these? Look at its addresses, service, schedule and action",
  }),
  policies: command({
    platform,
    source: reference,
    lines: (_packet: DroppedPacket) => ["show firewall policy"],
    why: ({target, targetPort, enters}) =>
      `which policy from ${enters ?? "that interface"} was meant to allow ${target}${targetPort === 0 ? "" : `, port ${targetPort}`}?`,
  }),
  localIn: command({
    platform,
    source: reference,
    lines: () => ["show firewall local-in-policy"],
    why: () => "does one of them refuse packets for the FortiGate itself?",
  }),
  allowAccess: command({
    platform,
    source: reference,
    lines: (enters: string | null) => [`show system interface ${enters ?? "INTERFACE"}`],
    why: () =>
      "allowaccess lists what the FortiGate itself answers here; a virtual address (VIP) would have to forward it",
  }),
  clearSessions: command({
    platform,
    source: reference,
    lines: (session: Session, _why: string) => [
      ...filterLines(session),
      `diagnose sys ${table(session.v6)} filter`,
      `diagnose sys ${table(session.v6)} clear`,
    ],
    why: (_session, why) => why,
    lasting: "none: the sessions are gone, and the hosts must reconnect",
  }),
  haStatus: command({
    platform,
    source: reference,
    lines: (_why: string) => ["get system ha status"],
    why: why => why,
  }),
  haHistory: command({
    platform,
    source: reference,
    lines: (_at: string) => ["diagnose sys ha history read"],
    why: at => `did the primary change at ${at}?`,
  }),
  version: command({
    platform,
    source: reference,
    lines: (_why: string) => ["get system status"],
    why: why => why,
    gives: () => ({kind: "version"}),
  }),
  auxiliary: command({
    platform,
    since: [6, 2, 3],
    source: auxiliary,
    lines: (_told: string) => ["show full-configuration system settings | grep auxiliary"],
    why: told => `${told} are auxiliary sessions enabled?`,
  }),
  auxiliarySessions: command({
    platform,
    since: [6, 2, 3],
    source: auxiliary,
    lines: () => ["config system settings", "set auxiliary-session enable", "end"],
    why: () =>
      "6.2.3 and later, only where returning by another interface is meant (ECMP, SD-WAN): replies take the best route",
    undo: () => ["config system settings", "set auxiliary-session disable", "end"],
  }),
  offloadOff: command({
    platform,
    source: reference,
    lines: () => ["config firewall policy", "edit ID", "set auto-asic-offload disable", "next", "end"],
    why: () =>
      "for the next capture, in the policy of these hosts: new sessions then pass the kernel, at the price of CPU",
    undo: () => ["config firewall policy", "edit ID", "set auto-asic-offload enable", "next", "end"],
  }),
  sniffer: command({
    platform,
    source: flow,
    lines: (hosts: string, _nat: string) => [`diagnose sniffer packet any '${hosts}' 6 0 a`],
    why: (_hosts, nat) =>
      "both directions with their interfaces, and whole packets: 4 prints neither payload lengths nor the sequence " +
      `numbers of plain ACKs${nat}. Offloaded packets are not seen`,
  }),
  debugFlow: command({
    platform,
    source: flow,
    lines: ({server, port, v6}: Pick<Subject, "server" | "port" | "v6">) => {
      const filter = `diagnose debug flow ${v6 ? "filter6" : "filter"}`;
      return [
        `${filter} clear`,
        `${filter} addr ${server}`,
        `${filter} port ${port}`,
        "diagnose debug flow show function-name enable",
        "diagnose debug console timestamp enable",
        `diagnose debug flow trace ${v6 ? "start6" : "start"} 100`,
        "diagnose debug enable",
      ];
    },
    why: () => "why packets are dropped, and by which interfaces they pass: its text is a capture too",
    undo: () => ["diagnose debug disable", "diagnose debug reset"],
    gives: () => ({kind: "trace"}),
  }),
};
