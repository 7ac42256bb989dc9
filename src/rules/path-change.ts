import type {Cursor} from "../flow/cursor.ts";
import {isAlive} from "../flow/hidden.ts";
import type {FlowView} from "../flow/view.ts";
import type {Certainty, Evidence, Missing, Outcome} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {conversationText, frameEvidence} from "../judge/evidence.ts";
import {logChoose} from "../judge/pools.ts";
import {millisecond, second, type Time} from "../time/time.ts";
import {counted as many} from "../words.ts";
import type {Detector, Draft, Inspection} from "./detector.ts";
import {Span} from "./span.ts";

/** The chance of a false accusation that `proven` allows, as in pools.ts. */
const allowed = Math.log(1e-6);
/** So many answers to unseen packets, since the last seen one, show that a side goes on elsewhere. */
const leastRounds = 3;
/** Offload begins so soon after a conversation's own handshake (G16). */
const soon = 2 * second;
/** Shorter gaps may be a burst of losses. */
const lasting = 3 * second;
/** Conversations compared with each other when looking for the common moment. */
const maximumCompared = 500;

/** P14: one side of several conversations is seen until one moment and never after, while the other side goes on answering it. */
export const pathChange: Detector = {
  name: "path-change",
  question: "Did a direction leave this point at one moment, in mid-conversation?",
  start: context => new PathChangeInspection(context),
};

interface Stop {
  readonly conversation: number;
  /** The side was last seen then, and provably went on unseen by `until`: it left in between. */
  readonly at: Time;
  readonly until: Time;
  readonly rounds: number;
  /** Of these, rounds with a witness of the missing direction between them. */
  readonly counted: number;
  /** How long the other side goes on after it, and how old the conversation was then. */
  readonly lasts: Time;
  readonly age: Time;
}

interface Group {
  readonly pair: number;
  readonly direction: number;
  readonly point: number;
  readonly missing: Missing;
  readonly stops: Stop[];
}

class PathChangeInspection implements Inspection {
  readonly #context: Context;
  readonly #groups = new Map<number, Group>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** A flow must have seen both sides; where there is one only, these outcomes say that it has not. */
  asksFor(outcome: Outcome, isSeveral: boolean): boolean {
    return isSeveral || (outcome !== "one-way" && outcome !== "unanswered" && outcome !== "rejected");
  }

  see(cursor: Cursor): void {
    for (let i = 0; i < cursor.flowCount; i++) {
      const flow = cursor.flows[i]!;
      const {client, server} = flow;
      if (!isAlive(client) || !isAlive(server)) continue;
      if (server.rounds >= leastRounds) this.#add(cursor, flow, "requests");
      else if (client.rounds >= leastRounds) this.#add(cursor, flow, "replies");
    }
  }

  #add(cursor: Cursor, flow: FlowView, missing: Missing): void {
    const direction = missing === "replies" ? flow.clientSide ^ 1 : flow.clientSide;
    const [gone, staying] = missing === "replies" ? [flow.server, flow.client] : [flow.client, flow.server];
    const key = flow.pair * 2 + direction;
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = {pair: flow.pair, direction, point: flow.point, missing, stops: []};
      this.#groups.set(key, group);
    }
    const visible = missing === "replies" ? 0 : 1;
    const first = flow.ladder.find(rung => rung.side === visible && rung.round && rung.time > gone.last);
    const until = first?.time ?? staying.last;
    group.stops.push({
      conversation: cursor.id,
      at: gone.last,
      until,
      rounds: staying.rounds,
      counted: staying.countedRounds,
      lasts: staying.last - gone.last,
      age: gone.last - Math.min(gone.first, staying.first),
    });
  }

  finish(): Draft[] {
    return [...this.#groups.values()].flatMap(group => this.#draft(group) ?? []);
  }

  #draft(group: Group): Draft | null {
    const common = commonStop(group.stops);
    const isProven = common.length >= 2 && common.some(stop => stop.age >= soon) && this.#isNoLoss(common, group);
    // One alone, or all that the point sees of this direction: it may have left, or the capture of it ended.
    const together = isProven ? common : group.stops.filter(stop => stop.lasts >= lasting && stop.age >= soon);
    if (together.length === 0) return null;
    const {conversations, judgements, points} = this.#context;
    const rounds = together.reduce((sum, stop) => sum + stop.rounds, 0);
    const certainty: Certainty = isProven ? "proven" : "suspected";
    const since = together.reduce((latest, stop) => Math.max(latest, stop.at), Number.NEGATIVE_INFINITY);
    const ids = together.map(stop => stop.conversation).sort((a, b) => a - b);
    for (const id of ids) judgements.accuse(id, certainty, group.missing);
    const cursor = conversations.cursor();
    const span = new Span();
    for (const id of ids) span.add(cursor.move(id));
    const who = group.missing === "requests" ? "clients" : "servers";
    const name = points[group.point]!.name;
    return {
      detector: "path-change",
      certainty,
      missing: group.missing,
      points: [group.point],
      conversations: ids,
      since,
      sentence:
        `${group.missing === "requests" ? "Requests" : "Replies"} leave ${name} in mid-conversation: the ${who} of ` +
        `${many(ids.length, "conversation")} are seen no more from one moment on, and are answered all the same`,
      evidence: ids.slice(0, 3).flatMap(id => this.#evidence(cursor.move(id), group)),
      alternatives: [
        {
          says: "the capture lost the rest",
          excludedBecause: !isProven
            ? null
            : `${many(rounds, "unseen packet")} were answered in ${ids.length} conversations that stop together`,
        },
        {
          says: "hardware offload hides established sessions from the capture",
          excludedBecause: !isProven
            ? null
            : "offload begins with each session's own handshake, not at one moment for all",
        },
      ],
      displayFilter: span.displayFilter(false),
      exhibit: ids[0]!,
    };
  }

  /** Whether rounds, with a witness of the missing direction between any two, are too many for losses of the capture. */
  #isNoLoss(stops: readonly Stop[], {pair, direction}: Group): boolean {
    const {pools} = this.#context;
    const counted = stops.reduce((sum, stop) => sum + stop.counted, 0);
    const chance =
      logChoose(pools.conversations(pair, direction), stops.length) + counted * Math.log(pools.loss(pair, direction));
    return counted >= leastRounds && chance < allowed;
  }

  #evidence(cursor: Cursor, group: Group): Evidence[] {
    const flow = cursor.flows.slice(0, cursor.flowCount).find(one => one.pair === group.pair)!;
    const visible = group.missing === "replies" ? 0 : 1;
    const round = flow.ladder.findLast(rung => rung.side === visible && rung.round);
    if (round === undefined || round.time <= (group.missing === "replies" ? flow.server : flow.client).last) return [];
    const gone = group.missing === "replies" ? flow.server : flow.client;
    const after = Math.round((round.time - gone.last) / millisecond);
    const says = `acknowledges bytes that were not seen, ${after} ms after the last that were`;
    return [frameEvidence(this.#context, round.frame, "P14", `${conversationText(cursor)}: ${says}`)];
  }
}

/** Returns the largest set of conversations whose stops have a moment in common. */
function commonStop(stops: readonly Stop[]): Stop[] {
  let best: Stop[] = [];
  for (const {at} of stops.slice(0, maximumCompared)) {
    const together = stops.filter(stop => stop.at <= at && at <= stop.until);
    if (together.length > best.length) best = together;
  }
  return best;
}
