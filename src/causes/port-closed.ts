import {commands} from "../advice/commands.ts";
import {firstOf} from "../judge/subject.ts";
import {counted} from "../words.ts";
import type {CauseRule} from "./cause.ts";
import {findingsOf, isSilence, quoted} from "./speaking.ts";
import {Weight} from "./weight.ts";

const {linux} = commands;

/** Resets answer SYNs: the server is reached, and nothing listens. */
export const portClosed: CauseRule = {
  cause: "port-closed",
  words: "The server refuses: nothing listens at that port",
  explain(input) {
    const {context} = input;
    const {refused} = context.judgements.counts;
    const subject = refused === 0 ? null : firstOf(context, "refused");
    if (subject === null) return null;
    const {server, port} = subject;
    const {conversations, refusals} = context;
    const cursor = conversations.cursor();
    // A reset tells more than silence: not every SYN to a closed port gets one.
    const alike = findingsOf(input, "unanswered").filter(
      one => isSilence(one) && refusals.byReset(cursor.move(one.example)) > 0,
    );
    return {
      weight: alike.length > 0 ? Weight.possible : Weight.unlikely,
      for: [`${counted(refused, "connection")} refused by a reset`, ...quoted(alike)],
      against: ["a firewall may send the reset in the server's name", ...quoted(findingsOf(input, "foreign-reset"))],
      next: [
        linux.listening(port, `on ${server}: does anything listen on port ${port}, and on which address?`),
        linux.watch(
          `host ${server} and tcp port ${port}`,
          `on ${server}: do the resets leave it? If not, a device on the way sends them`,
        ),
      ],
    };
  },
};
