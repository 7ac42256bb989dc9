import {bypass} from "./bypass.ts";
import type {CauseRule} from "./cause.ts";

/** The replies take a route that does not pass the capture point. */
export const returnBypassesFirewall: CauseRule = {
  cause: "return-bypasses-firewall",
  explain: input => bypass(input, "replies"),
};
