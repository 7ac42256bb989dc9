import {type CaptureFile, type Frame, linkOf} from "./capture-set.ts";
import {
  addressAt,
  endsIn,
  type IpLayout,
  ipAt,
  isArp,
  type Layout,
  layoutOf,
  tcpProtocol,
  udpProtocol,
} from "./layout.ts";

/** How tcpdump is asked to print: `-S` absolute numbers, `-e` the link. Names are never looked up (`-nn`). */
export interface Manner {
  readonly absolute: boolean;
  readonly link: boolean;
}

/** What tcpdump 4.99 prints of the file, a line a frame; with interface and direction where the file has several interfaces. */
export function tcpdumpText(file: CaptureFile, manner: Manner): string {
  const numbers = new Numbers();
  const lines = file.frames.map(frame => line(file, frame, manner, numbers));
  const counts = [`${lines.length} packets captured`, `${file.dropped} packets dropped by kernel`];
  return `${[...lines, ...(file.dropped === null ? [] : counts)].join("\n")}\n`;
}

/** `14:12:00.000000`, in UTC. */
function stampOf({time}: Frame): string {
  const microseconds = time / 1000n;
  const day = new Date(Number(microseconds / 1000n)).toISOString().slice(11, 19);
  return `${day}.${String(microseconds % 1_000_000n).padStart(6, "0")}`;
}

const cooked = 276;
/** Packet types of cooked frames: to us, broadcast, multicast, to another, from us. */
const ways = ["In", "B", "M", "P", "Out"];

/** Interface and direction as `-i any` prints them; empty for a classic capture of one interface. */
export function faceOf(file: CaptureFile, frame: Frame): {name: string; way: string} | null {
  const one = file.interfaces[frame.interface ?? 0]!;
  if (one.link === cooked) {
    const view = new DataView(frame.bytes.buffer, frame.bytes.byteOffset);
    return {name: `if${view.getUint32(4)}`, way: ways[view.getUint8(10)] ?? "?"};
  }
  if (one.name === undefined) return null;
  return {name: one.name, way: frame.direction === "entering" ? "In" : frame.direction === "leaving" ? "Out" : "?"};
}

function line(file: CaptureFile, frame: Frame, manner: Manner, numbers: Numbers): string {
  const {bytes} = frame;
  const link = linkOf(file, frame);
  const layout = layoutOf(bytes, link);
  const face = faceOf(file, frame);
  const head = `${stampOf(frame)} ${face === null ? "" : `${face.name.padEnd(5)} ${face.way.padEnd(3)} `}`;
  const said = packetText(bytes, layout, link, manner, numbers);
  if (!manner.link || link !== 1) return `${head}${kindOf(layout)}${isArp(layout) ? "," : ""} ${said}`;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const type = (at: number) => {
    const number = view.getUint16(at);
    const name = {2048: "IPv4", 34525: "IPv6", 2054: "ARP", 33024: "802.1Q"}[number] ?? "Unknown";
    return `${name} (0x${number.toString(16).padStart(4, "0")})`;
  };
  const tags = Array.from({length: (layout.typeAt - 12) / 4}, (_, i) => {
    const tag = view.getUint16(14 + i * 4);
    return `vlan ${tag & 0xfff}, p ${tag >> 13}, ethertype ${type(16 + i * 4)}`;
  });
  const outer = `${macAt(bytes, 6)} > ${macAt(bytes, 0)}, ethertype ${type(12)}, length ${frame.wireLength ?? bytes.length}: `;
  return `${head}${outer}${tags.map(tag => `${tag}, `).join("")}${said}`;
}

const macAt = (bytes: Uint8Array, at: number): string =>
  Buffer.from(bytes.subarray(at, at + 6))
    .toString("hex")
    .replaceAll(/..(?!$)/g, "$&:");

const kindOf = (layout: Layout): string => (isArp(layout) ? "ARP" : layout.ip?.version === 6 ? "IP6" : "IP");

function packetText(bytes: Uint8Array, layout: Layout, link: number, manner: Manner, numbers: Numbers): string {
  const ends = endsIn(bytes, link);
  const {ip} = layout;
  if (ends === null) return "[|ip]";
  if (ip === null) {
    const isReply = bytes[layout.payload + 7] === 2;
    return isReply
      ? `Reply ${ends.source} is-at ${macAt(bytes, layout.payload + 8)}, length 28`
      : `Request who-has ${ends.target} tell ${ends.source}, length 28`;
  }
  const isFragment6 = ip.version === 6 && ip.fragment !== null;
  const [source, target] =
    ends.sourcePort < 0 || isFragment6
      ? [ends.source, ends.target]
      : [`${ends.source}.${ends.sourcePort}`, `${ends.target}.${ends.targetPort}`];
  const ports =
    isFragment6 && ip.transport >= 0
      ? `frag (${ip.fragment}|${ip.length}) ${ends.sourcePort} > ${ends.targetPort}: `
      : "";
  return `${source} > ${target}: ${ports}${transportText(bytes, ip, manner, numbers, `${ends.source} ${ends.target}`)}`;
}

function transportText(bytes: Uint8Array, ip: IpLayout, manner: Manner, numbers: Numbers, ends: string): string {
  const {protocol, transport, length} = ip;
  if (transport < 0)
    return ip.version === 6 && ip.fragment !== null ? `frag (${ip.fragment}|${length})` : `ip-proto-${protocol}`;
  if (protocol === tcpProtocol) return segmentText(bytes, ip, manner, numbers, ends);
  if (protocol === udpProtocol) return `UDP, length ${length - 8}`;
  if (protocol === 1 || protocol === 58) return messageText(bytes, ip);
  return `ip-proto-${protocol} ${length}`;
}

function messageText(bytes: Uint8Array, {protocol, transport, length}: IpLayout): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const name = protocol === 1 ? "ICMP" : "ICMP6,";
  const type = bytes[transport]!;
  const echo = protocol === 1 ? {8: "request", 0: "reply"}[type] : {128: "request", 129: "reply"}[type];
  if (echo !== undefined) {
    const [identifier, sequence] = [view.getUint16(transport + 4), view.getUint16(transport + 6)];
    return `${name} echo ${echo}, id ${identifier}, seq ${sequence}, length ${length}`;
  }
  const quoted = ipAt(view, transport + 8);
  const said = quoted === null ? null : errorText(bytes, transport, protocol, quoted);
  return `${name} ${said ?? (type > 132 ? "neighbor solicitation" : "type-" + type)}, length ${length}`;
}

/** What is said of the packet that an error of ICMP quotes; null for messages that quote none. */
function errorText(bytes: Uint8Array, at: number, protocol: number, quoted: IpLayout): string | null {
  if (protocol !== 1) return null;
  const [type, code] = [bytes[at]!, bytes[at + 1]!];
  const target = addressAt(bytes, quoted.target, quoted.width);
  const port = quoted.transport < 0 ? 0 : (bytes[quoted.transport + 2]! << 8) | bytes[quoted.transport + 3]!;
  const transport = {[tcpProtocol]: "tcp", [udpProtocol]: "udp"}[quoted.protocol];
  if (type === 5) return `redirect ${target} to host ${addressAt(bytes, at + 4, 4)}`;
  if (type === 11) return "time exceeded in-transit";
  if (type !== 3) return null;
  if (code === 3 && transport !== undefined) return `${target} ${transport} port ${port} unreachable`;
  const why = {9: " - admin prohibited", 10: " - admin prohibited", 13: " - admin prohibited filter"}[code] ?? "";
  return `${code === 0 ? "net" : "host"} ${target} unreachable${why}`;
}

/** Letters as tcpdump prints them, by bit. */
const letters = ["F", "S", "R", "P", ".", "U", "E", "W"];

function segmentText(bytes: Uint8Array, ip: IpLayout, manner: Manner, numbers: Numbers, ends: string): string {
  const {transport: at} = ip;
  if (at + 20 > bytes.length) return "[|tcp]";
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const header = (view.getUint8(at + 12) >> 4) * 4;
  const flags = view.getUint8(at + 13);
  const payload = ip.length - header;
  const [sequence, acknowledgment] = [view.getUint32(at + 4), view.getUint32(at + 8)];
  const base =
    manner.absolute || (flags & 0x10) === 0
      ? {mine: 0, others: 0, isFirst: false}
      : numbers.of(`${ends} ${view.getUint32(at)}`, (flags & 2) !== 0, sequence, acknowledgment);
  const from = base.isFirst ? sequence : (sequence - base.mine) >>> 0;
  const to = (from + payload) >>> 0;
  const own = payload > 0 ? `, seq ${from}:${to}` : flags & 7 ? `, seq ${from}` : "";
  const ack = flags & 0x10 ? `, ack ${base.isFirst ? acknowledgment : (acknowledgment - base.others) >>> 0}` : "";
  const options = optionsText(view, at + 20, Math.min(at + header, bytes.length), base.others);
  const names = letters.filter((_, bit) => flags & (1 << bit)).join("");
  return `Flags [${names || "none"}]${own}${ack}, win ${view.getUint16(at + 14)}${options}, length ${payload}`;
}

function optionsText(view: DataView, from: number, end: number, others: number): string {
  const all: string[] = [];
  for (let at = from; at < end; ) {
    const kind = view.getUint8(at);
    const length = kind <= 1 || at + 1 >= end ? 1 : Math.max(2, view.getUint8(at + 1));
    if (at + length > end) break;
    const edge = (k: number) => (view.getUint32(at + k) - others) >>> 0;
    const blocks = (length - 2) / 8;
    if (kind === 0) all.push("eol");
    else if (kind === 1) all.push("nop");
    else if (kind === 2) all.push(`mss ${view.getUint16(at + 2)}`);
    else if (kind === 3) all.push(`wscale ${view.getUint8(at + 2)}`);
    else if (kind === 4) all.push("sackOK");
    else if (kind === 5)
      all.push(
        `sack ${blocks} ${Array.from({length: blocks}, (_, i) => `{${edge(2 + i * 8)}:${edge(6 + i * 8)}}`).join("")}`,
      );
    else if (kind === 8) all.push(`TS val ${view.getUint32(at + 2)} ecr ${view.getUint32(at + 6)}`);
    else all.push(`unknown-${kind}`);
    at += length;
  }
  return all.length === 0 ? "" : `, options [${all.join(",")}]`;
}

/** What numbers of a connection count from: those of its first segment with ACK, or of its last SYN-ACK (print-tcp.c). */
class Numbers {
  readonly #known = new Map<string, {readonly client: string; mine: number; others: number}>();

  /** `ends` are both addresses and both ports as one number, of the sender first. */
  of(ends: string, opens: boolean, sequence: number, acknowledgment: number) {
    const [source, target, ports] = ends.split(" ");
    const number = Number(ports);
    const turned = `${target} ${source} ${(number % 0x1_0000) * 0x1_0000 + Math.floor(number / 0x1_0000)}`;
    const key = ends < turned ? ends : turned;
    const known = this.#known.get(key);
    if (known === undefined || opens) {
      this.#known.set(key, {client: ends, mine: sequence, others: acknowledgment - 1});
      return {mine: sequence, others: acknowledgment - 1, isFirst: true};
    }
    return known.client === ends
      ? {mine: known.mine, others: known.others, isFirst: false}
      : {mine: known.others, others: known.mine, isFirst: false};
  }
}
