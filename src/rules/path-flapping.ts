import type {Cursor} from "../flow/cursor.ts";
import type {SideView} from "../flow/side-view.ts";
import type {FlowView} from "../flow/view.ts";
import type {Certainty, Outcome} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {conversationText, frameEvidence} from "../judge/evidence.ts";
import {counted} from "../words.ts";
import {Cluster} from "./cluster.ts";
import type {Detector, Draft, Inspection} from "./detector.ts";

/** So many conversations that provably use two paths by turns make a pattern. */
const leastAlternating = 3;
/** Of the acknowledged bytes, a path that carries its share of them has less, and all paths together have about all. */
const most = 0.9;
const together = {least: 0.5, most: 1.2};

/** Packets of one direction of a conversation pass two devices by turns: balancing packet by packet. */
export const pathFlapping: Detector = {
  name: "path-flapping",
  question: "Do packets of one conversation take two paths by turns?",
  start: context => new FlappingInspection(context),
};

interface Group {
  readonly requests: boolean;
  readonly points: readonly number[];
  readonly cluster: Cluster;
  /** Conversations whose bytes show that each path has only its share. */
  alternating: number;
  readonly frames: readonly number[];
  /** Conversations whose opening segment passed several of the points: these stand behind each other. */
  inSeries: number;
}

class FlappingInspection implements Inspection {
  readonly #context: Context;
  readonly #groups = new Map<string, Group>();

  constructor(context: Context) {
    this.#context = context;
  }

  asksFor(_outcome: Outcome, isSeveral: boolean): boolean {
    return isSeveral;
  }

  see(cursor: Cursor): void {
    if (this.#context.devices.count < 2) return;
    const flows = cursor.flows.slice(0, cursor.flowCount);
    for (const requests of [true, false]) {
      const side = (flow: FlowView): SideView => (requests ? flow.client : flow.server);
      const other = (flow: FlowView): SideView => (requests ? flow.server : flow.client);
      const paths = this.#pathsOf(flows.filter(flow => side(flow).packets > side(flow).reset));
      if (paths.length < 2 || !interleaved(paths.map(side))) continue;
      const opened = flows.map(side).find(one => one.opened);
      const acknowledged = flows.map(other).filter(one => one.acknowledged > 0);
      const sent =
        opened === undefined ? 0 : Math.max(0, ...acknowledged.map(one => (one.lastAck - opened.initial - 1) | 0));
      this.#add(
        cursor,
        paths,
        requests,
        isDisjoint(paths.map(side)) &&
          shares(
            paths.map(flow => once(side(flow))),
            sent,
          ),
        paths.filter(flow => side(flow).opened).length > 1,
      );
    }
  }

  /** One flow a device: the one with most packets. */
  #pathsOf(flows: readonly FlowView[]): FlowView[] {
    const {devices} = this.#context;
    const byDevice = new Map<number, FlowView>();
    for (const flow of flows) if (!byDevice.has(devices.of(flow.point))) byDevice.set(devices.of(flow.point), flow);
    return [...byDevice.values()].sort((a, b) => a.point - b.point);
  }

  #add(cursor: Cursor, paths: readonly FlowView[], requests: boolean, alternates: boolean, openedTwice: boolean): void {
    const points = paths.map(flow => flow.point);
    const key = `${points} ${requests}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      const frames = paths.map(flow => (requests ? flow.client : flow.server).firstFrame);
      group = {
        requests,
        points,
        cluster: new Cluster(),
        alternating: 0,
        frames,
        inSeries: 0,
      };
      this.#groups.set(key, group);
    }
    group.cluster.add(cursor);
    if (openedTwice) group.inSeries++;
    if (alternates) group.alternating++;
  }

  finish(): Draft[] {
    return [...this.#groups.values()].flatMap(group => this.#draft(group) ?? []);
  }

  #draft(group: Group): Draft | null {
    const {cluster} = group;
    // Points behind each other on one path see the same packets: that is no flapping.
    if (group.alternating === 0 || group.alternating * 2 < cluster.count) return null;
    if (group.inSeries * 10 >= cluster.count) return null;
    const {conversations, judgements, points} = this.#context;
    const certainty: Certainty = group.alternating >= leastAlternating ? "proven" : "suspected";
    for (const id of cluster.conversations) {
      judgements.accuse(id, certainty, null);
      judgements.explain(id);
    }
    const cursor = conversations.cursor().move(cluster.first);
    const names = group.points.map(id => points[id]!.name);
    const what = group.requests ? "Requests" : "Replies";
    return {
      detector: "path-flapping",
      certainty,
      missing: null,
      points: group.points,
      ...cluster.draft(),
      sentence: `${what} of ${counted(cluster.count, "conversation")} pass ${names.join(" and ")} by turns, packet by packet`,
      evidence: group.frames.map((frame, i) =>
        frameEvidence(
          this.#context,
          frame,
          "P8",
          `${conversationText(cursor)}: a packet of this direction at ${names[i]}`,
        ),
      ),
      alternatives: [
        {
          says: "the points stand behind each other on one path",
          excludedBecause: `in ${counted(group.alternating, "conversation")} each saw only its share of the bytes, and together they saw all`,
        },
      ],
    };
  }
}

/** Whether the times of the sides overlap: each begins before the others end. */
function interleaved(sides: readonly SideView[]): boolean {
  return Math.max(...sides.map(side => side.first)) <= Math.min(...sides.map(side => side.last));
}

/**
 * Whether the paths carried different packets: the opening segment at one of them at most, and gaps that the others fill. Points
 * behind each other see the same packets, whatever they lost or hardware took away.
 */
function isDisjoint(sides: readonly SideView[]): boolean {
  return sides.filter(side => side.opened).length <= 1 && sides.some(side => side.holes > 0);
}

/** Whether several paths each carried a share of the bytes that were sent, and together about all of them. */
function shares(bytes: readonly number[], sent: number): boolean {
  if (sent <= 0 || bytes.some(count => count === 0 || count > most * sent)) return false;
  const sum = bytes.reduce((all, count) => all + count, 0);
  return sum >= together.least * sent && sum <= together.most * sent;
}

/** Bytes without those of copies, which are about as large as the others. */
const once = (side: SideView): number => (side.bytes * (side.packets - side.copies)) / side.packets;
