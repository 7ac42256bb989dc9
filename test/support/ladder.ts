/**
 * The ladder notation: what really happened, and which of it each capture point saw. Sequence numbers, acknowledgments and time stamps
 * advance for the unseen too, so that the evidence is right by construction.
 *
 *   client 10.20.30.17:51544     server 203.0.113.50:443     point fw-inside     (isn 3000000000: the client's initial number)
 *   0.000 > SYN
 *   0.040 < SYN-ACK            unseen
 *   0.041 > ACK
 *   0.042 > PSH-ACK 517        lost          (seen here, but it never arrives: it is not acknowledged; what comes after it is, by SACK)
 *   0.300 > PSH-ACK 517        again         (the same segment once more)
 *   0.350 < PSH-ACK 4321       @fw/outside   (seen only there; several points: @fw/in,fw/out)
 *   0.360 > ACK                copy          (twice at the point: the second 30 µs later, routed: TTL − 1, other MACs)
 *   0.350 > PSH-ACK 4000       fragments     (its IP packet comes in fragments of 1480 bytes)
 *   60.0 > ACK                 keepalive     (its sequence number is the one before the next: RFC 9293, section 3.8.4)
 *   0.300 > ACK                mac 00:00:5e:00:01:0a    (the next hop on the server's side has this address)
 *   0.010 < SYN-ACK            from 10.2.0.10:443      (another server answers; of a request: to 10.2.0.10:443)
 *   0.500 > ECHO               a ping from the client's address to the server's, and its answer
 *   0.540 < REPLY
 *   0.550 < ARP                the server's next hop asks for an address
 *   0.600 > UDP 100            a datagram between the two hosts; < UDP 100 an answer
 *   0.700 < UNREACHABLE 13     a router's ICMP error (type 3, this code) about the client's last segment
 *   0.700 < REDIRECT 10.20.30.253     the client's router names a better gateway for that segment
 *   repeat 10 0.5              the connection above ten times in all, from ports one higher each, half a second apart
 *   repeat 10 0.5 hosts        the same, each from the next address; repeat 10 0.5 step 2: from every second port
 *   clock fw/outside +3.0      the clock of that point is ahead
 *   bundle fw/p3 fw/p4         members of one link: their packets bear the same MAC addresses
 *   translates fw/outside client 198.51.100.7    behind the firewall the client's (or server's) address is another, its port 7 higher
 *   rewrites fw/outside        a firewall before this point gives all sequence numbers another start
 *   drops fw/outside 5000      the capture there says that it lost so many packets
 *   unfiltered                 the captures are dumpcap's, which names its filter, and they name none; else they are classic ones
 *   witness                    a healthy connection of the same networks all along, and for 2 s before and 5 s after
 *   witness pings              the same, of pings alone
 *   no second point            this is not also judged with a further point behind the first: that could not see the same
 *   no timestamps              neither side sends the option
 *   options --ping-ok
 *   expect …                   see cases.test.ts
 *   expect cut …               instead of all of these, where the capture is cut to 68 bytes
 */
export interface Segment {
  readonly time: number;
  readonly fromClient: boolean;
  /** A combination of SYN, FIN, RST, PSH, ACK, ECE, CWR; or ARP, ECHO, REPLY, UDP, UNREACHABLE, REDIRECT alone. */
  readonly flags: readonly string[];
  readonly payload: number;
  readonly sequence: number;
  readonly acknowledgment: number;
  /** Edges of the blocks received beyond a gap. */
  readonly blocks: readonly (readonly [left: number, right: number])[];
  /** Null where time stamps are not used. */
  readonly stamp: number | null;
  readonly echo: number;
  readonly identification: number;
  readonly client: string;
  readonly server: string;
  /** Capture points that saw it, in the order in which it passed them. */
  readonly points: readonly string[];
  readonly copy: boolean;
  /** Whether its IP packet comes in fragments. */
  readonly inFragments: boolean;
  readonly ttl: number | null;
  /** MAC address of the next hop on the server's side; null for the usual one. */
  readonly mac: string | null;
  /** Of an ICMP error its code, of a redirect the better gateway; and the segment that it quotes. */
  readonly detail: string;
  readonly quoted: Segment | null;
  /** Of the healthy connection beside. */
  readonly isWitness: boolean;
}

export interface Ladder {
  readonly title: string;
  /** Client of the connection drawn last: the one that is judged. */
  subject: string;
  segments: Segment[];
  readonly options: string[];
  readonly expectations: string[];
  /** What is expected instead where the capture is cut to 68 bytes; empty if the same is. */
  readonly cutExpectations: string[];
  /** By capture point. */
  readonly clocks: Map<string, number>;
  /** The first member of the bundle that a point is a member of. */
  readonly bundles: Map<string, string>;
  readonly translations: Map<string, {client?: string; server?: string}>;
  readonly rewrites: Set<string>;
  readonly drops: Map<string, number>;
  admitsSecondPoint: boolean;
  /** Whether the captures say that no filter was used. */
  isUnfiltered: boolean;
}

interface End {
  next: number;
  received: number;
  /** Received beyond a gap. */
  blocks: [left: number, right: number][];
  newestStamp: number;
  identification: number;
}

interface Parties {
  readonly client: string;
  readonly server: string;
  readonly point: string;
  readonly ends: {client: End; server: End};
  readonly sent: Map<string, Segment>;
  /** Whether any segment was sent, and the client's last. */
  begun: boolean;
  lastRequest: Segment | null;
  readonly isWitness: boolean;
}

/** Number of the witness among the connections: it sets its initial sequence numbers apart. */
const witnessIndex = 77;

/** What is no segment of the connection. */
const asides = ["ARP", "ECHO", "REPLY", "UDP", "UNREACHABLE", "REDIRECT"];

const clientIsn = 0x1000_0000;
const serverIsn = 0x7fff_ff00;
/** Time stamps count milliseconds from here: near the wrap on one side, as it happens. */
const clientStamp = 0xffff_f000;
const serverStamp = 5_000_000;

export function parseLadder(text: string): Ladder {
  const lines = text.split("\n").map(line => line.trimEnd());
  const title = (lines.find(line => line.startsWith("#")) ?? "# untitled").slice(1).trim();
  const ladder: Ladder = {
    title,
    subject: "",
    segments: [],
    options: [],
    expectations: [],
    cutExpectations: [],
    clocks: new Map(),
    bundles: new Map(),
    translations: new Map(),
    rewrites: new Set(),
    drops: new Map(),
    admitsSecondPoint: true,
    isUnfiltered: false,
  };
  let parties: Parties | null = null;
  /** Lines of the connection being read. */
  let drawn: string[] = [];
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
      drawn = [line];
    } else if (words[0] === "repeat") {
      for (let i = 1; i < Number(words[1]); i++) {
        const again = drawn[0]!.trim().split(/\s+/);
        again[1] = neighbour(again[1]!, i * (words[3] === "step" ? Number(words[4]) : 1), words[3] === "hosts");
        parties = newParties(again, count++);
        ladder.subject = parties.client;
        for (const one of drawn.slice(1)) {
          const [time, ...rest] = one.trim().split(/\s+/);
          ladder.segments.push(segment([String(Number(time) + i * Number(words[2])), ...rest], parties, one));
        }
      }
    } else if (words[0] === "bundle") {
      for (const member of words.slice(1)) ladder.bundles.set(member, words[1]!);
    } else if (words[0] === "clock") ladder.clocks.set(words[1]!, Number(words[2]));
    else if (words[0] === "translates")
      ladder.translations.set(words[1]!, {...ladder.translations.get(words[1]!), [words[2]!]: words[3]!});
    else if (words[0] === "rewrites") ladder.rewrites.add(words[1]!);
    else if (words[0] === "drops") ladder.drops.set(words[1]!, Number(words[2]));
    else if (words[0] === "options") ladder.options.push(...words.slice(1));
    else if (words[0] === "expect" && words[1] === "cut") ladder.cutExpectations.push(words.slice(2).join(" "));
    else if (words[0] === "expect") ladder.expectations.push(words.slice(1).join(" "));
    else if (words[0] === "unfiltered") ladder.isUnfiltered = true;
    else if (words[0] === "witness") {
      hasWitness = true;
      pingsOnly = words[1] === "pings";
    } else if (words[0] === "no" && words[1] === "timestamps") stamped = false;
    else if (words[0] === "no" && words[1] === "second") ladder.admitsSecondPoint = false;
    else if (/^\d/.test(words[0]!) && parties !== null) {
      drawn.push(line);
      ladder.segments.push(segment(words, parties, line));
    } else throw new Error(`not a line of a ladder: ${line}`);
  }
  if (hasWitness) ladder.segments.push(...witness(parties!, ladder.segments, pingsOnly));
  if (!stamped) ladder.segments = ladder.segments.map(one => ({...one, stamp: null}));
  ladder.segments.sort((a, b) => a.time - b.time);
  return ladder;
}

/** The endpoint so many ports, or hosts, on. */
function neighbour(endpoint: string, step: number, hosts: boolean): string {
  const [, address, last, port] = /^(.*[.:])(\w+)\]?:(\d+)$/.exec(endpoint)!;
  const bracket = endpoint.includes("[") ? "]" : "";
  return hosts
    ? `${address}${Number(last) + step}${bracket}:${Number(port) + step}`
    : `${address}${last}${bracket}:${Number(port) + step}`;
}

function newParties(words: readonly string[], index: number): Parties {
  const value = (name: string) => words[words.indexOf(name) + 1]!;
  const end = (isn: number): End => ({
    next: isn >>> 0,
    received: 0,
    blocks: [],
    newestStamp: 0,
    identification: 1000,
  });
  return {
    client: value("client"),
    server: value("server"),
    point: words.includes("point") ? value("point") : "point",
    ends: {
      client: end(words.includes("isn") ? Number(value("isn")) : clientIsn + index * 0x0123_4567),
      server: end(serverIsn + index * 0x0765_4321),
    },
    sent: new Map(),
    begun: false,
    lastRequest: null,
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
  const other = rest.findIndex(word => word === "from" || word === "to");
  const ttl = rest.includes("ttl") ? Number(rest[rest.indexOf("ttl") + 1]) : null;
  const time = Number(timeText);
  const points = has("unseen") ? [] : at === undefined ? [parties.point] : at.slice(1).split(",");
  const {client, server} = parties.ends;
  const [own, peer] = fromClient ? [client, server] : [server, client];
  const aside = asides.includes(flags[0]!);
  if (!parties.begun && !aside && !flags.includes("SYN")) joinMidStream(client, server);
  if (!aside) parties.begun = true;
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
    blocks: flags.includes("ACK") && !flags.includes("SYN") ? own.blocks.slice(0, 3) : [],
    stamp,
    echo: flags.includes("ACK") ? own.newestStamp : 0,
    // As Linux does: a SYN-ACK has none.
    identification: flags.includes("SYN") && flags.includes("ACK") ? 0 : own.identification & 0xffff,
    client: parties.client,
    server: other < 0 ? parties.server : rest[other + 1]!,
    points,
    copy: has("copy"),
    inFragments: has("fragments"),
    ttl,
    mac: rest.includes("mac") ? rest[rest.indexOf("mac") + 1]! : null,
    detail: rest[0] ?? "",
    quoted: parties.lastRequest,
    isWitness: parties.isWitness,
  };
  if (aside) return made;
  parties.sent.set(key, made);
  if (fromClient) parties.lastRequest = made;
  const length = payload + (flags.includes("SYN") || flags.includes("FIN") ? 1 : 0);
  const end = (made.sequence + length) >>> 0;
  if (!isAgain && !flags.includes("RST")) own.next = end;
  if (!has("lost")) {
    if (flags.includes("SYN")) peer.received = end;
    else if (!flags.includes("RST")) receive(peer, made.sequence, end);
    if (!flags.includes("RST")) peer.newestStamp = stamp;
  }
  return made;
}

/** Takes a segment in: next to what was received, or as a block beyond a gap (RFC 2018). */
function receive(peer: End, from: number, end: number): void {
  if (((from - peer.received) | 0) > 0) {
    if (end !== from) peer.blocks.unshift([from, end]);
    return;
  }
  if (((end - peer.received) | 0) > 0) peer.received = end;
  for (let joined = true; joined; ) {
    const next = peer.blocks.findIndex(([left]) => ((left - peer.received) | 0) <= 0);
    joined = next >= 0;
    if (!joined) break;
    const [[, right]] = peer.blocks.splice(next, 1) as [[number, number]];
    if (((right - peer.received) | 0) > 0) peer.received = right;
  }
}

/** The connection began before the ladder: both sides have received what the other sent. */
function joinMidStream(client: End, server: End): void {
  client.received = server.next;
  server.received = client.next;
  client.newestStamp = serverStamp - 1000;
  server.newestStamp = clientStamp - 1000;
}

/** A healthy connection of the same networks from 2 s before to 5 s after: 8 ms between its packets, both ways. */
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
