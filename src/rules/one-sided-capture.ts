import type {SideFilter} from "../capture/side/record.ts";
import type {Cursor} from "../flow/cursor.ts";
import {hiddenAt} from "../flow/hidden.ts";
import type {Outcome} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {proofOf} from "../judge/evidence.ts";
import {says} from "../listings/words.ts";
import type {Time} from "../time/time.ts";
import {counted} from "../words.ts";
import type {Detector, Draft, Inspection} from "./detector.ts";
import {Span} from "./span.ts";

/** Guard G0: every conversation of a point is one-way and makes progress, so it is the capture that sees one direction only. */
export const oneSidedCapture: Detector = {
  name: "one-sided-capture",
  question: "Does a capture point see one direction of everything?",
  start: context => new OneSidedInspection(context),
};

interface Place {
  readonly id: number;
  /** The capture's own filter, where it does not take the missing direction; else null. */
  readonly filter: SideFilter | null;
  readonly conversations: number[];
  readonly span: Span;
  since: Time;
}

class OneSidedInspection implements Inspection {
  readonly #context: Context;
  /** By point, and by the filter that is to blame. */
  readonly #points = new Map<string, Place>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** Where another point saw the missing direction, it is no matter of the capture (P8). */
  asksFor(outcome: Outcome): boolean {
    return outcome === "one-way";
  }

  see(cursor: Cursor): void {
    const {oneSided} = this.#context;
    for (let i = 0; i < cursor.flowCount; i++) {
      const flow = cursor.flows[i]!;
      const missing = hiddenAt(flow);
      if (missing === null) continue;
      const side = missing === "replies" ? flow.client : flow.server;
      const filter = this.#context.side.filters.excluding(cursor, flow, missing);
      if (filter === null && !oneSided.concerns(flow.point, side)) continue;
      const key = `${flow.point} ${filter === null ? "" : `${filter.capture} ${filter.line} ${filter.shown}`}`;
      const point = this.#points.get(key) ?? {
        id: flow.point,
        filter,
        conversations: [],
        span: new Span(),
        since: Number.POSITIVE_INFINITY,
      };
      this.#points.set(key, point);
      point.conversations.push(cursor.id);
      point.span.add(cursor);
      point.since = Math.min(point.since, cursor.first);
    }
  }

  finish(): Draft[] {
    return [...this.#points.values()].map(place => this.#draft(place));
  }

  #draft({id, filter, conversations: ids, span, since}: Place): Draft {
    const {conversations, points, side} = this.#context;
    const cursor = conversations.cursor().move(ids[0]!);
    const flow = cursor.flows.slice(0, cursor.flowCount).find(one => one.point === id)!;
    const missing = hiddenAt(flow)!;
    const whole = filter === null ? side.filters.admitting(cursor, flow) : null;
    const many = `${counted(ids.length, "conversation")} ${ids.length === 1 ? "goes" : "go"} on all the same`;
    const evidence = proofOf(this.#context, cursor, flow, missing, 3);
    if (filter !== null)
      evidence.push({
        capture: filter.capture,
        frame: null,
        line: filter.line === 0 ? null : filter.line,
        rule: "G0",
        says: `${says(side, filter)}: ${missing} match none of its rules`,
      });
    return {
      detector: "one-sided-capture",
      certainty: "suspected",
      missing,
      points: [id],
      conversations: ids,
      since,
      sentence:
        filter === null
          ? `${points[id]!.name} sees one direction of every conversation, and ${many}: ` +
            "check the capture filter or SPAN before the routing"
          : `The filter of the capture at ${points[id]!.name} takes no ${missing} of these hosts, and ${many}: ` +
            "capture again with a filter for each direction",
      evidence,
      alternatives: [
        {
          says:
            filter === null
              ? "all traffic of the other direction takes another route"
              : `the ${missing} of these hosts take another route`,
          excludedBecause: null,
        },
        ...(whole === null
          ? [
              {
                says: "the capture sees one direction only (filter, SPAN of received frames, one leg of a TAP)",
                excludedBecause: null,
              },
            ]
          : [
              {
                says: "the capture was filtered to one direction",
                excludedBecause: `its filter takes both directions: ${side.where(whole)}`,
              },
              {
                says: "the capture sees one direction only (SPAN of received frames, one leg of a TAP)",
                excludedBecause: null,
              },
            ]),
      ],
      displayFilter: span.displayFilter(ids.length === 1),
      exhibit: ids[0]!,
    };
  }
}
