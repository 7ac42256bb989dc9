import {commands} from "../advice/commands.ts";
import {inOrder} from "../advice/steps.ts";
import {subjectOf} from "../judge/subject.ts";
import type {CauseRule} from "./cause.ts";
import {notExcluded, quoted} from "./speaking.ts";
import {stopping, weightOfStop} from "./stopped-findings.ts";

const {linux} = commands;
/** Headers of IP and TCP without options. */
const headers = {v4: 40, v6: 60} as const;

/** Only large segments stop: they exceed the MTU of a line on the way, and the ICMP error that would say so does not come back. */
export const mtuBlackhole: CauseRule = {
  cause: "mtu-blackhole",
  words: "Large segments do not pass, and no ICMP error says so (MTU black hole)",
  explain(input) {
    const own = stopping(input, ({onlyLarge}) => onlyLarge);
    if (own.length === 0) return null;
    const subject = subjectOf(input.context, own[0]!);
    const {payload, way} = own[0]!.facts;
    const [from, to] = way === "requests" ? [subject.client, subject.server] : [subject.server, subject.client];
    return {
      weight: weightOfStop(input),
      for: [
        ...quoted(own),
        "handshakes and smaller segments pass, and no segment as large as those that stop was ever acknowledged",
      ],
      against: notExcluded(own[0]!, "mtu-blackhole"),
      next: inOrder([
        linux.pingWithSize(to, payload + (subject.v6 ? headers.v6 : headers.v4), `on ${from}`),
        linux.tracepath(to, `on ${from}`),
        linux.watchErrors({client: from, server: to, v6: subject.v6}),
      ]),
    };
  },
};
