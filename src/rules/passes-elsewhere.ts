import type {Cursor} from "../flow/cursor.ts";
import {isAlive} from "../flow/hidden.ts";
import type {FlowView} from "../flow/view.ts";
import {type Way, wayWords} from "../flow/way.ts";
import type {Context} from "../judge/context.ts";
import {connectionText, frameEvidence} from "../judge/evidence.ts";
import {counted} from "../words.ts";
import type {Group} from "./groups.ts";
import {rule} from "./rule.ts";

/** One packet may be lost. */
const leastPackets = 2;
/** Unanswered connections that are looked at, whether their servers are such. */
const mostAlike = 10_000;

interface Mark {
  readonly way: Way;
  /** The point that lacks the direction, and one of another device that has both. */
  readonly here: number;
  readonly there: number;
  packets: number;
  alike: number;
  readonly frameHere: number;
  readonly frameThere: number;
}

/** `seenAt`: the point that has the direction. `packets`: of it, there. `alike`: connections to the same servers, of other clients, unanswered here. */
interface Facts {
  readonly seenAt: string;
  readonly packets: number;
  readonly alike: number;
}

/**
 * P16: a handshake does not go on, and its answer passes one of two points only, though its SYN passed both (or the SYN one only, and the
 * answer both). The point that lacks it shows no acknowledgment, as the client's never got so far: a firewall drops it in between.
 */
export const passesElsewhere = rule<Facts, Mark>({
  name: "passes-elsewhere",
  question: "Which direction of a stalled handshake passes another point, and not this one?",
  reads: ["events", "first", "packets", "copies", "firstFrame"],
  leads: 7.2,
  isRouting: true,
  byPair: true,
  most: 2000,
  start: context => {
    const {judgements, conversations} = context;
    /** Servers whose replies pass elsewhere, by point and networks. */
    const shown = new Map<string, Group<Mark>>();
    const unanswered: number[] = [];
    const serverKey = (cursor: Cursor, {point, pair, clientSide}: FlowView) =>
      `${point} ${pair} ${clientSide} ${cursor.foldedAddress(false)}`;
    return {
      asksFor: (outcome, isSeveral) => (outcome === "stalled" ? isSeveral : outcome === "unanswered"),
      see(cursor, groups) {
        if (judgements.explained(cursor.id)) return;
        if (judgements.outcome(cursor.id) === "unanswered") {
          if (unanswered.length < mostAlike && !context.scans.has(cursor)) unanswered.push(cursor.id);
          return;
        }
        for (let i = 0; i < cursor.flowCount; i++) {
          const here = cursor.flows[i]!;
          const way = lackingAt(context, cursor, here);
          const there = way === null ? null : otherPoint(context, cursor, here, way);
          if (way === null || there === null) continue;
          const {packets, copies, firstFrame} = there.gone(way);
          const key = `${here.pair} ${here.clientSide} ${way} ${there.point}`;
          const group = groups.add(cursor, key, `${here.point} ${way} ${there.point}`, () => ({
            ...{way, here: here.point, there: there.point, packets: 0, alike: 0},
            ...{frameHere: here.seen(way).firstFrame, frameThere: firstFrame},
          }));
          group.mark.packets += packets - copies;
          if (way === "replies" && !group.isRest) shown.set(serverKey(cursor, here), group);
          return;
        }
      },
      settle(groups) {
        const cursor = conversations.cursor();
        for (const id of shown.size === 0 ? [] : unanswered) {
          const group = shown.get(serverKey(cursor.move(id), cursor.flows[0]!));
          if (group === undefined) continue;
          group.add(cursor);
          group.mark.alike++;
        }
        return groups;
      },
      judge(group) {
        const {connections, mark} = group;
        const {way, here, there, packets, alike, frameHere, frameThere} = mark;
        // What a point proves by itself needs no other.
        if (connections.every(id => judgements.certainty(id) !== null)) return null;
        const example = Math.min(...connections.filter(id => judgements.outcome(id) === "stalled"));
        const cursor = conversations.cursor().move(example);
        const [present, absent] = way === "replies" ? ["request", "reply"] : ["reply", "request"];
        return {
          ...{certainty: packets >= leastPackets ? "suspected" : "note", missing: way, example},
          points: [here],
          facts: {seenAt: context.points[there]!.name, packets, alike},
          evidence: [
            frameEvidence(context, frameHere, "P16", `${connectionText(cursor)}: a ${present} here`),
            frameEvidence(context, frameThere, "P16", `${connectionText(cursor)}: a ${absent} here`),
          ],
          alternatives: [
            {says: `the capture at ${context.points[here]!.name} lacks that direction`, excludedBecause: null},
            ...(way === "replies"
              ? [{says: "a proxy or an IPS between the points answers in place of the server", excludedBecause: null}]
              : []),
          ],
        };
      },
    };
  },
  words({seenAt, packets, alike, connections, clients, servers}, {missing, points: [here]}) {
    const many = `${counted(connections - alike, "connection")} of ${clients} with ${servers}`;
    const others = missing === "replies" ? "their requests" : "the replies to them";
    const more = alike > 0 ? `; ${counted(alike, "more connection")} to these servers get no answer at ${here}` : "";
    return (
      `${wayWords[missing!].first} of ${many} pass ${seenAt} (${counted(packets, "packet")}) and not ${here}, ` +
      `where ${others} pass${more}`
    );
  },
  headline: ({seenAt}, {missing, points: [here]}) =>
    missing === "replies"
      ? `Replies reach ${seenAt} without passing ${here}`
      : `Requests pass ${seenAt} and bypass ${here}`,
});

/** Returns the direction of which a point saw nothing while it saw the other; null where another interface of its device has it. */
function lackingAt({points, devices}: Context, cursor: Cursor, here: FlowView): Way | null {
  const {stage} = points[here.point]!;
  if (stage !== null && stage !== "receive") return null;
  const [hasRequests, hasReplies] = [isAlive(here.client), isAlive(here.server)];
  if (hasRequests === hasReplies) return null;
  const way = hasRequests ? "replies" : "requests";
  const device = devices.of(here.point);
  const own = cursor.flows.slice(0, cursor.flowCount).filter(flow => devices.of(flow.point) === device);
  return own.some(flow => isAlive(flow.gone(way))) ? null : way;
}

/**
 * Returns the flow of another device that has both directions, of the same addresses, while `here` was captured; null if there is none. What
 * is sent on only when the client is answered already, a proxy sends on its own account.
 */
function otherPoint({devices, table}: Context, cursor: Cursor, here: FlowView, way: Way): FlowView | null {
  const {periods} = table;
  for (let i = 0; i < cursor.flowCount; i++) {
    const flow = cursor.flows[i]!;
    if (devices.of(flow.point) === devices.of(here.point) || !cursor.hasSameTuple(flow, here)) continue;
    if (!isAlive(flow.client) || !isAlive(flow.server)) continue;
    const {first} = flow.gone(way);
    if (first < periods.began(here.point) || first > periods.ended(here.point)) continue;
    if (way === "replies" && here.client.first > first) continue;
    return flow;
  }
  return null;
}
