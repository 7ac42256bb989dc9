import type {CauseRule} from "../cause.ts";
import {counted} from "../evidence.ts";
import {deviceLookups, hostLookups} from "./route-lookups.ts";
import {sessionListings} from "./session-listings.ts";
import {bySurety, fails, findingsOf, notExcluded, secondWeights, sentences, statements, weightOf} from "./speaking.ts";
import {block, changes, inOrder, reads} from "./steps.ts";
import {subjectOf} from "./subject.ts";
import {Weight} from "./weight.ts";

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
      next: inOrder([
        ...deviceLookups(subject.server),
        ...hostLookups(subject.server, subject.client),
        reads("fortios", "get system status", versions),
        reads(
          "fortios",
          "show full-configuration system settings | grep auxiliary",
          "6.2.3 and later: are auxiliary sessions enabled?",
        ),
        ...sessionListings(subject).slice(0, 2),
        ...(failing ? [auxiliarySessions] : []),
      ]),
    };
  },
};

/** How FortiOS takes it, by version. */
const versions =
  "which version? ≤6.0: no auxiliary sessions, mend the routes; 6.2.0–6.2.2: always on, tolerated; 6.2.3: drops " +
  "it (outgoing dev changed) unless enabled, better upgrade; ≥6.2.4: tolerated, but not offloaded unless enabled";

const auxiliarySessions = changes(
  "fortios",
  block("config system settings", "set auxiliary-session enable", "end"),
  "6.2.3 and later, only where returning by another interface is meant (ECMP, SD-WAN): replies take the best route",
  block("config system settings", "set auxiliary-session disable", "end"),
);
