import {commands} from "../advice/commands.ts";
import type {Way} from "../flow/way.ts";
import type {Finding} from "../judge/analysis.ts";
import {pathFlapping} from "../rules/path-flapping.ts";
import {isOf} from "../rules/rule.ts";
import {thinnedDirection} from "../rules/thinned-direction.ts";
import type {Mechanism} from "./mechanism.ts";

const {linux, junos} = commands;

/** A router balances packet by packet: one connection takes several paths at once. */
export const ecmpPerPacket: Mechanism = {
  cause: "ecmp-per-packet",
  words: "Packets of one direction are spread over equal routes, one by one (ECMP per packet)",
  prior: 0.05,
  hintedBy: ["thinned-direction"],
  observations: {
    "protocols-differ": "possible",
    "by-turns": "likely",
    "each-direction-missing": "possible",
    "healthy-at-the-same-time": "likely",
    "goes-by-client": "possible",
    "goes-by-server": "possible",
    "all-affected": "possible",
    "nothing-parts-them": "likely",
    "reply-dies-alone": "possible",
    "reply-dies-among-healthy": "possible",
    "reply-passes": "possible",
    "second-carries-replies-only": "possible",
    "second-carries-requests-only": "possible",
    translated: "possible",
    "pings-lack-it-too": "possible",
    "pings-pass-elsewhere": "possible",
    "pings-pass": "possible",
    "gateway-is-a-pair": "possible",
    "established-stay": "possible",
  },
  next({client, server, v6}, {findings}) {
    const target = wayOf(findings) === "replies" ? client : server;
    return [
      linux.routeGet(target, null, "on the router before these points, several times: does the next hop change?"),
      linux.hashPolicy(v6, "there too: any balancing must be by flow; by packet it splits every connection"),
      junos.balancing(),
      junos.forwarding(target, "which next hops share the load?"),
    ];
  },
};

/** The direction that goes by turns. */
function wayOf(findings: readonly Finding[]): Way {
  for (const one of findings) if (isOf(one, pathFlapping) || isOf(one, thinnedDirection)) return one.facts.way;
  return "requests";
}
