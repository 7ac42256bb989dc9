import {commands} from "../advice/commands.ts";
import {dropCounters, sessionListings} from "../advice/session-listings.ts";
import {inOrder} from "../advice/steps.ts";
import {subjectOf} from "../judge/subject.ts";
import type {CauseRule} from "./cause.ts";
import {notExcluded, quoted} from "./speaking.ts";
import {stopping, weightOfStop} from "./stopped-findings.ts";

const {linux} = commands;

/** Connections stop in their middle: a device that keeps sessions has lost or ended them, by a restart, a failover or a timeout. */
export const stateLost: CauseRule = {
  cause: "state-lost",
  words: "A device on the way lost or ended its sessions: what ran then is dropped",
  explain(input) {
    const own = stopping(input, ({onlyLarge}) => !onlyLarge);
    if (own.length === 0) return null;
    const {client, server, port} = subjectOf(input.context, own[0]!);
    const atOnce = own.some(({facts}) => facts.atOnce);
    const afterIdling = own.some(({facts}) => facts.afterIdling);
    return {
      weight: weightOfStop(input),
      for: [
        ...quoted(own),
        ...(atOnce ? ["they stop at one moment: a restart, a failover, or sessions that were cleared"] : []),
        ...(afterIdling
          ? ["they stop after idling: a session timeout that is shorter than the program's silence"]
          : []),
      ],
      against: notExcluded(own[0]!, "state-lost"),
      next: inOrder([
        ...sessionListings(subjectOf(input.context, own[0]!)),
        linux.sessionTimeout(),
        ...dropCounters(),
        linux.watch(
          `host ${client} and tcp port ${port}`,
          `on ${server}: do the repeated segments arrive? If not, a device between this point and ${server} drops them`,
        ),
      ]),
    };
  },
};
