import type {SideHa, SidePolicyRoutes} from "../../capture/side/record.ts";
import {policyText} from "../../listings/words.ts";
import type {Case} from "../cause.ts";
import {Weight} from "../weight.ts";
import type {SideVoice, Speaker} from "./speaker.ts";

/** What a device's rules of policy-based forwarding say, and its place in a pair. */
export const policyVoices: Speaker = input =>
  input.context.side.records.flatMap(record =>
    record.kind === "policy-routes" ? [ofRules(input, record)] : record.kind === "ha" ? [ofPair(input, record)] : [],
  );

function ofRules(input: Case, record: SidePolicyRoutes): SideVoice {
  const {side} = input.context;
  const active = record.rules.filter(({isActive, forwards}) => isActive && forwards);
  const out = wayOut(input);
  const isIt = out !== null && active.some(({leaves}) => leaves === out);
  const where = isIt ? `, and by ${out} requests do leave` : "";
  return {
    cause: "policy-based-forwarding",
    says: `${side.where(record)}: ${policyText(record)}${where}`,
    speaksFor: active.length > 0,
    introduces: isIt ? Weight.owned : active.length > 0 ? Weight.possible : null,
    quotes: record,
  };
}

/** The interface that requests leave by, where replies come by another. */
function wayOut({context: {points}, findings}: Case): string | null {
  const mismatch = findings.find(({detector, certainty}) => detector === "interface-mismatch" && certainty !== "note");
  return mismatch === undefined
    ? null
    : (points[mismatch.points[0]!]!.interface ?? pointName(points[mismatch.points[0]!]!.name));
}

/** A point that the user named by its interface: `fw/port3`. */
const pointName = (name: string): string => name.slice(name.lastIndexOf("/") + 1);

function ofPair({context: {side}}: Case, record: SideHa): SideVoice {
  const isShared = record.mode === "active-active";
  return {
    cause: "ha-owner-mismatch",
    says: `${side.where(record)}: the pair is ${record.mode}: ${isShared ? "either member forwards" : "the passive member forwards nothing"}`,
    speaksFor: isShared,
    introduces: isShared ? Weight.possible : null,
    quotes: record,
  };
}
