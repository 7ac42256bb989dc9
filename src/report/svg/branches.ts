import {ways} from "../../flow/way.ts";
import type {Analysis, Finding, Missing} from "../../judge/analysis.ts";
import type {pathFlapping} from "../../rules/path-flapping.ts";
import {isNamed} from "../../rules/rule.ts";
import {counted, grouped} from "../../words.ts";
import {arrives} from "./arrivals.ts";
import {ends} from "./lanes.ts";
import {box, dot, each, known, line, ring, type Selection, text, thickness} from "./marks.ts";
import {clipMiddle, textWidth} from "./measure.ts";
import {deviceOf, nameOf, shortName, sourceOf} from "./points.ts";
import {topFinding} from "./subject.ts";
import {colour, size, stroke} from "./theme.ts";

/*
 * ╭────────╮                  ╭───────────────────────────╮                  ╭────────╮
 * │        │                  │ fw-a/inside        a.pcap │                  │        │
 * │        │ client → server  │     │ 60 pkts             │                  │        │
 * │        │ ─────────────────┼─────●─────────────────────┼────────────────▶ │        │
 * │        │                  │     ○ 0 pkts              │                  │        │
 * │ Client │                  ╰───────────────────────────╯                  │ Server │
 * │        │                  ╭───────────────────────────╮                  │        │
 * │        │                  │ fw-b/inside        b.pcap │                  │        │
 * │        │                  │     ○ 0 pkts              │                  │        │
 * │        │ server → client  │     │ 69 pkts             │                  │        │
 * │        │ ◀────────────────┼─────●─────────────────────┼───────────────── │        │
 * ╰────────╯                  ╰───────────────────────────╯                  ╰────────╯
 *
 * Devices beside each other: requests pass one and replies the other, or packets take turns.
 */

type ScenePoint = Analysis["scene"]["points"][number];

/** A device, and at most two of its points. */
interface Branch {
  readonly name: string;
  readonly posts: readonly ScenePoint[];
}

export interface BranchesLayout {
  readonly branches: readonly [Branch, Branch];
  readonly rest: readonly ScenePoint[];
  readonly sentence: string;
  /** Both boxes together. */
  readonly height: number;
}

const shape = {left: 305, right: 595, row: 82, gap: 10, requests: 44, replies: 69} as const;

/** Returns null where the verdict is not about devices beside each other. */
export function branchesLayout(analysis: Analysis): BranchesLayout | null {
  const finding = topFinding(analysis);
  if (finding?.detector !== "split-path" && finding?.detector !== "path-flapping") return null;
  const {points} = analysis.scene;
  const key = (id: number) => analysis.points.find(point => point.id === id)?.box ?? `point ${id}`;
  const [one, other] = [finding.points[0]!, finding.points.at(-1)!];
  if (key(one) === key(other)) return null;
  const branches = [one, other].map(id => branch(analysis, points, key, id));
  if (branches.some(({posts}) => posts.length === 0)) return null;
  const drawn = branches.flatMap(({posts}) => posts);
  return {
    branches: branches as unknown as [Branch, Branch],
    rest: points.filter(point => !drawn.includes(point)),
    sentence: sentenceOf(analysis, finding, branches),
    height: 2 * shape.row + shape.gap,
  };
}

function branch(
  analysis: Analysis,
  points: readonly ScenePoint[],
  key: (id: number) => string,
  id: number,
): Branch & {readonly posts: ScenePoint[]} {
  const posts = points.filter(({point}) => key(point) === key(id)).slice(0, 2);
  return {posts, name: posts.length > 1 ? deviceOf(analysis, id) : nameOf(analysis, id)};
}

function sentenceOf(analysis: Analysis, finding: Finding, branches: readonly Branch[]): string {
  const [one, other] = branches.map(({name}) => clipMiddle(name, 220, {size: size.small}));
  if (isNamed<typeof pathFlapping>(finding, "path-flapping"))
    return `${finding.facts.way} of one connection alternate between ${one} and ${other}, packet by packet`;
  const sets = analysis.findings.filter(({detector, certainty}) => detector === "split-path" && certainty !== "note");
  const reversed = sets
    .filter(({points}) => points[0] === finding.points.at(-1) && points.at(-1) === finding.points[0])
    .reduce((sum, {conversations}) => sum + conversations.length, 0);
  const story = `requests pass ${one}, replies return through ${other}`;
  if (reversed === 0) return story;
  return `in ${counted(finding.conversations.length, "connection")} ${story}; in ${grouped(reversed)} the other way round`;
}

/** Draws both devices from `y` on, between the boxes of client and server. */
export function drawBranches(group: Selection, analysis: Analysis, {branches}: BranchesLayout, y: number): void {
  const numbered = branches.map((branch, i) => ({branch, top: y + i * (shape.row + shape.gap)}));
  const most = Math.max(...branches.flatMap(({posts}) => posts.flatMap(({requests, replies}) => [requests, replies])));
  each(group, numbered, (own, {branch, top}) => drawBranch(own, analysis, branch, top, most));
}

function drawBranch(group: Selection, analysis: Analysis, {name, posts}: Branch, top: number, most: number): void {
  const width = shape.right - shape.left;
  box(group, shape.left, top, width, shape.row, colour.zebra).attr("rx", 6).attr("stroke", colour.ink);
  const source = posts.length > 1 ? "" : sourceOf(analysis, posts[0]!.point);
  const sourceFont = {size: size.small, mono: true};
  const sourceWidth = Math.min(110, textWidth(source, sourceFont));
  const room = width - 24 - (source === "" ? 0 : sourceWidth + 10);
  text(group, shape.left + 12, top + 17, name, {size: size.title, bold: true, width: room});
  if (source !== "")
    text(group, shape.right - 12, top + 17, source, {
      mono: true,
      anchor: "end",
      colour: colour.muted,
      width: sourceWidth + 0.1,
    });
  const pitch = (width - 20) / posts.length;
  const columns = posts.map((post, i) => ({
    post,
    x: posts.length === 1 ? (shape.left + shape.right) / 2 : shape.left + 30 + i * pitch,
  }));
  for (const {x} of columns) line(group, x, top + 30, x, top + 78, colour.ink, stroke.post);
  for (const way of ways) {
    const at = top + shape[way];
    const seen = columns.filter(({post}) => post[way] > 0);
    const last = (way === "requests" ? seen.at(-1) : seen[0])?.x;
    if (last !== undefined) {
      const width = thickness(Math.max(...seen.map(({post}) => post[way])), most);
      drawLane(group, way, at, last, arrives(analysis, way), width);
    }
    for (const {post, x} of columns) {
      const count = post[way];
      (count > 0 ? dot : ring)(group, x, at);
      const isOne = posts.length === 1;
      const packets = isOne ? counted(count, "packet") : `${grouped(count)} ${count === 1 ? "pkt" : "pkts"}`;
      const words = !isOne && way === "requests" ? `${packets} at ${shortName(analysis, post.point)}` : packets;
      const hue = count > 0 ? colour.ink : colour.missingText;
      text(group, x + 10, at - 6, words, {
        bold: count === 0,
        colour: hue,
        width: Math.min(pitch, shape.right - x) - 22,
        clip: "end",
      });
    }
  }
}

/** To the other end where something shows that its packets arrive there, and else dotted beyond the last point. */
function drawLane(group: Selection, way: Missing, y: number, last: number, isArriving: boolean, width: number): void {
  const [from, to] = way === "requests" ? [ends.client, ends.server] : [ends.server, ends.client];
  known(group, [from, last, to], y, isArriving, width);
  const label = way === "requests" ? "client → server" : "server → client";
  text(group, ends.client + 4, y - 8, label, {colour: colour.seen});
  // Beside a second post there is no room.
  if (way === "replies" && !isArriving && last > shape.left + 120)
    text(group, last - 12, y - 6, "0 acknowledged", {bold: true, anchor: "end", colour: colour.missingText});
}
