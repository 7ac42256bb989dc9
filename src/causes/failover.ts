import {commands} from "../advice/commands.ts";
import {inOrder} from "../advice/steps.ts";
import {momentText} from "../capture/times.ts";
import {subjectOf} from "../judge/subject.ts";
import {counted} from "../words.ts";
import type {CauseRule} from "./cause.ts";
import {distinctWeights, findingsOf, sentences, weightOf} from "./speaking.ts";

const {panOs, fortios, linux} = commands;

/** Conversations moved to another device in their middle, all at one moment. */
export const failover: CauseRule = {
  cause: "failover",
  explain(input) {
    const own = findingsOf(input, "path-change");
    if (own.length === 0) return null;
    const {context, findings} = input;
    const {since, missing} = own[0]!;
    const at = momentText(context, since);
    const {v6} = subjectOf(context, own[0]!);
    const gateway = missing === "requests" ? "the clients' side" : "the servers' side";
    const later = findings
      .filter(one => one.detector === `hidden-${missing}` && one.since >= since)
      .reduce((sum, one) => sum + one.conversations.length, 0);
    return {
      weight: weightOf(own, distinctWeights),
      for: [
        ...sentences(own),
        ...(later > 0
          ? [`${counted(later, "conversation")} begun since then never ${later === 1 ? "passes" : "pass"} here`]
          : []),
      ],
      against: ["a change of routes that moves established conversations looks the same"],
      next: inOrder([
        panOs.haState(`which firewall is active, and since when? Compare with ${at}`),
        fortios.haHistory(at),
        fortios.haStatus("which member is primary, and why was it chosen?"),
        linux.neighbours(
          v6,
          `on ${gateway}: which MAC address does the gateway have now? Compare it with the active member's`,
        ),
      ]),
    };
  },
};
