import {commands} from "../advice/commands.ts";
import {inOrder} from "../advice/steps.ts";
import type {Mechanism} from "./mechanism.ts";

const {linux, junos, fortios} = commands;

/** Routers choose among paths by a hash of addresses and ports: each connection stays on one. */
export const ecmpPerFlow: Mechanism = {
  cause: "ecmp-per-flow",
  words: "Equal routes (ECMP): each direction of a connection picks its own",
  prior: 0.15,
  observations: {
    // Many hash by addresses alone.
    "goes-by-client": "possible",
    "goes-by-server": "possible",
    "pings-lack-it-too": "possible",
    "pings-pass-elsewhere": "possible",
    "protocols-differ": "likely",
    "replies-missing": "possible",
    "requests-missing": "possible",
    "each-direction-missing": "likely",
    "healthy-at-the-same-time": "likely",
    "nothing-parts-them": "likely",
    "reply-dies-alone": "possible",
    "reply-dies-among-healthy": "likely",
    "reply-passes": "likely",
    "both-carry-both-orders": "likely",
    "both-carry-healthy": "likely",
    translated: "possible",
    "replies-from-another-next-hop": "possible",
    "requests-from-another-next-hop": "possible",
    "pings-pass": "likely",
    "gateway-is-a-pair": "possible",
    "established-stay": "possible",
  },
  next(subject) {
    const {server, v6} = subject;
    return inOrder([
      linux.tracerouteTcp(subject),
      linux.routes(v6, "", "on the routers at both ends: several next hops for one destination?"),
      linux.hashPolicy(
        v6,
        "by what do they hash? Both directions take one path only by the same symmetric hash, or pinned by policy",
      ),
      junos.forwarding(server, "several next hops (ulst)?"),
      fortios.equalRoutes(server),
    ]);
  },
};
