import type {Cursor} from "../flow/cursor.ts";
import {hiddenAt} from "../flow/hidden.ts";
import type {Time} from "../time/time.ts";
import type {Finding} from "./analysis.ts";

/** Returns when the connection under the cursor showed to be asymmetric. */
export type Onset = (cursor: Cursor) => Time;

/** When connections left the path that began whole, by their number. */
export function movedAt(findings: readonly Finding[]): Map<number, Time> {
  const moved = findings.filter(({detector, certainty}) => detector === "path-change" && certainty !== "note");
  return new Map(moved.flatMap(({conversations, since}) => conversations.map(id => [id, since] as const)));
}

/** When a connection showed to be asymmetric: at its first proof, as it left the path, or else as it began. */
export function onsetOf(cursor: Cursor, moved: Time | undefined): Time {
  let onset = Number.POSITIVE_INFINITY;
  for (let i = 0; i < cursor.flowCount; i++) {
    const flow = cursor.flows[i]!;
    const missing = hiddenAt(flow);
    if (missing === null) continue;
    const {proofFrame, proofTime} = flow.seen(missing);
    if (proofFrame >= 0) onset = Math.min(onset, proofTime);
  }
  return onset === Number.POSITIVE_INFINITY ? (moved ?? cursor.first) : onset;
}
