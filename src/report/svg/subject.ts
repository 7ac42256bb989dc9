import {datePrefix, zoneOf} from "../../capture/times.ts";
import type {Analysis, Finding} from "../../judge/analysis.ts";
import {leadingFinding} from "../../judge/leading.ts";
import {clock, second, type Time} from "../../time/time.ts";
import {counted, grouped} from "../../words.ts";
import {othersText} from "../words.ts";

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

/** Returns how many connections are concerned, in one line. */
export function countsText(analysis: Analysis): string {
  const {scene, totals} = analysis;
  const mood = moodOf(analysis);
  if (mood === "nothing") {
    const {packets, udp, icmp} = totals;
    return `${counted(packets, "packet")} read: 0 TCP, ${grouped(udp)} UDP, ${grouped(icmp)} ICMP, ${grouped(packets - udp - icmp)} other`;
  }
  if (mood === "unknown")
    return `${counted(totals.conversations, "connection")} in ${counted(totals.tcp, "TCP packet")}`;
  if (mood === "fine") return `${counted(totals.conversations, "connection")} checked, 0 one-way`;
  const one = scene.concerned === 1;
  const share = totals.conversations >= 100 ? ` (${percent(scene.concerned, totals.conversations)})` : "";
  const parts = [
    `${grouped(scene.concerned)} of ${counted(totals.conversations, "connection")}${share} ${whatText(analysis, one)}`,
  ];
  if (!one) parts.push(counted(scene.clients, "client"), counted(scene.services, "service"));
  return [...parts, othersText(analysis)].filter(part => part !== "").join(" · ");
}

function whatText(analysis: Analysis, one: boolean): string {
  const are = one ? "is" : "are";
  const finding = topFinding(analysis);
  if (finding !== null && finding.missing !== null) return `${are} one-way`;
  const {points} = analysis.scene;
  const isSplit = points.some(one => one.replies === 0) && points.some(one => one.requests === 0);
  return isSplit ? `${one ? "comes" : "come"} back another way` : `${are} concerned`;
}

function percent(part: number, whole: number): string {
  const share = Math.round((100 * part) / whole);
  if (share === 0) return "under 1%";
  return share === 100 && part < whole ? "over 99%" : `${share}%`;
}

/** Returns since when and until when, in one line; null if there was no packet. */
export function timesText(analysis: Analysis): string | null {
  const {scene, period, epoch} = analysis;
  if (period === null) return null;
  if (epoch.isUntold) return "no times are told";
  const zone = zoneOf(analysis);
  const mood = moodOf(analysis);
  const isAll =
    mood === "fine" || mood === "unknown" || mood === "nothing" || scene.since === null || scene.until === null;
  const [since, until] = isAll ? period : [scene.since, scene.until];
  const digits = until - since < 10 * second ? 3 : 0;
  const day = (time: Time) => datePrefix(analysis, time);
  const from = (time: Time) => `${day(time)}${clock(time, epoch, digits)}`;
  const to = (time: Time, since: Time) => (day(time) === day(since) ? clock(time, epoch, digits) : from(time));
  const range = `${from(since)} to ${to(until, since)} ${zone}`;
  if (isAll || scene.concerned === 1) return range;
  // Still so: nothing shows that it ended before the capture did.
  if (period[1] - until <= Math.max(second, (period[1] - period[0]) / 20))
    return `since ${from(since)} ${zone}, still so when the capture ends at ${to(period[1], since)}`;
  return `${range}; the capture ends at ${to(period[1], since)}`;
}
