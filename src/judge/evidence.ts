import {endpointText} from "../flow/address.ts";
import type {Cursor} from "../flow/cursor.ts";
import {Known} from "../flow/record.ts";
import type {FlowView} from "../flow/view.ts";
import {counted} from "../words.ts";
import type {Evidence, Missing} from "./analysis.ts";
import type {Context} from "./context.ts";

/** Returns evidence of a frame given by its ordinal over all captures; of a text also its line. */
export function frameEvidence(context: Context, ordinal: number, rule: string, says: string): Evidence {
  const {captures} = context;
  let capture = captures.length - 1;
  while (capture > 0 && captures[capture]!.ordinal > ordinal) capture--;
  const frame = ordinal - (captures[capture]?.ordinal ?? 0) + 1;
  return {capture, frame, line: captures[capture]?.lines[frame - 1] ?? null, rule, says};
}

/** Returns `10.1.0.3:51156 → 10.2.0.4:5000`. */
export const connectionText = (cursor: Cursor): string =>
  `${endpointText(cursor.client)} → ${endpointText(cursor.server)}`;

/** Returns what the rungs of a one-way flow prove, by rule P1 to P5: at most `limit` frames. */
export function proofOf(context: Context, cursor: Cursor, flow: FlowView, missing: Missing, limit: number): Evidence[] {
  const visible = missing === "replies" ? 0 : 1;
  const who = missing === "replies" ? "the client" : "the server";
  const evidence: Evidence[] = [];
  let lastAck: number | null = null;
  for (const rung of flow.ladder) {
    if (rung.side !== visible || (rung.flags & 0x04) !== 0) continue;
    const advance: number = lastAck === null ? 0 : (rung.acknowledgment - lastAck) | 0;
    if (rung.round && evidence.length < limit) {
      const isSynAck = (rung.flags & 0x12) === 0x12;
      const rule =
        missing === "requests"
          ? "P5"
          : advance > 0
            ? "P2"
            : rung.sacked
              ? "P4"
              : (flow.client.known | flow.server.known) & Known.echoAdvanced && evidence.length > 0
                ? "P3"
                : "P1";
      const says = isSynAck
        ? "the server answers a SYN that was not seen here"
        : advance > 0
          ? `${who} acknowledges ${counted(advance, "byte")} never seen here`
          : rule === "P4"
            ? `${who} holds a segment beyond a gap, never seen here (SACK)`
            : // Who acknowledged before, and answers again, answers a keep-alive or repeats.
              rule === "P1" && evidence.length === 0 && lastAck === null && flow.client.opened
              ? "the client acknowledges a SYN-ACK never seen here"
              : `${who} answers a segment never seen here`;
      evidence.push(frameEvidence(context, rung.frame, rule, `${connectionText(cursor)}: ${says}`));
    }
    if (rung.flags & 0x10) lastAck = rung.acknowledgment;
  }
  return evidence;
}
