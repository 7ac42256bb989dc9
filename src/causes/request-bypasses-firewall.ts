import {routeLookups} from "../advice/route-lookups.ts";
import {dropCounters, sessionListings} from "../advice/session-listings.ts";
import {inOrder} from "../advice/steps.ts";
import type {Mechanism} from "./mechanism.ts";

/** The requests take a route that does not pass the capture point. */
export const requestBypassesFirewall: Mechanism = {
  cause: "request-bypasses-firewall",
  words: "The route from client to server does not cross this point",
  wordsAt: place => `The route from client to server does not cross ${place}`,
  prior: 0.12,
  observations: {
    "requests-missing": "likely",
    "healthy-at-the-same-time": "likely",
    "goes-by-client": "possible",
    "goes-by-server": "possible",
    "all-affected": "possible",
    "reply-dies-among-healthy": "likely",
    "reply-passes": "likely",
    "second-carries-requests-only": "likely",
    translated: "possible",
    "requests-from-another-next-hop": "likely",
    "pings-lack-it-too": "likely",
    "pings-pass-elsewhere": "likely",
    redirects: "possible",
    "gateway-is-a-pair": "possible",
    "established-stay": "possible",
  },
  next: (subject, _input, cohort) =>
    inOrder([
      ...routeLookups(subject.client, subject.server, cohort?.place),
      ...sessionListings(subject),
      ...(cohort?.certainty === "proven" && cohort.fails ? dropCounters() : []),
    ]),
};
