import {bypass} from "./bypass.ts";
import type {CauseRule} from "./cause.ts";

/** The requests take a route that does not pass the capture point. */
export const requestBypassesFirewall: CauseRule = {
  cause: "request-bypasses-firewall",
  explain: input => bypass(input, "requests"),
};
