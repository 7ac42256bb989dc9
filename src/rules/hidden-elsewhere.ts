import type {Cursor} from "../flow/cursor.ts";
import {hiddenAt, isAlive} from "../flow/hidden.ts";
import type {FlowView} from "../flow/view.ts";
import type {Way} from "../flow/way.ts";
import type {Evidence} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {frameEvidence} from "../judge/evidence.ts";

/** Returns where a direction is hidden that a flow proves to exist: from this device, or from this interface of it; null if it is not. */
export function hiddenFrom(context: Context, cursor: Cursor, flow: FlowView, way: Way): "device" | "interface" | null {
  const {points, devices} = context;
  // Later stages hold only what belongs to a session, or was dropped: what they lack says nothing.
  const {stage} = points[flow.point]!;
  if ((stage !== null && stage !== "receive") || hiddenAt(flow) !== way) return null;
  let from: "device" | "interface" = "device";
  for (let i = 0; i < cursor.flowCount; i++) {
    const other = cursor.flows[i]!;
    if (other === flow || !isAlive(other.gone(way))) continue;
    // Under another address, or with other numbers, it does pass here: on one side of the device only this flow is seen.
    if (other.point === flow.point) return null;
    if (devices.of(other.point) === devices.of(flow.point)) from = "interface";
  }
  // What another stage has, the firewall itself sent: SYN cookies, a proxy, a captive portal answer from inside (P9).
  return stage !== null && from === "interface" ? null : from;
}

/** G5: a receive stage is filtered packet by packet, so a filter of this tuple misses answers to the translated one. */
export function mayBeFiltered({points, table}: Context, cursor: Cursor, flow: FlowView): boolean {
  if (points[flow.point]!.stage !== "receive" || table.bothDirections) return false;
  for (let i = 0; i < cursor.flowCount; i++) if (!cursor.hasSameTuple(cursor.flows[i]!, flow)) return true;
  return false;
}

/** P9: the transmit stage has what the client sends, so the firewall did its part. */
export function sentOn(context: Context, cursor: Cursor, flow: FlowView): Evidence[] {
  const {points} = context;
  if (points[flow.point]!.stage !== "receive") return [];
  const sent = cursor.flows
    .slice(0, cursor.flowCount)
    .find(({point, client}) => points[point]!.stage === "transmit" && isAlive(client));
  if (sent === undefined) return [];
  const says = `the firewall sends the SYN on: ${points[sent.point]!.name} has it`;
  return [frameEvidence(context, sent.client.firstFrame, "P9", says)];
}
