import type {Cursor} from "../flow/cursor.ts";
import {hiddenAt, isAlive} from "../flow/hidden.ts";
import type {SideView} from "../flow/side-view.ts";
import type {FlowView} from "../flow/view.ts";
import type {ConnectionRecord, FlowRecord, Missing, SideRecord} from "../judge/analysis.ts";
import type {Judgements} from "../judge/judgements.ts";

/** Returns the plain record of the connection under the cursor; `findings` are the ids of those that concern it. */
export function connectionRecord(
  cursor: Cursor,
  judgements: Judgements,
  findings: readonly number[],
  withLadder: boolean,
): ConnectionRecord {
  const {id} = cursor;
  const flows = cursor.flows.slice(0, cursor.flowCount);
  return {
    id,
    client: cursor.client,
    server: cursor.server,
    clientBy: cursor.clientBy,
    outcome: judgements.outcome(id),
    missing: judgements.missing(id),
    certainty: judgements.certainty(id),
    failing: judgements.failing(id),
    first: cursor.first,
    last: cursor.last,
    flows: flows.map(flow => flowRecord(cursor, flow, judgements, withLadder)),
    findings,
  };
}

function flowRecord(cursor: Cursor, flow: FlowView, judgements: Judgements, withLadder: boolean): FlowRecord {
  return {
    point: flow.point,
    client: cursor.endpointOf(flow, true),
    server: cursor.endpointOf(flow, false),
    missing: missingAt(flow, judgements.missing(cursor.id)),
    history: cursor.history(flow),
    requests: sideRecord(flow.client),
    replies: sideRecord(flow.server),
    ladder: withLadder ? flow.ladder : [],
  };
}

/** The direction that a flow lacks at its point: proven there, or accused in the connection and not seen here. */
function missingAt(flow: FlowView, accused: Missing | null): Missing | null {
  const hidden = hiddenAt(flow);
  if (hidden !== null) return hidden;
  if (accused === "replies" && isAlive(flow.client) && !isAlive(flow.server)) return "replies";
  if (accused === "requests" && isAlive(flow.server) && !isAlive(flow.client)) return "requests";
  return null;
}

function sideRecord(side: SideView): SideRecord {
  const {packets} = side;
  return {
    packets,
    copies: side.copies,
    bytes: side.bytes,
    syn: side.syn,
    synAck: side.synAck,
    fin: side.fin,
    rst: side.reset,
    repeats: side.repeats,
    first: packets === 0 ? null : side.first,
    last: packets === 0 ? null : side.last,
    ttl: side.ttls,
    entering: side.entering,
    leaving: side.leaving,
  };
}
