import {routeLookups} from "../advice/route-lookups.ts";
import {dropCounters, sessionListings} from "../advice/session-listings.ts";
import {inOrder} from "../advice/steps.ts";
import type {Mechanism} from "./mechanism.ts";

/** The replies take a route that does not pass the capture point. */
export const returnBypassesFirewall: Mechanism = {
  cause: "return-bypasses-firewall",
  words: "The route from server to client does not cross this point",
  wordsAt: place => `The route from server to client does not cross ${place}`,
  prior: 0.25,
  observations: {
    "replies-missing": "likely",
    "healthy-at-the-same-time": "likely",
    "goes-by-client": "likely",
    "goes-by-server": "possible",
    "all-affected": "possible",
    "reply-passes": "likely",
    "second-carries-replies-only": "likely",
    translated: "likely",
    "replies-from-another-next-hop": "likely",
    "requests-from-another-next-hop": "possible",
    "pings-lack-it-too": "likely",
    "pings-pass-elsewhere": "likely",
    redirects: "likely",
    "gateway-is-a-pair": "possible",
    "established-stay": "possible",
  },
  // Replies go to the address that the server saw.
  next: (subject, _input, cohort) =>
    inOrder([
      ...routeLookups(subject.server, subject.translated?.client ?? subject.client, cohort?.place),
      ...sessionListings(subject),
      ...(cohort?.certainty === "proven" && cohort.fails ? dropCounters() : []),
    ]),
};
