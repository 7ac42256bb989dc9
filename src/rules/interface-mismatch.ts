import type {CapturePoint} from "../capture/points.ts";
import type {Cursor} from "../flow/cursor.ts";
import {isAlive} from "../flow/hidden.ts";
import type {SideView} from "../flow/side-view.ts";
import type {FlowView} from "../flow/view.ts";
import type {FindingCertainty, Outcome} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {conversationText, frameEvidence} from "../judge/evidence.ts";
import {counted} from "../words.ts";
import {Cluster} from "./cluster.ts";
import type {Detector, Draft, Inspection} from "./detector.ts";

/** Fewer packets of either direction may be strays. */
const leastPackets = 3;

/** P6: requests leave a device by one interface, replies enter it by another. */
export const interfaceMismatch: Detector = {
  name: "interface-mismatch",
  question: "Do replies come back by another interface than requests leave by?",
  start: context => new MismatchInspection(context),
};

interface Group {
  readonly out: readonly number[];
  readonly back: readonly number[];
  /** Whether both ways join the same two MAC addresses: members of one bundle captured apart, or VLANs of the same two devices. */
  readonly isMirrored: boolean;
  readonly cluster: Cluster;
  requests: number;
  replies: number;
  readonly requestFrame: number;
  readonly replyFrame: number;
}

/** Which interfaces a side's packets entered and left by. */
interface Passage {
  readonly in: FlowView[];
  readonly out: FlowView[];
  /** Whether the capture tells it by its own word. */
  readonly isTold: boolean;
}

class MismatchInspection implements Inspection {
  readonly #context: Context;
  readonly #groups = new Map<string, Group>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** One point alone tells of no second interface. */
  asksFor(_outcome: Outcome, isSeveral: boolean): boolean {
    return isSeveral;
  }

  see(cursor: Cursor): void {
    const {devices, points} = this.#context;
    // Stages are no interfaces: a packet passes several of them on its way.
    const flows = cursor.flows.slice(0, cursor.flowCount).filter(flow => points[flow.point]!.stage === null);
    for (const device of new Set(flows.map(flow => devices.of(flow.point)))) {
      const own = flows.filter(flow => devices.of(flow.point) === device);
      if (own.length < 2) continue;
      const requests = passage(points, own, flow => flow.client);
      const replies = passage(points, own, flow => flow.server);
      if (this.#differ(requests.out, replies.in)) this.#add(cursor, requests.out, replies.in);
      else if (this.#differ(requests.in, replies.out)) this.#add(cursor, requests.in, replies.out);
      else if (isWhole(requests, replies)) this.#context.judgements.explain(cursor.id);
    }
  }

  /** Whether requests and replies pass by different interfaces: none of them carried both, and all were captured at the same time. */
  #differ(out: readonly FlowView[], back: readonly FlowView[]): boolean {
    if (out.length === 0 || back.length === 0) return false;
    if (out.some(flow => isAlive(flow.server)) || back.some(flow => isAlive(flow.client))) return false;
    const {points: all, table} = this.#context;
    const points = [...out, ...back].map(flow => flow.point);
    // One capture of several interfaces has them all from its start to its end.
    if (sameCapture(points.map(id => all[id]!))) return true;
    return (
      Math.max(...points.map(id => table.periods.began(id))) < Math.min(...points.map(id => table.periods.ended(id)))
    );
  }

  /** Whether replies come from the very MAC address that requests go to, and go to the one that these come from. */
  #isMirrored(out: readonly FlowView[], back: readonly FlowView[]): boolean {
    const {paths} = this.#context.table;
    const [there, home] = [out[0]!.client.path, back[0]!.server.path];
    return paths.targetMac(there) !== 0 && paths.targetMac(home) !== 0 && paths.mirrors(there, home);
  }

  #add(cursor: Cursor, out: FlowView[], back: FlowView[]): void {
    const isMirrored = this.#isMirrored(out, back);
    const outPoints = out.map(flow => flow.point).sort((a, b) => a - b);
    const backPoints = back.map(flow => flow.point).sort((a, b) => a - b);
    const key = `${outPoints}>${backPoints}${isMirrored}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      const requestFrame = out[0]!.client.firstFrame;
      const replyFrame = back[0]!.server.firstFrame;
      group = {
        out: outPoints,
        back: backPoints,
        isMirrored,
        cluster: new Cluster(),
        requests: 0,
        replies: 0,
        requestFrame,
        replyFrame,
      };
      this.#groups.set(key, group);
    }
    group.cluster.add(cursor);
    for (const flow of out) group.requests += flow.client.packets - flow.client.copies;
    for (const flow of back) group.replies += flow.server.packets - flow.server.copies;
    this.#context.judgements.explain(cursor.id);
  }

  finish(): Draft[] {
    const {conversations, judgements, points} = this.#context;
    return [...this.#groups.values()].map(group => {
      const {cluster} = group;
      // Few packets suffice where the device itself says what it made of them (P10).
      const isStated = cluster.conversations.some(id => judgements.certainty(id) === "proven");
      const isProven = isStated || Math.min(group.requests, group.replies) >= leastPackets;
      const certainty: FindingCertainty = group.isMirrored ? "note" : isProven ? "proven" : "suspected";
      if (certainty !== "note") for (const id of cluster.conversations) judgements.accuse(id, certainty, null);
      const cursor = conversations.cursor().move(cluster.first);
      const names = (ids: readonly number[]) => ids.map(id => points[id]!.interface ?? points[id]!.name).join(" and ");
      const text = conversationText(cursor);
      return {
        detector: "interface-mismatch",
        certainty,
        missing: null,
        points: [...group.out, ...group.back],
        ...cluster.draft(),
        sentence:
          `Requests pass by ${names(group.out)}, replies by ${names(group.back)}: ` +
          `${counted(cluster.count, "conversation")}, ${counted(group.requests, "request packet")} and ${counted(group.replies, "reply packet")}` +
          (group.isMirrored
            ? "; the same two MAC addresses send and receive both: one bundle, or VLANs of the same devices"
            : ""),
        evidence: [
          frameEvidence(this.#context, group.requestFrame, "P6", `${text}: a request at ${names(group.out)}`),
          frameEvidence(this.#context, group.replyFrame, "P6", `${text}: a reply at ${names(group.back)}`),
        ],
        alternatives: [
          {
            says: "the two are one: a VLAN and its parent, a bundle and its member",
            excludedBecause: group.isMirrored
              ? null
              : "neither carried a packet of the other direction of these conversations",
          },
          {says: "the design spreads traffic over both on purpose (ECMP, SD-WAN)", excludedBecause: null},
        ],
      };
    });
  }
}

/**
 * Whether what single interfaces of a device lack is no asymmetry, although both directions passed it by interfaces of their own. Either
 * the capture does not show all that passes: of one direction only what enters, or only what leaves. Or each side of the device has an
 * interface that carried both directions: the others there are parts of it (a VLAN and its parent, a bundle and its members), and
 * the same packet is seen at several of them.
 */
function isWhole(requests: Passage, replies: Passage): boolean {
  if (!requests.isTold || !replies.isTold) return false;
  const isHalf = (passage: Passage) => (passage.in.length === 0) !== (passage.out.length === 0);
  if (isHalf(requests) || isHalf(replies)) return true;
  const hasBoth = (flow: FlowView) => isAlive(flow.client) && isAlive(flow.server);
  const sides = [
    [...requests.out, ...replies.in],
    [...requests.in, ...replies.out],
  ];
  return sides.every(flows => flows.some(hasBoth));
}

/**
 * Returns the flows by which one side's packets entered and left the device: by the capture's own word where it has one, else by the hop
 * count, which falls on the way through, else by time where one clock told it.
 */
function passage(
  points: readonly CapturePoint[],
  flows: readonly FlowView[],
  sideOf: (flow: FlowView) => SideView,
): Passage {
  const seen = flows.filter(flow => sideOf(flow).packets > sideOf(flow).reset);
  const told = seen.filter(flow => sideOf(flow).entering + sideOf(flow).leaving > 0);
  if (told.length > 0)
    return {
      in: told.filter(flow => sideOf(flow).entering > 0),
      out: told.filter(flow => sideOf(flow).leaving > 0),
      isTold: true,
    };
  const isTold = false;
  if (seen.length < 2) return {in: [], out: [], isTold};
  const hops = (flow: FlowView) => sideOf(flow).hops.at(-1) ?? 0;
  const most = Math.max(...seen.map(hops));
  const least = Math.min(...seen.map(hops));
  if (most > least)
    return {in: seen.filter(flow => hops(flow) === most), out: seen.filter(flow => hops(flow) === least), isTold};
  // Clocks of different captures differ by more than the way through a box takes.
  if (!sameCapture(seen.map(flow => points[flow.point]!))) return {in: [], out: [], isTold};
  const ordered = [...seen].sort((a, b) => sideOf(a).first - sideOf(b).first);
  return {in: [ordered[0]!], out: [ordered.at(-1)!], isTold};
}

/** Whether one capture holds the packets of all these points: then their times are by one clock. */
const sameCapture = (points: readonly CapturePoint[]): boolean =>
  points[0]!.captures.some(capture => points.every(point => point.captures.includes(capture)));
