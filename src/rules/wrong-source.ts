import {endpointText} from "../flow/address.ts";
import type {Cursor} from "../flow/cursor.ts";
import {goesOn, isAlive} from "../flow/hidden.ts";
import type {Certainty, Outcome} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {frameEvidence} from "../judge/evidence.ts";
import type {Time} from "../time/time.ts";
import {counted} from "../words.ts";
import type {Detector, Draft, Inspection} from "./rule.ts";
import {Span} from "./span.ts";

/** Fewer may be two SYNs of one number, of which the capture lost one. */
const leastConversations = 3;
const maximumFindings = 2000;

/** P13: a SYN is answered from another address or port than it was sent to. */
export const wrongSource: Detector = {
  name: "wrong-source",
  question: "Do answers come from another address than was asked?",
  start: context => new WrongSourceInspection(context),
};

interface Group {
  readonly point: number;
  readonly asked: string;
  readonly answered: string;
  readonly conversations: number[];
  readonly span: Span;
  since: Time;
  resets: number;
  readonly askFrame: number;
  readonly answerFrame: number;
}

class WrongSourceInspection implements Inspection {
  readonly #context: Context;
  readonly #groups = new Map<string, Group>();

  constructor(context: Context) {
    this.#context = context;
  }

  asksFor(_outcome: Outcome, isSeveral: boolean): boolean {
    return isSeveral;
  }

  see(cursor: Cursor): void {
    const flows = cursor.flows.slice(0, cursor.flowCount);
    const asked = flows.find(flow => isAlive(flow.client) && !isAlive(flow.server));
    const answered = flows.find(
      flow => flow !== asked && flow.point === asked?.point && isAlive(flow.server) && !isAlive(flow.client),
    );
    if (asked === undefined || answered === undefined) return;
    // A client that goes on with the one it asked was answered by it: a translation beyond this point, or at another stage, is undone.
    // One that is not yet answered there resets the other address, from which the answer came.
    if (asked.client.events & goesOn || (asked.client.reset > 0 && answered.client.packets === 0)) return;
    const from = endpointText(cursor.endpointOf(answered, false));
    const to = endpointText(cursor.endpointOf(asked, false));
    const key = `${asked.point} ${to} ${from}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= maximumFindings) return;
      group = {
        point: asked.point,
        asked: to,
        answered: from,
        conversations: [],
        span: new Span(),
        since: Number.POSITIVE_INFINITY,
        resets: 0,
        askFrame: asked.client.firstFrame,
        answerFrame: answered.server.firstFrame,
      };
      this.#groups.set(key, group);
    }
    group.conversations.push(cursor.id);
    group.span.add(cursor);
    group.since = Math.min(group.since, answered.server.first);
    group.resets += answered.client.reset;
    this.#context.judgements.explain(cursor.id);
  }

  finish(): Draft[] {
    return [...this.#groups.values()].map(group => this.#draft(group));
  }

  #draft(group: Group): Draft {
    const {judgements, points} = this.#context;
    const certainty: Certainty = group.conversations.length >= leastConversations ? "proven" : "suspected";
    for (const id of group.conversations) judgements.accuse(id, certainty, null);
    const resets = group.resets > 0 ? `; the clients answer with ${counted(group.resets, "reset")}` : "";
    return {
      detector: "wrong-source",
      certainty,
      missing: null,
      points: [group.point],
      conversations: group.conversations,
      since: group.since,
      sentence:
        `${group.asked} is asked, ${group.answered} answers at ${points[group.point]!.name}: ` +
        `${counted(group.conversations.length, "conversation")}${resets}`,
      evidence: [
        frameEvidence(this.#context, group.askFrame, "P13", `SYN to ${group.asked}`),
        frameEvidence(this.#context, group.answerFrame, "P13", `SYN-ACK to the same number, from ${group.answered}`),
      ],
      alternatives: [
        {
          says: "the two are both sides of a translation that this point sees",
          excludedBecause:
            "no SYN with that number went to the one that answers, and the one that was asked did not answer",
        },
      ],
      displayFilter: group.span
        .displayFilter(group.conversations.length === 1)
        .replace(/ && tcp\.port==\d+ && /, " && "),
      exhibit: group.conversations[0]!,
    };
  }
}
