import {commands} from "../advice/commands.ts";
import {deviceLookups, hostLookups} from "../advice/route-lookups.ts";
import {sessionListings} from "../advice/session-listings.ts";
import {inOrder} from "../advice/steps.ts";
import type {NextStep} from "../judge/analysis.ts";
import {type Subject, subjectOf} from "../judge/subject.ts";
import type {Side} from "../listings/side.ts";
import {fortiosRange, fortiosRanges, versionOf} from "../listings/versions.ts";
import {counted} from "../words.ts";
import type {CauseRule} from "./cause.ts";
import {bySurety, fails, findingsOf, notExcluded, secondWeights, sentences, statements, weightOf} from "./speaking.ts";
import {Weight} from "./weight.ts";

const {fortios} = commands;

/** Replies enter a device by another interface than the requests leave by: whether it drops them depends on it. */
export const replyOnOtherInterface: CauseRule = {
  cause: "reply-on-other-interface",
  explain(input) {
    const mismatches = findingsOf(input, "interface-mismatch");
    const told = statements(input, /outgoing dev changed/i);
    const own = [...told, ...mismatches].sort(bySurety);
    if (own.length === 0) return null;
    const {whole, byHash} = mismatches.length > 0 ? input.contrast("interface-mismatch") : {whole: 0, byHash: false};
    const failing = fails(input, own) || told.length > 0;
    const subject = subjectOf(input.context, own[0]!);
    const isProven = own.some(finding => finding.certainty === "proven");
    return {
      weight:
        isProven && told.length > 0
          ? Weight.distinct
          : whole > 0
            ? weightOf(own, secondWeights)
            : weightOf(own, {proven: Weight.proven, suspected: Weight.suspected, note: Weight.aside}),
      for: [
        ...sentences(own),
        ...(mismatches.length > 0 && whole === 0
          ? ["all conversations of these networks return by another interface"]
          : []),
      ],
      against: [
        ...(failing ? [] : ["the conversations work: the device tolerates it"]),
        ...(whole > 0 && !byHash
          ? [`${counted(whole, "conversation")} of the same networks returned by the interface that they left by`]
          : []),
        ...notExcluded(own[0]!),
      ],
      next: steps(subject, input.context.side, failing),
    };
  },
  steps: (subject, {context}) => steps(subject, context.side, false),
};

const steps = (subject: Subject, side: Side, failing: boolean): NextStep[] =>
  inOrder([
    ...deviceLookups(subject.server),
    ...hostLookups(subject.server, subject.client),
    ...versionSteps(side, failing),
    ...sessionListings(subject).slice(0, 2),
  ]);

/** How FortiOS takes it depends on its version: where none is told, all ranges are. */
function versionSteps({versions}: Side, failing: boolean): NextStep[] {
  const version = versionOf(versions, "fortios");
  if (version === null) {
    const all = fortiosRanges.map(({name, says}) => `${name}: ${says}`).join("; ");
    return [
      fortios.version(`which version? ${all}`),
      fortios.auxiliary("6.2.3 and later:"),
      ...(failing ? [fortios.auxiliarySessions()] : []),
    ];
  }
  const {name, says, drops, hasSwitch} = fortiosRange(version);
  const told = `FortiOS ${version} (${name}): ${says}`;
  if (!hasSwitch) return [fortios.routes(false, `${told}: which route do the replies need?`)];
  // What tolerates it, and fails, fails for another reason.
  return [fortios.auxiliary(`${told}:`), ...(failing && drops ? [fortios.auxiliarySessions()] : [])];
}
