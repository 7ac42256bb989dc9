import {defaultRoutes, hostLookups} from "../advice/route-lookups.ts";
import {inOrder} from "../advice/steps.ts";
import type {Mechanism} from "./mechanism.ts";

/** From one moment on new connections leave by another route, while those of before stay where they were. */
export const secondDefaultRoute: Mechanism = {
  cause: "second-default-route",
  words: "A new route: one direction of newer connections takes another gateway",
  prior: 0.08,
  observations: {
    "replies-missing": "possible",
    "requests-missing": "likely",
    "begins-at-one-moment": "likely",
    "established-move": "possible",
    "goes-by-client": "possible",
    "goes-by-server": "possible",
    "all-affected": "possible",
    "reply-dies-alone": "possible",
    "reply-dies-among-healthy": "likely",
    "reply-passes": "likely",
    "second-carries-requests-only": "likely",
    translated: "possible",
    "replies-from-another-next-hop": "possible",
    "requests-from-another-next-hop": "likely",
    "pings-lack-it-too": "possible",
    "pings-pass-elsewhere": "possible",
    "pings-pass": "possible",
    redirects: "possible",
    "gateway-is-a-pair": "possible",
    "established-stay": "likely",
  },
  next: ({client, server, v6}, {leading}) =>
    inOrder([
      ...defaultRoutes(v6),
      ...(leading?.missing === "replies" ? hostLookups(server, client) : hostLookups(client, server)),
    ]),
};
