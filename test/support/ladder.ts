/**
 * The ladder notation: what really happened, and which of it each capture point saw. Sequence numbers, acknowledgments and time stamps
 * advance for the unseen too, so that the evidence is right by construction.
 *
 *   client 10.20.30.17:51544     server 203.0.113.50:443     point fw-inside
 *   0.000 > SYN
 *   0.040 < SYN-ACK            unseen
 *   0.041 > ACK
 *   0.042 > PSH-ACK 517        lost          (seen here, but it never arrives: it is not acknowledged)
 *   0.300 > PSH-ACK 517        again         (the same segment once more)
 *   0.350 < PSH-ACK 4321       @fw/outside   (seen only there; several points: @fw/in,fw/out)
 *   0.360 > ACK                copy          (twice at the point: the second 30 µs later, routed: TTL − 1, other MACs)
 *   60.0 > ACK                 keepalive     (its sequence number is the one before the next: RFC 9293, section 3.8.4)
 *   0.500 > ECHO               a ping from the client's address to the server's, and its answer
 *   0.540 < REPLY
 *   witness                    a healthy conversation of the same networks all along, and for 2 s before and 5 s after
 *   witness pings              the same, of pings alone
 *   no timestamps              neither side sends the option
 *   options --ping-ok
 *   expect …                   see cases.test.ts
 */
export interface Segment {
  readonly time: number;
  readonly fromClient: boolean;
  /** A combination of SYN, FIN, RST, PSH, ACK, ECE, CWR; or ECHO or REPLY alone, of a ping. */
  readonly flags: readonly string[];
  readonly payload: number;
  readonly sequence: number;
  readonly acknowledgment: number;
  /** Null where time stamps are not used. */
  readonly stamp: number | null;
  readonly echo: number;
  readonly identification: number;
  readonly client: string;
  readonly server: string;
  /** Capture points that saw it, in the order in which it passed them. */
  readonly points: readonly string[];
  readonly copy: boolean;
  readonly ttl: number | null;
  /** Of the healthy conversation beside. */
  readonly isWitness: boolean;
}

export interface Ladder {
  readonly title: string;
  /** Client of the conversation drawn last: the one that is judged. */
  subject: string;
  segments: Segment[];
  readonly options: string[];
  readonly expectations: string[];
}

interface End {
  next: number;
  received: number;
  newestStamp: number;
  identification: number;
}

interface Parties {
  readonly client: string;
  readonly server: string;
  readonly point: string;
  readonly ends: {client: End; server: End};
  readonly sent: Map<string, Segment>;
  readonly isWitness: boolean;
}

/** Number of the witness among the conversations: it sets its initial sequence numbers apart. */
const witnessIndex = 77;

const clientIsn = 0x1000_0000;
const serverIsn = 0x7fff_ff00;
/** Time stamps count milliseconds from here: near the wrap on one side, as it happens. */
const clientStamp = 0xffff_f000;
const serverStamp = 5_000_000;

export function parseLadder(text: string): Ladder {
  const lines = text.split("\n").map(line => line.trimEnd());
  const title = (lines.find(line => line.startsWith("#")) ?? "# untitled").slice(1).trim();
  const ladder: Ladder = {title, subject: "", segments: [], options: [], expectations: []};
  let parties: Parties | null = null;
  let count = 0;
  let hasWitness = false;
  let pingsOnly = false;
  let stamped = true;
  for (const line of lines) {
    const words = line.trim().split(/\s+/);
    if (line.startsWith("#") || words[0] === "") continue;
    if (words[0] === "client") {
      parties = newParties(words, count++);
      ladder.subject = parties.client;
    } else if (words[0] === "options") ladder.options.push(...words.slice(1));
    else if (words[0] === "expect") ladder.expectations.push(words.slice(1).join(" "));
    else if (words[0] === "witness") {
      hasWitness = true;
      pingsOnly = words[1] === "pings";
    } else if (words[0] === "no" && words[1] === "timestamps") stamped = false;
    else if (/^\d/.test(words[0]!) && parties !== null) ladder.segments.push(segment(words, parties, line));
    else throw new Error(`not a line of a ladder: ${line}`);
  }
  if (hasWitness) ladder.segments.push(...witness(parties!, ladder.segments, pingsOnly));
  if (!stamped) ladder.segments = ladder.segments.map(one => ({...one, stamp: null}));
  ladder.segments.sort((a, b) => a.time - b.time);
  return ladder;
}

function newParties(words: readonly string[], index: number): Parties {
  const value = (name: string) => words[words.indexOf(name) + 1]!;
  const end = (isn: number): End => ({next: isn >>> 0, received: 0, newestStamp: 0, identification: 1000});
  return {
    client: value("client"),
    server: value("server"),
    point: words.includes("point") ? value("point") : "point",
    ends: {client: end(clientIsn + index * 0x0123_4567), server: end(serverIsn + index * 0x0765_4321)},
    sent: new Map(),
    isWitness: index === witnessIndex,
  };
}

function segment(words: readonly string[], parties: Parties, line: string): Segment {
  const [timeText, arrow, kind, ...rest] = words;
  const fromClient = arrow === ">";
  const flags = kind!.split("-");
  const payload = /^\d+$/.test(rest[0] ?? "") ? Number(rest[0]) : 0;
  const has = (word: string) => rest.includes(word);
  const at = rest.find(word => word.startsWith("@"));
  const ttl = rest.includes("ttl") ? Number(rest[rest.indexOf("ttl") + 1]) : null;
  const time = Number(timeText);
  const points = has("unseen") ? [] : at === undefined ? [parties.point] : at.slice(1).split(",");
  const {client, server} = parties.ends;
  const [own, peer] = fromClient ? [client, server] : [server, client];
  if (parties.sent.size === 0 && !flags.includes("SYN")) joinMidStream(client, server);
  const key = `${arrow} ${kind} ${payload}`;
  const stamp = ((fromClient ? clientStamp : serverStamp) + Math.round(time * 1000)) >>> 0;
  const before = parties.sent.get(key);
  const isAgain = has("again") || (flags.includes("SYN") && before !== undefined);
  if (isAgain && before === undefined) throw new Error(`nothing to send again: ${line}`);
  own.identification++;
  const made: Segment = {
    time,
    fromClient,
    flags,
    payload,
    sequence: isAgain ? before!.sequence : has("keepalive") ? (own.next - 1) >>> 0 : own.next,
    acknowledgment: flags.includes("ACK") ? own.received : 0,
    stamp,
    echo: flags.includes("ACK") ? own.newestStamp : 0,
    // As Linux does: a SYN-ACK has none.
    identification: flags.includes("SYN") && flags.includes("ACK") ? 0 : own.identification & 0xffff,
    client: parties.client,
    server: parties.server,
    points,
    copy: has("copy"),
    ttl,
    isWitness: parties.isWitness,
  };
  parties.sent.set(key, made);
  const length = payload + (flags.includes("SYN") || flags.includes("FIN") ? 1 : 0);
  const end = (made.sequence + length) >>> 0;
  if (flags.includes("ECHO") || flags.includes("REPLY")) return made;
  if (!isAgain && !flags.includes("RST")) own.next = end;
  if (!has("lost")) {
    if (flags.includes("SYN") || ((end - peer.received) | 0) > 0) peer.received = end;
    peer.newestStamp = stamp;
  }
  return made;
}

/** The conversation began before the ladder: both sides have received what the other sent. */
function joinMidStream(client: End, server: End): void {
  client.received = server.next;
  server.received = client.next;
  client.newestStamp = serverStamp - 1000;
  server.newestStamp = clientStamp - 1000;
}

/** A healthy conversation of the same networks from 2 s before to 5 s after: 8 ms between its packets, both ways. */
function witness(parties: Parties, segments: readonly Segment[], pingsOnly: boolean): Segment[] {
  const other = (endpoint: string, host: number) =>
    endpoint.includes("[") ? endpoint.replace(/:[0-9a-f]*\]/, `:${host}]`) : endpoint.replace(/\.\d+:/, `.${host}:`);
  const points = [...new Set(segments.flatMap(one => one.points))];
  const point = points.length === 0 ? parties.point : points.join(",");
  const beside = newParties(
    ["client", other(parties.client, 201), "server", other(parties.server, 202), "point", parties.point],
    witnessIndex,
  );
  const first = Math.min(...segments.map(one => one.time));
  const last = Math.max(...segments.map(one => one.time));
  const all: Segment[] = [];
  const add = (time: number, text: string) =>
    all.push(segment([String(time), ...text.split(" "), `@${point}`], beside, text));
  if (pingsOnly) {
    for (let time = first - 1.99, i = 0; time < last + 5; time += 0.008, i++)
      add(time, i % 2 === 0 ? "> ECHO" : "< REPLY");
    return all;
  }
  add(first - 2, "> SYN");
  add(first - 1.999, "< SYN-ACK");
  add(first - 1.998, "> ACK");
  for (let time = first - 1.99, i = 0; time < last + 5; time += 0.008, i++)
    add(time, i % 2 === 0 ? "> PSH-ACK 20" : "< PSH-ACK 30");
  return all;
}
