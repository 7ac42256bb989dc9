import type {Cursor} from "../flow/cursor.ts";
import type {SideView} from "../flow/side-view.ts";
import type {Time} from "../time.ts";
import type {Context, Detector, Draft, Inspection} from "./detector.ts";
import {conversationText, counted, frameEvidence} from "./evidence.ts";
import {Span} from "./span.ts";

/** Fewer changes of the path may be one change, and its stragglers. */
const leastChanges = 4;
/** A step of one may be a copy before and behind a router. */
const leastStep = 2;
const maximumFindings = 200;

/** S4: packets of one direction of a conversation come to one point by several paths. Harmless by itself. */
export const severalPaths: Detector = {
  name: "several-paths",
  question: "Do packets of one direction come by several paths to one point?",
  start: context => new SeveralPathsInspection(context),
};

interface Group {
  readonly point: number;
  readonly requests: boolean;
  readonly conversations: number[];
  /** Conversations whose next hop alternates, and those whose hop counts differ. */
  alternating: number;
  readonly hops: Set<number>;
  readonly span: Span;
  since: Time;
  readonly frame: number;
}

class SeveralPathsInspection implements Inspection {
  readonly #context: Context;
  readonly #groups = new Map<number, Group>();

  constructor(context: Context) {
    this.#context = context;
  }

  see(cursor: Cursor): void {
    for (let i = 0; i < cursor.flowCount; i++) {
      const {point, client, server} = cursor.flows[i]!;
      this.#look(cursor, point, client, true);
      this.#look(cursor, point, server, false);
    }
  }

  #look(cursor: Cursor, point: number, side: SideView, requests: boolean): void {
    // Copies pass by other paths as a matter of course, and resets may come from a firewall in between.
    if (side.copies > 0 || side.reset > 0) return;
    const alternates = side.pathChanges >= leastChanges;
    const hops = side.hops;
    const differs = hops.length > 1 && hops.at(-1)! - hops[0]! >= leastStep;
    if (!alternates && !differs) return;
    const key = point * 2 + (requests ? 1 : 0);
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= maximumFindings) return;
      const frame = side.firstFrame;
      group = {
        point,
        requests,
        conversations: [],
        alternating: 0,
        hops: new Set(),
        span: new Span(),
        since: Infinity,
        frame,
      };
      this.#groups.set(key, group);
    }
    if (group.conversations.at(-1) !== cursor.id) group.conversations.push(cursor.id);
    if (alternates) group.alternating++;
    for (const count of hops) group.hops.add(count);
    group.span.add(cursor);
    group.since = Math.min(group.since, cursor.first);
  }

  finish(): Draft[] {
    const {conversations, points} = this.#context;
    return [...this.#groups.values()].map(group => {
      const cursor = conversations.cursor().move(group.conversations[0]!);
      const what = group.requests ? "Requests" : "Replies";
      const many = counted(group.conversations.length, "conversation");
      const hops = [...group.hops].sort((a, b) => a - b);
      const how =
        group.alternating > 0
          ? "by turns from several next hops"
          : `over ways of different length (hop counts ${hops.join(" and ")})`;
      return {
        detector: "several-paths",
        certainty: "note",
        missing: null,
        points: [group.point],
        conversations: group.conversations,
        since: group.since,
        sentence: `${what} of ${many} come to ${points[group.point]!.name} ${how}`,
        evidence: [
          frameEvidence(
            this.#context,
            group.frame,
            "S4",
            `${conversationText(cursor)}: the first packet of this direction`,
          ),
        ],
        alternatives: [{says: "the design spreads packets over several ways on purpose", excludedBecause: null}],
        displayFilter: group.span.displayFilter(group.conversations.length === 1),
        exhibit: group.conversations[0]!,
      };
    });
  }
}
