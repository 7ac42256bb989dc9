import type {Cursor} from "../flow/cursor.ts";
import {isAlive} from "../flow/hidden.ts";
import type {SideView} from "../flow/side-view.ts";
import type {FlowView} from "../flow/view.ts";
import {isVirtualMac, macText} from "../flow/virtual-macs.ts";
import type {Context} from "../judge/context.ts";
import {connectionText, frameEvidence} from "../judge/evidence.ts";
import {counted} from "../words.ts";
import {rule} from "./rule.ts";

/** Fewer may fail by chance, whichever way their replies come. */
const leastFailing = 2;

interface Mark {
  readonly point: number;
  readonly side: "server" | "client";
  readonly requestHop: number;
  readonly replyHop: number;
  readonly requestFrame: number;
  readonly replyFrame: number;
  /** Connections that fail, and those that work. */
  failing: number;
  working: number;
}

/** `side`: on whose side of the point the two routers stand. MAC addresses of where requests go to, or come from, and of the replies'. */
interface Facts {
  readonly side: "server" | "client";
  readonly requestHop: string;
  readonly replyHop: string;
  /** Whether they fail, all of them, while others at the point work whose replies come from where their requests go. */
  readonly exactlyTheseFail: boolean;
}

/** P7: on one segment, requests go to one router and replies come from another. Neutral by itself. */
export const nextHopMismatch = rule<Facts, Mark>({
  name: "next-hop-mismatch",
  question: "Do replies come from another router than requests go to?",
  reads: ["path", "pathChanges", "firstFrame", "events"],
  leads: 7.5,
  isRouting: true,
  most: 200,
  start: context => ({
    see(cursor, groups) {
      const {paths} = context.table;
      for (let i = 0; i < cursor.flowCount; i++) {
        const flow = cursor.flows[i]!;
        const {point, client} = flow;
        const server = answerOf(context, cursor, flow);
        if (server === null || paths.mirrors(client.path, server.path)) continue;
        const [from, to] = [paths.sourceMac(client.path), paths.targetMac(client.path)];
        const [back, home] = [paths.sourceMac(server.path), paths.targetMac(server.path)];
        // One end in common makes it one segment; else they are two, seen by one capture (received frames of several interfaces).
        if (from !== home && to !== back) continue;
        const side = from === home ? "server" : "client";
        const [requestHop, replyHop] = side === "server" ? [to, back] : [from, home];
        if (requestHop === 0 || replyHop === 0) continue;
        // With VRRP and its like, packets go to a virtual address and come from a real one (G20).
        if (isVirtualMac(requestHop) || isVirtualMac(replyHop)) continue;
        const frames = {requestFrame: client.firstFrame, replyFrame: server.firstFrame};
        const {mark} = groups.add(cursor, `${point} ${side} ${requestHop} ${replyHop}`, point, () => ({
          ...{point, side, requestHop, replyHop, failing: 0, working: 0},
          ...frames,
        }));
        const fails = context.judgements.failing(cursor.id);
        if (fails === true) mark.failing++;
        else if (fails === false) mark.working++;
      }
    },
    judge({mark: {point, side, requestHop, replyHop, requestFrame, replyFrame, failing, working}, first, isRest}) {
      const exactlyTheseFail = !isRest && failing >= leastFailing && working === 0 && othersWork(context, point);
      const text = connectionText(context.conversations.cursor().move(first));
      const [one, two] = [macText(requestHop), macText(replyHop)];
      const [there, back] = side === "server" ? ["to", "from"] : ["from", "to"];
      return {
        certainty: exactlyTheseFail ? "suspected" : "note",
        points: [point],
        facts: {side, requestHop: one, replyHop: two, exactlyTheseFail},
        evidence: [
          frameEvidence(context, requestFrame, "P7", `${text}: a request ${there} ${one}`),
          frameEvidence(context, replyFrame, "P7", `${text}: a reply ${back} ${two}`),
        ],
        alternatives: [
          {says: "the two are one: a pair of switches or a cluster that shares an address", excludedBecause: null},
          {says: "the design spreads traffic over both on purpose", excludedBecause: null},
        ],
      };
    },
  }),
  words: ({side, requestHop, replyHop, exactlyTheseFail, connections}, {points: [point]}) =>
    (side === "server"
      ? `At ${point} requests go to the next hop ${requestHop}, replies come from ${replyHop}: `
      : `At ${point} requests come from ${requestHop}, replies go to the next hop ${replyHop}: `) +
    counted(connections, "connection") +
    (exactlyTheseFail
      ? ", and exactly these fail: a stateful device on one of the ways may drop what it lacks the rest of"
      : ""),
  headline: (_facts, {points: [point]}) =>
    `At ${point} replies come another way than requests go, and exactly these fail`,
});

/** Whether a connection passes a point both ways by one router. */
function mirrorsAt({table: {paths}}: Context, {flows, flowCount}: Cursor, point: number): boolean {
  for (let i = 0; i < flowCount; i++) {
    const flow = flows[i]!;
    if (flow.point === point && isOneSegment(flow) && paths.mirrors(flow.client.path, flow.server.path)) return true;
  }
  return false;
}

/** Whether ordinary connections pass a point: they work, and their replies come from where their requests go. */
function othersWork(context: Context, point: number): boolean {
  const {conversations, judgements} = context;
  const cursor = conversations.cursor();
  for (let id = 0; id < conversations.count; id++) {
    if (judgements.isOrdinary(id)) {
      if (cursor.look(id).point === point) return true;
    } else if (judgements.failing(id) === false && mirrorsAt(context, cursor.move(id), point)) return true;
  }
  return false;
}

/**
 * Returns the side that answers a flow's client at its point, each seen on one segment; null if there is none. Behind a balancer that
 * answers do not pass (direct server return) it is another flow's: the server answers in the name that the client asked.
 */
function answerOf({judgements}: Context, {id, flows, flowCount}: Cursor, flow: FlowView): SideView | null {
  if (isOneSegment(flow)) return flow.server;
  // Who is answered by another than it asked has that for a reason.
  if (judgements.explained(id) || !isAlive(flow.client) || isAlive(flow.server) || flow.client.pathChanges > 0)
    return null;
  for (let i = 0; i < flowCount; i++) {
    const {point, client, server} = flows[i]!;
    if (point === flow.point && !isAlive(client) && isAlive(server) && server.pathChanges === 0) return server;
  }
  return null;
}

/** Whether a flow's packets were all seen on one segment, each way by one path: a routed copy has another. */
function isOneSegment({client, server}: FlowView): boolean {
  if (!isAlive(client) || !isAlive(server)) return false;
  return client.pathChanges === 0 && server.pathChanges === 0;
}
