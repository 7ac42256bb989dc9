import {commands} from "../advice/commands.ts";
import type {Finding} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {counted, grouped} from "../words.ts";
import type {CauseRule} from "./cause.ts";
import {Weight} from "./weight.ts";

const {linux, any} = commands;

/** Fewer gaps, or a smaller share of lost packets, hardly mislead. */
const leastHoles = 3;
const leastShare = 0.002;

/** Packets passed, and the capture lost them: what is missing there is missing in the file alone. */
export const captureLoss: CauseRule = {
  cause: "capture-loss",
  words: "The capture lost packets; the network may be fine",
  explain({context, findings, kind}) {
    const losses = kind === "nothing" ? [] : lossesOf(context, findings.some(takesOtherWays));
    if (losses.length === 0) return null;
    const certain = kind === "proven";
    return {
      weight: certain ? Weight.unlikely : Weight.aside,
      for: losses
        .slice(0, 3)
        .map(({name, holes, packets, reported}) =>
          [
            `${name}: `,
            holes >= leastHoles
              ? `${counted(holes, "gap")} that the other side acknowledged, ${percent(holes / (packets + holes))} of ` +
                `${grouped(packets)} packets, in connections that go on`
              : "",
            holes >= leastHoles && reported > 0 ? "; " : "",
            reported > 0 ? `the capture itself reports ${counted(reported, "lost packet")}` : "",
          ].join(""),
        ),
      against: certain ? ["what is proven exceeds what such losses explain"] : [],
      next: [linux.captureWithBuffer(), linux.linkCounters(), any.mirrorDrops()],
    };
  },
};

interface Loss {
  readonly name: string;
  readonly holes: number;
  readonly packets: number;
  readonly reported: number;
}

/** Whether packets of a connection provably pass several places: what one of them lacks was not lost. */
const takesOtherWays = ({detector, certainty}: Finding): boolean =>
  certainty === "proven" && (detector === "path-flapping" || detector === "split-path");

/** Returns the points that lost packets worth mentioning, the worst first. Gaps tell nothing of several ways. */
function lossesOf({points, pools, table}: Context, severalWays: boolean): Loss[] {
  const holes = new Float64Array(points.length);
  if (!severalWays)
    for (let pair = 1; pair < table.pairs.count; pair++)
      holes[table.pairs.point(pair)]! += pools.lost(pair, 0) + pools.lost(pair, 1);
  return points
    .map(point => ({name: point.name, holes: holes[point.id]!, packets: point.packets, reported: point.dropped ?? 0}))
    .filter(
      ({holes, packets, reported}) =>
        (holes >= leastHoles && holes >= leastShare * packets) || reported > leastShare * packets,
    )
    .sort((a, b) => b.holes / (b.packets + 1) - a.holes / (a.packets + 1) || b.reported - a.reported);
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
