import type {Finding} from "../judge/analysis.ts";
import {toldPacket} from "../judge/dropped-packet.ts";
import {subjectOf} from "../judge/subject.ts";
import {deviceDrops} from "../rules/device-drops.ts";
import {isOf} from "../rules/rule.ts";
import {counted} from "../words.ts";
import type {Case, CauseRule, Explanation} from "./cause.ts";
import {reversePathSteps} from "./reverse-path.ts";
import {distinctWeights, isSilence, quoted, statedOf, toldOf, weightOf} from "./speaking.ts";
import {swallowedBy} from "./swallowed.ts";
import {Weight} from "./weight.ts";

/** Above what the server's silence explains: these SYNs do not get as far as the server. */
const swallowedWeight = 0.65;

/** A device drops packets whose source it would not route back by the interface that they came in by. */
export const reversePathCheck: CauseRule = {
  cause: "reverse-path-check",
  words: "A reverse-path check drops packets that come by an unexpected interface",
  explain(input) {
    const told = statedOf(input, "reverse-path");
    const swallowed = swallowing(input);
    const own = [...told, ...(swallowed?.findings ?? [])];
    if (own.length === 0) return besideTcp(input);
    const subject = subjectOf(input.context, own[0]!);
    return {
      weight: told.length > 0 ? weightOf(told, distinctWeights) : swallowed!.weight,
      for: [...quoted(told), ...(swallowed?.for ?? [])],
      against:
        told.length > 0
          ? ["packets with a forged source are dropped for the same reason, and rightly"]
          : ["a rule that denies these clients does the same: nothing tells which", "a drop log or debug flow would"],
      next: reversePathSteps(subject, subject.client),
    };
  },
};

/** The same of pings, UDP, or packets whose flags are not told: of no connection, and the device's word all the same. */
function besideTcp(input: Case): Explanation | null {
  const told = toldOf(input, "reverse-path");
  const packet = told.length === 0 ? null : toldPacket(input.context, told[0]!);
  if (packet === null) return null;
  return {
    // Beside an asymmetry it explains other packets than the verdict is about.
    weight: input.leading === null ? Weight.proven : Weight.aside,
    for: quoted(told),
    against: ["packets with a forged source are dropped for the same reason, and rightly"],
    next: reversePathSteps({v6: packet.source.includes(":")}, packet.source),
  };
}

/** SYNs enter a device and leave it nowhere, while other clients reach the same service through it. */
function swallowing({context, findings}: Case) {
  const unanswered = findings.filter(one => isSilence(one) || isOf(one, deviceDrops));
  if (unanswered.length === 0) return null;
  const {syns, conversations, passing, device} = swallowedBy(context, unanswered);
  if (conversations.length === 0) return null;
  const first = unanswered.find(finding => finding.conversations.includes(conversations[0]!))!;
  const own: Finding = {...first, example: conversations[0]!};
  return {
    weight: first.certainty === "note" ? Weight.possible : swallowedWeight,
    findings: [own],
    for: [
      `${counted(syns, "SYN")} of ${counted(conversations.length, "connection")} got into ${device} ` +
        "and left it nowhere, " +
        `while ${counted(passing, "connection")} of other clients with the same service passed`,
    ],
  };
}
