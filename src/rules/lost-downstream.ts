import type {Cursor} from "../flow/cursor.ts";
import {goesOn, isAlive} from "../flow/hidden.ts";
import type {FlowView} from "../flow/view.ts";
import type {Context} from "../judge/context.ts";
import {connectionText, frameEvidence} from "../judge/evidence.ts";
import {counted} from "../words.ts";
import {rule} from "./rule.ts";

/** Fewer SYN-ACKs after the ACK may have crossed it on the way. */
const leastRepeats = 2;

interface Mark {
  readonly point: number;
  /** A point that saw the SYN and not the ACK; null where none was captured. */
  readonly lacking: number | null;
  repeats: number;
  readonly frame: number;
}

/** `isLacking`: a later point was captured, and lacks the ACK. */
interface Facts {
  readonly synAcksAfterAck: number;
  readonly isLacking: boolean;
}

/** S8 and P12: SYN-ACKs come again although the client's ACK was seen: it is lost beyond this point, or the server ignores it. */
export const lostDownstream = rule<Facts, Mark>({
  name: "lost-downstream",
  question: "Do clients' ACKs get lost beyond this point?",
  reads: ["lateAccepts", "events", "firstFrame"],
  leads: null,
  after: ["next-hop-mismatch"],
  most: 2000,
  start: context => ({
    asksFor: outcome => outcome === "stalled",
    see(cursor, groups) {
      for (let i = 0; i < cursor.flowCount; i++) {
        const flow = cursor.flows[i]!;
        const {point, pair, server} = flow;
        if (server.lateAccepts < leastRepeats || server.events & goesOn) continue;
        const lacking = lackingPoint(context, cursor, flow);
        const frame = flow.client.firstFrame;
        const open = () => ({point, lacking, repeats: 0, frame});
        groups.add(cursor, `${pair} ${lacking}`, `${point} ${lacking}`, open).mark.repeats += server.lateAccepts;
        return;
      }
    },
    judge({mark: {point, lacking, repeats, frame}, first, connections}) {
      // What comes back from another router, and fails where others work, needs no busy server.
      if (connections.every(id => context.judgements.certainty(id) !== null)) return null;
      const cursor = context.conversations.cursor().move(first);
      const there = lacking === null ? null : context.points[lacking]!.name;
      const says = `${connectionText(cursor)}: SYN; ${counted(repeats, "SYN-ACK")} after the client's ACK in all`;
      return {
        certainty: "note",
        points: lacking === null ? [point] : [point, lacking],
        facts: {synAcksAfterAck: repeats, isLacking: lacking !== null},
        evidence: [frameEvidence(context, frame, there === null ? "S8" : "P12", says)],
        alternatives: [
          {
            says: "the server ignores the ACK: its accept queue is full, or it defers accepting until data comes",
            excludedBecause: there === null ? null : `the ACK is missing at ${there} already`,
          },
          {says: "the ACK is dropped, or takes a wrong way, beyond this point", excludedBecause: null},
        ],
      };
    },
  }),
  words: ({connections, servers, isLacking}, {points: [here, there]}) =>
    isLacking
      ? `The clients' ACKs pass ${here} and never reach ${there}: ${counted(connections, "connection")} with ${servers}`
      : `${servers} repeats its SYN-ACKs though the clients' ACKs passed ${here}: they are lost beyond it, ` +
        `or the server ignores them; ${counted(connections, "connection")}`,
});

/** Returns a point that the SYN reached, and nothing after it of the client. */
function lackingPoint({points}: Context, cursor: Cursor, here: FlowView): number | null {
  for (let i = 0; i < cursor.flowCount; i++) {
    const flow = cursor.flows[i]!;
    if (flow === here || points[flow.point]!.stage === "drop") continue;
    if (isAlive(flow.client) && isAlive(flow.server) && !(flow.client.events & goesOn)) return flow.point;
  }
  return null;
}
