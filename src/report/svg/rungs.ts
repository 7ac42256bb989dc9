import type {Ending} from "../ladder/endings.ts";
import type {Row} from "../ladder/rows.ts";
import type {Sight} from "../ladder/sightings.ts";
import {beyond, cross, curve, dot, ring, round, type Selection, text, tip} from "./marks.ts";
import {textWidth} from "./measure.ts";
import {colour, size, stroke} from "./theme.ts";

/*
 *  SYN      453     408
 *  ─────────●───────●─────▶    seen at both, and arrived
 *  ┄┄┄┄┄┄┄┄╭○┄┄┄┄┄┄┄○╮┄┄┄┄┄    exists, and no post saw it
 *  ACK      454
 *  ─────────●── ✕   ○          the device did not send it on
 *  ─────────●·····  ○ ······   beyond: not known
 */

/** Where the lines of a ladder stand. */
export interface Columns {
  readonly client: number;
  readonly server: number;
  readonly posts: readonly number[];
  /** Whether a post and the next one are in one device. */
  readonly isBand: readonly boolean[];
}

/** What is drawn of a row: how each post saw it, and how far it came. */
export interface Rung {
  readonly row: Exclude<Row, {kind: "gap"}>;
  /** By post, nearest the client first: the frame's number in its own file. */
  readonly sights: readonly Sight[];
  readonly ending: Ending;
}

const hopHeight = 12;
const hopReach = 9;
const font = {size: size.small};

/** Draws a row with its line at `y`. */
export function drawRung(group: Selection, columns: Columns, rung: Rung, y: number): void {
  const {row} = rung;
  drawLine(group, columns, rung, y);
  const hue = row.kind === "seen" ? colour.ink : colour.missingText;
  const {client, server, posts} = columns;
  const room = (row.side === 0 ? posts[0]! - client : server - posts.at(-1)!) - 24;
  const isShort = row.kind === "seen" && textWidth(row.label, font) > room;
  const style = {colour: hue, width: room, clip: "end", whole: row.label} as const;
  const above = row.kind === "missing" && posts.length > 1 ? 8 : 6;
  const words = isShort ? row.brief : row.label;
  if (row.side === 0) text(group, client + 10, y - above, words, style);
  else text(group, server - 10, y - above, words, {...style, anchor: "end"});
  drawSigns(group, columns, rung, y);
}

function drawLine(group: Selection, {client, server, posts, isBand}: Columns, {row, sights, ending}: Rung, y: number) {
  if (row.kind === "expected") return;
  const forth = row.side === 0 ? 1 : -1;
  const [from, to] = row.side === 0 ? [client, server] : [server, client];
  const travel = posts.map((_, post) => post);
  if (row.side === 1) travel.reverse();
  const isSeen = (post: number) => typeof sights[post] === "object" && sights[post] !== null;
  const last = travel.findLast(isSeen);
  const isDashed = row.kind === "missing";
  const end = isDashed || ending === "arrived" ? to : endOf(ending, posts, [client, server], forth, last!);
  const passed = travel.filter(post => (posts[post]! - end) * forth < 0 && sights[post] === "absent");
  const isArrived = end === to;
  const path = hops(passed, posts, isBand, forth, y);
  const d = `M${from} ${y}${path}H${round(end - (isArrived ? 8 * forth : 0))}`;
  const drawn = curve(group, d, isDashed ? colour.missing : colour.seen, stroke.seen);
  if (isDashed) drawn.attr("stroke-dasharray", stroke.dashes);
  if (isArrived) tip(group, to, y, forth, 0, isDashed ? colour.missing : colour.seen);
  else if (ending === "unknown") beyond(group, end, to, y);
  else cross(group, end + ("at" in (ending as object) ? 0 : 9 * forth), y, 6);
}

/** Where the solid line ends that does not come to the other end. */
function endOf(ending: Ending, posts: readonly number[], ends: readonly number[], forth: number, last: number): number {
  if (typeof ending === "string") return posts[last]!;
  if ("at" in ending) return posts[ending.at]!;
  const next = posts[ending.after + forth] ?? ends[forth > 0 ? 1 : 0]!;
  return round((posts[ending.after]! + next) / 2 - 9 * forth);
}

/** The way over posts that did not see it: an arc over one, and flat over those of one device. */
function hops(
  passed: readonly number[],
  posts: readonly number[],
  isBand: readonly boolean[],
  forth: number,
  y: number,
) {
  const runs: number[][] = [];
  for (const post of passed) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run !== undefined && before === post - forth && isBand[Math.min(before, post)] === true) run.push(post);
    else runs.push([post]);
  }
  return runs
    .map(run => {
      const [first, last] = [posts[run[0]!]!, posts[run.at(-1)!]!];
      const [start, stop] = [round(first - hopReach * forth), round(last + hopReach * forth)];
      if (run.length === 1) return `H${start}A${hopReach} ${hopReach} 0 0 ${forth > 0 ? 1 : 0} ${stop} ${y}`;
      const edge = (x: number, way: number) => round(x + 5 * way * forth);
      return `H${start}L${edge(start, 1)} ${y - hopHeight}H${edge(stop, -1)}L${stop} ${y}`;
    })
    .join("");
}

/** A dot and the frame's number where it was seen, a ring where it was not, `?` where what was kept does not tell. */
function drawSigns(group: Selection, {posts, client, server}: Columns, {row, sights, ending}: Rung, y: number): void {
  const forth = row.side === 0 ? 1 : -1;
  const anchor = forth > 0 ? "start" : "end";
  for (const [post, sight] of sights.entries()) {
    const x = posts[post]!;
    const next = posts[post + forth] ?? (forth > 0 ? server : client);
    const style = {mono: true, anchor, colour: colour.muted, width: Math.abs(next - x) - 22} as const;
    if (sight === "absent") ring(group, x, y);
    else if (sight === null) text(group, x + 8 * forth, y - 6, "?", {...style, whole: "not known"});
    else {
      if (typeof ending !== "object" || !("at" in ending) || ending.at !== post) dot(group, x, y);
      // The label has the room before the first line, the number that after it.
      text(group, x + 10 * forth, y - 6, String(sight.frame), style);
    }
  }
}
