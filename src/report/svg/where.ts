import {basename} from "node:path";
import type {Analysis, Missing} from "../../detect/analysis.ts";
import {counted, grouped} from "../../detect/evidence.ts";
import {type PathLayout, type Post, pathLayout} from "./lanes.ts";
import {box, dot, each, line, ring, type Selection, sectionTitle, text} from "./marks.ts";
import {textWidth, wrap} from "./measure.ts";
import type {Section} from "./page.ts";
import {isHidden, moodOf, topFinding} from "./subject.ts";
import {colour, page, size, stroke} from "./theme.ts";
import {drawWay} from "./way.ts";

/*
 * Where                            Which direction is missing, and at which capture point?
 * ────────────────────────────────────────────────────────────────────────────────────────
 *                          fw-inside              fw-outside
 *                     inside.pcap · eth1      outside.pcap · eth2
 * ╭────────╮                   ■                      ■                        ╭────────╮
 * │ Client │ client → server   │ 26 pkts              │ 26 pkts                │ Server │
 * │        │ ──────────────────●──────────────────────●──────────────────────▶ │        │
 * │        │ server → client   │ 0 pkts               │ 24 pkts                │        │
 * │        │ ◀╮                ○             ✕────────●─────────────────────── │        │
 * ╰────────╯  ╰─ ─ ─ ─ ─ ─ ─ ─ ┴ ─ ─ ─ ─ ─ ─ ╯                                 ╰────────╯
 *               replies reach the client another way: it acknowledges data never seen here
 *
 * Missing requests are the mirror image: the names stand below, and the dashed way leads around the top.
 */

/** Heights in the section. The box of the client and that of the server stand around both lanes. */
interface Levels {
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

const boxHeight = 98;
const boxWidth = 140;

export interface WhereLayout extends PathLayout {
  readonly levels: Levels;
  /** Whether the missing packets certainly went another way. */
  readonly proven: boolean;
  readonly sentence: readonly string[];
  readonly height: number;
}

export function whereLayout(analysis: Analysis): WhereLayout {
  const path = pathLayout(analysis);
  const proven = analysis.verdict.kind === "proven";
  const hasDetour = proven && path.break !== null;
  const sentence = [sentenceOf(analysis, path), hiddenText(path)]
    .filter(part => part !== "")
    .flatMap(part => wrap(part, page.right - page.left, {size: size.small}, 2));
  const mirrored = path.missing === "requests";
  const levels = mirrored ? below(hasDetour) : above(hasDetour);
  const height = levels.bottom + 16 * sentence.length + (sentence.length === 0 ? 4 : 10);
  return {...path, levels, proven, sentence, height};
}

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

/** Says in one sentence what the lanes show. */
function sentenceOf(analysis: Analysis, {missing, posts, break: gap}: PathLayout): string {
  const {kind} = analysis.verdict;
  if (missing === null) {
    const only = (way: Missing, other: Missing) =>
      posts.filter(post => post[way] > 0 && post[other] === 0).map(post => post.point);
    const [there, back] = [only("requests", "replies"), only("replies", "requests")];
    if (kind !== "proven" || there.length === 0 || back.length === 0) return "";
    return `requests pass ${names(analysis, there)}, replies return through ${names(analysis, back)}`;
  }
  const one = missing === "replies" ? "a reply" : "a request";
  const acknowledged = isHidden(topFinding(analysis));
  if (kind === "one-sided-capture")
    return "this direction of every conversation is missing here: check the capture filter or SPAN session before the routing";
  if (kind === "suspected")
    return acknowledged
      ? `? ${missing} exist, for they are acknowledged: routed elsewhere, or missing in the capture alone`
      : `? nothing proves that ${one} exists: lost, filtered or routed elsewhere`;
  if (gap !== null && gap.resumes !== null)
    return `${missing} go around ${names(analysis, gap.around)}, and come back to the path after that`;
  if (!acknowledged) return `${missing} take another way`;
  return missing === "replies"
    ? "replies reach the client another way: it acknowledges packets never seen here"
    : "requests reach the server another way: it answers packets never seen here";
}

const names = (analysis: Analysis, points: readonly number[]): string =>
  points.map(point => shortName(analysis, point)).join(" and ");

function hiddenText({hidden}: PathLayout): string {
  const count = hidden.both + hidden.requests + hidden.replies;
  if (count === 0) return "";
  if (count === hidden.both) return `+ ${counted(count, "point")}, both directions seen`;
  const parts = [
    [hidden.both, "both directions"],
    [hidden.requests, "requests only"],
    [hidden.replies, "replies only"],
  ] as const;
  const told = parts.filter(([number]) => number > 0).map(([number, what]) => `${what} at ${grouped(number)}`);
  return `+ ${counted(count, "point")} not drawn: ${told.join(", ")}`;
}

export const where: Section = {
  name: "Where",
  draw(group, analysis) {
    if (moodOf(analysis) === "nothing" || analysis.scene.points.length === 0) return 0;
    const layout = whereLayout(analysis);
    const {levels, posts} = layout;
    sectionTitle(group, "Where", "Which direction is missing, and at which capture point?", page.left, page.right);
    drawEnds(group, analysis, levels.box);
    const step = posts.length > 1 ? posts[1]!.x - posts[0]!.x : 400;
    each(group, posts, (own, post) => drawPost(own, analysis, layout, post, step));
    const {detour, lanes} = levels;
    for (const way of ["requests", "replies"] as const) {
      const gap = layout.missing === way ? layout.break : null;
      drawWay(group, {way, y: lanes[way], posts, gap, detour: layout.proven ? detour : null});
    }
    each(group, posts, (own, post) => drawMarks(own, layout, post, step));
    const hue = layout.missing === null ? colour.ink : colour.missingText;
    for (const [i, words] of layout.sentence.entries())
      text(group, page.width / 2, levels.sentence + 16 * i, words, {
        anchor: "middle",
        colour: i === 0 ? hue : colour.muted,
      });
    return layout.height;
  },
};

function drawEnds(group: Selection, {scene}: Analysis, y: number): void {
  const clients = more(scene.moreClients, "network") ?? (scene.clients > 1 ? counted(scene.clients, "client") : "");
  drawEnd(group, page.left, y, "Client", scene.client, clients);
  const servers = more(scene.moreServers, "service") ?? (scene.services > 1 ? counted(scene.services, "service") : "");
  drawEnd(group, page.right - boxWidth, y, "Server", scene.server, servers);
}

const more = (count: number, noun: string): string | null =>
  count === 0 ? null : `and ${grouped(count)} more ${noun}${count === 1 ? "" : "s"}`;

function drawEnd(group: Selection, x: number, y: number, title: string, address: string, others: string): void {
  const width = boxWidth - 10;
  const middle = x + boxWidth / 2;
  box(group, x, y, boxWidth, boxHeight, colour.page).attr("rx", 6).attr("stroke", colour.hair);
  const lines = wrap(address, width, {size: size.small, mono: true}, 3, [" :/."]);
  const pitch = lines.length > 2 ? 15 : 18;
  text(group, middle, y + (lines.length > 2 ? 20 : 24), title, {size: size.title, bold: true, anchor: "middle"});
  let at = y + (lines.length > 2 ? 38 : 47);
  for (const words of lines) {
    text(group, middle, at, words, {mono: true, anchor: "middle", whole: lines.length > 1 ? address : words});
    at += pitch;
  }
  const short =
    textWidth(others, {size: size.small}) > width ? others.replace(/^and /, "+ ").replace(" more", "") : others;
  if (others !== "")
    text(group, middle, at + (lines.length > 1 ? 0 : 3), short, {
      anchor: "middle",
      colour: colour.muted,
      width,
      whole: others,
    });
}

function drawPost(group: Selection, analysis: Analysis, {levels}: WhereLayout, post: Post, step: number): void {
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

const pointOf = (analysis: Analysis, id: number) => analysis.points.find(point => point.id === id);
export const nameOf = (analysis: Analysis, id: number): string => pointOf(analysis, id)?.name ?? `point ${id}`;
const shortName = (analysis: Analysis, id: number): string => pointOf(analysis, id)?.interface ?? nameOf(analysis, id);

/** Returns the file that a point stands in, and its interface where the name does not say it. */
export function sourceOf(analysis: Analysis, id: number): string {
  const point = pointOf(analysis, id);
  if (point === undefined) return "";
  const [first, ...others] = point.captures;
  const path = first === undefined ? "" : (analysis.captures[first]?.path ?? "");
  const file = path === "-" ? "standard input" : basename(path);
  const face = point.interface === null || point.name.endsWith(point.interface) ? "" : ` · ${point.interface}`;
  return `${file}${others.length > 0 ? ` +${others.length}` : ""}${face}`;
}

/** A dot where a direction was seen, a ring and a bold 0 where it was not. */
function drawMarks(group: Selection, {levels}: WhereLayout, post: Post, step: number): void {
  for (const way of ["requests", "replies"] as const) {
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
      return `${(Math.floor((count / unit) * 10) / 10).toFixed(count >= 100 * unit ? 0 : 1)}${sign} pkts`;
  return full;
}
