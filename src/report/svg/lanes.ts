import type {Analysis, Finding, Missing} from "../../judge/analysis.ts";
import {topFinding} from "./subject.ts";

/** A capture point on the path, as drawn. */
export interface Post {
  readonly point: number;
  readonly x: number;
  readonly requests: number;
  readonly replies: number;
}

/** A run of posts that the missing direction does not pass, and how its lane goes on. */
export interface Break {
  /** Where the lane was seen last, or begins. */
  readonly from: number;
  /** Whether a post before it saw the packets; else nothing did. */
  readonly seenBefore: boolean;
  /** The points that the packets go around. */
  readonly around: readonly number[];
  /** The post that saw it again; null if none did. */
  readonly resumes: number | null;
}

export interface PathLayout {
  readonly frame: Frame;
  readonly posts: readonly Post[];
  /** Points that are not drawn: how many see both directions, requests only, replies only. */
  readonly hidden: {readonly both: number; readonly requests: number; readonly replies: number};
  readonly missing: Missing | null;
  readonly break: Break | null;
}

/** What a path is drawn into. */
export interface Frame {
  /** Where the lanes begin and end: beside the boxes of client and server. */
  readonly client: number;
  readonly server: number;
  readonly posts: number;
  /** How far posts stand apart at most. */
  readonly step: number;
  readonly labels: Readonly<Record<Missing, string>>;
}

/** The whole width of the page. */
export const ends: Frame = {
  client: 180,
  server: 720,
  posts: 4,
  step: 230,
  labels: {requests: "client → server", replies: "server → client"},
};

/** Returns where posts, and the break in a lane, stand. */
export function pathLayout(analysis: Analysis, frame = ends): PathLayout {
  const finding = topFinding(analysis);
  const missing = finding?.missing ?? null;
  const all = analysis.scene.points;
  const chosen = choose(all, finding, missing, frame.posts);
  // Between two posts there is room for what the device did not forward.
  const step = Math.min(
    frame.step,
    (frame.server - frame.client) / (chosen.length + (chosen.length === 2 ? 0.35 : 0.9)),
  );
  const middle = (frame.client + frame.server) / 2;
  const posts = chosen.map((one, i) => ({...one, x: middle + (i - (chosen.length - 1) / 2) * step}));
  const rest = all.filter(one => !chosen.includes(one));
  return {
    frame,
    posts,
    hidden: hiddenOf(rest),
    missing,
    break: missing === null ? null : breakIn(posts, missing, finding!, frame),
  };
}

/** Counts points that are not drawn by what they saw. */
export const hiddenOf = (rest: readonly ScenePoint[]): PathLayout["hidden"] => ({
  both: rest.filter(one => one.requests > 0 && one.replies > 0).length,
  requests: rest.filter(one => one.requests > 0 && one.replies === 0).length,
  replies: rest.filter(one => one.requests === 0 && one.replies > 0).length,
});

type ScenePoint = Analysis["scene"]["points"][number];

/** Of many points those on either side of the break are drawn: where the lane stops, and where it goes on. Or those of the finding. */
function choose(
  all: readonly ScenePoint[],
  finding: Finding | null,
  missing: Missing | null,
  most: number,
): readonly ScenePoint[] {
  if (all.length <= most) return all;
  if (missing === null) {
    const told = all.filter(one => finding?.points.includes(one.point));
    if (told.length === 0) return [all[0]!, all.at(-1)!];
    return told.length <= most ? told : [...told.slice(0, most - 1), told.at(-1)!];
  }
  const travel = missing === "replies" ? [...all].reverse() : all;
  const seen = (one: ScenePoint) => one[missing] > 0;
  let first = travel.findIndex(one => !seen(one));
  if (first < 0) first = travel.findIndex(one => finding?.points.includes(one.point));
  let last = first;
  while (last + 1 < travel.length && !seen(travel[last + 1]!)) last++;
  const drawn = [...new Set([first, first - 1, last + 1, last])]
    .map(i => travel[i])
    .filter(one => one !== undefined)
    .slice(0, most);
  return all.filter(one => drawn.includes(one));
}

function breakIn(posts: readonly Post[], missing: Missing, finding: Finding, frame: Frame): Break | null {
  const travel = missing === "replies" ? [...posts].reverse() : [...posts];
  const start = missing === "replies" ? frame.server : frame.client;
  // Where a few packets did pass at every point, the finding says where others did not.
  let first = travel.findIndex(post => post[missing] === 0);
  if (first < 0) first = travel.findIndex(post => finding.points.includes(post.point));
  if (first < 0) return null;
  let last = first;
  while (last + 1 < travel.length && travel[last + 1]![missing] === 0) last++;
  const after = travel[last + 1];
  return {
    from: first === 0 ? start : travel[first - 1]!.x,
    seenBefore: first > 0,
    around: travel.slice(first, last + 1).map(post => post.point),
    resumes: after?.x ?? null,
  };
}
