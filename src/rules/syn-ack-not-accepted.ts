import type {Cursor} from "../flow/cursor.ts";
import {goesOn} from "../flow/hidden.ts";
import type {FlowView} from "../flow/view.ts";
import {connectionText, frameEvidence} from "../judge/evidence.ts";
import {counted} from "../words.ts";
import {rule} from "./rule.ts";

/** One SYN after the SYN-ACK may have crossed it on the way. */
const leastAgain = 2;
/** A Fast Open SYN-ACK also acknowledges the data of the SYN (RFC 7413). */
const fastOpen = 0xffff;

interface Mark {
  readonly point: number;
  readonly isOtherNumber: boolean;
  again: number;
  resets: number;
  readonly frame: number;
}

/** `again`: SYNs after the SYN-ACK. `resets`: of clients that refuse it, and ask again all the same. `isOtherNumber`: the SYN-ACKs do not acknowledge the SYN that they answer. */
interface Facts {
  readonly again: number;
  readonly resets: number;
  readonly isOtherNumber: boolean;
}

/** S10: the SYN-ACK passes here, and the client sends its SYN again: an acceptable one is answered by an ACK (RFC 9293, section 3.10.7.3). */
export const synAckNotAccepted = rule<Facts, Mark>({
  name: "syn-ack-not-accepted",
  question: "Which SYN-ACKs pass here and are not accepted by their clients?",
  reads: ["lateAccepts", "initial", "firstAck", "firstFrame", "opened", "reset"],
  leads: 12.5,
  byPair: true,
  most: 2000,
  start: context => ({
    asksFor: outcome => outcome === "stalled",
    see(cursor, groups) {
      const flow = refusedAt(cursor);
      // What a device drops does not reach the client.
      if (flow === null || context.judgements.endsInDevice(cursor.id)) return;
      const {point, pair, client, server} = flow;
      const isOther = hasOtherNumber(flow);
      const open = () => ({point, isOtherNumber: isOther, again: 0, resets: 0, frame: server.firstFrame});
      const {mark} = groups.add(cursor, `${pair} ${isOther}`, `${point} ${isOther}`, open);
      mark.again += client.lateAccepts;
      mark.resets += client.reset;
    },
    judge({mark: {point, isOtherNumber, again, resets, frame}, first}) {
      const text = connectionText(context.conversations.cursor().move(first));
      const then = `then ${counted(again, "SYN")} more, and no ACK, in all`;
      const evidence = [frameEvidence(context, frame, "S10", `${text}: a SYN-ACK; ${then}`)];
      const common = {points: [point], facts: {again, resets, isOtherNumber}, evidence} as const;
      if (isOtherNumber)
        return {
          ...common,
          certainty: "note",
          alternatives: [
            {
              says: "the server holds a half-open connection of before (RFC 9293, section 3.5.1)",
              excludedBecause: null,
            },
            {says: "a device renumbers the requests, and the replies do not pass it", excludedBecause: null},
          ],
        };
      return {
        ...common,
        certainty: again >= leastAgain ? "suspected" : "note",
        alternatives: [
          {
            says: "the SYN-ACKs are dropped, or take a wrong way, between this point and the client",
            excludedBecause: null,
          },
          {says: "the client's own firewall drops them", excludedBecause: null},
          {says: "a translation is missing: they do not come from the address that was asked", excludedBecause: null},
          {
            says: "the capture's filter lets in SYNs only",
            excludedBecause: "a client that got the SYN-ACK does not send its SYN again",
          },
        ],
      };
    },
  }),
  words: ({again, resets, isOtherNumber, connections, servers}, {points: [point]}) =>
    isOtherNumber
      ? `${servers} answers ${counted(connections, "connection")} at ${point} with SYN-ACKs of another number, which the clients do not accept`
      : `SYN-ACKs of ${servers} pass ${point}, and the clients send their SYNs again: they do not reach them, or are not ` +
        `accepted; ${counted(connections, "connection")}, ${counted(again, "SYN")} after the SYN-ACK` +
        (resets > 0 ? `, ${counted(resets, "reset")} by the clients: they asked another address` : ""),
  headline: (_facts, {points: [point]}) => `SYN-ACKs pass ${point} and do not reach the clients, or are not accepted`,
});

/** Returns a flow whose client does not take the SYN-ACK that passed, or null; no point saw that it went on. */
function refusedAt(cursor: Cursor): FlowView | null {
  if (cursor.clientEvents & goesOn) return null;
  for (let i = 0; i < cursor.flowCount; i++) {
    const flow = cursor.flows[i]!;
    if (flow.client.lateAccepts > 0 || hasOtherNumber(flow)) return flow;
  }
  return null;
}

const hasOtherNumber = ({client, server}: FlowView): boolean =>
  client.opened && server.opened && (server.firstAck - client.initial - 1) >>> 0 > fastOpen;
