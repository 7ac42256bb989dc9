import {addressText} from "../flow/address.ts";
import {Exchange} from "../flow/hosts.ts";
import type {Registry} from "../flow/registry.ts";
import type {Alternative} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {frameEvidence} from "../judge/evidence.ts";
import {counted} from "../words.ts";
import {type Beside, rule} from "./rule.ts";

/** Fewer pings one way are one that was lost, or cut off by the capture's end. */
const least = 3;
const limit = 20_000;

/** Pings of one host to another: at which points their requests pass, and their replies. */
interface Pings {
  readonly from: string;
  readonly to: string;
  /** Rows of the registry of hosts, one a point. */
  readonly rows: number[];
  readonly requestPoints: number[];
  readonly replyPoints: number[];
  requests: number;
  replies: number;
  requestFrame: number;
  replyFrame: number;
}

/** Which echo packets pass, where; how many, and of how many pairs of hosts. */
interface Facts {
  readonly requestsAt: readonly string[];
  readonly repliesAt: readonly string[];
  readonly requests: number;
  readonly replies: number;
  readonly pairs: number;
}

/**
 * Pings of which one direction passes, between hosts without a TCP connection: of those with one the causes ask. What is not answered
 * may be a dead host's; replies without requests show another way.
 */
export const oneWayPing = rule<Facts, object>({
  name: "one-way-ping",
  question: "Do pings pass one way only, where there is no TCP?",
  reads: [],
  leads: null,
  most: 0,
  start: context => (context.table.hosts.registry.count === 1 ? null : {beside: () => told(context)}),
  words({requestsAt, repliesAt, requests, replies, pairs, clients, servers}) {
    const more = pairs > 1 ? `, and so ${counted(pairs - 1, "further pair")} of hosts` : "";
    const hosts = `from ${clients} to ${servers}`;
    const [there, back] = [requestsAt.join(" and "), repliesAt.join(" and ")];
    if (replies === 0)
      return `${counted(requests, "ping")} ${hosts} got no answer at ${there}: a dead host, a filter, and replies by another way look the same${more}`;
    if (requests === 0)
      return `Echo replies to pings ${hosts} pass ${back}, the requests never: these take another way${more}`;
    return `Pings ${hosts} pass ${there}, their replies ${back}: ${counted(requests, "request")}, ${replies} replies${more}`;
  },
});

/** One note for each set of points and direction: about the hosts that ping most. */
function* told(context: Context): Iterable<Beside<Facts>> {
  const groups = new Map<string, Pings[]>();
  for (const pings of oneWay(context)) {
    const key = `${pings.requestPoints}>${pings.replyPoints}`;
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [pings]);
    else list.push(pings);
  }
  for (const all of groups.values()) {
    const [{from, to, requestPoints, replyPoints, requests, replies, requestFrame, replyFrame}] = all.toSorted(
      (a, b) => b.requests + b.replies - a.requests - a.replies,
    ) as [Pings];
    const points = [...requestPoints, ...replyPoints];
    const names = (ids: readonly number[]) => ids.map(id => context.points[id]!.name);
    const frame = (ordinal: number, says: string) =>
      ordinal < 0 ? [] : [frameEvidence(context, ordinal, "ICMP", `${says}; the first`)];
    const field = from.includes(":") ? "ipv6.addr" : "ip.addr";
    yield {
      missing: replies === 0 ? "replies" : requests === 0 ? "requests" : null,
      points,
      facts: {
        ...{requestsAt: names(requestPoints), repliesAt: names(replyPoints), requests, replies, pairs: all.length},
        ...{clients: from, servers: to},
      },
      // Of pings no times are kept.
      since: Math.min(...points.map(point => context.table.periods.began(point))),
      filter: `${field}==${from} && ${field}==${to} && (icmp || icmpv6)`,
      evidence: [
        ...frame(requestFrame, `${counted(requests, "echo request")} from ${from} to ${to}`),
        ...frame(replyFrame, `${replies} echo replies from ${to} to ${from}`),
      ],
      alternatives: alternativesOf(requests, replies),
    };
  }
}

function alternativesOf(requests: number, replies: number): Alternative[] {
  const filtered = {says: "the capture sees one direction only", excludedBecause: null};
  if (replies === 0)
    return [{says: "the host is down, or a filter drops the pings or their answers", excludedBecause: null}, filtered];
  if (requests === 0) return [{says: "somebody pings in that host's name", excludedBecause: null}, filtered];
  return [{says: "the design spreads traffic over both on purpose", excludedBecause: null}];
}

/** Pings of hosts between which no TCP connection was seen, of which no point sees both directions. */
function oneWay(context: Context): Pings[] {
  const {registry} = context.table.hosts;
  const found = new Map<string, Pings>();
  const answered = new Set<string>();
  for (let row = 1; row < registry.count; row++)
    for (const side of [0, 1]) {
      const value = (field: number) => registry.values[row * Exchange.fields + field]!;
      const [requests, replies] = [value(Exchange.requests + side), value(Exchange.replies + (side ^ 1))];
      if (requests + replies === 0) continue;
      const [from, to] = [addressAt(registry, row, side), addressAt(registry, row, side ^ 1)];
      const key = `${from}>${to}`;
      if (requests > 0 && replies > 0) answered.add(key);
      const known = found.get(key);
      if (known === undefined && found.size >= limit) continue;
      const pings: Pings = known ?? {
        ...{from, to, rows: [], requestPoints: [], replyPoints: [], requests: 0, replies: 0},
        ...{requestFrame: value(Exchange.firstRequest + side) - 1, replyFrame: -1},
      };
      found.set(key, pings);
      pings.rows.push(row);
      if (requests > 0) pings.requestPoints.push(registry.word(row, 0) >>> 8);
      if (replies > 0) pings.replyPoints.push(registry.word(row, 0) >>> 8);
      pings.requests = Math.max(pings.requests, requests);
      pings.replies = Math.max(pings.replies, replies);
      if (pings.requestFrame < 0) pings.requestFrame = value(Exchange.firstRequest + side) - 1;
      if (pings.replyFrame < 0) pings.replyFrame = value(Exchange.firstReply + (side ^ 1)) - 1;
    }
  const told = [...found].flatMap(([key, pings]) =>
    answered.has(key) || Math.max(pings.requests, pings.replies) < least ? [] : [pings],
  );
  if (told.length === 0) return told;
  const hasTcp = rowsWithTcp(context);
  return told.filter(({rows}) => !rows.some(row => hasTcp[row] === 1));
}

/** Returns of each row of hosts whether a TCP connection is between them. */
function rowsWithTcp({conversations, table}: Context): Uint8Array {
  const hasTcp = new Uint8Array(table.hosts.registry.count);
  const cursor = conversations.cursor();
  for (let id = 0; id < conversations.count; id++) {
    cursor.move(id);
    for (let i = 0; i < cursor.flowCount; i++) hasTcp[table.hosts.rowOf(cursor, cursor.flows[i]!)] = 1;
  }
  return hasTcp;
}

/** The lower address of a row (0), or the higher (1). */
function addressAt(registry: Registry, row: number, end: number): string {
  const [a, b, c, d] = [1, 2, 3, 4].map(i => registry.word(row, i + 4 * end)) as [number, number, number, number];
  return addressText(registry.word(row, 0) & 0xff, a, b, c, d);
}
