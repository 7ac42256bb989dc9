import type {DroppedPacket} from "../../judge/dropped-packet.ts";
import type {Subject} from "../../judge/subject.ts";
import {command} from "./row.ts";

const platform = "linux" as const;
const iproute = "ip-route(8), ip-rule(8), ip-neighbour(8), ip-link(8)";
const ss = "ss(8)";
const tcpdump = "tcpdump(1), pcap-filter(7)";
const sysctl = "Linux, Documentation/networking/ip-sysctl.rst";

type Hosts = Pick<Subject, "client" | "server" | "v6">;

/** Returns `-6 ` where the command wants to be told. */
const six = (v6: boolean): string => (v6 ? "-6 " : "");

/** What is typed on Linux: a host, a router, or a firewall. */
export const linux = {
  routeGet: command({
    platform,
    source: iproute,
    lines: (to: string, from: string | null, _why: string) => [
      `ip ${six(to.includes(":"))}route get ${to}${from === null ? "" : ` from ${from}`}`,
    ],
    why: (_to, _from, why) => why,
    gives: to => ({kind: "route", to}),
  }),
  ipsec: command({
    platform,
    source: "ip-xfrm(8)",
    lines: () => ["ip -s xfrm policy", "ip -s xfrm state"],
    why: () => "does a policy encrypt the missing direction, and do its states count packets?",
  }),
  routeTo: command({
    platform,
    source: iproute,
    lines: (to: string) => [`ip ${six(to.includes(":"))}route get ${to}`],
    why: to => `on the device: by which interface and next hop does it reach ${to}?`,
    gives: to => ({kind: "route", to}),
  }),
  routeThrough: command({
    platform,
    source: iproute,
    lines: ({source, target, enters}: DroppedPacket) => [
      `ip ${six(target.includes(":"))}route get ${target} from ${source} iif ${enters ?? "INTERFACE"}`,
    ],
    why: () =>
      'on the device: where would it send such a packet? "Invalid cross-device link" is its reverse-path filter',
  }),
  ruleset: command({
    platform,
    source: "nft(8), iptables-nft(8)",
    lines: () => ["nft list ruleset"],
    why: () => "which rule, or which chain's policy, drops it? Where nft knows none: iptables-save -c",
  }),
  routes: command({
    platform,
    source: iproute,
    lines: (v6: boolean, which: "" | " default", _why: string) => [`ip ${six(v6)}route show${which}`],
    why: (_v6, _which, why) => why,
    gives: () => ({kind: "route", to: null}),
  }),
  rules: command({
    platform,
    source: iproute,
    lines: (v6: boolean) => [`ip ${six(v6)}rule show`],
    why: () => "which rule sends these packets to a table of its own?",
  }),
  neighbours: command({
    platform,
    source: iproute,
    lines: (v6: boolean, _why: string) => [v6 ? "ip -6 neigh show" : "ip neigh show"],
    why: (_v6, why) => why,
  }),
  linkCounters: command({
    platform,
    source: iproute,
    lines: () => ["ip -s -s link show INTERFACE"],
    why: () => "do missed, overrun or dropped grow? Then the host is too slow for this link",
  }),
  hashPolicy: command({
    platform,
    source: sysctl,
    lines: (v6: boolean, _why: string) => [`sysctl net.${v6 ? "ipv6" : "ipv4"}.fib_multipath_hash_policy`],
    why: (_v6, why) => why,
  }),
  rpFilter: command({
    platform,
    source: sysctl,
    lines: () => ["sysctl -a -r '\\.rp_filter$'"],
    why: () => "1 on that interface (or on all) is strict: it drops it",
  }),
  tracerouteTcp: command({
    platform,
    source: "traceroute(8)",
    lines: ({server, port, v6}: Subject) => [`traceroute ${six(v6)}-T -p ${port} ${server}`],
    why: () => "from an affected client, several times: each run has another port, and may take another path",
  }),
  listening: command({
    platform,
    source: ss,
    lines: (port: number, _why: string) => [`ss -lnt 'sport = :${port}'`],
    why: (_port, why) => why,
  }),
  asking: command({
    platform,
    source: ss,
    lines: (_client: string) => ["ss -tnp state syn-sent"],
    why: client => `on ${client}: which program asks? Is it a scanner of your own?`,
  }),
  acceptQueue: command({
    platform,
    source: "nstat(8)",
    lines: (_server: string) => ["nstat -az TcpExtListenOverflows TcpExtListenDrops"],
    why: server => `on ${server}: do they grow? Then its accept queue is full, and the network is not to blame`,
  }),
  watch: command({
    platform,
    source: tcpdump,
    lines: (filter: string, _why: string) => [`tcpdump -ni any '${filter}'`],
    why: (_filter, why) => why,
  }),
  watchErrors: command({
    platform,
    source: tcpdump,
    lines: ({client, v6}: Hosts) => [`tcpdump -nvi any '${v6 ? "icmp6" : "icmp"} and host ${client}'`],
    why: ({client}) => `on ${client}: who sends the error? That device knows the reason: a rule, a route, or the MTU`,
  }),
  pingWithSize: command({
    platform,
    source: "ping(8)",
    lines: (to: string, bytes: number, _where: string) => [
      // Of the packet's bytes, the headers of IP and ICMP are none of the ping's.
      `ping ${to.includes(":") ? "-6 " : ""}-M do -c 3 -s ${bytes - (to.includes(":") ? 48 : 28)} ${to}`,
    ],
    why: (_to, bytes, where) => `${where}: does a packet of ${bytes} bytes pass whole? Try smaller ones until they do`,
  }),
  tracepath: command({
    platform,
    source: "tracepath(8)",
    lines: (to: string, _where: string) => [`tracepath ${to.includes(":") ? "-6 " : ""}-n ${to}`],
    why: (_to, where) => `${where}: after which hop does pmtu shrink, or do the answers end?`,
  }),
  sessionTimeout: command({
    platform,
    source: "Linux, Documentation/networking/nf_conntrack-sysctl.rst",
    lines: () => ["sysctl net.netfilter.nf_conntrack_tcp_timeout_established net.netfilter.nf_conntrack_tcp_loose"],
    why: () =>
      "on a firewall between: is the timeout, in seconds, shorter than the programs' silence? With loose 0 it drops what it has no session for",
  }),
  capture: command({
    platform,
    source: tcpdump,
    lines: (filter: string | null, _why: string) => [
      `tcpdump -ni any -s 128 -w both.pcap${filter === null ? "" : ` '${filter}'`}`,
    ],
    why: (_filter, why) => why,
  }),
  captureWithBuffer: command({
    platform,
    source: tcpdump,
    lines: () => ["tcpdump -ni INTERFACE -s 128 -B 65536 -w again.pcap"],
    why: () => "headers only, and a buffer of 64 MiB; at its end tcpdump says how many the kernel dropped",
  }),
  sessions: command({
    platform,
    source: "conntrack(8)",
    lines: ({client, server, v6}: Hosts) => [`conntrack -L ${v6 ? "-f ipv6 " : ""}-p tcp -s ${client} -d ${server}`],
    why: () => "[UNREPLIED]: this device saw the requests only",
    gives: ({client, server}) => ({kind: "session", hosts: [client, server]}),
  }),
  clearSessions: command({
    platform,
    source: "conntrack(8)",
    lines: ({client, server, port, v6, clientPort}: Hosts & {port: number; clientPort?: number | undefined}) => [
      `conntrack -D${v6 ? " -f ipv6" : ""} -p tcp -s ${client} -d ${server}` +
        `${clientPort === undefined ? "" : ` --sport ${clientPort}`} --dport ${port}`,
    ],
    why: () => "conntrack -L with the same options looks first",
    lasting: "none: the clients must reconnect",
  }),
};
