import type {Analysis, ConnectionRecord} from "../../judge/analysis.ts";
import type {Sighting} from "./sightings.ts";

/**
 * How far a packet is known to have come: to its end; into a device that did not send it on, `after` one of the posts or `at` one where
 * the device itself keeps what it drops; or nothing is known beyond the last post that saw it.
 */
export type Ending = "arrived" | "unknown" | {readonly after: number} | {readonly at: number};

/** Frames (by ordinal) that a device says it dropped. */
export type Drops = ReadonlySet<number>;

/**
 * Returns the ending of each of the sightings. A device is said to end a packet where its next interface is on the way of that direction (it
 * saw others of these packets come by), lost none by its own count, and the connection does not work: a firewall that hands
 * a connection to its hardware forwards what its capture does not show.
 */
export function endingsOf(
  analysis: Analysis,
  {failing}: ConnectionRecord,
  posts: readonly number[],
  sightings: readonly Sighting[],
  drops: Drops,
): Ending[] {
  const points = posts.map(post => analysis.points.find(({id}) => id === post));
  const saw = ({sights}: Sighting, post: number) => sights[post] !== null && sights[post] !== "absent";
  const isOnTheWay = (side: number, post: number, next: number) => {
    const same = sightings.filter(({rung}) => rung.side === side);
    const hides = same.some(one => one.arrived && saw(one, post) && one.sights[next] === "absent");
    return !hides && same.some(one => saw(one, post) && saw(one, next));
  };
  return sightings.map(sighting => {
    const {rung, sights, arrived} = sighting;
    if (arrived) return "arrived";
    const travel = posts.map((_, post) => post);
    if (rung.side === 1) travel.reverse();
    const dropped = travel.find(post => points[post]?.stage === "drop" && saw(sighting, post));
    if (dropped !== undefined) return {at: dropped};
    const last = travel.findLastIndex(post => saw(sighting, post));
    const [post, next] = [travel[last], travel[last + 1]];
    if (post === undefined) return "unknown";
    if (drops.has(rung.frame)) return {after: post};
    if (failing !== true || next === undefined || sights[next] !== "absent") return "unknown";
    const [here, there] = [points[post], points[next]];
    const isOne = here?.box !== undefined && here.box === there?.box && here.stage === null && there.stage === null;
    return isOne && (there.dropped ?? 0) === 0 && isOnTheWay(rung.side, post, next) ? {after: post} : "unknown";
  });
}
