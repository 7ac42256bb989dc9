import type {Analysis, Missing} from "../../detect/analysis.ts";
import {counted, grouped} from "../../detect/evidence.ts";
import {clock} from "../../time.ts";
import {type BranchesLayout, branchesLayout, drawBranches} from "./branches.ts";
import {drawEnds} from "./ends.ts";
import {hiddenOf, type PathLayout, type Post, pathLayout} from "./lanes.ts";
import {box, dot, each, line, ring, type Selection, sectionTitle, text} from "./marks.ts";
import {clipMiddle, textWidth, wrap} from "./measure.ts";
import type {Section} from "./page.ts";
import {answerer, nameOf, shortName, sourceOf, translationText} from "./points.ts";
import {drawPorts, type PortsLayout, portsLayout} from "./ports.ts";
import {drawStages, type StagesLayout, stagesLayout} from "./stages.ts";
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

export interface WhereLayout extends PathLayout {
  readonly levels: Levels;
  /** Whether the missing packets certainly went another way. */
  readonly proven: boolean;
  /** What the lanes say in words, then what is not drawn. */
  readonly sentences: readonly {readonly words: string; readonly quiet: boolean}[];
  readonly height: number;
}

export function whereLayout(analysis: Analysis): WhereLayout {
  const path = pathLayout(analysis);
  const proven = analysis.verdict.kind === "proven";
  const hasDetour = proven && path.break !== null;
  const sentences = sentencesOf(analysis, sentenceOf(analysis, path), path.hidden);
  const mirrored = path.missing === "requests";
  const levels = mirrored ? below(hasDetour) : above(hasDetour);
  const height = levels.bottom + 16 * sentences.length + (sentences.length === 0 ? 4 : 10);
  return {...path, levels, proven, sentences, height};
}

/** What is drawn in words, then what is not drawn. */
function sentencesOf(analysis: Analysis, sentence: string, hidden: PathLayout["hidden"]): WhereLayout["sentences"] {
  const lines = (words: string) => wrap(words, page.right - page.left, {size: size.small}, 2);
  return [
    ...lines(sentence).map(words => ({words, quiet: false})),
    ...lines(translationText(analysis)).map(words => ({words, quiet: true})),
    ...lines(hiddenText(hidden)).map(words => ({words, quiet: true})),
  ];
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
    const instead = answerer(analysis);
    if (instead !== null)
      return `clients ask ${instead.asked} and are answered by ${instead.answers}, which they know nothing of`;
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
  const moved = analysis.findings.find(({detector, certainty}) => detector === "path-change" && certainty === "proven");
  const until = moved === undefined ? "" : `; those seen passed before ${clock(moved.since, analysis.epoch, 0)}`;
  return missing === "replies"
    ? `replies reach the client another way: it acknowledges packets never seen here${until}`
    : `requests reach the server another way: it answers packets never seen here${until}`;
}

function names(analysis: Analysis, points: readonly number[]): string {
  if (points.length > 2) return counted(points.length, "point");
  return points.map(point => clipMiddle(shortName(analysis, point), 220, {size: size.small})).join(" and ");
}

function hiddenText(hidden: PathLayout["hidden"]): string {
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
    const missing = topFinding(analysis)?.missing;
    const question =
      missing === undefined
        ? "What was seen of each direction?"
        : missing === null
          ? "Which way does each direction go?"
          : "Which direction is missing, and at which capture point?";
    sectionTitle(group, "Where", question, page.left, page.right);
    const ports = portsLayout(analysis);
    if (ports !== null) return drawBeside(group, analysis, ports, y => drawPorts(group, analysis, ports, y));
    const stages = stagesLayout(analysis);
    if (stages !== null) return drawBeside(group, analysis, stages, y => drawStages(group, analysis, stages, y));
    const branches = branchesLayout(analysis);
    if (branches !== null)
      return drawBeside(group, analysis, branches, y => drawBranches(group, analysis, branches, y));
    const layout = whereLayout(analysis);
    const {levels, posts} = layout;
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
    drawSentences(group, layout.sentences, levels.sentence, hue);
    return layout.height;
  },
};

/** Draws devices that directions pass beside each other, or the interfaces or stages of one; returns the section's height. */
function drawBeside(
  group: Selection,
  analysis: Analysis,
  {rest, sentence, height}: BranchesLayout | PortsLayout | StagesLayout,
  draw: (y: number) => void,
): number {
  const top = 38;
  drawEnds(group, analysis, top, height);
  draw(top);
  const sentences = sentencesOf(analysis, sentence, hiddenOf(rest));
  drawSentences(group, sentences, top + height + 20, colour.ink);
  return top + height + 16 * sentences.length + 14;
}

function drawSentences(group: Selection, sentences: WhereLayout["sentences"], y: number, hue: string): void {
  for (const [i, {words, quiet}] of sentences.entries())
    text(group, page.width / 2, y + 16 * i, words, {anchor: "middle", colour: quiet ? colour.muted : hue});
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
