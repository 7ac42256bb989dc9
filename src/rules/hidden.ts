import type {Cursor} from "../flow/cursor.ts";
import {Fact} from "../flow/forgotten.ts";
import {hiddenAt, isAlive} from "../flow/hidden.ts";
import {Known} from "../flow/record.ts";
import type {FlowView} from "../flow/view.ts";
import type {Evidence, FindingCertainty, Missing, Outcome} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {frameEvidence, proofOf} from "../judge/evidence.ts";
import type {Time} from "../time/time.ts";
import {counted, grouped} from "../words.ts";
import type {Detector, Draft, Inspection} from "./detector.ts";
import {hiddenAlternatives} from "./hidden-alternatives.ts";
import {Span} from "./span.ts";

/** Findings of one detector are told apart up to so many; the rest share the last. */
const maximumFindings = 2000;
const certainties: readonly FindingCertainty[] = ["suspected", "proven", "note"];
/** Frames that a finding quotes of its clearest conversation. */
const quotedFrames = 6;

/** P1 to P4: the client acknowledges packets of the server that this point never saw. */
export const hiddenReplies = hidden(
  "hidden-replies",
  "replies",
  "Do clients get answers that this point does not see?",
);

/** P5: the server acknowledges packets of the client that this point never saw. */
export const hiddenRequests = hidden(
  "hidden-requests",
  "requests",
  "Do servers get requests that this point does not see?",
);

/** One-way conversations of a pair of networks at a point. */
interface Group {
  readonly pair: number;
  readonly direction: number;
  readonly point: number;
  readonly certainty: FindingCertainty;
  /** Whether another interface of the device has the missing direction. */
  readonly elsewhere: boolean;
  readonly conversations: number[];
  readonly span: Span;
  since: Time;
  bytes: number;
  /** Whether another stage has other addresses: a filter by packet may miss the answers (G5). */
  translated: boolean;
  /** The capture's own filter keeps the missing direction out (G0). */
  filtered: boolean;
  /** Whether a SYN-ACK was missing already: before any session could be offloaded. */
  fromTheStart: boolean;
  /** The clearest conversation: how clear, and which. */
  clearness: number;
  exhibit: number;
}

function hidden(name: string, missing: Missing, question: string): Detector {
  return {name, question, start: context => new HiddenInspection(name, missing, context)};
}

class HiddenInspection implements Inspection {
  readonly #name: string;
  readonly #missing: Missing;
  readonly #context: Context;
  readonly #groups = new Map<number, Group>();

  constructor(name: string, missing: Missing, context: Context) {
    this.#name = name;
    this.#missing = missing;
    this.#context = context;
  }

  /** What one flow alone shows is of this outcome by definition. */
  asksFor(outcome: Outcome, isSeveral: boolean): boolean {
    return isSeveral || outcome === "one-way";
  }

  see(cursor: Cursor): void {
    // Interfaces of one device that carry one direction each explain what is missing at either.
    if (this.#context.judgements.explained(cursor.id)) return;
    for (let i = 0; i < cursor.flowCount; i++) {
      const flow = cursor.flows[i]!;
      // Later stages hold only what belongs to a session, or was dropped: what they lack says nothing.
      const {stage} = this.#context.points[flow.point]!;
      if (stage !== null && stage !== "receive") continue;
      if (hiddenAt(flow) !== this.#missing) continue;
      const elsewhere = this.#isSeenElsewhere(cursor, flow);
      // What another stage has, the firewall itself sent: SYN cookies, a proxy, a captive portal answer from inside (P9).
      if (stage !== null && elsewhere) continue;
      // Under another address it does pass here: a translation that this point sees before only.
      if (this.#isTranslated(cursor, flow)) continue;
      this.#add(cursor, flow, elsewhere);
    }
  }

  /** Whether another stage, or interface, of the same device has packets of the missing direction. */
  #isSeenElsewhere(cursor: Cursor, flow: FlowView): boolean {
    const {devices} = this.#context;
    for (let i = 0; i < cursor.flowCount; i++) {
      const other = cursor.flows[i]!;
      if (other === flow || devices.of(other.point) !== devices.of(flow.point)) continue;
      if (isAlive(this.#missing === "replies" ? other.server : other.client)) return true;
    }
    return false;
  }

  /** Whether the same point has packets of the missing direction under another address. */
  #isTranslated(cursor: Cursor, flow: FlowView): boolean {
    for (let i = 0; i < cursor.flowCount; i++) {
      const other = cursor.flows[i]!;
      if (other === flow || other.point !== flow.point || cursor.hasSameTuple(other, flow)) continue;
      if (isAlive(this.#missing === "replies" ? other.server : other.client)) return true;
    }
    return false;
  }

  /** P9: the transmit stage has what the client sends, so the firewall did its part. */
  #sentOn(cursor: Cursor, flow: FlowView): Evidence | null {
    const {points} = this.#context;
    if (points[flow.point]!.stage !== "receive" || this.#missing !== "replies") return null;
    for (let i = 0; i < cursor.flowCount; i++) {
      const {point, client} = cursor.flows[i]!;
      if (points[point]!.stage === "transmit" && isAlive(client))
        return frameEvidence(
          this.#context,
          client.firstFrame,
          "P9",
          `the firewall sends the SYN on: ${points[point]!.name} has it`,
        );
    }
    return null;
  }

  /** G5: a receive stage is filtered packet by packet, so a filter of this tuple misses answers to the translated one. */
  #mayBeFiltered(cursor: Cursor, flow: FlowView): boolean {
    const {points, table} = this.#context;
    if (points[flow.point]!.stage !== "receive" || table.bothDirections) return false;
    for (let i = 0; i < cursor.flowCount; i++) if (!cursor.hasSameTuple(cursor.flows[i]!, flow)) return true;
    return false;
  }

  #add(cursor: Cursor, flow: FlowView, elsewhere: boolean): void {
    const {id} = cursor;
    const {pools, judgements} = this.#context;
    const direction = this.#missing === "replies" ? flow.clientSide ^ 1 : flow.clientSide;
    const side = this.#missing === "replies" ? flow.client : flow.server;
    const mayBeFiltered = this.#mayBeFiltered(cursor, flow);
    // What the capture's own filter keeps out is missing in the capture, whatever else it holds (G0).
    const isFiltered = this.#context.side.filters.excluding(cursor, flow, this.#missing) !== null;
    const isProven = side.countedRounds > 0 && pools.proven(flow.pair, direction) && !mayBeFiltered && !isFiltered;
    // What another interface of the device has does not bypass the device: a tunnel may carry it here, or an interface not captured.
    const certainty: FindingCertainty =
      elsewhere || (!isProven && pools.explainedByLoss(flow.pair, direction))
        ? "note"
        : isProven
          ? "proven"
          : "suspected";
    if (certainty !== "note") judgements.accuse(id, certainty, this.#missing);
    const kind = elsewhere ? 3 : certainties.indexOf(certainty);
    let key = (flow.pair * 2 + direction) * 4 + kind;
    let group = this.#groups.get(key);
    // What comes after the last that are told apart shares a finding for each point and certainty.
    if (group === undefined && this.#groups.size >= maximumFindings) {
      key = -1 - (flow.point * 4 + kind);
      group = this.#groups.get(key);
    }
    if (group === undefined) {
      const {pair, point} = flow;
      group = {
        pair,
        direction,
        point,
        certainty,
        elsewhere,
        conversations: [],
        span: new Span(),
        since: Infinity,
        bytes: 0,
        translated: false,
        filtered: false,
        fromTheStart: false,
        clearness: -1,
        exhibit: id,
      };
      this.#groups.set(key, group);
    }
    group.conversations.push(id);
    group.span.add(cursor);
    group.since = Math.min(group.since, side.proofFrame >= 0 ? side.proofTime : side.first);
    group.bytes += side.acknowledged;
    if (mayBeFiltered) group.translated = true;
    if (isFiltered) group.filtered = true;
    if (flow.client.known & Known.acceptedUnseen) group.fromTheStart = true;
    const clear = flow.pair === group.pair ? clearness(flow, side.countedRounds, side.packets) : -1;
    if (clear > group.clearness) {
      group.clearness = clear;
      group.exhibit = id;
    }
  }

  finish(): Draft[] {
    return [...this.#groups.values()].map(group => this.#draft(group));
  }

  #draft(group: Group): Draft {
    const {conversations, points} = this.#context;
    const cursor = conversations.cursor().move(group.exhibit);
    const flow = cursor.flows.slice(0, cursor.flowCount).find(one => one.pair === group.pair)!;
    const point = points[group.point]!.name;
    const who = this.#missing === "replies" ? "clients" : "servers";
    const what = this.#missing === "replies" ? "Replies" : "Requests";
    const bytes = group.bytes > 1 ? `; ${who} acknowledged ${grouped(group.bytes)} bytes never seen there` : "";
    const evidence: Evidence[] = proofOf(this.#context, cursor, flow, this.#missing, quotedFrames);
    const sent = this.#sentOn(cursor, flow);
    if (sent !== null) evidence.push(sent);
    const path = this.#missing === "replies" ? "from" : "to";
    return {
      detector: this.#name,
      certainty: group.certainty,
      missing: this.#missing,
      points: [group.point],
      conversations: group.conversations,
      since: group.since,
      sentence:
        `${what} ${path} ${group.span.servers} ${passage(group)} ${point}: ` +
        `${counted(group.conversations.length, "conversation")} with ${group.span.clients}${bytes}${this.#forgotten(group)}`,
      evidence,
      alternatives: hiddenAlternatives(this.#context, this.#missing, group),
      displayFilter: group.span.displayFilter(group.conversations.length === 1),
      exhibit: group.exhibit,
    };
  }

  /** What is said of one-way flows that were forgotten. */
  #forgotten({pair, direction, certainty}: Group): string {
    // Those that count to the proof are told with it.
    if (certainty === "suspected" && this.#context.pools.proven(pair, direction)) return "";
    const count = this.#context.table.forgotten.value(pair, Fact.hidden + direction);
    return count === 0 ? "" : `, and ${grouped(count)} more that were forgotten (--max-flows)`;
  }
}

/** What is said of the missing direction and the point. */
function passage({certainty, elsewhere}: Group): string {
  if (elsewhere) return "pass another interface of the device, and not";
  if (certainty === "proven") return "bypass";
  return certainty === "suspected" ? "seem to bypass" : "are not all seen, as the capture lost packets, at";
}

/** How well a conversation shows what is missing: its handshake first, then how often, then brevity. */
function clearness(flow: FlowView, rounds: number, packets: number): number {
  const known = flow.client.known | flow.server.known;
  return (
    (known & Known.acceptedUnseen || flow.server.opened ? 1e6 : 0) +
    (known & Known.advancedUnseen ? 1e5 : 0) +
    Math.min(rounds, 3) * 1e4 +
    1e3 / (1 + packets)
  );
}
