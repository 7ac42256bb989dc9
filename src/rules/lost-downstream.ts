import type {Cursor} from "../flow/cursor.ts";
import {goesOn, isAlive} from "../flow/hidden.ts";
import type {FlowView} from "../flow/view.ts";
import type {Outcome} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {conversationText, frameEvidence} from "../judge/evidence.ts";
import type {Time} from "../time/time.ts";
import {counted} from "../words.ts";
import type {Detector, Draft, Inspection} from "./rule.ts";
import {Span} from "./span.ts";

/** Fewer SYN-ACKs after the ACK may have crossed it on the way. */
const leastRepeats = 2;
const maximumFindings = 2000;

/** S8 and P12: SYN-ACKs come again although the client's ACK was seen: it is lost beyond this point, or the server ignores it. */
export const lostDownstream: Detector = {
  name: "lost-downstream",
  question: "Do clients' ACKs get lost beyond this point?",
  start: context => new LostInspection(context),
};

interface Group {
  readonly point: number;
  /** A point that saw the SYN and not the ACK; null where none was captured. */
  readonly lacking: number | null;
  readonly conversations: number[];
  readonly span: Span;
  since: Time;
  repeats: number;
  readonly frame: number;
}

class LostInspection implements Inspection {
  readonly #context: Context;
  readonly #groups = new Map<string, Group>();

  constructor(context: Context) {
    this.#context = context;
  }

  asksFor(outcome: Outcome): boolean {
    return outcome === "stalled";
  }

  see(cursor: Cursor): void {
    for (let i = 0; i < cursor.flowCount; i++) {
      const flow = cursor.flows[i]!;
      if (flow.server.lateAccepts < leastRepeats || flow.server.events & goesOn) continue;
      const lacking = this.#lacking(cursor, flow);
      const key = `${flow.pair} ${lacking}`;
      let group = this.#groups.get(key);
      if (group === undefined) {
        if (this.#groups.size >= maximumFindings) return;
        const frame = flow.client.firstFrame;
        group = {point: flow.point, lacking, conversations: [], span: new Span(), since: Infinity, repeats: 0, frame};
        this.#groups.set(key, group);
      }
      group.conversations.push(cursor.id);
      group.span.add(cursor);
      group.since = Math.min(group.since, cursor.first);
      group.repeats += flow.server.lateAccepts;
      return;
    }
  }

  /** Returns a point that the SYN reached, and nothing after it of the client. */
  #lacking(cursor: Cursor, here: FlowView): number | null {
    for (let i = 0; i < cursor.flowCount; i++) {
      const flow = cursor.flows[i]!;
      const {stage} = this.#context.points[flow.point]!;
      if (flow === here || stage === "drop") continue;
      if (isAlive(flow.client) && isAlive(flow.server) && !(flow.client.events & goesOn)) return flow.point;
    }
    return null;
  }

  finish(): Draft[] {
    const {conversations, points} = this.#context;
    return [...this.#groups.values()].map(group => {
      const cursor = conversations.cursor().move(group.conversations[0]!);
      const here = points[group.point]!.name;
      const there = group.lacking === null ? null : points[group.lacking]!.name;
      const many = counted(group.conversations.length, "conversation");
      return {
        detector: "lost-downstream",
        certainty: "note",
        missing: null,
        points: group.lacking === null ? [group.point] : [group.point, group.lacking],
        conversations: group.conversations,
        since: group.since,
        sentence:
          there === null
            ? `${group.span.servers} repeats its SYN-ACKs though the clients' ACKs passed ${here}: they are lost beyond it, or the server ignores them; ${many}`
            : `The clients' ACKs pass ${here} and never reach ${there}: ${many} with ${group.span.servers}`,
        evidence: [
          frameEvidence(
            this.#context,
            group.frame,
            there === null ? "S8" : "P12",
            `${conversationText(cursor)}: SYN; ${counted(group.repeats, "SYN-ACK")} after the client's ACK in all`,
          ),
        ],
        alternatives: [
          {
            says: "the server ignores the ACK: its accept queue is full, or it defers accepting until data comes",
            excludedBecause: there === null ? null : `the ACK is missing at ${there} already`,
          },
          {
            says: "the ACK is dropped, or takes a wrong way, beyond this point",
            excludedBecause: null,
          },
        ],
        displayFilter: group.span.displayFilter(group.conversations.length === 1),
        exhibit: group.conversations[0]!,
      };
    });
  }
}
