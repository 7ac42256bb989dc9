import type {Analysis, ConnectionRecord, FlowRecord, SideRecord} from "../judge/analysis.ts";
import {second} from "../time/time.ts";

/**
 * How a connection fares: `works`, on both directions; `asymmetric`, as a detector found, and `detours`, where it works all the same; `stopped`: its handshake completes, and then
 * it stops in its middle, or one direction is seen no more while the other goes on; `fails` otherwise; `unclear`: too little of it was seen.
 */
export type Health = "works" | "detours" | "asymmetric" | "stopped" | "fails" | "unclear";

/** One side alone for so long gets no answer. */
const patience = 3 * second;
/** So many answers to packets that were not seen show that a side goes on elsewhere; fewer may be losses of the capture. */
const leastRounds = 3;
/** Below this, nothing can have been sent in vain for long. */
const shortest = second;

/** Returns how a connection of `analysis` fares. */
export function healthOf(record: ConnectionRecord, analysis: Analysis): Health {
  const isSilent = record.outcome === "unanswered" || record.outcome === "unasked";
  // Silence is suspicious at most, and has many reasons.
  if (isSilent && record.certainty !== "proven") return "fails";
  if (record.certainty !== null || record.missing !== null) return record.failing === false ? "detours" : "asymmetric";
  switch (record.outcome) {
    case "complete":
    case "joined":
      if (record.failing === true) return isDropped(record, analysis) ? "fails" : "stopped";
      return continued(record, analysis);
    case "edge":
      return "unclear";
    case "split":
      return record.failing === true ? "fails" : "works";
    default:
      return "fails";
  }
}

/** Whether a device says that it drops the packets of a connection. */
const isDropped = ({findings}: ConnectionRecord, analysis: Analysis): boolean =>
  findings.some(id => analysis.findings[id]!.detector === "device-log");

/** How a connection fares whose handshake completed, or began earlier. */
function continued(record: ConnectionRecord, analysis: Analysis): Health {
  const requests = together(record.flows, "requests");
  const replies = together(record.flows, "replies");
  const [going, gone] = requests.last >= replies.last ? [requests, replies] : [replies, requests];
  const alone = going.last - gone.last;
  if (gone.fin + gone.rst === 0 && alone > patience && gone.further === 0 && going.bytes > 0) return "stopped";
  if (alone > shortest && answersUnseen(record.id, going === requests ? 0 : 1, gone.last, analysis)) return "stopped";
  return record.failing === false && requests.further > 0 && replies.further > 0 ? "works" : "unclear";
}

interface Side {
  readonly bytes: number;
  /** Packets beyond those of the handshake and resets. */
  readonly further: number;
  readonly fin: number;
  readonly rst: number;
  readonly last: number;
}

/** What all points together saw of a direction. */
function together(flows: readonly FlowRecord[], direction: "requests" | "replies"): Side {
  const most = (count: (side: SideRecord) => number) =>
    flows.reduce((sum, flow) => Math.max(sum, count(flow[direction])), Number.NEGATIVE_INFINITY);
  return {
    bytes: most(side => side.bytes),
    further: most(side => side.packets - side.syn - side.synAck - side.rst),
    fin: most(side => side.fin),
    rst: most(side => side.rst),
    last: most(side => side.last ?? Number.NEGATIVE_INFINITY),
  };
}

/** Whether a side goes on answering packets of the other that were not seen, after `since`, when that one was seen last. */
function answersUnseen(id: number, side: number, since: number, analysis: Analysis): boolean {
  const {flows} = analysis.connection(id);
  return flows.some(
    ({ladder}) => ladder.filter(rung => rung.side === side && rung.round && rung.time > since).length >= leastRounds,
  );
}
