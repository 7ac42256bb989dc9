import type {CauseRule} from "../cause.ts";

/** Conversations moved to another device in their middle, all at one moment. */
export const failover: CauseRule = {
  cause: "failover",
  explain({findings}) {
    const own = findings.filter(finding => finding.detector === "path-change");
    if (own.length === 0) return null;
    return {
      weight: own.some(finding => finding.certainty === "proven") ? 0.97 : 0.6,
      for: own.slice(0, 5).map(finding => finding.sentence),
      against: ["a change of routes that moves established conversations looks the same"],
      next: [
        {
          platform: "pan-os",
          command: "show high-availability state",
          why: "which firewall is active, and since when?",
          effect: "reads",
          undo: null,
        },
        {
          platform: "fortios",
          command: "get system ha status",
          why: "which member is primary, and when did that change?",
          effect: "reads",
          undo: null,
        },
      ],
    };
  },
};
