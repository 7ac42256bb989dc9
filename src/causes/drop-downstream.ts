import {commands} from "../advice/commands.ts";
import {dropCounters, sessionListings} from "../advice/session-listings.ts";
import {inOrder} from "../advice/steps.ts";
import {subjectOf} from "../judge/subject.ts";
import type {CauseRule} from "./cause.ts";
import {findingsOf, notExcluded, quoted, weightOf} from "./speaking.ts";
import {Weight} from "./weight.ts";

const {linux} = commands;

/** The server repeats its SYN-ACK although the client's ACK passed here: it is lost beyond, or ignored. */
export const dropDownstream: CauseRule = {
  cause: "drop-downstream",
  words: "Something behind this point loses or drops packets",
  explain(input) {
    const own = findingsOf(input, "lost-downstream", "syn-ack-not-accepted");
    if (own.length === 0) return null;
    const subject = subjectOf(input.context, own[0]!);
    const {client, server, port} = subject;
    return {
      weight: weightOf(own, {proven: Weight.distinct, suspected: Weight.suspected, note: Weight.possible}),
      for: quoted(own),
      against: notExcluded(own[0]!, "drop-downstream"),
      next: inOrder([
        linux.acceptQueue(server),
        linux.listening(port, `on ${server}: is Recv-Q as large as Send-Q, the accept queue's limit?`),
        linux.watch(
          `host ${client} and tcp port ${port}`,
          `on ${server}: does the client's ACK arrive? If not, a device between this point and ${server} drops it`,
        ),
        ...sessionListings(subject),
        ...dropCounters(),
      ]),
    };
  },
};
