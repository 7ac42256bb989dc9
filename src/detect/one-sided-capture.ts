import type {Cursor} from "../flow/cursor.ts";
import {hiddenAt} from "../flow/hidden.ts";
import type {Time} from "../time.ts";
import type {Context, Detector, Draft, Inspection} from "./detector.ts";
import {counted, proofOf} from "./evidence.ts";
import {Span} from "./span.ts";

/** Guard G0: every conversation of a point is one-way and makes progress, so it is the capture that sees one direction only. */
export const oneSidedCapture: Detector = {
  name: "one-sided-capture",
  question: "Does a capture point see one direction of everything?",
  start: context => new OneSidedInspection(context),
};

class OneSidedInspection implements Inspection {
  readonly #context: Context;
  readonly #points = new Map<number, {conversations: number[]; span: Span; since: Time}>();

  constructor(context: Context) {
    this.#context = context;
  }

  see(cursor: Cursor): void {
    const {judgements, oneSided} = this.#context;
    // Where another point saw the missing direction, it is no matter of the capture (P8).
    if (judgements.outcome(cursor.id) !== "one-way") return;
    for (let i = 0; i < cursor.flowCount; i++) {
      const flow = cursor.flows[i]!;
      const missing = hiddenAt(flow);
      if (missing === null) continue;
      const side = missing === "replies" ? flow.client : flow.server;
      if (!oneSided.concerns(flow.point, side)) continue;
      const point = this.#points.get(flow.point) ?? {
        conversations: [],
        span: new Span(),
        since: Number.POSITIVE_INFINITY,
      };
      this.#points.set(flow.point, point);
      point.conversations.push(cursor.id);
      point.span.add(cursor);
      point.since = Math.min(point.since, cursor.first);
    }
  }

  finish(): Draft[] {
    const {conversations, points} = this.#context;
    return [...this.#points].map(([id, {conversations: ids, span, since}]) => {
      const cursor = conversations.cursor().move(ids[0]!);
      const flow = cursor.flows.slice(0, cursor.flowCount).find(one => one.point === id)!;
      const missing = hiddenAt(flow)!;
      return {
        detector: "one-sided-capture",
        certainty: "suspected",
        missing,
        points: [id],
        conversations: ids,
        since,
        sentence:
          `${points[id]!.name} sees one direction of every conversation, and ${counted(ids.length, "conversation")} ` +
          `${ids.length === 1 ? "goes" : "go"} on all the same: check the capture filter or SPAN before the routing`,
        evidence: proofOf(this.#context, cursor, flow, missing, 3),
        alternatives: [
          {says: "all traffic of the other direction takes another route", excludedBecause: null},
          {
            says: "the capture sees one direction only (filter, SPAN of received frames, one leg of a TAP)",
            excludedBecause: null,
          },
        ],
        displayFilter: span.displayFilter(ids.length === 1),
        exhibit: ids[0]!,
      };
    });
  }
}
