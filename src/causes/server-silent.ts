import {commands} from "../advice/commands.ts";
import {deviceLookups} from "../advice/route-lookups.ts";
import {sessionListings} from "../advice/session-listings.ts";
import {inOrder} from "../advice/steps.ts";
import {subjectOf} from "../judge/subject.ts";
import {counted} from "../words.ts";
import type {CauseRule} from "./cause.ts";
import {findingsOf, isSilence, notExcluded, quoted, weightOf} from "./speaking.ts";
import {Weight} from "./weight.ts";

const {linux} = commands;

/** Nothing proves an answer: the server is down, or the SYN or its answer is dropped. */
export const serverSilent: CauseRule = {
  cause: "server-silent",
  words: "The server, or a filter before it, does not answer",
  explain(input) {
    const own = findingsOf(input, "unanswered").filter(isSilence);
    if (own.length === 0) return null;
    const {context} = input;
    const pings = findingsOf(input, "icmp-ok-tcp-fails").filter(finding => finding.missing === null);
    const answered = findingsOf(input, "some-clients").filter(finding =>
      finding.conversations.some(id => own[0]!.conversations.includes(id)),
    );
    const {unanswered} = context.judgements.counts;
    const isHeard = input.vain?.areHeard === true;
    const isExcluded = own[0]!.alternatives.some(one => one.cause === "server-silent" && one.excludedBecause !== null);
    return {
      weight: isExcluded
        ? Weight.aside
        : isHeard
          ? Weight.possible
          : input.vain !== null
            ? Weight.suspected
            : weightOf(own, {proven: Weight.suspected, suspected: Weight.suspected, note: Weight.aside}),
      for: [
        ...quoted(own),
        `${counted(unanswered, "connection")} in all: SYN, and neither SYN-ACK nor reset nor ICMP error`,
        ...(pings.length > 0 ? ["the host answers pings here: it is up, and a port may be filtered or dead"] : []),
      ],
      against: [
        ...(isHeard
          ? ["no SYN is sent again: who gets no answer asks again after a second, unless it gives up sooner"]
          : []),
        ...(own[0]!.certainty === "note" ? [] : notExcluded(own[0]!, "server-silent")),
        ...(answered.length > 0
          ? ["it answers other clients at the same time: a filter or a route concerns these"]
          : []),
      ],
      next: serverSilent.steps!(subjectOf(context, own[0]!), input),
    };
  },
  steps: subject =>
    inOrder([
      linux.listening(subject.port, `on ${subject.server}: does anything listen on port ${subject.port}?`),
      linux.watch(
        `host ${subject.client} and tcp port ${subject.port}`,
        `on ${subject.server}: do the SYNs arrive, and by which interface do the answers leave?`,
      ),
      // A firewall at hand tells what it holds of them, and which way it sends them.
      ...sessionListings(subject),
      ...deviceLookups(subject.server),
    ]),
};
