import {type Analysis, analyze} from "../../src/index.ts";
import {address, ethernet, flagsOf, ipv4, ipv6, tcp} from "./bytes.ts";

/** Terminal transcripts as devices print them, built line by line. */

/** A segment of one of two hosts. */
export interface Said {
  /** `10.1.0.3:51156`, `[2001:db8::3]:51156`. */
  readonly from: string;
  readonly to: string;
  /** `SYN-ACK`, as in bytes.ts. */
  readonly flags: string;
  readonly sequence: number;
  readonly acknowledgment?: number;
  readonly payload?: number;
  readonly identification?: number;
  readonly ttl?: number;
}

export const client = "10.1.0.3:51156";
export const server = "10.2.0.4:5000";

const initial = {client: 1490277004, server: 3050259070};

/** The segments of a healthy connection: handshake, a request, a reply, and the end of both sides. */
export function connection(from = client, to = server): Said[] {
  // Each client's port begins with other numbers.
  const apart = (endOf(from).port - endOf(client).port) * 0x1003;
  const [c, s] = [initial.client + apart, initial.server + apart];
  const asks = (flags: string, sequence: number, acknowledgment: number, payload = 0): Said => ({
    from,
    to,
    flags,
    sequence: c + sequence,
    acknowledgment: acknowledgment === 0 ? 0 : s + acknowledgment,
    payload,
    identification: 100 + sequence,
  });
  const answers = (flags: string, sequence: number, acknowledgment: number, payload = 0): Said => ({
    from: to,
    to: from,
    flags,
    sequence: s + sequence,
    acknowledgment: c + acknowledgment,
    payload,
    identification: 5000 + sequence,
  });
  return [
    asks("SYN", 0, 0),
    answers("SYN-ACK", 0, 1),
    asks("ACK", 1, 1),
    asks("PSH-ACK", 1, 1, 100),
    answers("ACK", 1, 101),
    answers("ACK", 1, 101, 1400),
    answers("PSH-ACK", 1401, 101, 600),
    asks("ACK", 101, 2001),
    asks("FIN-ACK", 101, 2001),
    answers("FIN-ACK", 2001, 102),
    asks("ACK", 102, 2002),
  ];
}

/** Address and port of an end. */
export function endOf(text: string): {address: string; port: number} {
  const [, v6, v4, port] = /^(?:\[(.*)\]|([^:]*)):(\d+)$/.exec(text)!;
  return {address: v6 ?? v4!, port: Number(port)};
}

/** The same connection of another client port. */
export const atPort = (port: number): string => client.replace(/\d+$/, String(port));

// ------------------------------------------------------------ FortiGate sniffer

/** As FortiOS prints a segment: absolute numbers, no lengths, and of plain ACKs no sequence number. */
export function sniffed(said: Said): string {
  const end = (text: string) => `${endOf(text).address}.${endOf(text).port}`;
  const bits = flagsOf(said.flags);
  const names = [bits & 2 ? "syn" : "", bits & 1 ? "fin" : "", bits & 4 ? "rst" : "", bits & 8 ? "psh" : ""].filter(
    Boolean,
  );
  const own = names.length > 0 ? `${names.join(" ")} ${said.sequence} ` : "";
  const ack = bits & 16 ? `ack ${said.acknowledgment ?? 0} ` : "";
  return `${end(said.from)} -> ${end(said.to)}: ${own}${ack}`;
}

/** The IP packet of a segment. */
export function packetOf(said: Said): Uint8Array {
  const [source, target] = [endOf(said.from), endOf(said.to)];
  const {flags, sequence, acknowledgment = 0, identification = 1, ttl = 64} = said;
  const segment = tcp(
    {sourcePort: source.port, targetPort: target.port, flags, sequence, acknowledgment},
    said.payload ?? 0,
  );
  const ends = {source: source.address, target: target.address};
  return address(source.address).length === 16
    ? ipv6({...ends, hops: ttl}, segment)
    : ipv4({...ends, identification, ttl}, segment);
}

/** Frames on `any` have a made-up link header; the target's address tells the direction. */
export const anyFrame = (packet: Uint8Array, way: "in" | "out"): Uint8Array =>
  ethernet({source: "02:09:0f:00:00:02", target: way === "in" ? "00:00:00:00:00:01" : "00:00:00:00:00:00"}, packet);

/** Sixteen bytes a line: offset, a tab, the bytes in pairs, padded, a tab, the letters. */
export function hexLines(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16);
    const digits = Buffer.from(row)
      .toString("hex")
      .replace(/(.{4})(?=.)/g, "$1 ");
    const letters = [...row].map(byte => (byte >= 33 && byte < 127 ? String.fromCharCode(byte) : ".")).join("");
    lines.push(`0x${at.toString(16).padStart(4, "0")}\t ${digits.padEnd(39)}\t${letters}`);
  }
  return lines;
}

export type Verbosity = 1 | 2 | 3 | 4 | 5 | 6;

/** A segment seen at an interface, so many seconds after the beginning. */
export interface Seen {
  readonly at: number;
  readonly face: string;
  readonly way: "in" | "out" | "--";
  readonly said: Said;
}

const begin = Date.UTC(2026, 10, 21, 14, 12);

/** `2026-11-21 14:12:00.250000`, or `0.250000`. */
export function stampOf(at: number, clock: "absolute" | "relative" = "absolute"): string {
  if (clock === "relative") return at.toFixed(6);
  const microseconds = Math.round(at * 1e6);
  const whole = new Date(begin + Math.floor(microseconds / 1e6) * 1000).toISOString().slice(0, 19).replace("T", " ");
  return `${whole}.${String(microseconds % 1e6).padStart(6, "0")}`;
}

/** What `diagnose sniffer packet any` prints of one packet. */
export function snifferLines(seen: Seen, verbosity: Verbosity, clock: "absolute" | "relative" = "absolute"): string[] {
  const {at, face, way, said} = seen;
  const head = `${stampOf(at, clock)} ${verbosity >= 4 ? `${face} ${way} ` : ""}${sniffed(said)}`;
  const packet = packetOf(said);
  const kind = (verbosity - 1) % 3;
  const frame = way === "--" ? ethernet({}, packet) : anyFrame(packet, way);
  return kind === 0 ? [head] : [head, ...hexLines(kind === 1 ? packet : frame), ""];
}

/** A whole run: prompt and command, preamble, the packets, and what is said at its end. */
export function snifferRun(
  all: readonly Seen[],
  verbosity: Verbosity = 4,
  clock: "absolute" | "relative" = "absolute",
  lost = 0,
): string[] {
  const filter = "host 10.2.0.4 and port 5000";
  return [
    `FGT-A # diagnose sniffer packet any '${filter}' ${verbosity} 0${clock === "absolute" ? " l" : ""}`,
    "Using Original Sniffing Mode",
    "interfaces=[any]",
    `filters=[${filter}]`,
    ...all.flatMap(one => snifferLines(one, verbosity, clock)),
    "^C",
    `${all.length} packets received by filter`,
    `${lost} packets dropped by kernel`,
    "",
    "FGT-A # ",
  ];
}

/** A packet's way through the firewall: in by one interface, 60 µs later out by another, with its hop count one less. */
export const forwarded = (at: number, said: Said, from: string, to: string): Seen[] => [
  {at, face: from, way: "in", said},
  {at: at + 0.00006, face: to, way: "out", said: {...said, ttl: 63}},
];

/** A connection through the firewall. Requests: inside → outside; replies come by `back`, where it is given. */
export const passing = (
  start: number,
  says: readonly Said[] = connection(),
  {inside = "port2", outside = "port3", back = outside}: {inside?: string; outside?: string; back?: string} = {},
): Seen[] =>
  says.flatMap((said, i) => {
    const isRequest = said.from === says[0]!.from;
    const at = start + i * 0.02;
    return isRequest ? forwarded(at, said, inside, outside) : forwarded(at, said, back, inside);
  });

// ---------------------------------------------------------------- debug flow

const letters = (flags: string) =>
  (flags.includes("SYN") ? "S" : "") +
  (flags.includes("FIN") ? "F" : "") +
  (flags.includes("RST") ? "R" : "") +
  (flags.includes("PSH") ? "P" : "") +
  (flags.includes("ACK") ? "." : "");

/** How a version of FortiOS prints a line of its trace. */
export interface TraceStyle {
  readonly id?: number | string;
  readonly stamp?: string;
  readonly slot?: string;
  /** Names of functions and their lines, which `show function-name enable` adds. */
  readonly functions?: boolean;
  readonly quotes?: readonly [open: string, close: string];
  readonly tunnel?: boolean;
}

/** One packet's lines: how it came in, and what the firewall says of it then. */
export function traced(
  said: Said,
  face: string,
  then: readonly string[],
  id: number,
  style: TraceStyle = {},
): string[] {
  const {stamp = "", slot = "", functions = true, quotes = ['"', '"'], tunnel = true} = style;
  const line = (name: string, message: string) =>
    `${slot}${stamp}id=${style.id ?? 65308} trace_id=${id} ${functions ? `func=${name} line=42 ` : ""}msg=${quotes[0]}${message}${quotes[1]}`;
  const end = (text: string) => `${endOf(text).address}:${endOf(text).port}`;
  const flags = ` flag [${letters(said.flags)}], seq ${said.sequence}, ack ${said.acknowledgment ?? 0}, win 29200`;
  const came = `vd-root:0 received a packet(proto=6, ${end(said.from)}->${end(said.to)})${tunnel ? " tun_id=0.0.0.0" : ""} from ${face}.${flags}`;
  return [line("print_pkt_detail", came), ...then.map(message => line("f", message))];
}

export const newSession = "allocate a new session-0002b1c4";
export const found = (direction: "original" | "reply"): string =>
  `Find an existing session, id-0002b1c4, ${direction} direction`;
export const routed = (gateway: string, face: string): string =>
  `find a route: flag=00000000 gw-${gateway} via ${face}`;

// ------------------------------------------------------------------- judging

async function* chunks(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** The analysis of a transcript. */
export const judge = (
  lines: readonly string[] | string,
  name: string | null = "fgt",
  chunk = 65536,
): Promise<Analysis> =>
  analyze([
    {
      path: "transcript.txt",
      name,
      stream: chunks(new TextEncoder().encode(typeof lines === "string" ? lines : `${lines.join("\n")}\n`), chunk),
    },
  ]);

/** The findings that accuse. */
export const accusations = (analysis: Analysis): string[] =>
  analysis.findings
    .filter(finding => finding.certainty !== "note")
    .map(finding => `${finding.detector}: ${finding.sentence}`);

/** Packets and directions at each point: `port2: 3 in, 2 out`. */
export const pointsOf = (analysis: Analysis): string[] =>
  analysis.points.map(point => {
    let [entering, leaving] = [0, 0];
    for (let id = 0; id < analysis.totals.conversations; id++)
      for (const flow of analysis.connection(id).flows.filter(one => one.point === point.id)) {
        entering += flow.requests.entering + flow.replies.entering;
        leaving += flow.requests.leaving + flow.replies.leaving;
      }
    return `${point.interface ?? "-"}: ${entering} in, ${leaving} out`;
  });
