import {isAlive} from "../flow/hidden.ts";
import {type Way, wayWords} from "../flow/way.ts";
import {connectionText, frameEvidence} from "../judge/evidence.ts";
import {millisecond, second, type Time} from "../time/time.ts";
import {counted} from "../words.ts";
import {rule} from "./rule.ts";

/** Fewer connections may have lost their tails. */
const leastConnections = 3;
/** Offload begins so soon after a connection's own handshake. */
const soon = 2 * second;
/** So many unseen packets, answered by the side that is still seen. */
const leastRounds = 3;
/** Moments that lie so far apart are no common one. */
const leastSpread = 500 * millisecond;

interface Mark {
  readonly point: number;
  readonly missing: Way;
  /** When the first and the last of them stopped, and the longest time from a SYN-ACK to the stop. */
  earliest: Time;
  latest: Time;
  longest: Time;
  readonly frame: number;
}

/** How soon after their handshakes they are seen no more. */
interface Facts {
  readonly withinSeconds: number;
}

/**
 * G16: one direction of each connection is seen no more soon after its own, fully seen handshake, each at a moment of its own: the
 * firewall's hardware takes over, and the capture sees what the software forwards. No asymmetry.
 */
export const offload = rule<Facts, Mark>({
  name: "offload",
  question: "Does hardware hide established connections from the capture?",
  reads: ["events", "rounds", "first", "last", "firstFrame", "opened"],
  leads: null,
  most: 200,
  start: context => ({
    asksFor: outcome => outcome === "complete",
    see(cursor, groups) {
      for (let i = 0; i < cursor.flowCount; i++) {
        const {point, client, server} = cursor.flows[i]!;
        if (!client.opened || !server.opened || !isAlive(client) || !isAlive(server)) continue;
        const missing = client.rounds >= leastRounds ? "replies" : server.rounds >= leastRounds ? "requests" : null;
        if (missing === null) continue;
        const {last, firstFrame} = missing === "replies" ? server : client;
        const lasted = last - server.first;
        if (lasted > soon) continue;
        const open = () => ({point, missing, earliest: last, latest: last, longest: 0, frame: firstFrame}) as const;
        const {mark} = groups.add(cursor, `${point} ${missing}`, `${point} ${missing}`, open);
        mark.earliest = Math.min(mark.earliest, last);
        mark.latest = Math.max(mark.latest, last);
        mark.longest = Math.max(mark.longest, lasted);
      }
    },
    judge({mark: {point, missing, earliest, latest, longest, frame}, connections, count, first}) {
      const {conversations, judgements} = context;
      if (count < leastConnections || latest - earliest < leastSpread) return null;
      // One moment for all is a change of the path (P14).
      if (connections.every(id => judgements.certainty(id) !== null)) return null;
      const text = connectionText(conversations.cursor().move(first));
      return {
        certainty: "note",
        missing,
        points: [point],
        facts: {withinSeconds: longest / second},
        since: earliest,
        evidence: [frameEvidence(context, frame, "G16", `${text}: the first packet of this direction; few follow`)],
        alternatives: [
          {
            says: `the ${missing} take another way from then on`,
            excludedBecause: "each connection stops by itself, soon after its handshake, which both directions passed",
          },
        ],
      };
    },
  }),
  words: ({withinSeconds, connections}, {missing, points: [point]}) =>
    `${wayWords[missing!].first} of ${counted(connections, "connection")} are seen no more at ${point} within ` +
    `${withinSeconds.toFixed(1)} s of their own handshakes, and still work, as with hardware offload`,
});
