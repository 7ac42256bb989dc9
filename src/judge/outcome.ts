import type {Cursor} from "../flow/cursor.ts";
import {bit} from "../flow/handshake.ts";
import {alive, goesOn, hiddenAt, isAlive} from "../flow/hidden.ts";
import type {Periods} from "../flow/periods.ts";
import {progressOf, stopOf} from "../flow/progress.ts";
import {isFromTheFirst, isOriginal} from "../flow/syn-acks.ts";
import {second} from "../time/time.ts";
import type {Missing, Outcome} from "./analysis.ts";

/** A SYN so near the end may have been answered after it (G3). */
const endEdge = 3 * second;
/** What belongs together may be captured so much out of order. */
const lateness = second;
/** A connection whose first packet comes so soon may have begun before the capture (G3). */
const startEdge = second;

/** What became of a connection, as far as it can be told by itself. One instance is reused. */
export interface Judgement {
  outcome: Outcome;
  /** Of a one-way connection. */
  missing: Missing | null;
  failing: boolean | null;
}

/** Tells which capture points belong to one box. */
interface Boxes {
  of(point: number): number;
}

/** Judges the connection under the cursor and writes the result into `judgement`. */
export function judge(cursor: Cursor, periods: Periods, boxes: Boxes, judgement: Judgement): void {
  judgement.missing = null;
  judgement.outcome = isSplit(cursor, boxes) ? "split" : outcomeOf(cursor, periods, judgement);
  judgement.failing = failing(cursor, periods, judgement);
}

function outcomeOf(cursor: Cursor, periods: Periods, judgement: Judgement): Outcome {
  const seenClient = (cursor.clientEvents & alive) !== 0;
  const seenServer = (cursor.serverEvents & alive) !== 0;
  // Proof that a direction exists makes a connection one-way only if no point at all saw it.
  if (seenClient !== seenServer) {
    for (let i = 0; i < cursor.flowCount; i++) {
      const missing = hiddenAt(cursor.flows[i]!);
      if (missing === null) continue;
      if (isLast(cursor, missing, periods)) return "edge";
      judgement.missing = missing;
      return "one-way";
    }
  }
  switch (cursor.state) {
    case "established":
      return isStarved(cursor) ? "stalled" : "complete";
    case "joined":
      return "joined";
    case "refused":
      return "refused";
    case "answered":
      return nearEnd(cursor, periods) ? "edge" : "stalled";
    case "crossed":
      return cursor.clientEvents & cursor.serverEvents & bit.accept ? "complete" : "stalled";
    case "asked":
    case "replyHidden":
      if (hasIcmpError(cursor)) return "rejected";
      return nearEnd(cursor, periods) ? "edge" : "unanswered";
    case "accepted":
      return mayRepeat(cursor, periods) ? "edge" : "unasked";
    case "requestHidden":
      return nearStart(cursor, periods) ? "edge" : "unasked";
    default:
      return "edge";
  }
}

/**
 * Whether all that shows a missing direction is one packet in the capture's last second: what it answers may have been captured just after, as frames of several interfaces come out of order.
 */
function isLast(cursor: Cursor, missing: Missing, periods: Periods): boolean {
  for (let i = 0; i < cursor.flowCount; i++) {
    const flow = cursor.flows[i]!;
    const {rounds, proofTime} = flow.seen(missing);
    if (rounds !== 1 || proofTime < periods.ended(flow.point) - lateness) return false;
  }
  return true;
}

/** Both directions were seen, and no device saw both (P8). */
function isSplit(cursor: Cursor, boxes: Boxes): boolean {
  if (cursor.flowCount < 2 || (cursor.clientEvents & alive) === 0 || (cursor.serverEvents & alive) === 0) return false;
  requestBoxes.clear();
  for (let i = 0; i < cursor.flowCount; i++)
    if (isAlive(cursor.flows[i]!.client)) requestBoxes.add(boxes.of(cursor.flows[i]!.point));
  for (let i = 0; i < cursor.flowCount; i++) {
    const {server, point} = cursor.flows[i]!;
    if (isAlive(server) && requestBoxes.has(boxes.of(point))) return false;
  }
  return true;
}

/** The boxes that saw requests of the connection being judged. */
const requestBoxes = new Set<number>();

/** SYN-ACKs came again after the client's ACK, and the server never went on: the ACK does not arrive, or is ignored. */
function isStarved(cursor: Cursor): boolean {
  if (cursor.serverEvents & goesOn) return false;
  for (let i = 0; i < cursor.flowCount; i++) {
    const {server} = cursor.flows[i]!;
    // A single SYN-ACK after the ACK is one captured out of order.
    if (server.lateAccepts > 0 && server.opens > 1) return true;
  }
  return false;
}

function hasIcmpError(cursor: Cursor): boolean {
  for (let i = 0; i < cursor.flowCount; i++) if (cursor.flows[i]!.icmpError >= 0) return true;
  return false;
}

/** Whether the connection began so near the end of every capture point's packets that an answer may have come later. */
function nearEnd(cursor: Cursor, periods: Periods): boolean {
  for (let i = 0; i < cursor.flowCount; i++)
    if (cursor.first <= periods.ended(cursor.flows[i]!.point) - endEdge) return false;
  return true;
}

function nearStart(cursor: Cursor, periods: Periods): boolean {
  for (let i = 0; i < cursor.flowCount; i++) {
    const flow = cursor.flows[i]!;
    if (flow.server.opens > 1 || cursor.first >= periods.began(flow.point) + startEdge) return false;
  }
  return true;
}

/** Whether all SYN-ACKs that were seen may be repeats of such as were sent before the capture began, and answer SYNs from before. */
function mayRepeat(cursor: Cursor, periods: Periods): boolean {
  for (let i = 0; i < cursor.flowCount; i++) {
    const {client, server, point} = cursor.flows[i]!;
    // Who resets them does not wait for them.
    if (
      client.reset > 0 ||
      server.promptAccepts > 0 ||
      isFromTheFirst(server) ||
      isOriginal(server, periods.began(point))
    )
      return false;
  }
  return true;
}

/**
 * Whether the connection fails: it never completed, what it sent was never answered, or it stopped in its middle; false where it works;
 * null where that cannot be told.
 */
function failing(cursor: Cursor, periods: Periods, judgement: Judgement): boolean | null {
  switch (judgement.outcome) {
    case "complete":
    case "joined": {
      const progress = progressOf(cursor, point => periods.ended(point));
      return progress === "on" ? false : progress === "stopped" ? true : null;
    }
    case "one-way":
      return failingOneWay(cursor, judgement.missing!);
    case "edge":
      return null;
    case "split":
      // It works if both sides went on after the handshake, and on.
      return stopOf(cursor) !== null || !((cursor.clientEvents & goesOn) !== 0 && (cursor.serverEvents & goesOn) !== 0);
    default:
      return true;
  }
}

function failingOneWay(cursor: Cursor, missing: Missing): boolean | null {
  if (stopOf(cursor) !== null) return true;
  let repeats = 0;
  let works = false;
  let reset = false;
  for (let i = 0; i < cursor.flowCount; i++) {
    const flow = cursor.flows[i]!;
    const {client, server} = flow;
    const side = flow.seen(missing);
    // Beyond SYN and FIN, payload of the missing direction arrived.
    if (side.acknowledged > 1) works = true;
    repeats = Math.max(repeats, side.repeats, side.opens - 1);
    if (client.reset > 0 || server.reset > 0) reset = true;
  }
  if (works) return false;
  return reset || repeats >= 2 ? true : null;
}
