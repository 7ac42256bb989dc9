import {dateOf, datePrefix} from "../../capture/times.ts";
import {endpointText} from "../../flow/address.ts";
import type {LadderRung} from "../../flow/ladder.ts";
import type {Analysis, ConnectionRecord} from "../../judge/analysis.ts";
import {clock, millisecond, second} from "../../time/time.ts";
import {grouped} from "../../words.ts";
import {endingsOf} from "../ladder/endings.ts";
import {type Row, rowsAtMost, sightedRows} from "../ladder/rows.ts";
import {saidOf} from "../ladder/said.ts";
import {postsOf, type Sight, sightingsOf} from "../ladder/sightings.ts";
import type {SignName} from "./legend.ts";
import {box, each, line, type Selection, sectionTitle, text} from "./marks.ts";
import {textWidth} from "./measure.ts";
import type {Section} from "./page.ts";
import {deviceOf, fileOf, nameOf, shortName} from "./points.ts";
import {type Columns, drawRung, type Rung} from "./rungs.ts";
import {colour, page, size, stroke} from "./theme.ts";

/*
 * Proof                           1 of 8 connections, 21:44:53.325 · frame numbers at the dots
 * ────────────────────────────────────────────────────────────────────────────────────────────
 *             Client        fw/outside     fw/inside        Server
 *         10.1.0.11:40016  outside.pcap   inside.pcap  10.2.0.11:5000
 *                │               ■░░░░░ fw ░░░░■              │
 * +0.000         │ SYN           │ 453         │ 408          │
 *                │───────────────●─────────────●────────────▶│ fw forwards it
 *                │◀─ ─ ─ ─ ─ ─ ─╭○─ ─ ─ ─ ─ ─ ─○╮─ ─ SYN-ACK ─│ must exist: acked below
 * +0.000         │ ACK           │ 454         │              │
 *                │───────────────●───── ✕      ○              │ acks the unseen SYN-ACK
 *                    ··· 2 more packets from the client ···
 */

const ends = {client: 150, server: 560} as const;
/** Where posts stand, by how many there are. */
const places: readonly (readonly number[])[] = [[], [355], [300, 430], [262, 356, 450], [234, 316, 398, 480]];
const remark = 596;
const rowHeight = 29;
/** The lifelines begin here; the first row's line lies below. */
const top = 72;
const firstRow = top + 32;
/** Above the first row's line, and below the last one's. */
const frameHeight = firstRow - 2;
/** Fewer prove nothing that can be followed. */
const leastRows = 4;

interface Head {
  readonly name: string;
  readonly source: string;
}

interface ProofLayout {
  readonly connection: ConnectionRecord;
  readonly rows: readonly Row[];
  /** Of each row that is no gap. */
  readonly rungs: ReadonlyMap<Row, Rung>;
  readonly columns: Columns;
  readonly heads: readonly Head[];
  /** Names of devices, between their posts. */
  readonly bands: readonly {readonly x: number; readonly width: number; readonly name: string}[];
  readonly question: string;
  readonly height: number;
}

/** Returns as many rows as there is room for; null where none can be told. */
export function proofLayout(analysis: Analysis, id: number, room = Number.POSITIVE_INFINITY): ProofLayout | null {
  const limit = Math.min(rowsAtMost, Math.floor((room - frameHeight) / rowHeight));
  if (limit < leastRows) return null;
  const connection = analysis.connection(id);
  const points = postsOf(analysis, connection);
  if (points.length === 0) return null;
  const sightings = sightingsOf(connection, points);
  const said = saidOf(analysis);
  const endings = endingsOf(analysis, connection, points, sightings, said.drops);
  const from = (rung: LadderRung) => answererOf(connection, rung);
  const rows = sightedRows(connection, sightings, endings, limit, said.words, from);
  if (rows.length === 0) return null;
  const rungs = new Map(
    rows.flatMap((row): [Row, Rung][] => {
      if (row.kind === "gap") return [];
      if (row.kind !== "seen")
        return [
          [row, {row, sights: points.map(() => "absent"), ending: row.kind === "missing" ? "arrived" : "unknown"}],
        ];
      const at = sightings.findIndex(({rung}) => rung.frame === row.rung.frame);
      const sights = sightings[at]!.sights.map(sight => inFile(analysis, sight));
      return [[row, {row, sights, ending: endings[at]!}]];
    }),
  );
  const boxes = points.map(point => analysis.points.find(one => one.id === point)?.box ?? null);
  const isBand = boxes.slice(1).map((one, i) => one !== null && one === boxes[i]);
  const posts = places[points.length]!;
  return {
    connection,
    rows,
    rungs,
    columns: {...ends, posts, isBand},
    // Narrow posts of one device are told by their own names: the device's stands between them.
    heads: points.map((point, i) => ({
      name: (points.length > 2 && (isBand[i] || isBand[i - 1]) ? shortName : nameOf)(analysis, point),
      source: fileOf(analysis, point),
    })),
    bands: isBand.flatMap((is, i) =>
      is
        ? [{x: posts[i]!, width: posts[i + 1]! - posts[i]!, name: isBand[i - 1] ? "" : deviceOf(analysis, points[i]!)}]
        : [],
    ),
    question: questionOf(analysis, connection, rows),
    height: frameHeight + rowHeight * rows.length,
  };
}

function questionOf(analysis: Analysis, {first}: ConnectionRecord, rows: readonly Row[]): string {
  const {scene, period, epoch} = analysis;
  const which = scene.concerned > 1 ? `1 of ${grouped(scene.concerned)} connections, ` : "";
  const isLong = period !== null && dateOf(analysis, period[0]) !== dateOf(analysis, period[1]);
  const day = isLong ? datePrefix(analysis, first) : "";
  const numbers = rows.some(({kind}) => kind === "seen") ? " · frame numbers at the dots" : "";
  return `${which}${epoch.isUntold ? "" : `${day}${clock(first, epoch)}`}${numbers}`;
}

/** From whom a packet comes, where at one point the connection has another end than the client asked for. */
function answererOf({server, flows}: ConnectionRecord, {frame, side}: LadderRung): string {
  const flow = flows.find(one => one.ladder.some(rung => rung.frame === frame));
  if (flow === undefined) return "";
  const end = endpointText(flow.server);
  const isOne =
    flows.every(other => other.point === flow.point) ||
    flows.some(other => other !== flow && other.point === flow.point);
  return !isOne || end === endpointText(server) ? "" : `${side === 0 ? "to" : "from"} ${end}`;
}

export const proof: Section = {
  name: "Proof",
  least: ({example}) => (example === null ? 0 : frameHeight + rowHeight * leastRows),
  draw(group, analysis, room) {
    const layout = analysis.example === null ? null : proofLayout(analysis, analysis.example, room);
    if (layout === null) return 0;
    const title = analysis.verdict.kind === "proven" ? "Proof" : "What was seen";
    sectionTitle(group, title, layout.question, page.left, page.right);
    drawFrame(group, layout);
    const numbered = layout.rows.map((row, i) => ({row, y: firstRow + rowHeight * i}));
    each(group, numbered, (own, {row, y}) => drawRow(own, layout, row, y));
    return layout.height;
  },
};

/** Returns the signs that the ladder has. */
export function ladderSigns(analysis: Analysis): SignName[] {
  const layout = analysis.example === null ? null : proofLayout(analysis, analysis.example);
  return [...(layout?.rungs.values() ?? [])].flatMap(({row, sights, ending}): SignName[] => [
    ...(row.kind === "seen" ? (["seen"] as const) : row.kind === "missing" ? (["exists"] as const) : []),
    ...(sights.includes("absent") ? (["unseen"] as const) : []),
    ...(typeof ending === "object"
      ? (["ends"] as const)
      : row.kind === "seen" && ending === "unknown"
        ? (["beyond"] as const)
        : []),
  ]);
}

/** Draws the lifelines and who stands at them. */
function drawFrame(group: Selection, {connection, rows, columns, heads, bands}: ProofLayout): void {
  const {client, server, posts} = columns;
  const bottom = firstRow + rowHeight * (rows.length - 1) + 16;
  for (const {x, width} of bands) box(group, x, top, width, bottom - top, colour.zebra);
  for (const x of [client, server]) line(group, x, top, x, bottom, colour.hair, stroke.hair);
  for (const x of posts) {
    line(group, x, top, x, bottom, colour.ink, stroke.post);
    box(group, x - 5, top - 5, 10, 10, colour.ink);
  }
  for (const {x, width, name} of bands)
    if (name !== "")
      text(group, x + width / 2, top + 11, name, {anchor: "middle", colour: colour.muted, width: width - 16});
  const half = posts.length < 3 ? 60 : Math.floor((posts[1]! - posts[0]!) / 2) - 3;
  const reach = posts.length === 1 ? 110 : half;
  const [first, last] = [posts[0]!, posts.at(-1)!];
  drawEnd(group, client, "Client", endpointText(connection.client), [page.left, first - reach - 8]);
  for (const [i, {name, source}] of heads.entries()) {
    text(group, posts[i]!, 45, name, {size: size.title, bold: true, anchor: "middle", width: 2 * reach});
    text(group, posts[i]!, 60, source, {mono: true, anchor: "middle", colour: colour.muted, width: 2 * reach});
  }
  drawEnd(group, server, "Server", endpointText(connection.server), [last + reach + 8, page.right]);
  text(group, page.left, top + 11, "time", {colour: colour.muted});
}

/** An address stands above its line, or beside that where it is long. */
function drawEnd(
  group: Selection,
  x: number,
  title: string,
  address: string,
  [left, right]: readonly [number, number],
): void {
  text(group, x, 45, title, {size: size.title, bold: true, anchor: "middle"});
  const style = {mono: true, colour: colour.muted} as const;
  const width = textWidth(address, {size: size.small, mono: true});
  const isWide = width > 2 * Math.min(x - left, right - x);
  if (!isWide) text(group, x, 60, address, {...style, anchor: "middle"});
  else if (x - left > right - x) text(group, right, 60, address, {...style, anchor: "end", width: right - left});
  else text(group, left, 60, address, {...style, width: right - left});
}

function drawRow(group: Selection, {columns, rungs, connection}: ProofLayout, row: Row, y: number): void {
  const {client, server} = columns;
  if (row.kind === "gap") {
    const width = Math.min(textWidth(row.label, {size: size.small}), server - client + 100);
    const middle = (client + server) / 2;
    box(group, middle - width / 2 - 6, y - 14, width + 12, 20, colour.page);
    text(group, middle, y, row.label, {anchor: "middle", colour: colour.muted, width});
    return;
  }
  drawRung(group, columns, rungs.get(row)!, y);
  const isProof = row.kind !== "seen";
  const hue = isProof ? colour.missingText : row.stated ? colour.ink : colour.muted;
  if (row.remark !== "") text(group, remark, y + 4, row.remark, {colour: hue, width: page.right - remark, clip: "end"});
  if (row.kind !== "seen") return;
  const time = sinceText(row.rung.time - connection.first, connection.last - connection.first);
  text(group, page.left, y + 4, time, {mono: true, colour: colour.muted, width: client - page.left - 12});
}

/** Returns what a point saw, with the frame's number as Wireshark counts. */
function inFile({captures}: Analysis, sight: Sight): Sight {
  if (sight === null || sight === "absent") return sight;
  const own = captures.findLast(capture => capture.packets > 0 && capture.ordinal <= sight.frame);
  return {frame: sight.frame - (own?.ordinal ?? 0) + 1};
}

/** Returns `+0.041`, with microseconds where all of it took a few milliseconds only. */
function sinceText(time: number, span: number): string {
  return `${time < 0 ? "−" : "+"}${(Math.abs(time) / second).toFixed(span < 50 * millisecond ? 6 : 3)}`;
}
