import type {Analysis, Missing} from "../../judge/analysis.ts";
import {leadingFinding} from "../../judge/leading.ts";
import {grouped} from "../../words.ts";
import type {Line, Part} from "./line.ts";
import {placeName, pointName} from "./names.ts";

const indent = "  ";

/**
 * The round trip on one line: `clients ─▶ fw/outside 111 ─▶ servers ┄ not by fw ┄▶ clients`. `─▶ name N` saw N packets, `┄▶` is where no
 * point saw them, `─✗` where they end; `a | b` are two devices beside each other.
 */
export function path(analysis: Analysis, width: number): Part {
  const {scene, verdict} = analysis;
  if (scene.points.length === 0 || verdict.kind === "nothing") return [];
  const room = width - indent.length;
  for (const detail of details) {
    const sketch = sketchOf(analysis, detail);
    if (sketch.length > room) continue;
    const line: Line = {text: indent + sketch};
    return [[{text: ""}, line, {text: ""}], [line]];
  }
  return [];
}

/** How much of the path is told. */
interface Detail {
  /** Points of each direction. */
  readonly most: number;
  /** Whether a point that is its device's only one is called as the device. */
  readonly byDevice: boolean;
  /** Letters of a name. */
  readonly letters: number;
}

/** From the fullest to what fits always; a name that is cut tells less than a point left out. */
const details: readonly Detail[] = [4, 3, 2, 1].flatMap(most => [
  {most, byDevice: false, letters: 40},
  {most, byDevice: true, letters: 40},
  {most, byDevice: true, letters: most === 1 ? 8 : 16},
]);

/** Whether some connections pass two devices one way round, and some the other: then these stand beside each other. */
function isSplitBothWays({findings, scene}: Analysis): boolean {
  const splits = findings.filter(({detector, certainty}) => detector === "split-path" && certainty !== "note");
  return splits.length > 1 && scene.points.every(({requests, replies}) => requests > 0 && replies > 0);
}

function sketchOf(analysis: Analysis, detail: Detail): string {
  const {scene, verdict} = analysis;
  const leading = leadingFinding(verdict.kind, analysis.findings);
  const clients = scene.clients > 1 || scene.moreClients > 0 ? "clients" : "client";
  const servers = scene.moreServers > 0 || scene.services > 1 ? "servers" : "server";
  const requests = lane(analysis, "requests", detail);
  const replies = lane(analysis, "replies", detail);
  const there = requests === "" ? gap(analysis, "requests", detail) : `─▶ ${requests} ─▶`;
  if (replies !== "" && leading?.detector === "stage-drop")
    return `${clients} ${there} ${servers} ─▶ ${replies} ─✗ dropped there`;
  const back =
    replies === ""
      ? gap(analysis, "replies", detail)
      : leading?.detector === "passes-elsewhere" && leading.missing === "replies"
        ? `${avoided(analysis, leading.points, detail)} ${replies} ─▶`
        : `─▶ ${replies} ${ending(analysis, detail)}`;
  // Nothing shows that an answer exists, and so none arrives.
  const isKnown =
    verdict.kind === "proven" || leading?.detector === "hidden-replies" || verdict.kind === "one-sided-capture";
  const home = replies === "" && !isKnown ? "" : ` ${clients}`;
  return `${clients} ${there} ${servers} ${back}${home}`;
}

/** The points that saw a direction, in its order: where there are too many those first that the verdict is about. */
function lane(analysis: Analysis, way: Missing, {most, byDevice, letters}: Detail): string {
  const {scene, points} = analysis;
  const leading = leadingFinding(analysis.verdict.kind, analysis.findings);
  const isSpread =
    leading?.detector === "path-flapping" || leading?.detector === "several-paths" || isSplitBothWays(analysis);
  const pointOf = (id: number) => points.find(point => point.id === id);
  // What the device dropped it did not forward.
  const seen = scene.points.filter(one => one[way] > 0 && pointOf(one.point)?.stage !== "drop");
  if (way === "replies") seen.reverse();
  const isAbout = (id: number) => leading?.points.includes(id) === true;
  const kept = new Set([...seen].sort((a, b) => Number(isAbout(b.point)) - Number(isAbout(a.point))).slice(0, most));
  const alone = (id: number) => {
    const device = pointOf(id)?.device ?? null;
    return device !== null && scene.points.filter(one => pointOf(one.point)?.device === device).length === 1;
  };
  const deviceOf = (id: number) => pointOf(id)?.device ?? `point ${id}`;
  const told = seen.filter(one => kept.has(one));
  return told
    .map((one, i) => {
      const isBeside = isSpread && i > 0 && deviceOf(one.point) !== deviceOf(told[i - 1]!.point);
      const name = byDevice && alone(one.point) ? deviceOf(one.point) : pointName(analysis, one.point);
      return `${i === 0 ? "" : isBeside ? " | " : " ─▶ "}${clipped(name, letters)} ${grouped(one[way])}`;
    })
    .join("");
}

/** How a direction goes that no point saw. */
function gap(analysis: Analysis, way: Missing, {letters}: Detail): string {
  const {verdict, findings, scene} = analysis;
  const leading = leadingFinding(verdict.kind, findings);
  if (verdict.kind === "proven")
    return `┄ not by ${clipped(
      placeName(
        analysis,
        scene.points.map(one => one.point),
      ),
      letters,
    )} ┄▶`;
  if (leading?.detector === "one-sided-capture") return "┄ not captured ┄▶";
  if (leading?.detector === `hidden-${way}`) return "┄ not seen here ┄▶";
  return way === "replies" ? "┄ no reply seen" : "┄ no request seen ┄▶";
}

/** The points that a direction leaves aside on its way. */
function avoided(analysis: Analysis, points: readonly number[], {byDevice, letters}: Detail): string {
  const [device, ...others] = new Set(points.map(id => analysis.points.find(point => point.id === id)?.device ?? null));
  const name = byDevice && device && others.length === 0 ? device : placeName(analysis, points);
  return `┄ not by ${clipped(name, letters)} ┄▶`;
}

/** Where replies stop short of the client: nothing shows that they arrive. */
function ending(analysis: Analysis, {letters}: Detail): string {
  const leading = leadingFinding(analysis.verdict.kind, analysis.findings);
  const last = analysis.scene.points.find(one => one.replies > 0);
  const isShort = leading?.missing === "replies" && last !== undefined && leading.points.some(id => id !== last.point);
  return isShort ? `┄ not by ${clipped(placeName(analysis, leading.points), letters)} ┄▶` : "─▶";
}

const clipped = (text: string, most: number): string =>
  text.length <= most
    ? text
    : `${text.slice(0, Math.ceil(most / 2) - 1)}…${text.slice(text.length - Math.floor(most / 2))}`;
