import {ways} from "../../flow/way.ts";
import type {Analysis, Missing} from "../../judge/analysis.ts";
import type {passesElsewhere} from "../../rules/passes-elsewhere.ts";
import {isNamed} from "../../rules/rule.ts";
import {clock} from "../../time/time.ts";
import {counted, grouped} from "../../words.ts";
import {arrives, dropsOf} from "./arrivals.ts";
import {type BranchesLayout, branchesLayout, drawBranches} from "./branches.ts";
import {drawEnds} from "./ends.ts";
import {hiddenOf, type PathLayout, type Post, pathLayout} from "./lanes.ts";
import {drawLegend, type SignName} from "./legend.ts";
import {type Selection, sectionTitle, text} from "./marks.ts";
import {clipMiddle, wrap} from "./measure.ts";
import type {Section} from "./page.ts";
import {answerer, shortName, translationText} from "./points.ts";
import {drawPorts, type PortsLayout, portsLayout} from "./ports.ts";
import {bandsOf, drawPath, type Levels, levelsOf} from "./posts.ts";
import {ladderSigns} from "./proof.ts";
import {drawStages, type StagesLayout, stagesLayout} from "./stages.ts";
import {isHidden, moodOf, topFinding} from "./subject.ts";
import {colour, page, size} from "./theme.ts";
import type {Course} from "./way.ts";

/*
 * Where                   ─●─ seen here  ○ not seen here  ─ ─ not captured, but must exist
 * ────────────────────────────────────────────────────────────────────────────────────────
 *                          fw/inside              fw/outside
 * ╭────────╮                   ■░░░░░░░░░ fw ░░░░░░░░░■                        ╭────────╮
 * │ Client │ client → server   │ 26 packets           │ 26 packets             │ Server │
 * │        │ ━━━━━━━━━━━━━━━━━━●━━━━━━━━━━━━━━━━━━━━━━●━━━━━━━━━━━━━━━━━━━━━━▶ │        │
 * │        │ server → client   │ 0 packets            │ 24 packets             │        │
 * │        │ ◀╮                ○                     ╭●━━━━━━━━━━━━━━━━━━━━━━━ │        │
 * ╰────────╯  ╰─ ─ ─ ─ ─ ─ ─ ─ ┴ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ╯                         ╰────────╯
 *               replies reach the client another way: it acknowledges data never seen here
 *
 * Missing requests are the mirror image: the names stand below, and the dashed way leads around the top.
 */

type Courses = Readonly<Record<Missing, Course>>;

interface WhereLayout extends PathLayout {
  readonly levels: Levels;
  readonly courses: Courses;
  /** What the lanes say in words, then what is not drawn. */
  readonly sentences: readonly {readonly words: string; readonly quiet: boolean}[];
  readonly height: number;
}

export function whereLayout(analysis: Analysis): WhereLayout {
  const path = pathLayout(analysis);
  const courses = coursesOf(analysis, path);
  const hasDetour = path.break !== null && path.missing !== null && courses[path.missing].isAround;
  const sentences = sentencesOf(analysis, sentenceOf(analysis, path), path.hidden);
  const hasName = path.missing !== "requests" && bandsOf(analysis, path.posts).some(({name}) => name !== null);
  const levels = levelsOf(path.missing, hasDetour, {
    above: hasName ? 16 : 0,
    between: hasLoss(path.posts, courses) ? 16 : 0,
  });
  const height = levels.bottom + 16 * sentences.length + (sentences.length === 0 ? 4 : 10);
  return {...path, levels, courses, sentences, height};
}

/** Returns what is known of both directions on a path. */
export function coursesOf(analysis: Analysis, {missing}: PathLayout): Courses {
  const {kind} = analysis.verdict;
  const finding = topFinding(analysis);
  const drops = dropsOf(analysis);
  const course = (way: Missing): Course => ({
    arrives: arrives(analysis, way),
    exists: way === missing && (kind === "proven" || kind === "one-sided-capture" || isHidden(finding)),
    isAround: way === missing && kind === "proven",
    lost: (from, to) => (drops(from.point, to.point, way) ? Math.max(0, from[way] - to[way]) : 0),
  });
  return {requests: course("requests"), replies: course("replies")};
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
    return "this direction of every connection is missing here: check the capture filter or SPAN session before the routing";
  const top = topFinding(analysis);
  if (isNamed<typeof passesElsewhere>(top, "passes-elsewhere"))
    return `? ${missing} pass ${top.facts.seenAt}, and not ${names(analysis, top.points)}`;
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
    sectionTitle(group, "Where", "", page.left, page.right);
    drawLegend(group, new Set([...signsOf(analysis), ...ladderSigns(analysis)]), 18);
    return drawWhere(group, analysis);
  },
};

/** Returns the signs that the path has. */
function signsOf(analysis: Analysis): SignName[] {
  const stages = stagesLayout(analysis);
  if (stages !== null) return ["seen", "unseen", "exists", "ends"];
  if (portsLayout(analysis) !== null)
    return ["seen", ...(ways.every(way => arrives(analysis, way)) ? [] : (["beyond"] as const))];
  const layout = whereLayout(analysis);
  return pathSigns(branchesLayout(analysis) === null ? layout : {...layout, break: null}, layout.courses);
}

/** Returns the signs of a path. */
export function pathSigns({posts, missing, break: gap}: PathLayout, courses: Courses): SignName[] {
  const isDashed = gap !== null && missing !== null && courses[missing].exists;
  const isBeyond = ways.some(
    way => posts.some(post => post[way] > 0) && !courses[way].arrives && !(isDashed && way === missing),
  );
  const told: readonly (readonly [SignName, boolean])[] = [
    ["seen", posts.some(post => post.requests + post.replies > 0)],
    ["unseen", posts.some(post => post.requests === 0 || post.replies === 0)],
    ["exists", isDashed],
    ["ends", hasLoss(posts, courses)],
    ["beyond", isBeyond],
  ];
  return told.flatMap(([sign, is]) => (is ? [sign] : []));
}

function hasLoss(posts: readonly Post[], {requests, replies}: Courses): boolean {
  return posts.some((post, i) => {
    const next = posts[i + 1];
    return next !== undefined && requests.lost(post, next) + replies.lost(next, post) > 0;
  });
}

/** Draws the path below where a title may stand; returns the height with that. */
export function drawWhere(group: Selection, analysis: Analysis): number {
  const ports = portsLayout(analysis);
  if (ports !== null) return drawBeside(group, analysis, ports, y => drawPorts(group, analysis, ports, y));
  const stages = stagesLayout(analysis);
  if (stages !== null) return drawBeside(group, analysis, stages, y => drawStages(group, analysis, stages, y));
  const branches = branchesLayout(analysis);
  if (branches !== null) return drawBeside(group, analysis, branches, y => drawBranches(group, analysis, branches, y));
  const layout = whereLayout(analysis);
  const {levels} = layout;
  drawEnds(group, analysis, levels.box, levels.height);
  drawPath(group, analysis, layout, levels, layout.courses);
  const hue = layout.missing === null ? colour.ink : colour.missingText;
  drawSentences(group, layout.sentences, levels.sentence, hue);
  return layout.height;
}

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
