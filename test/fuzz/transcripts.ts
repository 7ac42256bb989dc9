import {ethernet, ipv4, tcp} from "../support/bytes.ts";
import {logTexts, sessionTexts} from "../support/pasted-texts.ts";
import {
  fortigateSession,
  fortigateStatus,
  panCounters,
  panFilter,
  panSession,
  tracerouteTo,
} from "../support/side-texts.ts";
import {deviceTexts} from "./device-texts.ts";

/** Texts in the form that devices print them, as far as the program reads them. */
export function transcripts(): [name: string, bytes: Uint8Array][] {
  const bytes = (lines: readonly string[], end: string) => Buffer.from(`${lines.join(end)}${end}`);
  return [
    ["sniffer 1", bytes(sniffer(1), "\n")],
    ["sniffer 2", bytes(sniffer(2), "\n")],
    ["sniffer 3", bytes(sniffer(3), "\r\n")],
    ["sniffer 4", bytes(sniffer(4), "\n")],
    ["sniffer 5", bytes(sniffer(5), "\n")],
    ["sniffer 6", bytes(sniffer(6), "\r\n")],
    ["debug flow", bytes(debugFlow(), "\n")],
    ["debug flow and sniffer", bytes([...debugFlow(), ...sniffer(4), ...debugFlow()], "\r\n")],
    ["counters", bytes(counters(1), "\r\n")],
    ["more counters", bytes(counters(3), "\r\n")],
    ["debug flow and side evidence", bytes([...debugFlow(), ...sideEvidence().split("\n")], "\n")],
    ["sniffer and side evidence", bytes([...sniffer(4), ...sideEvidence().split("\n"), ...sniffer(4)], "\r\n")],
    ...Object.entries({...logTexts, ...sessionTexts}).map(([name, lines]): [string, Uint8Array] => [
      name,
      bytes(lines, "\n"),
    ]),
    ["all logs and sessions", bytes(Object.values({...logTexts, ...sessionTexts}).flat(), "\r\n")],
    ...deviceTexts().flatMap(([name, lines], i): [string, Uint8Array][] => [
      [name, bytes(lines, "\n")],
      [`${name}, from a terminal`, bytes(lines, i % 2 === 0 ? "\r\r\n" : "\r\n")],
    ]),
  ];
}

/** Outputs that tell no packets, of the connection that the others tell. */
function sideEvidence(): string {
  const routes = [
    "S*      0.0.0.0/0 [10/0] via 203.0.113.1, port3, [1/0]",
    "                  [10/0] via 198.51.100.1, port4, [1/0]",
    "S        10.2.0.0 255.255.255.0 [1/0] via 198.51.100.14, outside",
    "Routing entry for 10.1.0.0/24",
    "  * 10.1.0.254, via port2",
    "10.1.0.3 from 10.2.0.4 via 10.2.0.253 dev eth0 uid 0",
    "default via 10.2.0.254 dev eth0 metric 5",
    "inet.0: 12 destinations, 13 routes (12 active, 0 holddown, 0 hidden)",
    "10.1.0.0/24        *[Static/5] 2w3d 04:05:06",
    "                    >  to 198.51.100.14 via ge-0/0/1.0",
    "destination      nexthop       metric flags   age  interface     next-AS",
    "10.1.0.0/24      10.1.0.1      0      A C          ethernet1/1",
    "tcp      6 118 SYN_SENT src=10.1.0.3 dst=10.2.0.4 sport=51156 dport=5000 [UNREPLIED] src=10.2.0.4 dst=10.1.0.3 sport=5000 dport=51156",
    'type="traffic" srcip=10.1.0.3 srcport=51156 dstip=10.2.0.4 dstport=5000 proto=6 sentpkt=3 rcvdpkt=0 sentbyte=9 rcvdbyte=0',
  ];
  return [
    fortigateStatus("6.2.3"),
    fortigateSession({port: 51_156, counts: [9, 0], reflect: 31}).replaceAll(":443", ":5000"),
    panSession({port: 51_156, counts: [0, 9], byPeer: true}).replaceAll("443", "5000"),
    panFilter(["10.1.0.3[0]->10.2.0.4[0]", "0.0.0.0[0]->10.1.0.0/24[5000]"]),
    panCounters([["tcp_out_of_sync", 7, "warn"]]),
    tracerouteTo("10.1.0.3", ["10.2.0.253", null]),
    tracerouteTo("10.2.0.4", ["10.1.0.254"]),
    ...routes,
  ].join("\n");
}

const asked = {source: "10.1.0.3", target: "10.2.0.4"};
const answered = {source: "10.2.0.4", target: "10.1.0.3"};

/** `diagnose sniffer packet any none VERBOSITY 0 a`. */
function sniffer(verbosity: number): string[] {
  const packets = [
    {face: "port2 in", told: "10.1.0.3.51156 -> 10.2.0.4.5000: syn 100", header: asked, flags: "SYN"},
    {face: "port3 out", told: "10.1.0.3.51156 -> 10.2.0.4.5000: syn 100", header: asked, flags: "SYN"},
    {face: "port4 in", told: "10.2.0.4.5000 -> 10.1.0.3.51156: syn 900 ack 101", header: answered, flags: "SYN-ACK"},
    {face: "port2 in", told: "10.1.0.3.51156 -> 10.2.0.4.5000: psh 101 ack 901", header: asked, flags: "PSH-ACK"},
    {face: "port2 in", told: "10.1.0.3 -> 10.2.0.4: icmp: echo request", header: asked, flags: "ACK"},
    {
      face: "port2 --",
      told: "802.1Q vlan#12 P0 -- 2001:db8::1.80 -> 2001:db8::2.90: fin 7 ack 8",
      header: asked,
      flags: "FIN",
    },
  ];
  const lines = [`fgt-a # diagnose sniffer packet any 'tcp' ${verbosity} 0 a`, "interfaces=[any]", "filters=[tcp]"];
  for (const [i, {face, told, header, flags}] of packets.entries()) {
    const stamp = `2026-11-21 14:12:0${i}.123456`;
    lines.push(`${stamp} ${verbosity > 3 ? `${face} ` : ""}${told}`);
    const reply = header === answered ? {sourcePort: 5000, targetPort: 51156} : {};
    const packet = ipv4(header, tcp({...reply, flags}, i));
    if (verbosity % 3 !== 1) lines.push(...dump(verbosity % 3 === 0 ? ethernet({}, packet) : packet), "");
  }
  return [...lines, "", "6 packets received by filter", "2 packets dropped by kernel", "fgt-a # "];
}

function dump(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const part = [...bytes.subarray(at, at + 16)].map(byte => byte.toString(16).padStart(2, "0"));
    const words = part
      .join("")
      .replaceAll(/(....)/g, "$1 ")
      .trim();
    lines.push(`0x${at.toString(16).padStart(4, "0")}\t ${words}\t........`);
  }
  return lines;
}

/** `diagnose debug flow`: what became of a request, and of replies on other interfaces. */
function debugFlow(): string[] {
  const line = (id: number, func: string, message: string) =>
    `2026-11-21 10:15:0${id} id=65308 trace_id=${id} func=${func} line=1 msg="${message}"`;
  const packet = (id: number, tuple: string, face: string, flags: string, numbers: string) =>
    line(
      id,
      "print_pkt_detail",
      `vd-root:0 received a packet(proto=6, ${tuple}) tun_id=0.0.0.0 from ${face}. flag [${flags}], ${numbers}, win 29200`,
    );
  const there = "10.1.0.3:51156->10.2.0.4:5000";
  const back = "10.2.0.4:5000->10.1.0.3:51156";
  return [
    "fgt-a # diagnose debug enable",
    packet(1, there, "port2", "S", "seq 100, ack 0"),
    line(1, "init_ip_session_common", "allocate a new session-00a1b2c3"),
    line(1, "vf_ip_route_input_common", "find a route: flag=00000000 gw-198.51.100.14 via port3"),
    line(1, "__ip_session_run_tuple", "SNAT 10.1.0.3->203.0.113.7:61156"),
    packet(2, back, "port4", "S.", "seq 900, ack 101"),
    line(2, "resolve_ip_tuple_fast", "Find an existing session, id-00a1b2c3, reply direction"),
    line(2, "ids_receive", "outgoing dev changed:6->5 dir=original, drop"),
    packet(3, there, "port2", ".", "seq 101, ack 901"),
    line(3, "ip_session_core_in", "no session matched"),
    packet(4, there, "port4", "S", "seq 7, ack 0"),
    line(4, "ip_route_input_slow", "reverse path check fail, drop"),
    line(4, "fw_forward_handler", "Denied by forward policy check (policy 0)"),
  ];
}

/** `show counter global` of PAN-OS. */
function counters(factor: number): string[] {
  const rows = [
    ["pkt_recv", 4800, "info"],
    ["flow_tcp_non_syn_drop", 130, "drop"],
    ["tcp_out_of_sync", 4, "warn"],
  ] as const;
  return [
    "admin@fw-1(active)> show counter global",
    "",
    "Global counters:",
    "name                                   value     rate severity  category  aspect    description",
    "-".repeat(80),
    ...rows.map(
      ([name, value, severity]) =>
        `${name.padEnd(35)} ${String(value * factor).padStart(8)} ${"0".padStart(8)} ${severity.padEnd(9)} flow  session  some`,
    ),
    `Total counters shown: ${rows.length}`,
  ];
}
