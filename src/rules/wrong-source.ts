import {endpointText} from "../flow/address.ts";
import type {Cursor} from "../flow/cursor.ts";
import {alive, goesOn, isAlive} from "../flow/hidden.ts";
import {parseNetwork} from "../flow/network.ts";
import type {FlowView} from "../flow/view.ts";
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
  readonly how: How;
  /** When the first answer came. */
  since: Time;
  resets: number;
  readonly askFrame: number;
  readonly answerFrame: number;
}

/**
 * `answered`: the other address answers, and was not asked here. `refused`: it was asked here as well, in the client's own name, and the
 * client resets its answer. `passed-on`: it was asked so, stands in the client's own network, and no answer comes by here.
 */
type How = "answered" | "refused" | "passed-on";

/** The address and port that were asked, and those that answer; `resets` of clients that refuse the answer. */
interface Facts {
  readonly asked: string;
  readonly answered: string;
  readonly how: How;
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
      const found = otherAnswer(cursor);
      if (found === null || context.scans.has(cursor)) return;
      const {asked, answered, how} = found;
      const {point} = asked;
      const to = endpointText(cursor.endpointOf(asked, false));
      const from = endpointText(cursor.endpointOf(answered, false));
      const [askFrame, since] = [asked.client.firstFrame, how === "passed-on" ? cursor.first : answered.server.first];
      const answerFrame = (how === "passed-on" ? answered.client : answered.server).firstFrame;
      const {mark} = groups.add(cursor, `${point} ${to} ${from} ${how}`, `${point} ${how}`, () => ({
        ...{point, asked: to, answered: from, how, askFrame, answerFrame},
        since: Number.POSITIVE_INFINITY,
        resets: 0,
      }));
      mark.since = Math.min(mark.since, since);
      mark.resets += answered.client.reset;
      context.judgements.explain(cursor.id);
    },
    judge({mark: {point, asked, answered, how, since, resets, askFrame, answerFrame}, count}) {
      const says = {
        answered: `SYN-ACK to the same number, from ${answered}`,
        refused: `SYN-ACK to the same number, from ${answered}; the client resets it`,
        "passed-on": `the same SYN, from the same client, to ${answered}`,
      };
      return {
        // Where both were asked here, whoever asks two servers by one number looks much the same.
        certainty: how === "answered" && count >= leastConnections ? "proven" : "suspected",
        missing: how === "passed-on" ? "replies" : null,
        points: [point],
        facts: {asked, answered, how, resets},
        since,
        evidence: [
          frameEvidence(context, askFrame, "P13", `SYN to ${asked}`),
          frameEvidence(context, answerFrame, "P13", says[how]),
        ],
        alternatives:
          how === "passed-on"
            ? [
                {
                  says: `${answered} is down, or a filter drops the SYNs`,
                  cause: "server-silent",
                  excludedBecause: null,
                },
                {says: "the capture sees one direction only", excludedBecause: null},
              ]
            : [
                {
                  says: "the two are both sides of a translation that this point sees",
                  excludedBecause:
                    how === "answered"
                      ? "no SYN with that number went to the one that answers, and the one that was asked did not answer"
                      : "the client resets the answer, and the one that was asked did not answer",
                },
              ],
      };
    },
  }),
  words: ({asked, answered, how, connections, resets}, {points: [point]}) =>
    how === "passed-on"
      ? `${asked} is asked at ${point}, and the SYN passed on to ${answered} under the client's own address, in its own ` +
        `network: it can answer past ${point}; ${counted(connections, "connection")}`
      : `${asked} is asked, ${answered} answers at ${point}: ${counted(connections, "connection")}` +
        (resets > 0 ? `; the clients answer with ${counted(resets, "reset")}` : ""),
  headline: ({asked, answered, how}) =>
    how === "passed-on"
      ? [`${asked} is asked, the clients' neighbour ${answered} gets the SYN`, "no reply passes"]
      : `${asked} is asked, ${answered} answers`,
});

interface OtherAnswer {
  readonly asked: FlowView;
  readonly answered: FlowView;
  readonly how: How;
}

/** Returns the flow of what is asked and the one of what answers, at one point; null where no other address answers. The surest first. */
function otherAnswer(cursor: Cursor): OtherAnswer | null {
  const flows = cursor.flows.slice(0, cursor.flowCount);
  let found: OtherAnswer | null = null;
  for (const asked of flows) {
    // A client that goes on with the one it asked was answered by it: a translation beyond this point, or at another stage, is undone.
    if (!isAlive(asked.client) || isAlive(asked.server) || asked.client.events & goesOn) continue;
    for (const answered of flows) {
      if (answered === asked || answered.point !== asked.point) continue;
      // One that is not yet answered there resets the other address, from which the answer came.
      if (asked.client.reset > 0 && (answered.client.packets === 0 || answered.client.events & alive)) continue;
      const how = howOf(cursor, asked, answered);
      if (how === "answered") return {asked, answered, how};
      // Its answer may be seen, and refused, at another point.
      const refused =
        how === null ? undefined : flows.find(one => isRefused(one) && isSameServer(cursor, one, answered));
      if (refused !== undefined) return {asked, answered: refused, how: "refused"};
      if (how === "passed-on" && (cursor.serverEvents & alive) !== 0) continue;
      if (how !== null && (found === null || how === "refused")) found = {asked, answered, how};
    }
  }
  return found;
}

function howOf(cursor: Cursor, asked: FlowView, answered: FlowView): How | null {
  const {client, server} = answered;
  if (isAlive(server) && !isAlive(client)) return "answered";
  if (!isAlive(client) || client.events & goesOn || asked.client.first > client.first) return null;
  const [from, to, other] = [
    cursor.endpointOf(answered, true).address,
    cursor.endpointOf(answered, false).address,
    cursor.endpointOf(asked, false).address,
  ];
  if (to === other || cursor.endpointOf(asked, true).address !== from) return null;
  if (isAlive(server)) return client.reset > 0 ? "refused" : null;
  return isNeighbour(from, to) && !isNeighbour(from, other) ? "passed-on" : null;
}

const isRefused = ({client, server}: FlowView): boolean =>
  isAlive(server) && client.reset > 0 && (client.events & goesOn) === 0;

const isSameServer = (cursor: Cursor, one: FlowView, other: FlowView): boolean =>
  endpointText(cursor.endpointOf(one, false)) === endpointText(cursor.endpointOf(other, false));

/** Whether two addresses stand in one network, so that they reach each other without a router. */
function isNeighbour(one: string, other: string): boolean {
  const [a, b] = [one, other].map(address => parseNetwork(`${address}/${address.includes(":") ? 64 : 24}`));
  return a !== null && b !== null && a!.width === b!.width && a!.words.every((word, i) => word === b!.words[i]);
}
