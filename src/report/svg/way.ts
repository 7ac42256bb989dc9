import type {Missing} from "../../judge/analysis.ts";
import type {Break, Frame, Post} from "./lanes.ts";
import {arrow, cross, curve, lane, round, type Selection, text, tip} from "./marks.ts";
import {textWidth} from "./measure.ts";
import {colour, size, stroke} from "./theme.ts";

/*
 * seen everywhere        ────────────●──────────────●───────────▶
 * seen, not by one post  ────────────●──────────────◡───────────▶
 * missing, proven        ──────────────────── ✕ ────●───────────
 *                                  ╰ ─ ─ ─ ─ ╯
 */

/** One direction of the path. */
interface Way {
  readonly frame: Frame;
  readonly way: Missing;
  readonly y: number;
  readonly posts: readonly Post[];
  /** Where it stops; null if it does not. */
  readonly gap: Break | null;
  /** Height of the dashed way around the posts; null where nothing proves one. */
  readonly detour: number | null;
}

/** Draws the lane of one direction. */
export function drawWay(group: Selection, way: Way): void {
  const {y, gap, frame} = way;
  const [start, end] = way.way === "requests" ? [frame.client, frame.server] : [frame.server, frame.client];
  const label = frame.labels[way.way];
  // Below the lane where the cross, and the dashed way up from it, take the place above.
  const isTaken = gap !== null && gap.cross < frame.client + textWidth(label, {size: size.small}) + 16;
  const baseline = gap === null ? y - 8 : isTaken ? y + 18 : y - 12;
  const isSeen = gap === null && way.posts.some(post => post[way.way] > 0);
  text(group, frame.client + 4, baseline, label, {
    colour: isSeen ? colour.seen : gap === null ? colour.muted : colour.missingText,
  });
  if (isSeen) drawSeen(group, way, start, end);
  // Nowhere seen, and nothing said of it: there is nothing to draw.
  if (gap === null) return;
  lane(group, start, gap.cross + (start < gap.cross ? -16 : 16), y, gap.seenBefore);
  cross(group, gap.cross, y, 8);
  if (gap.resumes !== null) drawSeen(group, way, gap.resumes, end);
  if (way.detour !== null) drawDetour(group, y, way.detour, gap.cross, gap.resumes ?? end);
}

/** A solid lane, which passes below the posts that saw nothing of it. */
function drawSeen(group: Selection, {way, y, posts, gap}: Way, start: number, end: number): void {
  const forth = Math.sign(end - start);
  const blind = posts
    .filter(post => post[way] === 0 && (post.x - start) * forth > 0)
    .sort((one, other) => (one.x - other.x) * forth);
  if (blind.length === 0 && gap === null) {
    arrow(group, start, end, y, true);
    return;
  }
  const reach = 13;
  const sweep = forth > 0 ? 0 : 1;
  const around = blind.map(
    ({x}) => `H${round(x - reach * forth)}A${reach} ${reach} 0 0 ${sweep} ${round(x + reach * forth)} ${y}`,
  );
  curve(group, `M${round(start)} ${y}${around.join("")}H${round(end - 8 * forth)}`, colour.seen, stroke.seen);
  tip(group, end, y, forth, 0, colour.seen);
}

/** The dashed way around the posts: from the cross to where the packets arrive all the same. */
function drawDetour(group: Selection, y: number, detour: number, cross: number, target: number): void {
  const aside = Math.sign(detour - y);
  const forth = Math.sign(target - cross);
  const [from, to] = [y + 14 * aside, y + 5 * aside];
  const bend = Math.min(30, Math.abs(target - cross) / 3);
  const d =
    `M${round(cross)} ${from}Q${round(cross)} ${detour} ${round(cross + bend * forth)} ${detour}` +
    `H${round(target - 1.4 * bend * forth)}Q${round(target - 14 * forth)} ${detour} ${round(target - 2 * forth)} ${to + 5 * aside}`;
  curve(group, d, colour.missing, stroke.missing).attr("stroke-dasharray", stroke.dashes);
  tip(group, target, to, 12 * forth, (to - detour) * 0.9, colour.missing, 11);
}
