import {commands} from "../advice/commands.ts";
import {dropCounters, sessionListings} from "../advice/session-listings.ts";
import {inOrder} from "../advice/steps.ts";
import type {Mechanism} from "./mechanism.ts";

const {panOs, fortios} = commands;

/** Both members of a cluster see half of each connection: neither owns a session of both directions. */
export const haOwnerMismatch: Mechanism = {
  cause: "ha-owner-mismatch",
  words: "A pair of firewalls: replies reach the member that has no session",
  prior: 0.18,
  observations: {
    // Members that share their sessions let them pass.
    "reply-passes": "possible",
    "protocols-differ": "possible",
    "replies-missing": "likely",
    "requests-missing": "likely",
    "each-direction-missing": "possible",
    "healthy-at-the-same-time": "likely",
    "goes-by-client": "possible",
    "goes-by-server": "possible",
    "all-affected": "possible",
    "nothing-parts-them": "possible",
    "reply-dies-alone": "likely",
    "reply-dies-among-healthy": "likely",
    "both-carry-both-orders": "possible",
    "both-carry-healthy": "likely",
    "second-carries-replies-only": "possible",
    "second-carries-requests-only": "possible",
    translated: "possible",
    "pings-lack-it-too": "possible",
    "pings-pass-elsewhere": "likely",
    "pings-pass": "possible",
    "gateway-is-a-pair": "likely",
    "two-masters": "likely",
    "established-stay": "possible",
  },
  next: (subject, _input, cohort) =>
    inOrder([
      panOs.haState("on both: active/active, and do they synchronise sessions?"),
      fortios.haStatus("are they in one cluster, and in sync?"),
      ...sessionListings(subject),
      ...(cohort?.fails ? dropCounters() : []),
    ]),
};
