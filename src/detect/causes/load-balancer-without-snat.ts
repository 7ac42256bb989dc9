import type {CauseRule} from "../cause.ts";

/** The real server answers the client directly: a one-arm load balancer without source NAT, or direct server return gone wrong. */
export const loadBalancerWithoutSnat: CauseRule = {
  cause: "load-balancer-without-snat",
  explain({context, findings}) {
    const own = findings.filter(finding => finding.detector === "wrong-source");
    if (own.length === 0) return null;
    const cursor = context.conversations.cursor().move(own[0]!.exhibit);
    const client = cursor.client.address;
    return {
      weight: own.some(finding => finding.certainty === "proven") ? 0.95 : 0.6,
      for: own.slice(0, 5).map(finding => finding.sentence),
      against: [],
      next: [
        {
          platform: "linux",
          command: `ip route get ${client}`,
          why: "on the server that answers: does the way to the client pass the load balancer? If not, it needs source NAT, or to be the server's gateway",
          effect: "reads",
          undo: null,
        },
      ],
    };
  },
};
