import {frameEvidence} from "../../src/judge/evidence.ts";
import {rule} from "../../src/rules/rule.ts";
import {counted} from "../../src/words.ts";

/** What the rule keeps of a group while it looks. */
interface Mark {
  readonly point: number;
  readonly frame: number;
  synAcks: number;
}

/** What its findings tell: plain data, which goes into JSON as it is. */
interface Facts {
  readonly synAcks: number;
}

/** The server repeats its SYN-ACKs here, and the client neither goes on nor asks again. */
export const synAckUnheard = rule<Facts, Mark>({
  name: "syn-ack-unheard",
  question: "Which SYN-ACKs pass here and are never heard of again?",
  reads: ["opens", "firstFrame"],
  leads: 12.7,
  isRouting: true,
  byPair: true,
  most: 200,
  start: context => ({
    asksFor: outcome => outcome === "stalled",
    see(cursor, groups) {
      for (let i = 0; i < cursor.flowCount; i++) {
        const {pair, point, client, server} = cursor.flows[i]!;
        if (client.opens > 1 || server.opens < 2) continue;
        const open = () => ({point, frame: server.firstFrame, synAcks: 0});
        groups.add(cursor, pair, point, open).mark.synAcks += server.opens;
      }
    },
    judge({mark: {point, frame, synAcks}, count}) {
      if (count < 3) return null;
      return {
        certainty: "suspected",
        missing: "replies",
        points: [point],
        facts: {synAcks},
        evidence: [frameEvidence(context, frame, "X1", `${counted(synAcks, "SYN-ACK")} without an answer in all`)],
        alternatives: [{says: "the clients went away", excludedBecause: null}],
      };
    },
  }),
  words: ({synAcks, clients, servers}, {points: [point]}) =>
    `${counted(synAcks, "SYN-ACK")} of ${servers} pass ${point}, and ${clients} never answers`,
  headline: (_facts, {points: [point]}) => `SYN-ACKs pass ${point} and get lost behind it`,
});
