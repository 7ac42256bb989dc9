import type {Cursor} from "../flow/cursor.ts";
import type {Paths} from "../flow/paths.ts";
import type {SideView} from "../flow/side-view.ts";
import {macText} from "../flow/virtual-macs.ts";
import type {Context} from "../judge/context.ts";
import {conversationText, frameEvidence} from "../judge/evidence.ts";
import {counted} from "../words.ts";
import {Cluster} from "./cluster.ts";
import type {Detector, Draft, Inspection} from "./detector.ts";

/** Fewer changes of the path may be one change, and its stragglers. */
const leastChanges = 4;
/** A step of one may be a copy before and behind a router. */
const leastStep = 2;
const maximumFindings = 200;

/** S4: packets of one direction of a conversation come to one point by several paths. Harmless by itself. */
export const severalPaths: Detector = {
  name: "several-paths",
  question: "Do packets of one direction come by several paths to one point?",
  start: context => new SeveralPathsInspection(context),
};

interface Group {
  readonly point: number;
  readonly requests: boolean;
  readonly cluster: Cluster;
  /** Conversations whose next hop alternates, and those whose hop counts differ. */
  alternating: number;
  readonly hops: Set<number>;
  /** Path of the first that alternates, 0 if none does. */
  path: number;
  readonly frame: number;
}

class SeveralPathsInspection implements Inspection {
  readonly #context: Context;
  readonly #groups = new Map<number, Group>();

  constructor(context: Context) {
    this.#context = context;
  }

  see(cursor: Cursor): void {
    for (let i = 0; i < cursor.flowCount; i++) {
      const {point, client, server} = cursor.flows[i]!;
      this.#look(cursor, point, client, true);
      this.#look(cursor, point, server, false);
    }
  }

  #look(cursor: Cursor, point: number, side: SideView, requests: boolean): void {
    // Copies pass by other paths as a matter of course, and resets may come from a firewall in between.
    if (side.copies > 0 || side.reset > 0) return;
    const alternates = side.pathChanges >= leastChanges;
    const differs = side.hasSeveralHops && side.mostHops - side.hops[0]! >= leastStep;
    if (!alternates && !differs) return;
    const key = point * 2 + (requests ? 1 : 0);
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= maximumFindings) return;
      const frame = side.firstFrame;
      group = {
        point,
        requests,
        cluster: new Cluster(),
        alternating: 0,
        hops: new Set(),
        path: 0,
        frame,
      };
      this.#groups.set(key, group);
    }
    group.cluster.add(cursor);
    if (alternates) group.alternating++;
    if (alternates && group.path === 0) group.path = side.path;
    for (const count of side.hops) group.hops.add(count);
  }

  finish(): Draft[] {
    const {conversations, points} = this.#context;
    return [...this.#groups.values()].map(group => {
      const {cluster} = group;
      const cursor = conversations.cursor().move(cluster.first);
      const what = group.requests ? "Requests" : "Replies";
      const many = counted(cluster.count, "conversation");
      const hops = [...group.hops].sort((a, b) => a - b);
      const how =
        group.alternating > 0
          ? `by turns ${differenceOf(this.#context.table.paths, group.path)}`
          : `over ways of different length (hop counts ${hops.join(" and ")})`;
      return {
        detector: "several-paths",
        certainty: "note",
        missing: null,
        points: [group.point],
        ...cluster.draft(),
        sentence: `${what} of ${many} come to ${points[group.point]!.name} ${how}`,
        evidence: [
          frameEvidence(
            this.#context,
            group.frame,
            "S4",
            `${conversationText(cursor)}: the first packet of this direction`,
          ),
        ],
        alternatives: [{says: "the design spreads packets over several ways on purpose", excludedBecause: null}],
      };
    });
  }
}

/** Says in what `path` and the one before it differ: MAC addresses, VLANs, or what a capture tells besides. */
function differenceOf(paths: Paths, path: number): string {
  const other = paths.before(path);
  const two = [other, path].sort((a, b) => a - b) as [number, number];
  const [from, to] = [two.map(one => paths.sourceMac(one)), two.map(one => paths.targetMac(one))];
  const [tags, lanes] = [two.map(one => paths.vlan(one) & 0xffffff), two.map(one => paths.vlan(one) >>> 24)];
  const parts = [
    ...(from[0] === from[1] ? [] : [`from ${from.map(macText).join(" and ")}`]),
    ...(to[0] === to[1] ? [] : [`to ${to.map(macText).join(" and ")}`]),
    ...(tags[0] === tags[1] ? [] : [`in ${tags.map(vlanText).join(" and ")}`]),
    ...(lanes[0] === lanes[1] ? [] : ["in several tunnels"]),
  ];
  return parts.length === 0 ? "in and out" : parts.join(", ");
}

/** Returns `VLAN 10`, `VLAN 20 in VLAN 7`, or `no VLAN`. */
function vlanText(tags: number): string {
  if (tags === 0) return "no VLAN";
  const outer = tags >>> 12;
  return `VLAN ${tags & 0xfff}${outer === 0 ? "" : ` in VLAN ${outer}`}`;
}
