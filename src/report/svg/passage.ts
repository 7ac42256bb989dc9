import type {LadderRung} from "../../flow/ladder.ts";
import type {FlowRecord} from "../../judge/analysis.ts";
import {millisecond} from "../../time/time.ts";
import {type Row, Rows, type Statements} from "./ladder.ts";

/** Returns the rows of a connection as several points of one device saw it: a segment seen at two of them passed the device. */
export function mergedRows(
  flows: readonly FlowRecord[],
  tell: (side: number, flows: readonly FlowRecord[]) => string,
  limit: number,
  statements: Statements,
): Row[] {
  const all = flows.flatMap(flow => flow.ladder.map(rung => ({rung, flow})));
  all.sort((a, b) => a.rung.time - b.rung.time || a.rung.frame - b.rung.frame);
  const sightings: {rung: LadderRung; flows: FlowRecord[]}[] = [];
  for (const {rung, flow} of all) {
    const same = sightings.find(one => isSame(one.rung, rung) && !one.flows.includes(flow));
    if (same === undefined) sightings.push({rung, flows: [flow]});
    else same.flows.push(flow);
  }
  const rows = new Rows([], statements);
  for (const {rung, flows: own} of sightings) rows.add({rung: {...rung, round: false}, remark: tell(rung.side, own)});
  return rows.finish(flows, limit);
}

/** The same segment at two points of one device: a retransmission comes later. */
function isSame(a: LadderRung, b: LadderRung): boolean {
  const alike = a.side === b.side && a.flags === b.flags && a.sequence === b.sequence && a.payload === b.payload;
  return alike && a.acknowledgment === b.acknowledgment && b.time - a.time < 100 * millisecond;
}

/** `in lan, out wan-a`: by the capture's own word where it has one, else as a packet comes in before it goes out. */
export function passageText(side: number, flows: readonly FlowRecord[], nameOf: (point: number) => string): string {
  const parts = flows.map((flow, i) => {
    const {entering, leaving} = side === 0 ? flow.requests : flow.replies;
    const told =
      entering > 0 === leaving > 0 ? (flows.length < 2 ? "at" : i === 0 ? "in" : "out") : entering > 0 ? "in" : "out";
    return {told, name: nameOf(flow.point)};
  });
  parts.sort((a, b) => Number(a.told === "out") - Number(b.told === "out"));
  return parts.map(({told, name}) => `${told} ${name}`).join(", ");
}
