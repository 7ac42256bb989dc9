import type {Missing} from "../../judge/analysis.ts";
import {grouped} from "../../words.ts";
import type {Break, Frame, Post} from "./lanes.ts";
import {beyond, cross, curve, round, type Selection, text, thickness, tip} from "./marks.ts";
import {colour, stroke} from "./theme.ts";

/*
 * seen everywhere        ━━━━━━━━━━━━●━━━━━━━━━━━━━━●━━━━━━━━━━━▶
 * some not sent on       ━━━━━━━━━━━━●──────────────●───────────▶
 *                                    ╰━━ ✕ 103 not forwarded
 * nothing known beyond   ━━━━━━━━━━━━●··············○············
 * exists, not by a post  ━━━━━━━━━━━━●╮             ○          ╭▶
 *                                     ╰─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ╯
 */

/** What is known of a direction. */
export interface Course {
  /** Something shows that its packets come to their end. */
  readonly arrives: boolean;
  /** Some of them exist that a point did not see. */
  readonly exists: boolean;
  /** They are proven to take another way. */
  readonly isAround: boolean;
  /** How many end between a point and the next one on their way. */
  lost(from: Post, to: Post): number;
}

/** One direction of the path. */
interface Way {
  readonly frame: Frame;
  readonly way: Missing;
  readonly y: number;
  readonly posts: readonly Post[];
  /** Where it is not seen; null if it is everywhere. */
  readonly gap: Break | null;
  readonly course: Course;
  /** Height of the dashed way around the posts. */
  readonly detour: number;
  /** Most packets that any lane has: that one is the thickest. */
  readonly most: number;
}

const reach = 13;

/** Draws the lane of one direction. */
export function drawWay(group: Selection, way: Way): void {
  const {y, gap, frame, posts, course} = way;
  const forth = way.way === "requests" ? 1 : -1;
  const [start, end] = forth > 0 ? [frame.client, frame.server] : [frame.server, frame.client];
  const travel = forth > 0 ? [...posts] : [...posts].reverse();
  const seen = travel.filter(post => post[way.way] > 0);
  const isDashed = gap !== null && course.exists;
  // Below the lane where the dashed way leads up from it.
  const isTaken = isDashed && way.detour < y;
  const hue = gap === null && seen.length > 0 ? colour.seen : isDashed ? colour.missingText : colour.muted;
  text(group, frame.client + 4, isTaken ? y + 19 : y - 9, frame.labels[way.way], {colour: hue});
  drawSeen(group, way, travel, start, end, forth);
  if (!isDashed) return;
  const to = gap.resumes ?? end;
  if (course.isAround) drawDetour(group, y, way.detour, gap.from, to, gap.resumes === null);
  else if (gap.resumes === null) {
    const blind = travel.filter(post => gap.around.includes(post.point));
    const d = `M${round(gap.from)} ${y}${over(blind, forth, y)}H${round(end - 8 * forth)}`;
    curve(group, d, colour.missing, stroke.missing).attr("stroke-dasharray", stroke.dashes);
    tip(group, end, y, forth, 0, colour.missing);
  }
}

/** Draws what was seen, as thick as it is much; to the other end if it is known to arrive there, and else dotted. */
function drawSeen(
  group: Selection,
  way: Way,
  travel: readonly Post[],
  start: number,
  end: number,
  forth: number,
): void {
  const {y, gap, course, most} = way;
  const count = (post: Post) => post[way.way];
  const seen = travel.filter(post => count(post) > 0);
  const [first, last] = [seen[0], seen.at(-1)];
  if (first === undefined || last === undefined) return;
  const thick = (packets: number) => thickness(packets, most);
  const piece = (from: number, to: number, packets: number) => {
    const blind = travel.filter(post => count(post) === 0 && (post.x - from) * forth > 0 && (to - post.x) * forth > 0);
    curve(group, `M${round(from)} ${y}${over(blind, forth, y)}H${round(to)}`, colour.seen, thick(packets));
  };
  // Where it comes back to the path it was not seen before.
  if (gap?.seenBefore !== false) piece(start, first.x, count(first));
  for (const [i, post] of seen.entries()) {
    const next = seen[i + 1];
    if (next === undefined) continue;
    const isLeft = gap !== null && course.isAround && course.exists && gap.from === post.x && gap.resumes === next.x;
    if (!isLeft) piece(post.x, next.x, count(next));
    const lost = course.lost(post, next);
    if (lost > 0) drawLost(group, post.x, y, forth, lost, thick(lost));
  }
  const isLast =
    gap !== null &&
    gap.resumes === null &&
    gap.seenBefore &&
    !travel.some(post => gap.around.includes(post.point) && count(post) > 0);
  if (isLast && course.exists) return;
  const width = thick(count(last));
  if (course.arrives && !isLast) {
    piece(last.x, end - 8 * forth, count(last));
    tip(group, end, y, forth, 0, colour.seen, 7.5 + width);
  } else beyond(group, last.x, end, y);
}

/** The way past posts that did not see it. */
const over = (blind: readonly Post[], forth: number, y: number): string =>
  blind
    .map(
      ({x}) =>
        `H${round(x - reach * forth)}A${reach} ${reach} 0 0 ${forth > 0 ? 0 : 1} ${round(x + reach * forth)} ${y}`,
    )
    .join("");

/** What a device took and did not send on branches off, towards the other lane. */
function drawLost(group: Selection, x: number, y: number, forth: number, packets: number, width: number): void {
  const level = y + 28 * forth;
  const at = (far: number) => round(x + far * forth);
  curve(group, `M${at(2)} ${y}H${at(14)}C${at(34)} ${y} ${at(22)} ${level} ${at(42)} ${level}`, colour.seen, width);
  cross(group, at(52), level, 6);
  const anchor = forth > 0 ? "start" : "end";
  text(group, at(64), level + 4, `${grouped(packets)} not forwarded`, {bold: true, colour: colour.missingText, anchor});
}

/** The dashed way around the posts, to where the packets arrive all the same. */
function drawDetour(group: Selection, y: number, detour: number, from: number, to: number, isEnd: boolean): void {
  const forth = Math.sign(to - from);
  const bend = Math.min(62, Math.abs(to - from) / 3);
  const at = (x: number, part: number) => round(x + part * bend * forth);
  const stop = isEnd ? round(to - 9 * forth) : round(to - 8 * forth);
  const d =
    `M${round(from)} ${y}C${at(from, 0.6)} ${y} ${at(from, 0.4)} ${detour} ${at(from, 1)} ${detour}H${at(to, -1)}` +
    `C${at(to, -0.4)} ${detour} ${at(to, -0.6)} ${y} ${stop} ${y}`;
  curve(group, d, colour.missing, stroke.missing).attr("stroke-dasharray", stroke.dashes);
  if (isEnd) tip(group, to, y, forth, 0, colour.missing);
}
