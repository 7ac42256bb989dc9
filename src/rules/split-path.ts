import type {Cursor} from "../flow/cursor.ts";
import {isAlive} from "../flow/hidden.ts";
import type {FlowView} from "../flow/view.ts";
import type {Certainty, Outcome} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {conversationText, frameEvidence} from "../judge/evidence.ts";
import {logChoose} from "../judge/pools.ts";
import {counted} from "../words.ts";
import {Cluster} from "./cluster.ts";
import type {Detector, Draft, Inspection} from "./detector.ts";

/** Fewer packets of either direction may be strays. */
const leastPackets = 3;
/** So many times more conversations that pass both devices in one direction make them one path. */
const seriesShare = 4;
/** The chance of a false accusation that `proven` allows, as in pools.ts. */
const allowed = Math.log(1e-6);

/** P8: requests pass one device only, replies another only. */
export const splitPath: Detector = {
  name: "split-path",
  question: "Do requests pass one device and replies another?",
  start: context => new SplitInspection(context),
};

interface Group {
  /** Points that saw requests only, and replies only. */
  readonly requestPoints: readonly number[];
  readonly replyPoints: readonly number[];
  readonly cluster: Cluster;
  requests: number;
  replies: number;
  readonly requestFrame: number;
  readonly replyFrame: number;
  /** Packets of the direction that each place lacks, of any conversation between the two networks. */
  repliesThere: number;
  requestsThere: number;
  /** Logarithm of the chance that each place merely lost what the other saw; and the conversations to pick from. */
  chance: number;
  choices: number;
  /** Whether both ways join the same two MAC addresses, in every conversation. */
  isOneLink: boolean;
}

class SplitInspection implements Inspection {
  readonly #context: Context;
  readonly #groups = new Map<string, Group>();
  /** Conversations whose requests passed the same devices, by these: the devices stand behind each other on one path. */
  readonly #inSeries = new Map<string, number>();

  constructor(context: Context) {
    this.#context = context;
  }

  asksFor(_outcome: Outcome, isSeveral: boolean): boolean {
    return isSeveral;
  }

  see(cursor: Cursor): void {
    if (this.#context.judgements.outcome(cursor.id) !== "split") {
      const key = this.#devicesOf(cursor.flows.slice(0, cursor.flowCount).filter(flow => isAlive(flow.client)));
      this.#inSeries.set(key, (this.#inSeries.get(key) ?? 0) + 1);
      return;
    }
    const flows = cursor.flows.slice(0, cursor.flowCount);
    const asking = flows.filter(flow => isAlive(flow.client));
    const answering = flows.filter(flow => isAlive(flow.server));
    const points = (all: FlowView[]) => all.map(flow => flow.point).sort((a, b) => a - b);
    const key = `${points(asking)}>${points(answering)}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = {
        requestPoints: points(asking),
        replyPoints: points(answering),
        cluster: new Cluster(),
        requests: 0,
        replies: 0,
        requestFrame: asking[0]!.client.firstFrame,
        replyFrame: answering[0]!.server.firstFrame,
        repliesThere: 0,
        requestsThere: 0,
        chance: 0,
        choices: 0,
        isOneLink: true,
      };
      this.#groups.set(key, group);
    }
    group.cluster.add(cursor);
    const {pools, judgements} = this.#context;
    let requests = 0;
    let replies = 0;
    for (const flow of asking) {
      requests += flow.client.packets - flow.client.copies;
      group.repliesThere = Math.max(group.repliesThere, pools.tcpWitnesses(flow.pair, flow.clientSide ^ 1));
    }
    for (const flow of answering) {
      replies += flow.server.packets - flow.server.copies;
      group.requestsThere = Math.max(group.requestsThere, pools.tcpWitnesses(flow.pair, flow.clientSide));
    }
    group.requests += requests;
    group.replies += replies;
    const [asked, answered] = [asking[0]!, answering[0]!];
    group.isOneLink &&= this.#isOneLink(asked, answered);
    group.chance += replies * Math.log(pools.loss(asked.pair, asked.clientSide ^ 1));
    group.chance += requests * Math.log(pools.loss(answered.pair, answered.clientSide));
    group.choices = Math.max(group.choices, pools.conversations(asked.pair, asked.clientSide));
    judgements.explain(cursor.id);
  }

  /** Whether replies go from where requests go to, and back to where these come from: one link, of which each point is a member. */
  #isOneLink(asked: FlowView, answered: FlowView): boolean {
    const {paths} = this.#context.table;
    const [request, reply] = [asked.client.path, answered.server.path];
    return paths.sourceMac(request) !== 0 && paths.targetMac(request) !== 0 && paths.mirrors(request, reply);
  }

  finish(): Draft[] {
    return [...this.#groups.values()].map(group => this.#draft(group));
  }

  #devicesOf(flows: readonly {readonly point: number}[]): string {
    const {devices} = this.#context;
    return [...new Set(flows.map(flow => devices.of(flow.point)))].sort((a, b) => a - b).join();
  }

  #draft(group: Group): Draft {
    const {conversations, judgements, points, pools, table} = this.#context;
    const isMembers = group.isOneLink;
    const {cluster, requestPoints, replyPoints, repliesThere, requestsThere} = group;
    const names = (ids: readonly number[]) => ids.map(id => points[id]!.name).join(" and ");
    // Where most conversations pass both, both stand on one path, and lost packets look like a split.
    const series = this.#inSeries.get(this.#devicesOf([...requestPoints, ...replyPoints].map(point => ({point})))) ?? 0;
    const isSeries = series > seriesShare * cluster.count;
    const chance = logChoose(Math.max(group.choices, cluster.count), cluster.count) + group.chance;
    // A leg of a TAP sees one direction of everything: one place that sees both suffices.
    const all = [...requestPoints, ...replyPoints];
    const overlap =
      Math.max(...all.map(id => table.periods.began(id))) < Math.min(...all.map(id => table.periods.ended(id)));
    const sees =
      !overlap || all.every(point => pools.isLeg(point))
        ? null
        : repliesThere > 0
          ? `${counted(repliesThere, "reply packet")} of other conversations passed ${names(requestPoints)}`
          : requestsThere > 0
            ? `${counted(requestsThere, "request packet")} of other conversations passed ${names(replyPoints)}`
            : table.bothDirections
              ? "the captures were taken of both directions, by the user's word"
              : null;
    const certainty: Certainty =
      sees !== null &&
      Math.min(group.requests, group.replies) >= leastPackets &&
      chance < allowed &&
      !isSeries &&
      !isMembers
        ? "proven"
        : "suspected";
    for (const id of cluster.conversations) judgements.accuse(id, certainty, null);
    const cursor = conversations.cursor().move(cluster.first);
    const text = conversationText(cursor);
    return {
      detector: "split-path",
      certainty,
      missing: null,
      points: [...requestPoints, ...replyPoints],
      ...cluster.draft(),
      sentence:
        `Requests pass ${names(requestPoints)} only, replies ${names(replyPoints)} only: ` +
        `${counted(cluster.count, "conversation")}, ${counted(group.requests, "request packet")} and ` +
        `${counted(group.replies, "reply packet")}`,
      evidence: [
        frameEvidence(this.#context, group.requestFrame, "P8", `${text}: a request at ${names(requestPoints)}`),
        frameEvidence(this.#context, group.replyFrame, "P8", `${text}: a reply at ${names(replyPoints)}`),
      ],
      alternatives: [
        {
          says: "the captures are the two legs of one TAP, or each sees one direction only",
          excludedBecause: sees,
        },
        ...(isMembers
          ? [
              {
                says: "both are members of one bundle: the same two MAC addresses send requests and replies",
                excludedBecause: null,
              },
            ]
          : []),
        {says: "the design spreads traffic over both on purpose, and they share their sessions", excludedBecause: null},
      ],
    };
  }
}
