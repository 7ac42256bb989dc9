import {isAlive} from "../flow/hidden.ts";
import type {FlowView} from "../flow/view.ts";
import {isVirtualMac, macText} from "../flow/virtual-macs.ts";
import {conversationText, frameEvidence} from "../judge/evidence.ts";
import {counted} from "../words.ts";
import {rule} from "./rule.ts";

interface Mark {
  readonly point: number;
  readonly side: "server" | "client";
  readonly requestHop: number;
  readonly replyHop: number;
  readonly requestFrame: number;
  readonly replyFrame: number;
}

/** `side`: on whose side of the point the two routers stand. MAC addresses of where requests go to, or come from, and of the replies'. */
interface Facts {
  readonly side: "server" | "client";
  readonly requestHop: string;
  readonly replyHop: string;
}

/** P7: on one segment, requests go to one router and replies come from another. Neutral by itself. */
export const nextHopMismatch = rule<Facts, Mark>({
  name: "next-hop-mismatch",
  question: "Do replies come from another router than requests go to?",
  reads: ["path", "pathChanges", "copies", "firstFrame"],
  leads: null,
  most: 200,
  start: context => ({
    see(cursor, groups) {
      const {paths} = context.table;
      for (let i = 0; i < cursor.flowCount; i++) {
        const flow = cursor.flows[i]!;
        const {point, client, server} = flow;
        if (!isOneSegment(flow) || paths.mirrors(client.path, server.path)) continue;
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
        groups.add(cursor, `${point} ${side} ${requestHop} ${replyHop}`, point, () => ({
          ...{point, side, requestHop, replyHop},
          ...frames,
        }));
      }
    },
    judge({mark: {point, side, requestHop, replyHop, requestFrame, replyFrame}, first}) {
      const text = conversationText(context.conversations.cursor().move(first));
      const [one, two] = [macText(requestHop), macText(replyHop)];
      const [there, back] = side === "server" ? ["to", "from"] : ["from", "to"];
      return {
        certainty: "note",
        points: [point],
        facts: {side, requestHop: one, replyHop: two},
        narrowedBy: ` && (eth.addr==${one} || eth.addr==${two})`,
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
  words: ({side, requestHop, replyHop, connections}, {points: [point]}) =>
    side === "server"
      ? `At ${point} requests go to the next hop ${requestHop}, replies come from ${replyHop}: ${counted(connections, "conversation")}`
      : `At ${point} requests come from ${requestHop}, replies go to the next hop ${replyHop}: ${counted(connections, "conversation")}`,
});

/** Whether a flow's packets were all seen on one segment, each way by one path: no copies of a routed packet, no changes. */
function isOneSegment({client, server}: FlowView): boolean {
  if (!isAlive(client) || !isAlive(server)) return false;
  return client.copies === 0 && server.copies === 0 && client.pathChanges === 0 && server.pathChanges === 0;
}
