import {commands} from "../advice/commands.ts";
import {inOrder} from "../advice/steps.ts";
import {momentText} from "../capture/times.ts";
import type {Mechanism} from "./mechanism.ts";

const {panOs, fortios, linux} = commands;

/** Connections moved to another device in their middle, all at one moment. */
export const failover: Mechanism = {
  cause: "failover",
  words: "A failover: traffic moved to another device in the middle of connections",
  prior: 0.05,
  observations: {
    "replies-missing": "possible",
    "requests-missing": "likely",
    "begins-at-one-moment": "likely",
    "established-move": "likely",
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
    "gateway-is-a-pair": "likely",
    "two-masters": "possible",
  },
  next({v6}, {context}, cohort) {
    const since = cohort?.findings[0]?.since;
    const at = since === undefined ? "the time of the trouble" : momentText(context, since);
    const gateway = cohort?.missing === "requests" ? "the clients' side" : "the servers' side";
    return inOrder([
      panOs.haState(`which firewall is active, and since when? Compare with ${at}`),
      fortios.haHistory(at),
      fortios.haStatus("which member is primary, and why was it chosen?"),
      linux.neighbours(
        v6,
        `on ${gateway}: which MAC address does the gateway have now? Compare it with the active member's`,
      ),
    ]);
  },
};
