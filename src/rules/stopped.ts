import {isAlive} from "../flow/hidden.ts";
import {stopOf} from "../flow/progress.ts";
import {connectionText, frameEvidence} from "../judge/evidence.ts";
import {clock, second, type Time} from "../time/time.ts";
import {counted, grouped} from "../words.ts";
import {rule} from "./rule.ts";

/** What stops within so long stops at one moment: the programs of several connections speak by turns. */
const momentWidth = 3 * second;
const leastAtOnce = 2;
/** After so long a silence a device may have ended the session: the shortest idle timeouts are some 30 s. */
const idleTime = 30 * second;
/** Segments so large may exceed what a tunnel on the way takes (IPv4 hosts take 576 bytes, RFC 1122, section 3.3.3). */
const large = 512;

interface Mark {
  readonly point: number;
  readonly way: "requests" | "replies";
  first: Time;
  last: Time;
  times: number;
  leastPayload: number;
  leastIdle: Time;
  /** Whether no segment so large was ever acknowledged, of any. */
  onlyLarge: boolean;
  /** Whether the silent side says something all the same, of any. */
  isHeard: boolean;
  readonly frame: number;
}

/** What the connections of a finding have in common. */
export interface StoppedFacts {
  /** Whose bytes are sent again. */
  readonly way: "requests" | "replies";
  /** How often at most the same bytes were sent again. */
  readonly times: number;
  /** Payload of the smallest segment that was sent again, in bytes. */
  readonly payload: number;
  /** Whether no segment as large was acknowledged before. */
  readonly onlyLarge: boolean;
  /** Whether two or more stopped within 3 s. */
  readonly atOnce: boolean;
  /** Whether all were silent for 30 s or more before. */
  readonly afterIdling: boolean;
  /** Whether the other side is heard of while it does not acknowledge. */
  readonly isHeard: boolean;
}

/** S9: connections that begin well, and then one side sends the same bytes again and again, and is answered no more. */
export const stopped = rule<StoppedFacts, Mark>({
  name: "stopped",
  question: "Which connections stop in their middle?",
  reads: [
    "againCount",
    "again",
    "againTime",
    "againPayload",
    "againFrame",
    "lastAck",
    "last",
    "acknowledged",
    "events",
    "known",
  ],
  leads: null,
  byPair: true,
  most: 2000,
  start: context => ({
    asksFor: outcome => outcome === "complete" || outcome === "joined",
    see(cursor, groups) {
      const stop = context.judgements.failing(cursor.id) === true ? stopOf(cursor) : null;
      if (stop === null) return;
      const {flow, side, silent} = stop;
      const {point, pair} = flow;
      const way = side === flow.client ? "requests" : "replies";
      const {againTime, againCount, againPayload, againFrame} = side;
      const begun = isAlive(silent) ? silent.last : side.first;
      const {mark} = groups.add(cursor, `${pair} ${way}`, `${point} ${way}`, () => ({
        ...{point, way, first: againTime, last: againTime, times: 0, frame: againFrame},
        ...{leastPayload: againPayload, leastIdle: Number.POSITIVE_INFINITY, onlyLarge: true, isHeard: false},
      }));
      mark.first = Math.min(mark.first, againTime);
      mark.last = Math.max(mark.last, againTime);
      mark.times = Math.max(mark.times, againCount);
      mark.leastPayload = Math.min(mark.leastPayload, againPayload);
      mark.leastIdle = Math.min(mark.leastIdle, againTime - begun);
      mark.onlyLarge &&= againPayload >= large && silent.acknowledged < againPayload;
      mark.isHeard ||= silent.last > againTime;
    },
    judge({mark, first, count}) {
      const {point, way, times, leastPayload, leastIdle, onlyLarge, isHeard, frame} = mark;
      const atOnce = count >= leastAtOnce && mark.last - mark.first <= momentWidth;
      const text = connectionText(context.conversations.cursor().move(first));
      const smaller = `segments of ${counted(leastPayload, "byte")} stop as well, or larger ones were acknowledged`;
      return {
        certainty: "note",
        points: [point],
        since: mark.first,
        facts: {way, times, payload: leastPayload, onlyLarge, atOnce, afterIdling: leastIdle >= idleTime, isHeard},
        evidence: [
          frameEvidence(context, frame, "S9", `${text}: ${counted(leastPayload, "byte")} sent again the first time`),
        ],
        alternatives: [
          {
            says: "a device between lost or ended its sessions, and drops what it does not know",
            cause: "state-lost",
            excludedBecause: null,
          },
          {says: "one direction moved to another path, and is dropped there", excludedBecause: null},
          {
            says: "the other end, or the line to it, is gone",
            excludedBecause: isHeard ? "it is heard of while it does not acknowledge" : null,
          },
          {
            says: "segments so large do not pass, and no ICMP error comes back (MTU black hole)",
            cause: "mtu-blackhole",
            excludedBecause: onlyLarge ? null : smaller,
          },
        ],
      };
    },
  }),
  words({way, times, payload, onlyLarge, atOnce, afterIdling, connections, clients, servers}, {since, epoch}) {
    const who = way === "requests" ? "the client" : "the server";
    const when = clock(since, epoch, 0);
    const common = [
      ...(onlyLarge ? [`none of its segments of ${grouped(payload)} bytes or more was ever acknowledged`] : []),
      ...(atOnce && !onlyLarge
        ? [`all of them within ${momentWidth / second} s, from ${when} on`]
        : [`from ${when} on`]),
      ...(afterIdling ? [`after ${idleTime / second} s or more of silence`] : []),
    ];
    return (
      `${counted(connections, "connection")} from ${clients} to ${servers} ${connections === 1 ? "stops" : "stop"} in ` +
      `${connections === 1 ? "its" : "their"} middle: ${who} sends the same bytes again, ${times === 1 ? "once" : `up to ${grouped(times)} times`}, ` +
      `and is answered no more; ${common.join(", ")}`
    );
  },
});
