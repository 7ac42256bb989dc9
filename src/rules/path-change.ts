import type {Cursor} from "../flow/cursor.ts";
import {isAlive} from "../flow/hidden.ts";
import type {FlowView} from "../flow/view.ts";
import {type Way, wayWords} from "../flow/way.ts";
import type {Evidence} from "../judge/analysis.ts";
import {isNoLoss} from "../judge/certainty.ts";
import type {Context} from "../judge/context.ts";
import {connectionText, frameEvidence} from "../judge/evidence.ts";
import {clock, millisecond, second, type Time} from "../time/time.ts";
import {counted} from "../words.ts";
import {type Group, groupOf} from "./groups.ts";
import {rule} from "./rule.ts";
import {inUnreadFrames} from "./unread-frames.ts";

/** So many answers to unseen packets, since the last seen one, show that a side goes on elsewhere. */
const leastRounds = 3;
/** Offload begins so soon after a connection's own handshake (G16). */
const soon = 2 * second;
/** Shorter gaps may be a burst of losses. */
const lasting = 3 * second;
/** Connections compared with each other when looking for the common moment. */
const mostCompared = 500;
/** Connections of which a finding quotes a frame. */
const quoted = 3;

interface Stop {
  readonly connection: number;
  /** The side was last seen then, and provably went on unseen by `until`: it left in between. */
  readonly at: Time;
  readonly until: Time;
  readonly rounds: number;
  /** Of these, rounds with a witness of the missing direction between them. */
  readonly countedRounds: number;
  /** How long the other side goes on after it, and how old the connection was then. */
  readonly lasts: Time;
  readonly age: Time;
}

interface Mark {
  readonly pair: number;
  /** The missing direction, as pools have it. */
  readonly direction: number;
  readonly point: number;
  readonly missing: Way;
  readonly stops: Stop[];
  isProven: boolean;
}

/** Packets that were not seen, and answered. */
interface Facts {
  readonly unseen: number;
}

/** P14: one side of several connections is seen until one moment and never after, while the other side goes on answering it. */
export const pathChange = rule<Facts, Mark>({
  name: "path-change",
  question: "Did a direction leave this point at one moment, in mid-connection?",
  reads: ["last", "first", "rounds", "countedRounds", "events", "ladder"],
  leads: 8,
  isRouting: true,
  arrives: true,
  byPair: true,
  most: 2000,
  start: context => ({
    /** A flow must have seen both sides; where there is one only, these outcomes say that it has not. */
    asksFor: (outcome, isSeveral) =>
      isSeveral || (outcome !== "one-way" && outcome !== "unanswered" && outcome !== "rejected"),
    see(cursor, groups) {
      for (let i = 0; i < cursor.flowCount; i++) {
        const flow = cursor.flows[i]!;
        const {pair, point, client, server} = flow;
        if (!isAlive(client) || !isAlive(server)) continue;
        const missing = server.rounds >= leastRounds ? "requests" : client.rounds >= leastRounds ? "replies" : null;
        if (missing === null) continue;
        const direction = flow.direction(missing);
        const open = (): Mark => ({pair, direction, point, missing, stops: [], isProven: false});
        const {mark} = groups.add(cursor, 2 * pair + direction, `${point} ${missing}`, open);
        mark.stops.push(stopOf(cursor.id, flow, missing));
      }
    },
    settle: groups => [...groups].flatMap(group => together(context, group) ?? []),
    judge({mark: {pair, point, missing, stops, isProven}, connections, count}) {
      const cursor = context.conversations.cursor();
      const unseen = stops.reduce((sum, stop) => sum + stop.rounds, 0);
      const stopTogether = `${counted(unseen, "unseen packet")} were answered in ${count} connections that stop together`;
      return {
        certainty: isProven ? "proven" : "suspected",
        missing,
        points: [point],
        facts: {unseen},
        since: stops.reduce((latest, {at}) => Math.max(latest, at), Number.NEGATIVE_INFINITY),
        evidence: connections.slice(0, quoted).flatMap(id => evidenceOf(context, cursor.move(id), pair, missing)),
        alternatives: [
          {says: "the capture lost the rest", excludedBecause: isProven ? stopTogether : null},
          ...inUnreadFrames(context, point, missing, unseen),
          {
            says: "hardware offload hides established sessions from the capture",
            excludedBecause: isProven
              ? "offload begins with each session's own handshake, not at one moment for all"
              : null,
          },
        ],
      };
    },
  }),
  words: ({connections}, {missing, points: [point]}) =>
    `${wayWords[missing!].first} leave ${point} in mid-connection: the ` +
    `${wayWords[missing!].from} of ${counted(connections, "connection")} ` +
    "are no longer seen from one moment on, and are still answered",
  headline: (_facts, {missing, points: [point], since, epoch}) =>
    `${wayWords[missing!].first} leave ${point} in mid-connection at ${clock(since, epoch, 0)}`,
});

function stopOf(connection: number, flow: FlowView, missing: Way): Stop {
  const [gone, staying] = [flow.gone(missing), flow.seen(missing)];
  const visible = missing === "replies" ? 0 : 1;
  const first = flow.ladder.find(rung => rung.side === visible && rung.round && rung.time > gone.last);
  return {
    connection,
    at: gone.last,
    until: first?.time ?? staying.last,
    rounds: staying.rounds,
    countedRounds: staying.countedRounds,
    lasts: staying.last - gone.last,
    age: gone.last - Math.min(gone.first, staying.first),
  };
}

/** Returns the connections of a group that left together; else those that may have left, or of which the capture ended; null if none did. */
function together({conversations, pools}: Context, {mark, isRest}: Group<Mark>): Group<Mark> | null {
  const {pair, direction} = mark;
  const common = commonStop(mark.stops);
  // Rounds that count have a witness of the missing direction between any two.
  const packets = common.reduce((sum, stop) => sum + stop.countedRounds, 0);
  const unseen = common.reduce((sum, stop) => sum + stop.rounds, 0);
  const missed = pools.missed({pair, direction, packets, unseen, picks: common.length});
  const isOneMoment =
    !isRest && common.length >= 2 && common.some(stop => stop.age >= soon) && isNoLoss({...missed, mayBeHidden: false});
  const isProven = isOneMoment && !missed.mayBeHidden;
  const stops = isOneMoment ? common : mark.stops.filter(stop => stop.lasts >= lasting && stop.age >= soon);
  if (stops.length === 0) return null;
  const ids = stops.map(stop => stop.connection);
  return groupOf(ids, conversations.cursor(), {...mark, stops, isProven}, isRest);
}

/** Returns the largest set of connections whose stops have a moment in common. */
function commonStop(stops: readonly Stop[]): Stop[] {
  let best: Stop[] = [];
  for (const {at} of stops.slice(0, mostCompared)) {
    const common = stops.filter(stop => stop.at <= at && at <= stop.until);
    if (common.length > best.length) best = common;
  }
  return best;
}

function evidenceOf(context: Context, cursor: Cursor, pair: number, missing: Way): Evidence[] {
  const flow = cursor.flows.slice(0, cursor.flowCount).find(one => one.pair === pair);
  if (flow === undefined) return [];
  const gone = flow.gone(missing);
  const visible = missing === "replies" ? 0 : 1;
  const round = flow.ladder.findLast(rung => rung.side === visible && rung.round);
  if (round === undefined || round.time <= gone.last) return [];
  const after = Math.round((round.time - gone.last) / millisecond);
  const says = `acknowledges bytes that were not seen, ${after} ms after the last that were`;
  return [frameEvidence(context, round.frame, "P14", `${connectionText(cursor)}: ${says}`)];
}
