import type {Cursor} from "../flow/cursor.ts";
import {Pair} from "../flow/pairs.ts";
import type {SideView} from "../flow/side-view.ts";
import type {FindingCertainty, Outcome} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {frameEvidence} from "../judge/evidence.ts";
import {logChoose} from "../judge/pools.ts";
import {second, type Time} from "../time/time.ts";
import {counted} from "../words.ts";
import type {Detector, Draft, Inspection} from "./detector.ts";
import {Span} from "./span.ts";

const maximumFindings = 2000;
/** G7: SYN-ACKs of more server networks than this to clients that never asked are backscatter of spoofed SYNs. */
const backscatterNets = 20;

/** P5b: so many conversations of two networks; fewer may be strays. */
const leastConversations = 3;
/** So many clients of one network are no victims of spoofed SYNs by chance; and so many are told apart. */
const leastClients = 3;
const maximumClients = 64;
/** The chance of a false accusation that `proven` allows, as in pools.ts. */
const allowed = Math.log(1e-6);

/** SYN-ACKs are sent again up to so long after the first one (Linux: tcp_synack_retries 5, after 1, 3, 7, 15 and 31 s). */
const longestRepeat = 32 * second;

/** S2, S3 and P5b: SYN-ACKs to SYNs that were not seen, and no progress after them. */
export const unasked: Detector = {
  name: "unasked",
  question: "Which servers answer SYNs that this point did not see?",
  start: context => new UnaskedInspection(context),
};

interface Group {
  readonly point: number;
  readonly pair: number;
  readonly toServer: number;
  readonly conversations: number[];
  readonly span: Span;
  readonly frame: number;
  since: Time;
  accepts: number;
  /** P5b: rounds that count, conversations that contribute them, and those whose client answers with a reset. */
  rounds: number;
  contributing: number;
  resets: number;
  /** Clients, as folded addresses. */
  readonly clients: Set<number>;
  /** Whether one of them is heard of otherwise. */
  isHeard: boolean;
}

class UnaskedInspection implements Inspection {
  readonly #context: Context;
  readonly #groups = new Map<number, Group>();
  /** The networks of servers that answer each client network unasked. */
  readonly #serversOf = new Map<string, Set<string>>();
  /** Takes what comes after the last group that is told apart. */
  #last: Group | null = null;

  constructor(context: Context) {
    this.#context = context;
  }

  asksFor(outcome: Outcome): boolean {
    return outcome === "unasked";
  }

  see(cursor: Cursor): void {
    const {judgements} = this.#context;
    if (judgements.explained(cursor.id)) return;
    const flow = cursor.flows[0]!;
    const key = flow.pair * 2 + flow.clientSide;
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= maximumFindings) group = this.#last!;
      else {
        const {point, pair, clientSide} = flow;
        const frame = flow.server.firstFrame;
        group = {
          point,
          pair,
          toServer: clientSide,
          conversations: [],
          span: new Span(),
          frame,
          since: Number.POSITIVE_INFINITY,
          accepts: 0,
          rounds: 0,
          contributing: 0,
          resets: 0,
          clients: new Set(),
          isHeard: false,
        };
        this.#groups.set(key, group);
        this.#last = group;
      }
    }
    group.conversations.push(cursor.id);
    group.span.add(cursor);
    if (group.clients.size < maximumClients) group.clients.add(cursor.foldedAddress(true));
    const servers = this.#serversOf.get(cursor.clientNet) ?? new Set();
    if (servers.size <= backscatterNets) servers.add(cursor.serverNet);
    this.#serversOf.set(cursor.clientNet, servers);
    group.since = Math.min(group.since, cursor.first);
    group.accepts += flow.server.opens;
    if (flow.client.reset > 0) group.resets++;
    else if (flow.server.countedRounds > 0 && isOriginal(flow.server, this.#context.table.periods.began(flow.point))) {
      group.rounds += flow.server.countedRounds;
      group.contributing++;
    }
  }

  /** P5b: so many servers' answers, and none of their SYNs, where the point does see requests of these networks: no chance of losses. */
  #isProven(group: Group): boolean {
    if (group.contributing < leastConversations || group.resets > 0) return false;
    const {pools, table} = this.#context;
    const {pair, toServer} = group;
    if (pools.tcpWitnesses(pair, toServer) === 0 && !table.bothDirections) return false;
    const chance =
      Math.log(this.#groups.size) +
      logChoose(pools.conversations(pair, toServer), group.contributing) +
      group.rounds * Math.log(pools.loss(pair, toServer));
    return chance < allowed && (group.clients.size >= leastClients || group.isHeard);
  }

  /**
   * Notes which groups of few clients have one that is heard of here otherwise. One alone that never is may be the victim of SYNs sent in
   * its name, whose firewall drops the answers in silence.
   */
  #listen(): void {
    const {conversations, judgements, ledger} = this.#context;
    const byPair = new Map<number, Group[]>();
    for (const group of this.#groups.values())
      if (group.contributing >= leastConversations && group.clients.size < leastClients)
        byPair.set(group.pair, [...(byPair.get(group.pair) ?? []), group]);
    if (byPair.size === 0) return;
    const cursor = conversations.cursor();
    for (let id = 0; id < conversations.count; id++) {
      const pair = ledger.pair(id);
      if ((pair >= 0 && !byPair.has(pair)) || judgements.outcome(id) === "unasked") continue;
      const {flows, flowCount} = cursor.move(id);
      const client = cursor.foldedAddress(true);
      for (let i = 0; i < flowCount; i++)
        for (const group of byPair.get(flows[i]!.pair) ?? []) group.isHeard ||= group.clients.has(client);
    }
  }

  finish(): Draft[] {
    this.#listen();
    return [...this.#groups.values()].map(group => this.#draft(group));
  }

  #draft(group: Group): Draft {
    const {conversations, judgements, points, table} = this.#context;
    const cursor = conversations.cursor().move(group.conversations[0]!);
    const backscatter = (this.#serversOf.get(cursor.clientNet)?.size ?? 0) > backscatterNets;
    const isProven = !backscatter && group.pair !== 0 && this.#isProven(group);
    const certainty: FindingCertainty = isProven
      ? "proven"
      : !backscatter && group.pair !== 0 && group.accepts >= 2
        ? "suspected"
        : "note";
    if (certainty !== "note") for (const id of group.conversations) judgements.accuse(id, certainty, "requests");
    const witnesses = table.pairs.value(group.pair, Pair.packets + group.toServer);
    const many = counted(group.conversations.length, "conversation");
    return {
      detector: isProven ? "hidden-requests" : "unasked",
      certainty,
      missing: "requests",
      points: [group.point],
      conversations: group.conversations,
      since: group.since,
      sentence: isProven
        ? `Requests to ${group.span.servers} bypass ${points[group.point]!.name}: it answers ${many} of ${group.span.clients} whose SYNs never pass there`
        : `No requests were seen at ${points[group.point]!.name} for ${many} that ${group.span.servers} answers with SYN-ACK` +
          (backscatter
            ? "; so many networks do that it is backscatter of spoofed SYNs"
            : group.resets > 0
              ? `; ${counted(group.resets, "client")} ${group.resets === 1 ? "resets" : "reset"} what ${group.resets === 1 ? "it" : "they"} did not ask for`
              : "; nothing proves that they exist"),
      evidence: [
        frameEvidence(
          this.#context,
          group.frame,
          isProven ? "P5b" : group.resets > 0 ? "S3" : "S2",
          `SYN-ACK without SYN, and no progress; ${counted(group.accepts, "SYN-ACK")} in all`,
        ),
      ],
      alternatives: [
        {
          says: "backscatter: somebody sent SYNs in the clients' name",
          excludedBecause: isProven
            ? `no client resets them, few networks answer these clients, and ${group.clients.size >= leastClients ? "they are several" : "they talk to these servers otherwise"}`
            : null,
        },
        {says: "the requests take another route", excludedBecause: null},
        {
          says: "the capture sees one direction only",
          excludedBecause:
            witnesses > 0
              ? `${counted(witnesses, "packet")} of that direction ${witnesses === 1 ? "was" : "were"} captured here`
              : null,
        },
      ],
      displayFilter: group.span.displayFilter(group.conversations.length === 1),
      exhibit: group.conversations[0]!,
    };
  }
}

/**
 * Whether the first SYN-ACK that was seen is the first that was sent, or at least so is one after the capture's start: else its SYN may
 * have come before. Gaps between repeats double (RFC 6298, section 5.5), so that the first gap bounds all that came before it.
 */
function isOriginal(server: SideView, began: Time): boolean {
  if (server.opens < 2) return server.first >= began + longestRepeat;
  const gap = (server.last - server.first) / (2 ** (server.opens - 1) - 1);
  return server.first - gap > began;
}
