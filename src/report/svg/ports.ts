import type {Analysis, Finding, Missing} from "../../judge/analysis.ts";
import {grouped} from "../../words.ts";
import {arrives} from "./arrivals.ts";
import {ends} from "./lanes.ts";
import {box, known, type Selection, text, thickness} from "./marks.ts";
import {clipMiddle} from "./measure.ts";
import {deviceOf, fileOf, shortName} from "./points.ts";
import {topFinding} from "./subject.ts";
import {colour, size} from "./theme.ts";

/*
 * ╭────────╮                  ╭────────────────────────────╮                  ╭────────╮
 * │        │                  │            edge            │                  │        │
 * │        │                  │     interfaces.pcapng      │                  │        │
 * │ Client │ client → server  █ lan              out wan-a │                  │ Server │
 * │        │ ─────────────────█────────────────────────────█────────────────▶ │        │
 * │        │                  █ 128 pkts          128 pkts │                  │        │
 * │        │ server → client  █                   in wan-b │                  │        │
 * │        │ ◀────────────────█────────────────────────────█───────────────── │        │
 * ╰────────╯                  █ 72 pkts            72 pkts │                  ╰────────╯
 *                             ╰────────────────────────────╯
 *
 * One device: requests leave by one interface, replies come in by another. Towards the client it is the mirror image.
 */

type ScenePoint = Analysis["scene"]["points"][number];

export interface PortsLayout {
  /** Any point of the device. */
  readonly device: number;
  /** On which side the interfaces differ. */
  readonly side: "client" | "server";
  readonly requests: readonly ScenePoint[];
  readonly replies: readonly ScenePoint[];
  /** The interfaces towards the other side. */
  readonly common: readonly ScenePoint[];
  readonly rest: readonly ScenePoint[];
  readonly sentence: string;
  readonly height: number;
}

const shape = {left: 300, right: 600, requests: 60, replies: 101, height: 124} as const;
const portSize = 12;

/** Returns null where the verdict is not about the interfaces of one device. */
export function portsLayout(analysis: Analysis): PortsLayout | null {
  const finding = topFinding(analysis);
  if (finding?.detector !== "interface-mismatch") return null;
  const {points} = analysis.scene;
  const own = points.filter(({point}) => finding.points.includes(point));
  const requests = own.filter(one => one.requests > 0);
  const replies = own.filter(one => one.replies > 0 && !requests.includes(one));
  if (requests.length === 0 || replies.length === 0) return null;
  const key = (id: number) => analysis.points.find(point => point.id === id)?.box;
  const device = requests[0]!.point;
  const common = points.filter(one => !own.includes(one) && key(one.point) === key(device));
  const side = sideOf(analysis, finding, requests[0]!.point);
  const [out, back] = [requests, replies].map(some => namesOf(analysis, some, 200));
  return {
    device,
    side,
    requests,
    replies,
    common,
    rest: points.filter(one => !own.includes(one) && !common.includes(one)),
    sentence:
      side === "server"
        ? `requests leave by ${out}, replies come in by ${back}`
        : `requests come in by ${out}, replies leave by ${back}`,
    height: shape.height,
  };
}

/** Whether requests leave by the interface: by the capture's own word, else as hops fall, and time goes on, on the way through. */
function sideOf(analysis: Analysis, finding: Finding, point: number): PortsLayout["side"] {
  const {flows} = analysis.connection(finding.example, false);
  const flow = flows.find(one => one.point === point);
  if (flow === undefined) return "server";
  const {entering, leaving, first} = flow.requests;
  if (entering > 0 !== leaving > 0) return entering > 0 ? "client" : "server";
  const other = flows.find(one => !finding.points.includes(one.point) && one.requests.packets > 0);
  if (other === undefined) return "server";
  const [hops, otherHops] = [flow, other].map(({requests}) => requests.ttl.at(-1) ?? 0);
  if (hops !== otherHops) return hops! > otherHops! ? "client" : "server";
  return (first ?? 0) < (other.requests.first ?? 0) ? "client" : "server";
}

function namesOf(analysis: Analysis, points: readonly ScenePoint[], width: number): string {
  const more = points.length > 1 ? ` +${points.length - 1}` : "";
  return clipMiddle(shortName(analysis, points[0]!.point), width, {size: size.small}) + more;
}

/** Draws the device with its top at `y`, between the boxes of client and server. */
export function drawPorts(group: Selection, analysis: Analysis, layout: PortsLayout, y: number): void {
  const {device, side, requests, replies, common} = layout;
  const middle = (shape.left + shape.right) / 2;
  box(group, shape.left, y, shape.right - shape.left, shape.height, colour.zebra)
    .attr("rx", 8)
    .attr("stroke", colour.ink);
  const width = shape.right - shape.left - 20;
  text(group, middle, y + 18, deviceOf(analysis, device), {size: size.title, bold: true, anchor: "middle", width});
  text(group, middle, y + 33, fileOf(analysis, device), {mono: true, anchor: "middle", colour: colour.muted, width});
  const lanes = {requests: y + shape.requests, replies: y + shape.replies};
  const counts = {requests: sum(requests, "requests"), replies: sum(replies, "replies")};
  const most = Math.max(counts.requests, counts.replies);
  const inner = common.length > 0 ? shape.left : shape.right;
  const draw = (way: Missing, through: readonly [number, number, number]) =>
    known(group, through, lanes[way], arrives(analysis, way), thickness(counts[way], most));
  draw("requests", [ends.client, shape.right, ends.server]);
  draw("replies", [ends.server, inner, ends.client]);
  text(group, ends.client + 4, lanes.requests - 8, "client → server", {colour: colour.seen});
  text(group, ends.client + 4, lanes.replies - 8, "server → client", {colour: colour.seen});
  const isServer = side === "server";
  const other = isServer ? "client" : "server";
  drawPort(group, side, lanes.requests, lanes.requests);
  drawPort(group, side, lanes.replies, lanes.replies);
  const [go, come] = isServer ? ["out", "in"] : ["in", "out"];
  drawLabel(group, side, lanes.requests, `${go} ${namesOf(analysis, requests, 130)}`, counts.requests);
  drawLabel(group, side, lanes.replies, `${come} ${namesOf(analysis, replies, 130)}`, counts.replies);
  if (common.length === 0) return;
  drawPort(group, other, lanes.requests, lanes.replies);
  drawLabel(group, other, lanes.requests, namesOf(analysis, common, 130), sum(common, "requests"));
  drawLabel(group, other, lanes.replies, "", sum(common, "replies"));
}

const sum = (points: readonly ScenePoint[], way: "requests" | "replies") =>
  points.reduce((all, point) => all + point[way], 0);

/** One interface, for one lane or for both. */
function drawPort(group: Selection, side: PortsLayout["side"], from: number, to: number): void {
  const x = side === "client" ? shape.left : shape.right;
  box(group, x - portSize / 2, from - portSize / 2, portSize, to - from + portSize, colour.ink)
    .attr("stroke", colour.page)
    .attr("stroke-width", 1.5);
}

function drawLabel(group: Selection, side: PortsLayout["side"], y: number, name: string, packets: number): void {
  const [x, anchor] = side === "client" ? ([shape.left + 13, "start"] as const) : ([shape.right - 13, "end"] as const);
  const width = (shape.right - shape.left) / 2 - 17;
  if (name !== "") text(group, x, y - 7, name, {bold: true, anchor, width});
  text(group, x, y + 15, `${grouped(packets)} ${packets === 1 ? "pkt" : "pkts"}`, {anchor, width});
}
