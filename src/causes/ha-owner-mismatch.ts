import {commands} from "../advice/commands.ts";
import {dropCounters, sessionListings} from "../advice/session-listings.ts";
import {inOrder} from "../advice/steps.ts";
import {subjectOf} from "../judge/subject.ts";
import {counted} from "../words.ts";
import type {CauseRule} from "./cause.ts";
import {distinctWeights, fails, findingsOf, notExcluded, secondWeights, sentences, weightOf} from "./speaking.ts";
import {splitShape} from "./split-shape.ts";
import {Weight} from "./weight.ts";

const {panOs, fortios} = commands;

/** Both members of a cluster see half of each conversation, and it fails: neither owns a session of both directions. */
export const haOwnerMismatch: CauseRule = {
  cause: "ha-owner-mismatch",
  explain(input) {
    const own = findingsOf(input, "split-path");
    if (own.length === 0) return null;
    const {context} = input;
    const {shape, repliesThere, requestsThere} = splitShape(context, own[0]!);
    const failing = fails(input, own);
    const isPeer = shape === "peers" || shape === "unknown";
    return {
      weight: isPeer ? weightOf(own, failing ? distinctWeights : secondWeights) : Weight.aside,
      for: [
        ...sentences(own),
        ...(shape === "peers"
          ? [
              "both places carry both directions of other conversations, as peers do: " +
                `${counted(repliesThere, "reply packet")} ` +
                `at the one, ${counted(requestsThere, "request packet")} at the other`,
            ]
          : []),
        ...(failing ? ["the conversations fail: neither device sees both directions"] : []),
      ],
      against: [
        ...(failing ? [] : ["the conversations work: no device drops them for want of a session"]),
        ...(isPeer ? [] : ["one of the two places carries one direction only: it is no peer of the other"]),
        // Where they shared their sessions, it would work.
        ...(failing ? [] : notExcluded(own[0]!)),
      ],
      next: inOrder([
        ...haOwnerMismatch.steps!(subjectOf(context, own[0]!), input),
        ...(failing ? dropCounters() : []),
      ]),
    };
  },
  steps: subject => [
    panOs.haState("on both: active/active, and do they synchronise sessions?"),
    fortios.haStatus("are they in one cluster, and in sync?"),
    ...sessionListings(subject),
  ],
};
