import type {Cursor} from "../flow/cursor.ts";
import {isAlive} from "../flow/hidden.ts";
import type {FlowView} from "../flow/view.ts";
import {isVirtualMac, macText} from "../flow/virtual-macs.ts";
import type {Context} from "../judge/context.ts";
import {conversationText, frameEvidence} from "../judge/evidence.ts";
import {counted} from "../words.ts";
import {Cluster} from "./cluster.ts";
import type {Detector, Draft, Inspection} from "./rule.ts";

const maximumFindings = 200;

/** P7: on one segment, requests go to one router and replies come from another. Neutral by itself. */
export const nextHopMismatch: Detector = {
  name: "next-hop-mismatch",
  question: "Do replies come from another router than requests go to?",
  start: context => new NextHopInspection(context),
};

interface Group {
  readonly point: number;
  /** Whether the routers that differ stand on the server's side of the point. */
  readonly serverSide: boolean;
  readonly requestHop: number;
  readonly replyHop: number;
  readonly cluster: Cluster;
  readonly requestFrame: number;
  readonly replyFrame: number;
}

class NextHopInspection implements Inspection {
  readonly #context: Context;
  readonly #groups = new Map<string, Group>();

  constructor(context: Context) {
    this.#context = context;
  }

  see(cursor: Cursor): void {
    for (let i = 0; i < cursor.flowCount; i++) {
      const flow = cursor.flows[i]!;
      if (isOneSegment(flow)) this.#compare(cursor, flow);
    }
  }

  #compare(cursor: Cursor, flow: FlowView): void {
    const {paths} = this.#context.table;
    const {client, server} = flow;
    if (paths.mirrors(client.path, server.path)) return;
    const [from, to] = [paths.sourceMac(client.path), paths.targetMac(client.path)];
    const [back, home] = [paths.sourceMac(server.path), paths.targetMac(server.path)];
    // One end in common makes it one segment; else they are two, seen by one capture (received frames of several interfaces).
    if (from === home) this.#hold(cursor, flow, true, to, back);
    else if (to === back) this.#hold(cursor, flow, false, from, home);
  }

  #hold(cursor: Cursor, flow: FlowView, serverSide: boolean, requestHop: number, replyHop: number): void {
    if (requestHop === 0 || replyHop === 0) return;
    // With VRRP and its like, packets go to a virtual address and come from a real one (G20).
    if (isVirtualMac(requestHop) || isVirtualMac(replyHop)) return;
    const key = `${flow.point} ${serverSide} ${requestHop} ${replyHop}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= maximumFindings) return;
      const {point, client, server} = flow;
      group = {
        point,
        serverSide,
        requestHop,
        replyHop,
        cluster: new Cluster(),
        requestFrame: client.firstFrame,
        replyFrame: server.firstFrame,
      };
      this.#groups.set(key, group);
    }
    group.cluster.add(cursor);
  }

  finish(): Draft[] {
    const {conversations, points} = this.#context;
    return [...this.#groups.values()].map(group => {
      const {cluster} = group;
      const cursor = conversations.cursor().move(cluster.first);
      const text = conversationText(cursor);
      const [one, two] = [macText(group.requestHop), macText(group.replyHop)];
      const many = counted(cluster.count, "conversation");
      return {
        detector: "next-hop-mismatch",
        certainty: "note",
        missing: null,
        points: [group.point],
        ...cluster.draft(` && (eth.addr==${one} || eth.addr==${two})`),
        sentence: group.serverSide
          ? `At ${points[group.point]!.name} requests go to the next hop ${one}, replies come from ${two}: ${many}`
          : `At ${points[group.point]!.name} requests come from ${one}, replies go to the next hop ${two}: ${many}`,
        evidence: [
          frameEvidence(
            this.#context,
            group.requestFrame,
            "P7",
            `${text}: a request ${group.serverSide ? "to" : "from"} ${one}`,
          ),
          frameEvidence(
            this.#context,
            group.replyFrame,
            "P7",
            `${text}: a reply ${group.serverSide ? "from" : "to"} ${two}`,
          ),
        ],
        alternatives: [
          {says: "the two are one: a pair of switches or a cluster that shares an address", excludedBecause: null},
          {says: "the design spreads traffic over both on purpose", excludedBecause: null},
        ],
      };
    });
  }
}

/** Whether a flow's packets were all seen on one segment, each way by one path: no copies of a routed packet, no changes. */
function isOneSegment({client, server}: FlowView): boolean {
  if (!isAlive(client) || !isAlive(server)) return false;
  return client.copies === 0 && server.copies === 0 && client.pathChanges === 0 && server.pathChanges === 0;
}
