import {deviceLookups, hostLookups, policyRoutes} from "../advice/route-lookups.ts";
import {inOrder} from "../advice/steps.ts";
import type {Mechanism} from "./mechanism.ts";

/** A rule sends packets of some clients or ports another way than the route by destination, by which replies come. */
export const policyBasedForwarding: Mechanism = {
  cause: "policy-based-forwarding",
  prior: 0.07,
  observations: {
    "replies-end-in-the-device": "possible",
    "device-drops-by-interface": "possible",
    "protocols-differ": "likely",
    "replies-by-another-interface": "likely",
    "replies-missing": "possible",
    "requests-missing": "possible",
    "healthy-at-the-same-time": "likely",
    "goes-by-client": "likely",
    "goes-by-server": "possible",
    "goes-by-port": "likely",
    "reply-dies-alone": "possible",
    "reply-dies-among-healthy": "possible",
    "reply-passes": "possible",
    "second-carries-replies-only": "possible",
    "second-carries-requests-only": "possible",
    translated: "possible",
    "pings-pass": "likely",
    "gateway-is-a-pair": "possible",
    "established-stay": "possible",
  },
  next: subject =>
    inOrder([
      ...policyRoutes(subject),
      ...deviceLookups(subject.server),
      ...hostLookups(subject.server, subject.client),
    ]),
};
