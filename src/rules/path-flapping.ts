import type {SideView} from "../flow/side-view.ts";
import type {FlowView} from "../flow/view.ts";
import {type Way, ways, wayWords} from "../flow/way.ts";
import type {Context} from "../judge/context.ts";
import {connectionText, frameEvidence} from "../judge/evidence.ts";
import {counted} from "../words.ts";
import {rule} from "./rule.ts";

/** So many connections that provably use two paths by turns make a pattern. */
const leastAlternating = 3;
/** Of the acknowledged bytes, a path that carries its share of them has less, and all paths together have about all. */
const most = 0.9;
const together = {least: 0.5, most: 1.2};

interface Mark {
  readonly way: Way;
  readonly points: readonly number[];
  /** Connections whose bytes show that each path has only its share. */
  alternating: number;
  readonly frames: readonly number[];
  /** Connections whose opening segment passed several of the points: these stand behind each other. */
  inSeries: number;
}

/** Which direction goes by turns; of how many connections the bytes show that each path has only its share. */
interface Facts {
  readonly way: Way;
  readonly alternating: number;
}

/** Packets of one direction of a connection pass two devices by turns: balancing packet by packet. */
export const pathFlapping = rule<Facts, Mark>({
  name: "path-flapping",
  question: "Do packets of one connection alternate between two paths?",
  reads: [
    "packets",
    "reset",
    "first",
    "last",
    "opened",
    "holes",
    "bytes",
    "copies",
    "initial",
    "lastAck",
    "acknowledged",
    "firstFrame",
  ],
  leads: 2,
  explainsAll: true,
  isRouting: true,
  most: 200,
  start(context) {
    const {conversations, judgements, points, devices} = context;
    if (devices.count < 2) return null;
    return {
      asksFor: (_outcome, isSeveral) => isSeveral,
      see(cursor, groups) {
        const flows = cursor.flows.slice(0, cursor.flowCount);
        for (const way of ways) {
          const side = (flow: FlowView): SideView => flow.gone(way);
          const other = (flow: FlowView): SideView => flow.seen(way);
          const paths = pathsOf(
            context,
            flows.filter(flow => side(flow).packets > side(flow).reset),
          );
          const sides = paths.map(side);
          if (paths.length < 2 || !interleaved(sides)) continue;
          const opened = flows.map(side).find(one => one.opened);
          const acknowledged = flows.map(other).filter(one => one.acknowledged > 0);
          const sent =
            opened === undefined ? 0 : Math.max(0, ...acknowledged.map(one => (one.lastAck - opened.initial - 1) | 0));
          const ids = paths.map(flow => flow.point);
          const {mark} = groups.add(cursor, `${ids} ${way}`, way, () => ({
            ...{way, points: ids, alternating: 0, inSeries: 0},
            frames: sides.map(one => one.firstFrame),
          }));
          if (sides.filter(one => one.opened).length > 1) mark.inSeries++;
          if (isDisjoint(sides) && shares(sides.map(once), sent)) mark.alternating++;
        }
      },
      judge({mark: {way, points: ids, alternating, inSeries, frames}, connections, count, first}) {
        // Points behind each other on one path see the same packets: that is no flapping.
        if (alternating === 0 || alternating * 2 < count || inSeries * 10 >= count) return null;
        for (const id of connections) judgements.explain(id);
        const text = connectionText(conversations.cursor().move(first));
        return {
          certainty: alternating >= leastAlternating ? "proven" : "suspected",
          points: ids,
          facts: {way, alternating},
          evidence: frames.map((frame, i) =>
            frameEvidence(context, frame, "P8", `${text}: a packet of this direction at ${points[ids[i]!]!.name}`),
          ),
          alternatives: [
            {
              says: "the points stand behind each other on one path",
              excludedBecause: `in ${counted(alternating, "connection")} each saw only its share of the bytes, and together they saw all`,
            },
          ],
        };
      },
    };
  },
  words: ({way, connections}, {points}) =>
    `${wayWords[way].first} of ${counted(connections, "connection")} alternate between ${points.join(" and ")}, packet by packet`,
  headline: ({way}, {points}) => `${wayWords[way].first} alternate between ${points.join(" and ")}`,
});

/** One flow a device: the one with most packets. */
function pathsOf({devices}: Context, flows: readonly FlowView[]): FlowView[] {
  const byDevice = new Map<number, FlowView>();
  for (const flow of flows) if (!byDevice.has(devices.of(flow.point))) byDevice.set(devices.of(flow.point), flow);
  return [...byDevice.values()].sort((a, b) => a.point - b.point);
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
