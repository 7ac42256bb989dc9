import {endpointText} from "../flow/address.ts";
import {goesOn, isAlive} from "../flow/hidden.ts";
import {frameEvidence} from "../judge/evidence.ts";
import type {Time} from "../time/time.ts";
import {counted} from "../words.ts";
import {rule} from "./rule.ts";

/** Fewer may be two SYNs of one number, of which the capture lost one. */
const leastConnections = 3;

interface Mark {
  readonly point: number;
  readonly asked: string;
  readonly answered: string;
  /** When the first answer came. */
  since: Time;
  resets: number;
  readonly askFrame: number;
  readonly answerFrame: number;
}

/** The address and port that were asked, and those that answered; `resets` of clients that refuse the answer. */
interface Facts {
  readonly asked: string;
  readonly answered: string;
  readonly resets: number;
}

/** P13: a SYN is answered from another address or port than it was sent to. */
export const wrongSource = rule<Facts, Mark>({
  name: "wrong-source",
  question: "Do answers come from another address than was asked?",
  reads: ["events", "reset", "packets", "first", "firstFrame"],
  leads: 0,
  isRouting: true,
  most: 2000,
  start: context => ({
    asksFor: (_outcome, isSeveral) => isSeveral,
    see(cursor, groups) {
      const flows = cursor.flows.slice(0, cursor.flowCount);
      const asked = flows.find(flow => isAlive(flow.client) && !isAlive(flow.server));
      const answered = flows.find(
        flow => flow !== asked && flow.point === asked?.point && isAlive(flow.server) && !isAlive(flow.client),
      );
      if (asked === undefined || answered === undefined) return;
      // A client that goes on with the one it asked was answered by it: a translation beyond this point, or at another stage, is undone.
      // One that is not yet answered there resets the other address, from which the answer came.
      if (asked.client.events & goesOn || (asked.client.reset > 0 && answered.client.packets === 0)) return;
      const {point} = asked;
      const to = endpointText(cursor.endpointOf(asked, false));
      const from = endpointText(cursor.endpointOf(answered, false));
      const [askFrame, answerFrame] = [asked.client.firstFrame, answered.server.firstFrame];
      const {mark} = groups.add(cursor, `${point} ${to} ${from}`, point, () => ({
        ...{point, asked: to, answered: from, askFrame, answerFrame},
        since: Number.POSITIVE_INFINITY,
        resets: 0,
      }));
      mark.since = Math.min(mark.since, answered.server.first);
      mark.resets += answered.client.reset;
      context.judgements.explain(cursor.id);
    },
    judge({mark: {point, asked, answered, since, resets, askFrame, answerFrame}, count}) {
      return {
        certainty: count >= leastConnections ? "proven" : "suspected",
        points: [point],
        facts: {asked, answered, resets},
        since,
        evidence: [
          frameEvidence(context, askFrame, "P13", `SYN to ${asked}`),
          frameEvidence(context, answerFrame, "P13", `SYN-ACK to the same number, from ${answered}`),
        ],
        alternatives: [
          {
            says: "the two are both sides of a translation that this point sees",
            excludedBecause:
              "no SYN with that number went to the one that answers, and the one that was asked did not answer",
          },
        ],
      };
    },
  }),
  words: ({asked, answered, connections, resets}, {points: [point]}) =>
    `${asked} is asked, ${answered} answers at ${point}: ${counted(connections, "conversation")}` +
    (resets > 0 ? `; the clients answer with ${counted(resets, "reset")}` : ""),
  headline: ({asked, answered}) => `${asked} is asked, ${answered} answers`,
});
