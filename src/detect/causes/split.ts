import type {Case, CauseRule, Explanation} from "../cause.ts";

/** Both peers see half of each conversation, and it fails: neither owns a session that sees both directions. */
export const haOwnerMismatch: CauseRule = {
  cause: "ha-owner-mismatch",
  explain: input => split(input, true),
};

/** Routers on both sides choose among paths by hashes of their own, and the conversations work. */
export const ecmpPerFlow: CauseRule = {
  cause: "ecmp-per-flow",
  explain: input => split(input, false),
};

function split({context, findings}: Case, fails: boolean): Explanation | null {
  const own = findings.filter(finding => finding.detector === "split-path");
  if (own.length === 0) return null;
  const failing = own.some(finding => finding.conversations.some(id => context.judgements.failing(id) === true));
  const {client, server} = context.conversations.cursor().move(own[0]!.exhibit);
  const reads = (platform: "pan-os" | "fortios" | "linux", command: string, why: string) =>
    ({platform, command, why, effect: "reads", undo: null}) as const;
  return {
    weight: failing === fails ? 0.95 : 0.5,
    for: [
      ...own.slice(0, 5).map(finding => finding.sentence),
      failing ? "the conversations fail: neither device sees both directions" : "the conversations work all the same",
    ],
    against:
      failing === fails
        ? []
        : [fails ? "the conversations work" : "the conversations fail: a stateful device stands on the split path"],
    next: fails
      ? [
          reads(
            "pan-os",
            "show high-availability state",
            "on both peers: active/active, and do they synchronise sessions?",
          ),
          reads(
            "pan-os",
            `show session all filter source ${client.address} destination ${server.address}`,
            "on both peers: does each hold half of the conversation?",
          ),
          reads("fortios", "get system ha status", "are the members in one cluster, and do they synchronise sessions?"),
          reads(
            "fortios",
            "diagnose sys session list",
            "on both members, after setting a filter: which has the session?",
          ),
        ]
      : [
          reads(
            "linux",
            "ip route show",
            "on the routers at both ends of the two paths: several next hops for one destination?",
          ),
          reads(
            "linux",
            "sysctl net.ipv4.fib_multipath_hash_policy",
            "by what do they hash? The same choice in both directions needs the same hash, or a policy",
          ),
        ],
  };
}
