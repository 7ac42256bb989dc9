import {commands} from "../advice/commands.ts";
import {deviceLookups} from "../advice/route-lookups.ts";
import {isAlive} from "../flow/hidden.ts";
import {subjectOf} from "../judge/subject.ts";
import type {CauseRule} from "./cause.ts";
import {distinctWeights, findingsOf, notExcluded, sentences, weightOf} from "./speaking.ts";

const {linux, any} = commands;

/** The real server answers the client directly: a one-arm load balancer without source NAT, or a direct return. */
export const loadBalancerWithoutSnat: CauseRule = {
  cause: "load-balancer-without-snat",
  explain(input) {
    const own = findingsOf(input, "wrong-source");
    if (own.length === 0) return null;
    const {context} = input;
    const {client, server, port} = subjectOf(context, own[0]!);
    const cursor = context.conversations.cursor().move(own[0]!.exhibit);
    const answering = cursor.flows.slice(0, cursor.flowCount).find(flow => isAlive(flow.server));
    const real = answering === undefined ? server : cursor.endpointOf(answering, false).address;
    return {
      weight: weightOf(own, distinctWeights),
      for: sentences(own),
      against: notExcluded(own[0]!),
      next: [
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
      ],
    };
  },
};
