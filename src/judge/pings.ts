import type {Cursor} from "../flow/cursor.ts";
import {Exchange} from "../flow/hosts.ts";
import type {FlowView} from "../flow/view.ts";
import type {Way} from "../flow/way.ts";
import type {Context} from "./context.ts";

/** Points that are looked at. */
const most = 64;

/**
 * Returns a point of another device at which pings of the client pass in direction `way` (for `replies` their answers) that do not pass at
 * the flow's own point, though those of the other direction do; null if there is none. The hosts are up then, and routed by there.
 */
export function pingsElsewhere(context: Context, cursor: Cursor, flow: FlowView, way: Way): number | null {
  const {table, points, devices} = context;
  if (table.hosts.registry.count === 1 || points.length === 1) return null;
  const own = countsAt(context, cursor, flow, flow.point);
  const [there, gone] = way === "replies" ? [own.requests, own.replies] : [own.replies, own.requests];
  if (there === 0 || gone > 0) return null;
  for (const {id} of points.slice(0, most)) {
    if (devices.of(id) === devices.of(flow.point)) continue;
    if (countsAt(context, cursor, flow, id)[way] > 0) return id;
  }
  return null;
}

function countsAt({table}: Context, cursor: Cursor, {clientSide}: FlowView, point: number): Record<Way, number> {
  const row = table.hosts.rowOf(cursor, {point, clientSide});
  const value = (field: number) => (row === 0 ? 0 : table.hosts.registry.values[row * Exchange.fields + field]!);
  return {requests: value(Exchange.requests + clientSide), replies: value(Exchange.replies + (clientSide ^ 1))};
}
