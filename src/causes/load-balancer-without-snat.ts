import {commands} from "../advice/commands.ts";
import {deviceLookups} from "../advice/route-lookups.ts";
import {isAlive} from "../flow/hidden.ts";
import type {Mechanism} from "./mechanism.ts";

const {linux, any} = commands;

/** The real server answers the client directly: a one-arm load balancer without source NAT, or a direct return. */
export const loadBalancerWithoutSnat: Mechanism = {
  cause: "load-balancer-without-snat",
  words: "A load balancer without source NAT: the servers answer the clients directly",
  prior: 0.05,
  observations: {
    "protocols-differ": "possible",
    "another-address-answers": "likely",
    "replies-missing": "possible",
    "requests-missing": "possible",
    "healthy-at-the-same-time": "likely",
    "goes-by-client": "possible",
    "goes-by-server": "possible",
    "all-affected": "possible",
    // At the server nothing parts those that asked it by its own address from those that asked by another.
    "nothing-parts-them": "possible",
    "reply-dies-alone": "possible",
    "reply-dies-among-healthy": "possible",
    "reply-passes": "possible",
    "second-carries-replies-only": "possible",
    "second-carries-requests-only": "possible",
    translated: "possible",
    "pings-lack-it-too": "possible",
    "pings-pass": "possible",
    "gateway-is-a-pair": "possible",
    "established-stay": "possible",
  },
  next({client, server, port}, {context}, cohort) {
    const cursor = context.conversations.cursor();
    if (cohort !== null) cursor.move(cohort.findings[0]!.example);
    const answering =
      cohort === null ? undefined : cursor.flows.slice(0, cursor.flowCount).find(flow => isAlive(flow.server));
    const real = answering === undefined ? server : cursor.endpointOf(answering, false).address;
    return [
      linux.routeGet(
        client,
        real,
        `on ${real}, which answers: does the way to the client pass the load balancer ${server}? ` +
          "If not, that one needs source NAT, or to be this server's gateway",
      ),
      any.traceroute(client, `on ${real} (Windows: tracert -d): the same, where it runs another system`),
      linux.watch(
        `host ${client} and tcp port ${port}`,
        `on ${real}: with source NAT no packet bears the client's own address`,
      ),
      ...deviceLookups(client),
    ];
  },
};
