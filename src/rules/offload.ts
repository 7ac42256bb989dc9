import type {Cursor} from "../flow/cursor.ts";
import {isAlive} from "../flow/hidden.ts";
import type {SideView} from "../flow/side-view.ts";
import type {FlowView} from "../flow/view.ts";
import type {Missing, Outcome} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {conversationText, frameEvidence} from "../judge/evidence.ts";
import {millisecond, second, type Time} from "../time/time.ts";
import {counted} from "../words.ts";
import type {Detector, Draft, Inspection} from "./detector.ts";
import {Span} from "./span.ts";

/** Fewer conversations may have lost their tails. */
const leastConversations = 3;
/** Offload begins so soon after a conversation's own handshake. */
const soon = 2 * second;
/** So many unseen packets, answered by the side that is still seen. */
const leastRounds = 3;
/** Moments that lie so far apart are no common one. */
const leastSpread = 500 * millisecond;

/**
 * G16: one direction of each conversation is seen no more soon after its own, fully seen handshake, each at a moment of its own: the
 * firewall's hardware takes over, and the capture sees what the software forwards. No asymmetry.
 */
export const offload: Detector = {
  name: "offload",
  question: "Does hardware hide established conversations from the capture?",
  start: context => new OffloadInspection(context),
};

interface Group {
  readonly point: number;
  readonly missing: Missing;
  readonly conversations: number[];
  readonly span: Span;
  readonly stops: Time[];
  since: Time;
  longest: Time;
  readonly frame: number;
}

class OffloadInspection implements Inspection {
  readonly #context: Context;
  readonly #groups = new Map<string, Group>();

  constructor(context: Context) {
    this.#context = context;
  }

  asksFor(outcome: Outcome): boolean {
    return outcome === "complete";
  }

  see(cursor: Cursor): void {
    for (let i = 0; i < cursor.flowCount; i++) {
      const flow = cursor.flows[i]!;
      const {client, server} = flow;
      if (!client.opened || !server.opened || !isAlive(client) || !isAlive(server)) continue;
      if (client.rounds >= leastRounds) this.#add(cursor, flow, "replies", server);
      else if (server.rounds >= leastRounds) this.#add(cursor, flow, "requests", client);
    }
  }

  #add(cursor: Cursor, flow: FlowView, missing: Missing, gone: SideView): void {
    const lasted = gone.last - flow.server.first;
    if (lasted > soon) return;
    const key = `${flow.point} ${missing}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = {
        point: flow.point,
        missing,
        conversations: [],
        span: new Span(),
        stops: [],
        since: Number.POSITIVE_INFINITY,
        longest: 0,
        frame: gone.firstFrame,
      };
      this.#groups.set(key, group);
    }
    group.conversations.push(cursor.id);
    group.span.add(cursor);
    group.stops.push(gone.last);
    group.since = Math.min(group.since, gone.last);
    group.longest = Math.max(group.longest, lasted);
  }

  finish(): Draft[] {
    const {conversations, judgements, points} = this.#context;
    const drafts: Draft[] = [];
    for (const group of this.#groups.values()) {
      const spread = greatest(group.stops) - least(group.stops);
      if (group.conversations.length < leastConversations || spread < leastSpread) continue;
      // One moment for all is a change of the path (P14).
      if (group.conversations.every(id => judgements.certainty(id) !== null)) continue;
      const cursor = conversations.cursor().move(group.conversations[0]!);
      const what = group.missing === "replies" ? "Replies" : "Requests";
      drafts.push({
        detector: "offload",
        certainty: "note",
        missing: group.missing,
        points: [group.point],
        conversations: group.conversations,
        since: group.since,
        sentence:
          `${what} of ${counted(group.conversations.length, "conversation")} are seen no more at ${points[group.point]!.name} within ` +
          `${(group.longest / second).toFixed(1)} s of their own handshakes, and go on all the same, as with hardware offload`,
        evidence: [
          frameEvidence(
            this.#context,
            group.frame,
            "G16",
            `${conversationText(cursor)}: the first packet of this direction; few follow`,
          ),
        ],
        alternatives: [
          {
            says: `the ${group.missing} take another way from then on`,
            excludedBecause:
              "each conversation stops by itself, soon after its handshake, which both directions passed",
          },
        ],
        displayFilter: group.span.displayFilter(false),
        exhibit: group.conversations[0]!,
      });
    }
    return drafts;
  }
}

const greatest = (times: readonly Time[]): Time =>
  times.reduce((one, two) => Math.max(one, two), Number.NEGATIVE_INFINITY);
const least = (times: readonly Time[]): Time =>
  times.reduce((one, two) => Math.min(one, two), Number.POSITIVE_INFINITY);
