import type {SideView} from "../flow/side-view.ts";
import {type Way, ways} from "../flow/way.ts";
import {connectionText, frameEvidence} from "../judge/evidence.ts";
import {counted} from "../words.ts";
import {rule} from "./rule.ts";

const leastConnections = 3;
/** Fewer gaps, or fewer for so many packets (of which some carry nothing, and are missed by none), are losses here and there. */
const leastGaps = 3;
const mostPackets = 3;
/** Of k ways that packets take by turns a point sees 1/k, or all but 1/k; k is seldom more than four. */
const share = {least: 0.2, most: 0.8};

/** Bytes that were acknowledged, and of these bytes seen; and gaps between. */
interface Mark {
  readonly point: number;
  readonly way: Way;
  sent: number;
  seen: number;
  gaps: number;
  readonly frame: number;
}

/** How much of a direction's acknowledged bytes passes the point. */
interface Facts {
  readonly way: Way;
  readonly percent: number;
  readonly gaps: number;
}

/**
 * The shape of the gaps at a single point: all along the connection a gap follows on every other packet or so of one direction, and
 * the other direction lacks nothing. Balancing packet by packet looks like this where only one of the ways is captured; so does a capture
 * that loses packets of one direction. Hence a note.
 */
export const thinnedDirection = rule<Facts, Mark>({
  name: "thinned-direction",
  question: "Is only every other packet of one direction seen, all along the connection?",
  reads: ["holes", "initial", "lastAck", "packets", "copies", "bytes", "firstFrame", "acknowledged", "opened"],
  leads: null,
  after: ["path-flapping"],
  most: 200,
  start: context => ({
    see(cursor, groups) {
      // What the packets of other points say is surer: path-flapping.ts asks them.
      if (context.judgements.certainty(cursor.id) !== null) return;
      for (let i = 0; i < cursor.flowCount; i++) {
        const flow = cursor.flows[i]!;
        const {point} = flow;
        for (const way of ways) {
          const side = flow.gone(way);
          const thinned = thinnedBytes(side, flow.seen(way));
          if (thinned === null) continue;
          const open = () => ({point, way, sent: 0, seen: 0, gaps: 0, frame: side.firstFrame});
          const {mark} = groups.add(cursor, `${point} ${way}`, `${point} ${way}`, open);
          mark.sent += thinned.sent;
          mark.seen += thinned.seen;
          mark.gaps += side.holes;
        }
      }
    },
    judge({mark: {point, way, sent, seen, gaps, frame}, count, first}) {
      if (count < leastConnections) return null;
      const text = connectionText(context.conversations.cursor().move(first));
      return {
        certainty: "note",
        points: [point],
        facts: {way, percent: Math.round((100 * seen) / sent), gaps},
        evidence: [frameEvidence(context, frame, "P8", `${text}: the first packet of this direction`)],
        alternatives: [{says: "the capture loses packets of this direction", excludedBecause: null}],
      };
    },
  }),
  words: ({way, percent, gaps, connections}, {points: [point]}) =>
    `Of the ${way} of ${counted(connections, "connection")} only ${percent}% of the acknowledged bytes pass ${point}, ` +
    `with ${counted(gaps, "gap")} all along, and the other direction has none: ` +
    "several paths used alternately, of which one is captured, or losses",
});

/** Returns how many bytes a side sent, and how many of them were seen, if every other packet or so is missing; else null. */
function thinnedBytes(side: SideView, other: SideView): {sent: number; seen: number} | null {
  if (side.holes < leastGaps || other.holes > 0 || !side.opened || other.acknowledged === 0) return null;
  const packets = side.packets - side.copies;
  if (side.holes * mostPackets < packets) return null;
  const sent = (other.lastAck - side.initial - 1) | 0;
  const seen = (side.bytes * packets) / side.packets;
  return sent <= 0 || seen < share.least * sent || seen > share.most * sent ? null : {sent, seen};
}
