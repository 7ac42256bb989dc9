import type {Analysis, Finding} from "../../judge/analysis.ts";
import {leadingFinding} from "../../judge/leading.ts";
import {counted, grouped} from "../../words.ts";

/** How the picture looks at first sight: an outage must not look like a doubt, nor a working asymmetry like an outage. */
export type Mood = "fails" | "works" | "doubt" | "capture" | "unknown" | "fine" | "nothing";

export function moodOf({verdict}: Analysis): Mood {
  switch (verdict.kind) {
    case "proven":
      return verdict.failing === false ? "works" : "fails";
    case "suspected":
      return "doubt";
    // A doubt about the capture, not about the network.
    case "one-sided-capture":
      return "capture";
    case "symmetric":
      return "fine";
    case "inconclusive":
      return "unknown";
    case "nothing":
      return "nothing";
  }
}

/** Returns the sign of the band: the tick is for captures in which nothing fails, or all that fails has a reason. */
export const signOf = (analysis: Analysis): Mood | "open" =>
  analysis.verdict.kind === "symmetric" && analysis.verdict.unexplained > 0 ? "open" : moodOf(analysis);

/** Whether nothing is known to be broken: the colour of a fault would cry wolf. */
export const isCalm = (analysis: Analysis): boolean => ["works", "capture"].includes(moodOf(analysis));

/** Returns the finding that the verdict stands on, or null where it stands on none. */
export const topFinding = ({verdict, findings}: Analysis): Finding | null => leadingFinding(verdict.kind, findings);

/** Whether the finding is that packets are acknowledged, and so exist, that its point did not see. */
export const isHidden = (finding: Finding | null): boolean =>
  finding?.detector === "hidden-replies" || finding?.detector === "hidden-requests";

/** Returns what was read where there is no TCP; else null. */
export function readText(analysis: Analysis): string | null {
  if (moodOf(analysis) !== "nothing") return null;
  const {packets, udp, icmp} = analysis.totals;
  return `${counted(packets, "packet")} read: 0 TCP, ${grouped(udp)} UDP, ${grouped(icmp)} ICMP, ${grouped(packets - udp - icmp)} other`;
}
