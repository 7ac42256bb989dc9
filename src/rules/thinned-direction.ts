import type {Cursor} from "../flow/cursor.ts";
import type {SideView} from "../flow/side-view.ts";
import type {Context} from "../judge/context.ts";
import {conversationText, frameEvidence} from "../judge/evidence.ts";
import {counted} from "../words.ts";
import {Cluster} from "./cluster.ts";
import type {Detector, Draft, Inspection} from "./detector.ts";

const leastConversations = 3;
/** Fewer gaps, or fewer for so many packets (of which some carry nothing, and are missed by none), are losses here and there. */
const leastGaps = 3;
const mostPackets = 3;
/** Of k ways that packets take by turns a point sees 1/k, or all but 1/k; k is seldom more than four. */
const share = {least: 0.2, most: 0.8};
const maximumFindings = 200;

/**
 * The shape of the hole at a single point: all along the conversation a gap follows on every other packet or so of one direction, and
 * the other direction lacks nothing. Balancing packet by packet looks like this where only one of the ways is captured; so does a capture
 * that loses packets of one direction. Hence a note.
 */
export const thinnedDirection: Detector = {
  name: "thinned-direction",
  question: "Is only every other packet of one direction seen, all along the conversation?",
  start: context => new ThinnedInspection(context),
};

interface Group {
  readonly point: number;
  readonly requests: boolean;
  readonly cluster: Cluster;
  /** Bytes that were acknowledged, and of these bytes seen; and gaps between. */
  sent: number;
  seen: number;
  gaps: number;
  readonly frame: number;
}

class ThinnedInspection implements Inspection {
  readonly #context: Context;
  readonly #groups = new Map<number, Group>();

  constructor(context: Context) {
    this.#context = context;
  }

  see(cursor: Cursor): void {
    // What the packets of other points say is surer: path-flapping.ts asks them.
    if (this.#context.judgements.certainty(cursor.id) !== null) return;
    for (let i = 0; i < cursor.flowCount; i++) {
      const {point, client, server} = cursor.flows[i]!;
      this.#look(cursor, point, client, server, true);
      this.#look(cursor, point, server, client, false);
    }
  }

  #look(cursor: Cursor, point: number, side: SideView, other: SideView, requests: boolean): void {
    if (side.holes < leastGaps || other.holes > 0 || !side.opened || other.acknowledged === 0) return;
    const packets = side.packets - side.copies;
    if (side.holes * mostPackets < packets) return;
    const sent = (other.lastAck - side.initial - 1) | 0;
    const seen = (side.bytes * packets) / side.packets;
    if (sent <= 0 || seen < share.least * sent || seen > share.most * sent) return;
    const key = point * 2 + (requests ? 1 : 0);
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= maximumFindings) return;
      group = {
        point,
        requests,
        cluster: new Cluster(),
        sent: 0,
        seen: 0,
        gaps: 0,
        frame: side.firstFrame,
      };
      this.#groups.set(key, group);
    }
    group.cluster.add(cursor);
    group.sent += sent;
    group.seen += seen;
    group.gaps += side.holes;
  }

  finish(): Draft[] {
    return [...this.#groups.values()]
      .filter(group => group.cluster.count >= leastConversations)
      .map(group => this.#draft(group));
  }

  #draft(group: Group): Draft {
    const {conversations, points} = this.#context;
    const {cluster} = group;
    const cursor = conversations.cursor().move(cluster.first);
    const what = group.requests ? "requests" : "replies";
    const percent = Math.round((100 * group.seen) / group.sent);
    const many = counted(cluster.count, "conversation");
    return {
      detector: "thinned-direction",
      certainty: "note",
      missing: null,
      points: [group.point],
      ...cluster.draft(),
      sentence:
        `Of the ${what} of ${many} only ${percent}% of the acknowledged bytes pass ${points[group.point]!.name}, ` +
        `with ${counted(group.gaps, "gap")} all along, and the other direction has none: ` +
        "several ways by turns, of which one is captured, or losses",
      evidence: [
        frameEvidence(
          this.#context,
          group.frame,
          "P8",
          `${conversationText(cursor)}: the first packet of this direction`,
        ),
      ],
      alternatives: [{says: "the capture loses packets of this direction", excludedBecause: null}],
    };
  }
}
