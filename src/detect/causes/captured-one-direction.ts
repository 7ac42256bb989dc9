import type {CauseRule} from "../cause.ts";

/** The capture itself sees one direction only. */
export const capturedOneDirection: CauseRule = {
  cause: "one-sided-capture",
  explain({findings}) {
    const own = findings.filter(finding => finding.detector === "one-sided-capture");
    if (own.length === 0) return null;
    return {
      weight: 0.8,
      for: own.map(finding => finding.sentence),
      against: ["all traffic of the other direction may really take another route"],
      next: [
        {
          platform: "linux",
          command: "tcpdump -ni INTERFACE -s 128 -w both.pcap",
          why: "capture again without a filter, on an interface that both directions pass, beside traffic known to work",
          effect: "reads",
          undo: null,
        },
        {
          platform: "any",
          command: "show the SPAN session: source interfaces, and whether it copies rx, tx or both",
          why: "a SPAN of received frames, or one leg of a TAP, shows one direction of everything",
          effect: "reads",
          undo: null,
        },
      ],
    };
  },
};
