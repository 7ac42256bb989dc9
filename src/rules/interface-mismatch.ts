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

/** Fewer packets of either direction may be strays, where hop counts or times tell by which interface they came. */
const leastPackets = 3;
/** Pairs of interfaces remembered; where there are more, one packet each way proves nothing. */
const maximumPairs = 4096;

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
  /** Whether the device itself names the interfaces of a conversation's packets: one each way shows where it went. */
  isTold: boolean;
  readonly cluster: Cluster;
  requests: number;
  replies: number;
  readonly requestFrame: number;
  readonly replyFrame: number;
}

/** How the two directions of a conversation pass one device. */
interface Passing {
  readonly requests: Passage;
  readonly replies: Passage;
}

/** Interfaces of a device by which requests leave (or enter), and others by which replies enter (or leave). */
export interface Mismatch {
  readonly out: readonly FlowView[];
  readonly back: readonly FlowView[];
  /** Whether the device itself names all of them. */
  readonly isTold: boolean;
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
  /** Pairs of interfaces that carried one direction of one conversation both, such as a VLAN and its parent. */
  readonly #nested = new Set<string>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** One point alone tells of no second interface. */
  asksFor(_outcome: Outcome, isSeveral: boolean): boolean {
    return isSeveral;
  }

  see(cursor: Cursor): void {
    const {devices} = this.#context;
    for (const device of new Set(cursor.flows.slice(0, cursor.flowCount).map(flow => devices.of(flow.point)))) {
      const passing = passingOf(this.#context, cursor, device);
      if (passing === null) continue;
      this.#nest(passing.requests.out);
      this.#nest(passing.requests.in);
      const mismatch = mismatchOf(this.#context, passing, true) ?? mismatchOf(this.#context, passing, false);
      if (mismatch !== null) this.#add(cursor, mismatch);
      else if (isWhole(passing)) this.#context.judgements.explain(cursor.id);
    }
  }

  #nest(flows: readonly FlowView[]): void {
    for (const {point: one} of flows)
      for (const {point: two} of flows)
        if (one !== two && this.#nested.size < maximumPairs) this.#nested.add(`${one} ${two}`);
  }

  /** Whether one packet each way suffices: not where the other interface may merely have lost it. */
  #suffices({isTold, out, back}: Group): boolean {
    if (!isTold || this.#nested.size >= maximumPairs) return false;
    return !out.some(one => back.some(two => this.#nested.has(`${one} ${two}`)));
  }

  /** Whether replies come from the very MAC address that requests go to, and go to the one that these come from. */
  #isMirrored({out, back}: Mismatch): boolean {
    const {paths} = this.#context.table;
    const [there, home] = [out[0]!.client.path, back[0]!.server.path];
    return paths.targetMac(there) !== 0 && paths.targetMac(home) !== 0 && paths.mirrors(there, home);
  }

  #add(cursor: Cursor, mismatch: Mismatch): void {
    const {out, back, isTold} = mismatch;
    const isMirrored = this.#isMirrored(mismatch);
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
        isTold,
        cluster: new Cluster(),
        requests: 0,
        replies: 0,
        requestFrame,
        replyFrame,
      };
      this.#groups.set(key, group);
    }
    group.cluster.add(cursor);
    group.isTold ||= isTold;
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
      const isProven = isStated || this.#suffices(group) || Math.min(group.requests, group.replies) >= leastPackets;
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

/** Returns the interfaces of a device by which both directions of a conversation pass it; null where fewer than two saw any of it. */
function passingOf({devices, points}: Context, cursor: Cursor, device: number): Passing | null {
  // Stages are no interfaces: a packet passes several of them on its way.
  const flows = cursor.flows
    .slice(0, cursor.flowCount)
    .filter(flow => points[flow.point]!.stage === null && devices.of(flow.point) === device);
  if (flows.length < 2) return null;
  return {
    requests: passage(points, flows, flow => flow.client),
    replies: passage(points, flows, flow => flow.server),
  };
}

/**
 * Returns the interfaces on the servers' side of a device (or on the clients') that requests and replies do not share: none of them
 * carried both, and all were captured at the same time. Null where they share them, or nothing is known.
 */
function mismatchOf({points: all, table}: Context, passing: Passing, ofServers: boolean): Mismatch | null {
  const {requests, replies} = passing;
  const [out, back] = ofServers ? [requests.out, replies.in] : [requests.in, replies.out];
  if (out.length === 0 || back.length === 0) return null;
  if (out.some(flow => isAlive(flow.server)) || back.some(flow => isAlive(flow.client))) return null;
  const mismatch = {out, back, isTold: requests.isTold && replies.isTold};
  const points = [...out, ...back].map(flow => flow.point);
  // One capture of several interfaces has them all from its start to its end.
  if (sameCapture(points.map(id => all[id]!))) return mismatch;
  const begin = Math.max(...points.map(id => table.periods.began(id)));
  return begin < Math.min(...points.map(id => table.periods.ended(id))) ? mismatch : null;
}

/** Returns {@link mismatchOf} of a conversation at one device. */
export function mismatchAt(context: Context, cursor: Cursor, device: number, ofServers: boolean): Mismatch | null {
  const passing = passingOf(context, cursor, device);
  return passing === null ? null : mismatchOf(context, passing, ofServers);
}

/**
 * Whether what single interfaces of a device lack is no asymmetry, although both directions passed it by interfaces of their own. Either
 * the capture does not show all that passes: of one direction only what enters, or only what leaves. Or each side of the device has an
 * interface that carried both directions: the others there are parts of it (a VLAN and its parent, a bundle and its members), and
 * the same packet is seen at several of them.
 */
function isWhole({requests, replies}: Passing): boolean {
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
