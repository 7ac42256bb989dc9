import type {Stage} from "../../capture/stages.ts";
import type {Analysis} from "../../judge/analysis.ts";
import {grouped} from "../../words.ts";
import {ends} from "./lanes.ts";
import {box, cross, curve, dot, lane, line, ring, type Selection, text, tip} from "./marks.ts";
import {deviceOf} from "./points.ts";
import {topFinding} from "./subject.ts";
import {colour, size, stroke} from "./theme.ts";

/*
 * ╭────────╮       ╭─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─╮     ╭────────╮
 * │        │       ╎     ╭────────────────── fw ─────────────────────╮         ╎     │        │
 * │        │ ─ ─ ─ ╯     │   ○ 0      ○ 0                    ○ 0     │         ╰ ─ ▶ │        │
 * │ Client │             │                                           │               │ Server │
 * │        │             │ transmit firewall     drop      receive   │               │        │
 * │        │             │   ○        ○           ✕──────────●───────┼────────────── │        │
 * │        │             │ 0 pkts   0 pkts     67 pkts    67 pkts    │               │        │
 * ╰────────╯             ╰───────────────────────────────────────────╯               ╰────────╯
 *
 * What becomes of replies in a firewall that saw no request.
 */

type ScenePoint = Analysis["scene"]["points"][number];
type StagePost = ScenePoint & {readonly stage: Stage};

export interface StagesLayout {
  readonly device: number;
  readonly posts: readonly StagePost[];
  readonly rest: readonly ScenePoint[];
  readonly sentence: string;
  readonly height: number;
}

const shape = {left: 290, right: 610, top: 26, requests: 62, replies: 116, height: 146} as const;
/** As replies pass them, from the server's side. */
const columns: Readonly<Record<Stage, number>> = {receive: 566, drop: 488, firewall: 410, transmit: 334};

/** Returns null where the verdict is not about what a firewall's stages did. */
export function stagesLayout(analysis: Analysis): StagesLayout | null {
  const finding = topFinding(analysis);
  if (finding?.detector !== "stage-drop" || finding.missing !== "requests") return null;
  const device = finding.points[0]!;
  const key = analysis.points.find(({id}) => id === device)?.box;
  const own = analysis.points.filter(({box, stage}) => box === key && stage !== null);
  const posts = own.map(({id, stage}) => {
    const seen = analysis.scene.points.find(({point}) => point === id);
    return {point: id, stage: stage!, requests: seen?.requests ?? 0, replies: seen?.replies ?? 0};
  });
  if (!posts.some(({stage}) => stage === "receive")) return null;
  return {
    device,
    posts: posts.filter(({stage}, i) => posts.findIndex(one => one.stage === stage) === i),
    rest: analysis.scene.points.filter(({point}) => !own.some(({id}) => id === point)),
    sentence: "requests go around the firewall; it receives the replies, has no session for them, and drops them",
    height: shape.height,
  };
}

/** Draws the firewall with its top at `y`, between the boxes of client and server. */
export function drawStages(group: Selection, analysis: Analysis, {device, posts}: StagesLayout, y: number): void {
  const middle = (shape.left + shape.right) / 2;
  const width = shape.right - shape.left;
  const lanes = {requests: y + shape.requests, replies: y + shape.replies};
  box(group, shape.left, y + shape.top, width, shape.height - shape.top, colour.zebra)
    .attr("rx", 8)
    .attr("stroke", colour.ink);
  const name = {size: size.title, bold: true, anchor: "middle", width: width - 20} as const;
  text(group, middle, y + shape.top + 17, deviceOf(analysis, device), name);
  drawDetour(group, y + 10, lanes.requests);
  const dropped = posts.find(({stage}) => stage === "drop");
  const end = columns.drop;
  line(group, ends.server, lanes.replies, end + 14, lanes.replies, colour.seen, stroke.seen);
  cross(group, end, lanes.replies, 8);
  const count = (packets: number) => `${grouped(packets)} ${packets === 1 ? "pkt" : "pkts"}`;
  if (dropped === undefined) drawLabels(group, end, lanes.replies, "dropped", "", colour.missingText);
  text(group, ends.server - 4, lanes.replies - 8, "server → client", {anchor: "end", colour: colour.seen});
  for (const {stage, requests, replies} of posts) {
    const x = columns[stage];
    const hue = replies === 0 || stage === "drop" ? colour.missingText : colour.ink;
    drawLabels(group, x, lanes.replies, stage, count(replies), hue);
    if (stage === "drop") continue;
    (replies > 0 ? dot : ring)(group, x, lanes.replies);
    (requests > 0 ? dot : ring)(group, x, lanes.requests + 4);
    const isNone = requests === 0;
    text(group, x, lanes.requests + 22, count(requests), {
      anchor: "middle",
      bold: isNone,
      colour: isNone ? colour.missingText : colour.ink,
      width: 74,
    });
  }
}

function drawLabels(group: Selection, x: number, y: number, name: string, count: string, hue: string): void {
  text(group, x, y - 12, name, {anchor: "middle", bold: true, colour: hue, width: 74});
  if (count !== "") text(group, x, y + 22, count, {anchor: "middle", colour: hue, width: 74});
}

/** The way of the requests, which nobody saw, around the firewall. */
function drawDetour(group: Selection, top: number, y: number): void {
  const [left, right] = [shape.left - 22, shape.right + 22];
  text(group, ends.client + 2, y + 18, "client → server", {colour: colour.missingText});
  lane(group, ends.client, left - 20, y, false);
  const d =
    `M${left - 20} ${y}Q${left} ${y} ${left} ${y - 20}V${top + 20}Q${left} ${top} ${left + 20} ${top}H${right - 20}` +
    `Q${right} ${top} ${right} ${top + 20}V${y - 20}Q${right} ${y} ${right + 20} ${y}H${ends.server - 8}`;
  curve(group, d, colour.missing, stroke.missing).attr("stroke-dasharray", stroke.dashes);
  tip(group, ends.server, y, 1, 0, colour.missing);
}
