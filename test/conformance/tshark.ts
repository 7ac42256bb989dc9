import {execFile, spawnSync} from "node:child_process";
import {addSide, type Count, emptyCount} from "./count.ts";

/** Counts by tshark: no reassembly, no analysis, and of packets in packets the innermost. */

export const hasTshark = (): boolean => spawnSync("tshark", ["--version"]).status === 0;

const fields = [
  "frame.encap_type",
  "frame.time_epoch",
  "frame.protocols",
  "ip.src",
  "ip.dst",
  "ip.ttl",
  "ipv6.src",
  "ipv6.dst",
  "ipv6.hlim",
  "tcp.srcport",
  "tcp.dstport",
  "tcp.len",
  "tcp.flags",
  "udp.dstport",
  "icmp.code",
  "icmpv6.code",
] as const;
type Field = (typeof fields)[number];

const preferences = [
  "ip.defragment:FALSE",
  "ipv6.defragment:FALSE",
  "tcp.desegment_tcp_streams:FALSE",
  "tcp.analyze_sequence_numbers:FALSE",
];
/** Ports that are tunnels in practice, and that tshark does not know by itself. */
const ports = ["8472,vxlan", "10800,vxlan", "10801,vxlan"];

export interface TsharkCount {
  readonly count: Count;
  /** Why tshark read nothing, or not all; null where it read all. */
  readonly problem: string | null;
  /** Whether all that is wrong is that the last record is cut off. */
  readonly isCut: boolean;
}

/** What tshark counts in a file, or why it cannot read it. */
export async function countByTshark(file: string): Promise<TsharkCount> {
  const {output, problem} = await tshark([
    "-n",
    ...["-r", file, "-T", "fields", "-E", "occurrence=a", "-E", "aggregator=,"],
    ...preferences.flatMap(preference => ["-o", preference]),
    ...ports.flatMap(port => ["-d", `udp.port==${port}`]),
    ...fields.flatMap(field => ["-e", field]),
  ]);
  const count = emptyCount();
  for (const line of output.split("\n").filter(Boolean)) addFrame(count, line);
  count.skipped = count.packets - count.tcp - count.udp - count.icmp;
  return {count, problem, isCut: problem?.includes(cutShort) ?? false};
}

const cutShort = "cut short in the middle of a packet";

function tshark(options: readonly string[]): Promise<{output: string; problem: string | null}> {
  return new Promise(resolve => {
    execFile("tshark", options, {encoding: "utf8", maxBuffer: 1 << 30}, (error, output, said) => {
      const lines = said.split("\n").filter(line => line !== "" && !/^Running as user/.test(line));
      resolve({output, problem: error === null ? null : (lines[0] ?? error.message)});
    });
  });
}

/** Protocols after which addresses and ports are payload: quoted by an error, sampled, logged, or carried by TCP. */
const ends = new Set(["tcp", "icmp", "icmpv6", "sflow", "data", "gre.ppp_fragment"]);
/** What may stand between a UDP header and the IP header of a packet that it carries. */
const carriers =
  /^(vxlan|geneve|gtp|gtp\..*|l2tp|mpls|eth|ethertype|vlan|ppp|ip|ipv6|ipv6\..*|llc|pwethheuristic|pwethcw|pwethnocw)$/;

function addFrame(count: Count, line: string): void {
  const columns = line.split("\t");
  const all = (field: Field): string[] => {
    const text = columns[fields.indexOf(field)] ?? "";
    return text === "" ? [] : text.split(",");
  };
  // A record that is no packet: a custom block of pcapng.
  if (all("frame.encap_type").length === 0) return;
  count.packets++;
  const chain = all("frame.protocols").join(",").split(":");
  const {transport, ip, ip6, isInner6, udp} = innermost(chain);
  if (transport === "icmp" && all("icmp.code").length > 0) count.icmp++;
  else if (transport === "icmpv6" && all("icmpv6.code").length > 0) count.icmp++;
  else if (transport === "udp" && all("udp.dstport")[udp - 1] !== undefined) count.udp++;
  else if (transport === "tcp" && all("tcp.flags").length > 0) {
    count.tcp++;
    const version = isInner6 ? "ipv6" : "ip";
    const layer = (isInner6 ? ip6 : ip) - 1;
    const endpoint = (address: string | undefined, port: string | undefined) =>
      isInner6 ? `[${address}]:${port}` : `${address}:${port}`;
    const source = endpoint(all(`${version}.src`)[layer], all("tcp.srcport")[0]);
    const target = endpoint(all(`${version}.dst`)[layer], all("tcp.dstport")[0]);
    const flags = Number(all("tcp.flags")[0]);
    const has = (mask: number, value: number) => ((flags & mask) === value ? 1 : 0);
    const hops = Number(all(isInner6 ? "ipv6.hlim" : "ip.ttl")[layer]);
    const time = nanoseconds(all("frame.time_epoch")[0]);
    addSide(count, `${source} > ${target}`, {
      packets: 1,
      // None is told of a first fragment, nor of a packet that is longer than its frame.
      bytes: Number(all("tcp.len")[0] ?? Number.NaN),
      syn: has(0x12, 0x02),
      synAck: has(0x12, 0x12),
      fin: has(0x01, 0x01),
      rst: has(0x04, 0x04),
      first: time,
      last: time,
      ttl: new Set(hops > 0 ? [hops] : []),
    });
  }
}

/** The transport of the innermost packet, which of the frame's IP and UDP headers are its own, counted from 1. */
function innermost(chain: readonly string[]) {
  const found = {transport: "", ip: 0, ip6: 0, isInner6: false, udp: 0};
  let isCarried = true;
  for (const protocol of chain) {
    if (found.transport === "udp" && !carriers.test(protocol)) break;
    if (protocol === "ip" || protocol === "ipv6") {
      if (protocol === "ip") found.ip++;
      else found.ip6++;
      found.isInner6 = protocol === "ipv6";
      isCarried = true;
      found.transport = "";
    } else if (
      isCarried &&
      (protocol === "tcp" || protocol === "udp" || protocol === "icmp" || protocol === "icmpv6")
    ) {
      found.transport = protocol;
      if (protocol === "udp") found.udp++;
    }
    if (ends.has(protocol)) break;
  }
  return found;
}

/** `1795270320.000001000` → nanoseconds; tshark writes microseconds, or whatever the file has. */
function nanoseconds(text: string | undefined): bigint | null {
  const parts = /^(-?)(\d+)\.(\d+)$/.exec(text ?? "");
  if (parts === null) return null;
  const [, sign, seconds, fraction] = parts;
  const value = BigInt(seconds!) * 1_000_000_000n + BigInt(fraction!.padEnd(9, "0").slice(0, 9));
  return sign === "-" ? -value : value;
}
