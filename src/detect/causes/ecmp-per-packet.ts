import type {CauseRule} from "../cause.ts";

/** A router balances packet by packet: one conversation takes several paths at once. */
export const ecmpPerPacket: CauseRule = {
  cause: "ecmp-per-packet",
  explain({findings}) {
    const own = findings.filter(finding => finding.detector === "path-flapping");
    if (own.length === 0) return null;
    return {
      weight: own.some(finding => finding.certainty === "proven") ? 0.96 : 0.6,
      for: own.slice(0, 5).map(finding => finding.sentence),
      against: [],
      next: [
        {
          platform: "linux",
          command: "sysctl net.ipv4.fib_multipath_hash_policy",
          why: "on the router before these points: does it balance by flow? Any balancing by packet splits every conversation",
          effect: "reads",
          undo: null,
        },
        {
          platform: "junos",
          command: "show configuration routing-options forwarding-table",
          why: "is the export policy one that balances per packet?",
          effect: "reads",
          undo: null,
        },
      ],
    };
  },
};
