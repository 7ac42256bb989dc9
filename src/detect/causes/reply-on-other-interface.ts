import type {CauseRule} from "../cause.ts";
import {routeLookups} from "./bypass.ts";

/** Replies enter a device by another interface than the requests leave by. */
export const replyOnOtherInterface: CauseRule = {
  cause: "reply-on-other-interface",
  explain({context, findings}) {
    const own = findings.filter(finding => finding.detector === "interface-mismatch");
    if (own.length === 0) return null;
    const cursor = context.conversations.cursor().move(own[0]!.exhibit);
    const client = cursor.client.address;
    const server = cursor.server.address;
    const reads = (platform: "fortios" | "linux" | "pan-os", command: string, why: string) =>
      ({platform, command, why, effect: "reads", undo: null}) as const;
    return {
      weight: own.some(finding => finding.certainty === "proven") ? 0.95 : 0.6,
      for: own.slice(0, 5).map(finding => finding.sentence),
      against: [],
      next: [
        ...routeLookups(client, server).slice(0, 4),
        reads("linux", "ip rule show", "does a policy route send these requests another way than the replies come?"),
        reads(
          "pan-os",
          "show pbf rule all",
          "does policy-based forwarding send these requests another way than the replies come?",
        ),
        reads(
          "fortios",
          "diagnose firewall proute list",
          "does a policy route send these requests another way than the replies come?",
        ),
      ],
    };
  },
};
