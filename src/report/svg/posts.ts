import {ways} from "../../flow/way.ts";
import type {Analysis, Missing} from "../../judge/analysis.ts";
import {counted, grouped} from "../../words.ts";
import type {PathLayout, Post} from "./lanes.ts";
import {box, dot, each, line, ring, type Selection, text} from "./marks.ts";
import {textWidth} from "./measure.ts";
import {nameOf, sourceOf} from "./points.ts";
import {colour, size, stroke} from "./theme.ts";
import {drawWay} from "./way.ts";

/*
 *                          fw-inside              fw-outside
 *                     inside.pcap · eth1      outside.pcap · eth2
 *                              ■                      ■
 *            client → server   │ 26 pkts              │ 26 pkts
 *            ──────────────────●──────────────────────●──────────────────────▶
 *            server → client   │ 0 pkts               │ 24 pkts
 *            ◀╮                ○             ✕────────●───────────────────────
 *             ╰─ ─ ─ ─ ─ ─ ─ ─ ┴ ─ ─ ─ ─ ─ ─ ╯
 */

/** Heights in the section. The box of the client and that of the server stand around both lanes. */
export interface Levels {
  readonly lanes: Readonly<Record<Missing, number>>;
  readonly box: number;
  readonly post: readonly [number, number];
  readonly head: number;
  readonly name: number;
  /** Where the dashed way around the posts runs. */
  readonly detour: number;
  readonly sentence: number;
  readonly bottom: number;
}

/** Returns the heights for a direction that is missing, or for none; `hasDetour` where a dashed way leads around the posts. */
export const levelsOf = (missing: Missing | null, hasDetour: boolean): Levels =>
  missing === "requests" ? below(hasDetour) : above(hasDetour);

const above = (hasDetour: boolean): Levels => ({
  lanes: {requests: 112, replies: 160},
  box: 88,
  post: [79, 186],
  head: 79,
  name: 50,
  detour: 212,
  sentence: hasDetour ? 234 : 208,
  bottom: hasDetour ? 218 : 192,
});

function below(hasDetour: boolean): Levels {
  const top = hasDetour ? 76 : 48;
  return {
    lanes: {requests: top + 28, replies: top + 76},
    box: top,
    post: [top + 4, top + 110],
    head: top + 110,
    name: top + 130,
    detour: 46,
    sentence: top + 172,
    bottom: top + 156,
  };
}

/** Draws the posts, and both lanes through or around them. */
export function drawPath(
  group: Selection,
  analysis: Analysis,
  path: PathLayout,
  levels: Levels,
  proven: boolean,
): void {
  const {posts, frame} = path;
  const step = posts.length > 1 ? posts[1]!.x - posts[0]!.x : (frame.server - frame.client) * 0.74;
  each(group, posts, (own, post) => drawPost(own, analysis, levels, post, step));
  for (const way of ways) {
    const gap = path.missing === way ? path.break : null;
    drawWay(group, {frame, way, y: levels.lanes[way], posts, gap, detour: proven ? levels.detour : null});
  }
  each(group, posts, (own, post) => drawMarks(own, levels, post, step));
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
function drawMarks(group: Selection, levels: Levels, post: Post, step: number): void {
  for (const way of ways) {
    const count = post[way];
    const y = levels.lanes[way];
    (count > 0 ? dot : ring)(group, post.x, y);
    const words = packetsText(count, step - 22);
    const whole = words.startsWith(grouped(count)) ? undefined : counted(count, "packet");
    text(group, post.x + 10, y - 8, words, {
      bold: count === 0,
      colour: count > 0 ? colour.ink : colour.missingText,
      whole,
    });
  }
}

/** `142,210 pkts`, or `142k pkts` where that is too wide. */
function packetsText(count: number, width: number): string {
  const full = `${grouped(count)} ${count === 1 ? "pkt" : "pkts"}`;
  if (textWidth(full, {size: size.small}) <= width) return full;
  for (const [unit, sign] of [
    [1e12, "T"],
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const)
    if (count >= unit)
      return `${count >= 100 * unit ? Math.floor(count / unit) : (Math.floor((count / unit) * 10) / 10).toFixed(1)}${sign} pkts`;
  return full;
}
