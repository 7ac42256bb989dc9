/** Outputs of devices that tell no packets, as a terminal shows them. */

const client = "10.1.0.3";
const server = "10.2.0.4";

interface PanSession {
  readonly id?: number;
  readonly port: number;
  /** Packets each way. */
  readonly counts: readonly [requests: number, replies: number];
  /** The client's address and port behind a translation. */
  readonly translated?: readonly [address: string, port: number];
  readonly byPeer?: boolean;
  readonly offloaded?: boolean;
  readonly prompt?: string;
}

/** `show session id` of PAN-OS, of 10.1.0.3 with 10.2.0.4:443. */
export function panSession({id = 41233, port, counts, translated, byPeer, offloaded, prompt}: PanSession): string {
  const [address, back] = translated ?? [client, port];
  const flow = (source: string, zone: string, target: string, sport: number, dport: number) => [
    `                source:      ${source} [${zone}]`,
    `                dst:         ${target}`,
    "                proto:       6",
    `                sport:       ${String(sport).padEnd(16)}dport:      ${dport}`,
    "                state:       ACTIVE          type:       FLOW",
    "                src user:    unknown",
    "                dst user:    unknown",
    "",
  ];
  return [
    `admin@${prompt ?? "PA-A"}> show session id ${id}`,
    "",
    `Session           ${id}`,
    "",
    "        c2s flow:",
    ...flow(client, "trust", server, port, 443),
    "        s2c flow:",
    ...flow(server, "untrust", address, 443, back),
    "        start time                           : Tue Mar  5 10:15:01 2024",
    "        timeout                              : 5 sec",
    "        time to live                         : 3 sec ",
    `        total byte count(c2s)                : ${counts[0] * 74}`,
    `        total byte count(s2c)                : ${counts[1] * 74}`,
    `        layer7 packet count(c2s)             : ${counts[0]}`,
    `        layer7 packet count(s2c)             : ${counts[1]}`,
    "        application                          : incomplete  ",
    "        rule                                 : allow-web",
    `        session updated by HA peer           : ${byPeer ? "True" : "False"}`,
    `        layer7 processing                    : ${offloaded ? "completed" : "enabled"}`,
    "        ingress interface                    : ethernet1/1",
    "        egress interface                     : ethernet1/3",
    "        end-reason                           : unknown",
    "",
  ].join("\n");
}

interface FortigateSession {
  readonly port: number;
  readonly counts: readonly [requests: number, replies: number];
  /** Interface that replies come in by, where it is another one than requests leave by. */
  readonly reflect?: number;
  readonly state?: string;
}

/** `diagnose sys session list` of FortiOS, of 10.1.0.3 with 10.2.0.4:443 behind 203.0.113.9:60418. */
export const fortigateSession = ({port, counts, reflect, state = "log may_dirty"}: FortigateSession): string =>
  [
    "fgt-a # diagnose sys session list",
    "session info: proto=6 proto_state=11 duration=228 expire=3599 timeout=3600 refresh_dir=both flags=00000000 socktype=0 sockport=0 av_idx=0 use=4",
    "origin-shaper=",
    "reply-shaper=",
    "per_ip_shaper=",
    "class_id=0 ha_id=0 policy_dir=0 tunnel=/ vlan_cos=0/255",
    `state=${state}`,
    `statistic(bytes/packets/allow_err): org=${counts[0] * 60}/${counts[0]}/1 reply=${counts[1] * 60}/${counts[1]}/1 tuples=2`,
    "tx speed(Bps/kbps): 52/0 rx speed(Bps/kbps): 144/1",
    "orgin->sink: org pre->post, reply pre->post dev=7->30/30->7 gwy=198.51.100.14/0.0.0.0",
    `hook=post dir=org act=snat ${client}:${port}->${server}:443(203.0.113.9:60418)`,
    `hook=pre dir=reply act=dnat ${server}:443->203.0.113.9:60418(${client}:${port})`,
    "pos/(before,after) 0/(0,0), 0/(0,0)",
    "misc=0 policy_id=1 pol_uuid_idx=15846 auth_info=0 chk_client_info=0 vd=0",
    "serial=0002b1c4 tos=ff/ff app_list=0 app=0 url_cat=0",
    "npu info: flag=0x91/0x00, offload=8/0, ips_offload=0/0, epid=1/0, ipid=1/0, vlan=0x0000/0x0000",
    ...(reflect === undefined
      ? []
      : ["reflect info 0:", `dev=7->${reflect}/${reflect}->7`, "total reflect session num: 1"]),
    "total session: 1",
    "",
  ].join("\n");

/** `show counter global` of PAN-OS; rows are name, value and severity. */
export const panCounters = (
  rows: readonly (readonly [name: string, value: number, severity: string])[],
  command = "show counter global",
): string =>
  [
    `admin@PA-A> ${command}`,
    "",
    "Global counters:",
    "Elapsed time since last sampling: 12.402 seconds",
    "",
    "name                                   value     rate severity  category  aspect    description",
    "-".repeat(80),
    ...rows.map(
      ([name, value, severity]) =>
        `${name.padEnd(35)} ${String(value).padStart(8)}        2 ${severity.padEnd(9)} flow      session   What it counts`,
    ),
    "-".repeat(80),
    `Total counters shown: ${rows.length}`,
    "",
  ].join("\n");

/** `debug dataplane packet-diag show setting` of PAN-OS; a rule is `10.1.0.3[0]->10.2.0.4[0]`. */
export const panFilter = (rules: readonly string[], enabled = true): string =>
  [
    "admin@PA-A> debug dataplane packet-diag show setting",
    "-".repeat(80),
    "Packet diagnosis setting:",
    "-".repeat(80),
    "Packet filter",
    `  Enabled:                   ${enabled ? "yes" : "no"}`,
    "  Match pre-parsed packet:   no",
    ...rules.flatMap((rule, i) => [
      `  Index ${i + 1}: ${rule}, proto 6`,
      "           ingress-interface any, egress-interface any, exclude non-IP",
    ]),
    "-".repeat(80),
    "Logging",
    "  Enabled:                   no",
    "-".repeat(80),
    "Packet capture",
    "  Enabled:                   yes",
    "",
  ].join("\n");

/** `get system status` of FortiOS. */
export const fortigateStatus = (version: string): string =>
  `fgt-a # get system status\nVersion: FortiGate-100F v${version},build1517,230710 (GA.F)\nVirus-DB: 1.00000(2018-04-09 18:07)\n`;

/** `traceroute -n`; a null does not answer. */
export const tracerouteTo = (target: string, hops: readonly (string | null)[]): string =>
  [
    `user@host:~$ traceroute -n ${target}`,
    `traceroute to ${target} (${target}), 30 hops max, 60 byte packets`,
    ...[...hops, target].map((hop, i) =>
      hop === null
        ? `${String(i + 1).padStart(2)}  * * *`
        : `${String(i + 1).padStart(2)}  ${hop}  0.345 ms  0.311 ms  0.300 ms`,
    ),
    "",
  ].join("\n");
