import {ways} from "../../flow/way.ts";
import type {Analysis, Missing} from "../../judge/analysis.ts";
import {counted, grouped} from "../../words.ts";
import type {PathLayout, Post} from "./lanes.ts";
import {box, dot, each, line, ring, type Selection, text} from "./marks.ts";
import {textWidth} from "./measure.ts";
import {nameOf, sourceOf} from "./points.ts";
import {colour, size, stroke} from "./theme.ts";
import {type Course, drawWay} from "./way.ts";

/*
 *                          fw/outside             fw/inside
 *                         outside.pcap           inside.pcap
 *                              ■░░░░░░░░░ fw ░░░░░░░░░■
 *            client → server   │ 111 packets          │ 8 packets
 *            ━━━━━━━━━━━━━━━━━━●──────────────────────●──────────────────────▶
 *            server → client   │╰━━ ✕ 103 not forwarded
 *            ◀╮                ○ 0 packets            ○ 0 packets         ╭───
 *             ╰─ ─ ─ ─ ─ ─ ─ ─ ┴ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─  ┴ ─ ─ ─ ─ ─ ─ ─ ─ ─ ╯
 */

/** Heights in the section. The box of the client and that of the server stand around both lanes. */
export interface Levels {
  readonly lanes: Readonly<Record<Missing, number>>;
  readonly box: number;
  readonly height: number;
  readonly post: readonly [number, number];
  readonly head: number;
  readonly name: number;
  /** Where the dashed way around the posts runs. */
  readonly detour: number;
  readonly sentence: number;
  readonly bottom: number;
}

/**
 * Returns the heights for a direction that is missing, or for none; `hasDetour` where a dashed way leads around the posts, `more` pixels
 * higher where something stands between the lanes or above them.
 */
export const levelsOf = (missing: Missing | null, hasDetour: boolean, more: Room = {above: 0, between: 0}): Levels =>
  missing === "requests" ? below(hasDetour, more) : above(hasDetour, more);

interface Room {
  readonly above: number;
  readonly between: number;
}

function above(hasDetour: boolean, more: Room): Levels {
  const [top, bottom] = [112 + more.above, 160 + more.above + more.between];
  return {
    lanes: {requests: top, replies: bottom},
    box: 88,
    height: bottom + 26 - 88,
    post: [79, bottom + 26],
    head: 79,
    name: 50,
    detour: bottom + 52,
    sentence: bottom + (hasDetour ? 74 : 48),
    bottom: bottom + (hasDetour ? 58 : 32),
  };
}

function below(hasDetour: boolean, more: Room): Levels {
  const top = hasDetour ? 76 : 48;
  const bottom = top + 76 + more.above + more.between;
  return {
    lanes: {requests: top + 28 + more.above, replies: bottom},
    box: top,
    height: bottom + 22 - top,
    post: [top + 4, bottom + 34],
    head: bottom + 34,
    name: bottom + 54,
    detour: 46,
    sentence: bottom + 96,
    bottom: bottom + 80,
  };
}

/** Draws the posts, and both lanes through or around them. */
export function drawPath(
  group: Selection,
  analysis: Analysis,
  path: PathLayout,
  levels: Levels,
  courses: Readonly<Record<Missing, Course>>,
): void {
  const {posts, frame} = path;
  const step = posts.length > 1 ? posts[1]!.x - posts[0]!.x : (frame.server - frame.client) * 0.74;
  for (const {from, to, name} of bandsOf(analysis, posts)) drawBand(group, levels, from, to, name);
  each(group, posts, (own, post) => drawPost(own, analysis, levels, post, step));
  const most = Math.max(...posts.flatMap(({requests, replies}) => [requests, replies]));
  for (const way of ways) {
    const gap = path.missing === way ? path.break : null;
    const y = levels.lanes[way];
    drawWay(group, {frame, way, y, posts, gap, course: courses[way], detour: levels.detour, most});
  }
  each(group, posts, (own, post) => drawMarks(own, levels, post, Math.min(step - 22, frame.server - post.x - 14)));
}

interface Band {
  readonly from: number;
  readonly to: number;
  /** Null where nobody named the device. */
  readonly name: string | null;
}

/** Returns the devices of which neighbouring posts are. */
export function bandsOf(analysis: Analysis, posts: readonly Post[]): Band[] {
  const pointOf = ({point}: Post) => analysis.points.find(({id}) => id === point);
  const bands: {from: number; to: number; name: string | null; box: string}[] = [];
  for (const [i, post] of posts.slice(1).entries()) {
    const [before, own] = [posts[i]!, pointOf(post)];
    if (own === undefined || pointOf(before)?.box !== own.box) continue;
    const band = bands.at(-1);
    if (band !== undefined && band.to === before.x && band.box === own.box) band.to = post.x;
    else bands.push({from: before.x, to: post.x, name: own.device, box: own.box});
  }
  return bands;
}

function drawBand(group: Selection, {post, head, lanes}: Levels, from: number, to: number, name: string | null): void {
  const [top, bottom] = post;
  box(group, from, top, to - from, bottom - top, colour.zebra).attr("stroke", colour.rule);
  const y = head === top ? lanes.requests - 25 : bottom - 8;
  if (name !== null)
    text(group, (from + to) / 2, y, name, {size: size.title, bold: true, anchor: "middle", width: to - from - 20});
}

function drawPost(group: Selection, analysis: Analysis, levels: Levels, post: Post, step: number): void {
  const [from, to] = levels.post;
  const width = step - 12;
  line(group, post.x, from, post.x, to, colour.ink, stroke.post);
  box(group, post.x - 5, levels.head - 5, 10, 10, colour.ink);
  text(group, post.x, levels.name, nameOf(analysis, post.point), {
    size: size.title,
    bold: true,
    anchor: "middle",
    width,
  });
  text(group, post.x, levels.name + 16, sourceOf(analysis, post.point), {
    mono: true,
    anchor: "middle",
    colour: colour.muted,
    width,
  });
}

/** A dot where a direction was seen, a ring and a bold 0 where it was not. */
function drawMarks(group: Selection, levels: Levels, post: Post, room: number): void {
  for (const way of ways) {
    const count = post[way];
    const y = levels.lanes[way];
    (count > 0 ? dot : ring)(group, post.x, y);
    const words = packetsText(count, room);
    const whole = words.startsWith(grouped(count)) ? undefined : counted(count, "packet");
    text(group, post.x + 10, y - 8, words, {
      bold: count === 0,
      colour: count > 0 ? colour.ink : colour.missingText,
      whole,
    });
  }
}

/** `142,210 packets`, or `142k pkts` where that is too wide. */
function packetsText(count: number, width: number): string {
  const fits = (words: string) => textWidth(words, {size: size.small, bold: count === 0}) <= width;
  const [full, short] = [counted(count, "packet"), `${grouped(count)} ${count === 1 ? "pkt" : "pkts"}`];
  if (fits(full)) return full;
  if (fits(short)) return short;
  for (const [unit, sign] of [
    [1e12, "T"],
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const)
    if (count >= unit)
      return `${count >= 100 * unit ? Math.floor(count / unit) : (Math.floor((count / unit) * 10) / 10).toFixed(1)}${sign} pkts`;
  return short;
}
