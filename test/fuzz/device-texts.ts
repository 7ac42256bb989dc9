import {flagsOf} from "../support/bytes.ts";
import {connection, endOf, type Said} from "../support/transcripts.ts";

/** What devices print of a connection that comes back by another interface, each in its own words, and what they say beside it. */
export function deviceTexts(): [name: string, lines: string[]][] {
  const all = connection();
  return [
    ["ASA", asa(all)],
    ["ASA's packet-tracer", packetTracer],
    ["Junos' flow trace", junosTrace],
    ["fw monitor, printed", checkPoint(all)],
    ["tcpdump", ["listening on any, link-type LINUX_SLL2 (Linux cooked v2)", ...all.flatMap(anyInterface), ...counts]],
    ["tcpdump -v of a link", all.flatMap(verbose)],
    ["tcpdump of old", all.map((said, i) => `${stamp(i)} ${older(said)}`)],
    ["tcpdump over IPv6", connection("[2001:db8:1::3]:51156", "[2001:db8:2::4]:5000").map(line6)],
    ["ASA, fw monitor and tcpdump", [...asa(all).slice(0, 9), ...checkPoint(all).slice(0, 8), ...all.flatMap(verbose)]],
  ];
}

const packetTracer = [
  "ciscoasa# packet-tracer input outside tcp 203.0.113.5 443 10.1.1.10 51515",
  "Phase: 1",
  "Type: ACCESS-LIST",
  "Result: DROP",
  "Action: drop",
  "Drop-reason: (acl-drop) Flow is denied by configured rule, Drop-location: frame 0x000055a4 flow (NA)/NA",
  "ciscoasa# packet-tracer input inside icmp 10.1.1.10 8 0 203.0.113.5",
  "Drop-reason: (rpf-violated) Reverse-path verify failed",
];

const junosTrace = ["2 syn", "12 syn ack", "10 ack"].flatMap((flags, i) => [
  `Nov 21 14:12:0${i} 14:12:0${i}.100000:CID-0:RT:<10.1.0.11/51044->10.2.0.10/443;6> matched filter f1:`,
  `Nov 21 14:12:0${i} 14:12:0${i}.100010:CID-0:RT:  ge-0/0/1.0:10.1.0.11/51044->10.2.0.10/443, tcp, flag ${flags}`,
  `Nov 21 14:12:0${i} 14:12:0${i}.100020:CID-0:RT:  packet dropped, first pak not sync`,
]);

const counts = ["22 packets captured", "22 packets received by filter", "2 packets dropped by kernel"];
const dotted = (text: string) => `${endOf(text).address}.${endOf(text).port}`;
const stamp = (i: number) => `14:12:${(i * 0.02).toFixed(6).padStart(9, "0")}`;
const isRequest = (said: Said) => endOf(said.to).port === 5000;

/** The letters of the flags that are set, in the order given. */
const letters = ({flags}: Said, all: readonly (readonly [bit: number, letter: string])[]) =>
  all.map(([bit, letter]) => (flagsOf(flags) & bit ? letter : "")).join("");
const short = (said: Said) =>
  letters(said, [
    [1, "F"],
    [2, "S"],
    [4, "R"],
    [8, "P"],
  ]);

function asa(all: readonly Said[]): string[] {
  const line = (said: Said, i: number, drop = "") => {
    const {sequence, payload = 0, acknowledgment = 0} = said;
    const own = short(said) === "" && payload === 0 ? "" : ` ${sequence}:${sequence + payload}(${payload})`;
    const ack = acknowledgment === 0 ? "" : ` ack ${acknowledgment}`;
    const tag = i % 4 === 0 ? "802.1Q vlan#70 P0 " : "";
    return `   ${i + 1}: ${stamp(i)}       ${tag}${dotted(said.from)} > ${dotted(said.to)}: ${short(said) || "."}${own}${ack} win 8192 ${drop}`;
  };
  const drop =
    "Drop-reason: (tcp-not-syn) First TCP packet not SYN, Drop-location: frame 0x000055870affc2df flow (NA)/NA";
  return [
    "ciscoasa# show capture",
    "capture IN type raw-data interface inside [Capturing - 1432 bytes] ",
    "  match tcp host 10.1.0.3 host 10.2.0.4",
    "ciscoasa# show capture IN",
    `${all.length} packets captured`,
    ...all.map((said, i) => line(said, i)),
    `${all.length} packets shown`,
    "ciscoasa# show capture ASP",
    line(all[1]!, 0, drop),
    "   2: 14:12:01.000002 10.1.0.3 > 10.2.0.4: icmp: echo request",
    "ciscoasa# show asp drop",
    "Frame drop:",
    "  First TCP packet not SYN (tcp-not-syn)                                     205",
    "Last clearing: 09:42:11 UTC Mar 5 2024 by admin",
  ];
}

/** Two lines a packet, at the points i and O of its way. */
function checkPoint(all: readonly Said[]): string[] {
  const hex = (number: number) => (number >>> 0).toString(16).padStart(8, "0");
  const passed = all.flatMap(said => {
    const [source, target] = [endOf(said.from), endOf(said.to)];
    const faces = isRequest(said) ? ["eth0:i", "eth0:I", "eth1:o", "eth1:O"] : ["eth2:i", "eth0:O"];
    const length = 40 + (said.payload ?? 0);
    const bits = letters(said, [
      [1, "F"],
      [2, "S"],
      [4, "R"],
      [8, "P"],
      [16, "A"],
    ]);
    return faces.flatMap(face => [
      `[vs_0][fw_1] 21Nov2026 14:12:00.123456 ${face}[${length}]: ${source.address} -> ${target.address} (TCP) len=${length} id=${said.identification}`,
      `TCP: ${source.port} -> ${target.port} ${bits.padEnd(6, ".")} seq=${hex(said.sequence)} ack=${hex(said.acknowledgment ?? 0)}`,
    ]);
  });
  const ping = ["eth0:i[60]: 10.1.0.3 -> 10.2.0.4 (ICMP) len=60 id=7", "ICMP: type=8 code=0 echo request id=1 seq=2"];
  return ["monitor: compiling", "Compiled OK.", ...passed, ...ping, "monitor: unloading"];
}

/** As tcpdump 4 prints a segment. */
function printed(said: Said, ends: string): string {
  const {sequence, payload = 0, acknowledgment = 0, flags} = said;
  const seq =
    short(said) === "" && payload === 0 ? "" : `, seq ${sequence}${payload > 0 ? `:${sequence + payload}` : ""}`;
  const ack = acknowledgment === 0 ? "" : `, ack ${acknowledgment}`;
  return `${ends}: Flags [${short(said)}${flags.includes("ACK") ? "." : ""}]${seq}${ack}, win 502, options [nop,nop,TS val 7 ecr 9], length ${payload}`;
}

const plain = (said: Said) => `${dotted(said.from)} > ${dotted(said.to)}`;

function anyInterface(said: Said, i: number): string[] {
  const [from, to] = isRequest(said) ? ["eth0", "eth1"] : ["eth2", "eth0"];
  return [`${from}  In `, `${to} Out`].map(face => `${stamp(i)} ${face} IP ${printed(said, plain(said))}`);
}

const verbose = (said: Said, i: number): string[] => [
  `2026-11-21 ${stamp(i)} 02:00:00:00:00:01 > 02:00:00:00:00:02, ethertype 802.1Q (0x8100), length 78: vlan 10, p 0, ethertype IPv4 (0x0800), (tos 0x0, ttl 63, id ${said.identification}, offset 0, flags [DF], proto TCP (6), length 60)`,
  `    ${printed(said, plain(said))}`,
];

function older(said: Said): string {
  const {sequence, payload = 0, acknowledgment = 0} = said;
  return `IP ${plain(said)}: ${short(said) || "."} ${sequence}:${sequence + payload}(${payload})${acknowledgment === 0 ? "" : ` ack ${acknowledgment}`} win 502`;
}

const line6 = (said: Said, i: number): string => `${stamp(i)} IP6 ${printed(said, plain(said))}`;
