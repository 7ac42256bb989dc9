import {commands} from "../advice/commands.ts";
import type {Way} from "../flow/way.ts";
import type {Finding} from "../judge/analysis.ts";
import {subjectOf} from "../judge/subject.ts";
import {isOf} from "../rules/rule.ts";
import {severalPaths} from "../rules/several-paths.ts";
import {thinnedDirection} from "../rules/thinned-direction.ts";
import type {CauseRule} from "./cause.ts";
import {distinctWeights, findingsOf, notExcluded, sentences, weightOf} from "./speaking.ts";
import {Weight} from "./weight.ts";

const {linux, junos} = commands;

/** A router balances packet by packet: one conversation takes several paths at once. */
export const ecmpPerPacket: CauseRule = {
  cause: "ecmp-per-packet",
  explain(input) {
    const own = findingsOf(input, "path-flapping", "several-paths", "thinned-direction");
    if (own.length === 0) return null;
    const {client, server, v6} = subjectOf(input.context, own[0]!);
    const target = wayOf(own[0]!) === "replies" ? client : server;
    return {
      weight: weightOf(own, {...distinctWeights, note: Weight.unlikely}),
      for: sentences(own),
      against: [
        ...(own[0]!.detector === "several-paths"
          ? ["a route that changes, or balances by flow, looks alike at one point"]
          : []),
        ...(own[0]!.detector === "thinned-direction"
          ? ["the other places that packets would pass by turns were not captured"]
          : []),
        ...notExcluded(own[0]!),
      ],
      next: [
        linux.routeGet(target, null, "on the router before these points, some times: does the next hop alternate?"),
        linux.hashPolicy(v6, "there too: any balancing must be by flow; by packet it splits every conversation"),
        junos.balancing(),
        junos.forwarding(target, "which next hops share the load?"),
      ],
    };
  },
};

/** Returns the direction that takes several paths. */
function wayOf(finding: Finding): Way {
  if (isOf(finding, severalPaths) || isOf(finding, thinnedDirection)) return finding.facts.way;
  return /^Replies/.test(finding.sentence) ? "replies" : "requests";
}
