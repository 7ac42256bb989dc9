import {travelled} from "../flow/ttl.ts";

/** How far packets had come at one point: routers that requests passed, and replies, summed over flows. */
export interface Travel {
  requests: number;
  requestFlows: number;
  replies: number;
  replyFlows: number;
}

export const noTravel = (): Travel => ({requests: 0, requestFlows: 0, replies: 0, replyFlows: 0});

/** Takes the TTL of one direction of a flow in; 0 where a text tells none. */
export function addTravel(travel: Travel, way: "requests" | "replies", ttl: number): void {
  if (ttl === 0) return;
  travel[way] += travelled(ttl);
  travel[way === "requests" ? "requestFlows" : "replyFlows"]++;
}

/**
 * Returns points in the order in which requests pass them: the nearest to the clients first, by the routers that requests passed before, or
 * that replies still have to pass; those that tell the same as they were captured. Points that saw replies only stand last where no point
 * tells how long the way is.
 */
export function inPathOrder<Point extends {readonly point: number; readonly travel: Travel}>(
  points: readonly Point[],
): Point[] {
  const mean = (sum: number, count: number) => (count === 0 ? null : sum / count);
  const there = ({travel}: Point) => mean(travel.requests, travel.requestFlows);
  const back = ({travel}: Point) => mean(travel.replies, travel.replyFlows);
  // Wherever both directions pass, what both have come is the length of the way.
  const lengths = points.flatMap(point => {
    const [one, other] = [there(point), back(point)];
    return one === null || other === null ? [] : [one + other];
  });
  const length = lengths.length === 0 ? null : lengths.reduce((sum, one) => sum + one, 0) / lengths.length;
  const onlyReplies = points.every(point => there(point) === null);
  const place = (point: Point) => {
    const [one, other] = [there(point), back(point)];
    if (one !== null) return one;
    if (other === null || (length === null && !onlyReplies)) return Number.MAX_VALUE;
    return (length ?? 0) - other;
  };
  return [...points].sort((a, b) => place(a) - place(b) || a.point - b.point);
}
