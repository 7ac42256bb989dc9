import type {Cursor} from "../flow/cursor.ts";
import {Pair} from "../flow/pairs.ts";
import {Registry} from "../flow/registry.ts";
import type {FlowView} from "../flow/view.ts";
import type {FindingCertainty, Outcome} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {frameEvidence} from "../judge/evidence.ts";
import type {Time} from "../time/time.ts";
import {counted, grouped} from "../words.ts";
import type {Detector, Draft, Inspection} from "./detector.ts";
import {Span} from "./span.ts";

const maximumFindings = 2000;
/** S1: so many SYNs of a client network to a server network, retransmissions too. */
const leastSyns = 2;
/** A flood: so many conversations with one server, of one SYN each; real clients send theirs again (RFC 6298, section 5.7). */
const floodConversations = 1000;
const floodShare = 0.95;

/** S1: SYNs that nothing answers, neither SYN-ACK nor reset nor ICMP error. */
export const unanswered: Detector = {
  name: "unanswered",
  question: "Which SYNs get no answer?",
  start: context => new UnansweredInspection(context),
};

interface Group {
  readonly flow: {readonly point: number; readonly pair: number; readonly toClient: number};
  readonly scan: boolean;
  readonly conversations: number[];
  readonly span: Span;
  since: Time;
  syns: number;
  frame: number;
  /** Pairs of networks that were put together. */
  networks: number;
}

class UnansweredInspection implements Inspection {
  readonly #context: Context;
  readonly #groups = new Map<number, Group>();
  /** Unanswered conversations of each server address: all, and those of one SYN. */
  readonly #servers = new Registry(5, 2, 100_000);
  /** Takes what comes after the last group that is told apart. */
  #last: Group | null = null;

  constructor(context: Context) {
    this.#context = context;
  }

  asksFor(outcome: Outcome): boolean {
    return outcome === "unanswered";
  }

  see(cursor: Cursor): void {
    const {scans} = this.#context;
    const flow = cursor.flows[0]!;
    const scan = scans.has(cursor);
    const key = flow.pair * 4 + flow.clientSide * 2 + (scan ? 1 : 0);
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= maximumFindings) group = this.#last!;
      else {
        group = newGroup(flow, scan);
        this.#groups.set(key, group);
        this.#last = group;
      }
    }
    group.conversations.push(cursor.id);
    group.span.add(cursor);
    group.since = Math.min(group.since, cursor.first);
    group.syns += flow.client.opens;
    this.#countFlood(cursor, flow.client.opens);
  }

  /** Counts a conversation to its server: all, and those of one SYN. */
  #countFlood(cursor: Cursor, opens: number): void {
    const row = this.#server(cursor) * 2;
    this.#servers.values[row]!++;
    if (opens <= 1) this.#servers.values[row + 1]!++;
  }

  #isFlooded(cursor: Cursor): boolean {
    const row = this.#server(cursor) * 2;
    const {servers} = this.#context.table.forgotten;
    cursor.writeAddress(false, servers.key, 0);
    servers.key[4] = cursor.width;
    // What was forgotten had one SYN each, or was idle for long.
    const id = servers.find();
    const forgotten = id === 0 ? 0 : servers.values[id]!;
    const all = this.#servers.values[row]! + forgotten;
    return all >= floodConversations && this.#servers.values[row + 1]! + forgotten >= floodShare * all;
  }

  #server(cursor: Cursor): number {
    cursor.writeAddress(false, this.#servers.key, 0);
    this.#servers.key[4] = cursor.width;
    return this.#servers.intern();
  }

  finish(): Draft[] {
    const cursor = this.#context.conversations.cursor();
    /** By server: what floods it comes from everywhere, and is one finding. */
    const floods = new Map<number, Group>();
    const drafts: Draft[] = [];
    for (const group of this.#groups.values()) {
      cursor.move(group.conversations[0]!);
      if (!this.#isFlooded(cursor)) {
        drafts.push(this.#draft(group, 1));
        continue;
      }
      const server = this.#server(cursor);
      const flood = floods.get(server);
      if (flood === undefined) floods.set(server, group);
      else join(flood, group);
    }
    for (const flood of floods.values()) flood.conversations.sort((a, b) => a - b);
    return [...drafts, ...[...floods.values()].map(flood => this.#draft(flood, flood.networks))];
  }

  #draft(group: Group, networks: number): Draft {
    const {conversations, judgements, points, table} = this.#context;
    const {pair, toClient} = group.flow;
    const answers = table.pairs.value(pair, Pair.tcp + toClient);
    const isFlood = this.#isFlooded(conversations.cursor().move(group.conversations[0]!));
    const from = networks > 1 ? `${grouped(networks)} networks` : group.span.clients;
    const certainty: FindingCertainty =
      !group.scan && !isFlood && answers === 0 && pair !== 0 && group.syns >= leastSyns ? "suspected" : "note";
    if (certainty === "suspected") for (const id of group.conversations) judgements.accuse(id, "suspected", "replies");
    const {span} = group;
    const point = points[group.flow.point]!.name;
    const many = counted(group.conversations.length, "conversation");
    const subject = `${many} from ${span.clients} to ${span.servers}`;
    const sentence =
      group.scan || isFlood
        ? `${group.scan ? "A scan" : "A flood of SYNs"}: ${many} from ${from} ${isFlood ? `to ${span.servers} ` : ""}got no answer`
        : certainty === "suspected"
          ? `No replies to ${subject} were seen at ${point}; nothing proves that they exist`
          : answers > 0
            ? `${subject} got no answer, though that network answers others of these clients at ${point}`
            : `${subject} got no answer`;
    return {
      detector: "unanswered",
      certainty,
      missing: "replies",
      points: [group.flow.point],
      conversations: group.conversations,
      since: group.since,
      sentence,
      evidence: [
        frameEvidence(
          this.#context,
          group.frame,
          "S1",
          `SYN without SYN-ACK, reset or ICMP error; ${counted(group.syns, "SYN")} in all`,
        ),
      ],
      alternatives: [
        {says: "the server is down, or a filter drops the SYNs", excludedBecause: null},
        {
          says: "the replies take another route",
          excludedBecause:
            answers > 0 ? `${counted(answers, "TCP packet")} from that network to these clients passed here` : null,
        },
        {
          says: "the capture sees one direction only",
          excludedBecause:
            table.pairs.value(pair, Pair.packets + toClient) > 0
              ? "packets of that direction were captured here"
              : null,
        },
      ],
      displayFilter: span.displayFilter(group.conversations.length === 1),
      exhibit: group.conversations[0]!,
    };
  }
}

function newGroup(flow: FlowView, scan: boolean): Group {
  return {
    flow: {point: flow.point, pair: flow.pair, toClient: flow.clientSide ^ 1},
    scan,
    conversations: [],
    span: new Span(),
    since: Number.POSITIVE_INFINITY,
    syns: 0,
    frame: flow.client.firstFrame,
    networks: 1,
  };
}

/** Adds a group to another of the same server. */
function join(flood: Group, group: Group): void {
  for (const id of group.conversations) flood.conversations.push(id);
  flood.span.widen(group.span);
  flood.since = Math.min(flood.since, group.since);
  flood.syns += group.syns;
  flood.networks++;
}
