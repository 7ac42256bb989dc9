import {dateOf, datePrefix} from "../../capture/times.ts";
import {endpointText} from "../../flow/address.ts";
import type {Analysis, ConnectionRecord, Finding, FlowRecord} from "../../judge/analysis.ts";
import {clock, millisecond, second} from "../../time/time.ts";
import {grouped} from "../../words.ts";
import {ladderRows, type Row, rowsAtMost, type Statements} from "./ladder.ts";
import {arrow, box, cross, dot, each, line, ring, type Selection, sectionTitle, text} from "./marks.ts";
import {textWidth} from "./measure.ts";
import type {Section} from "./page.ts";
import {mergedRows, passageText} from "./passage.ts";
import {deviceOf, nameOf, shortName, sourceOf} from "./points.ts";
import {topFinding} from "./subject.ts";
import {colour, page, size, stroke} from "./theme.ts";

/*
 * Proof                                                  14:22:07.113, as seen at eth0
 * ────────────────────────────────────────────────────────────────────────────────────
 *                   Client                 eth0                  Server
 *             10.1.0.3:51544            trace.pcap            10.2.0.4:443
 * frame   time         │                    │                    │
 *     1 +0.000         │ SYN seq 0          │                    │
 *                      │────────────────────●───────────────────▶│
 *                      │                    │ SYN-ACK            │
 *                      │◀─ ─ ─ ─ ─ ─ ─ ─ ─ ─✕─ ─ ─ ─ ─ ─ ─ ─ ─ ─ │ must exist: acked below
 *     2 +0.041         │ ACK ack 1          │                    │
 *                      │────────────────────●───────────────────▶│ acks the unseen SYN-ACK
 *                    ··· 22 more packets from the client, 0 from the server ···
 */

const columns = {frame: 30, time: 168, client: 180, point: 440, server: 680, remark: 692} as const;
const rowHeight = 29;
/** The lifelines begin here, and the first row's line lies one row below. */
const top = 66;
/** Above the first row, and below the last. */
const frameHeight = top + 32;
/** Fewer prove nothing that can be followed. */
const leastRows = 4;

interface ProofLayout {
  readonly connection: ConnectionRecord;
  readonly rows: readonly Row[];
  readonly question: string;
  /** Above the middle line. */
  readonly name: string;
  readonly source: string;
  readonly height: number;
}

/** Returns as many rows as there is room for. */
export function proofLayout(analysis: Analysis, id: number, room = Number.POSITIVE_INFINITY): ProofLayout | null {
  const limit = Math.min(rowsAtMost, Math.floor((room - frameHeight) / rowHeight));
  if (limit < leastRows) return null;
  const connection = analysis.connection(id);
  const finding = findingOf(analysis, connection);
  const here = flowsOf(analysis, connection, finding);
  if (here.length === 0) return null;
  const seenAt = [...new Set(here.map(({point}) => point))];
  const devices = [...new Set(seenAt.map(point => deviceOf(analysis, point)))];
  // Interfaces of two devices may have one name.
  const faces = here.map(({point}) => (devices.length > 1 ? nameOf : shortName)(analysis, point));
  const faceOf = seenAt.length === 1 ? null : (point: number) => faces[here.findIndex(one => one.point === point)]!;
  const said = statementsOf(analysis);
  const rows =
    here.length === 1
      ? ladderRows(here[0]!, limit, said)
      : mergedRows(here, (side, flows) => remarkOf(connection, side, flows, faceOf), limit, said);
  if (rows.length === 0) return null;
  const name = seenAt.length === 1 ? nameOf(analysis, seenAt[0]!) : devices.join(" and ");
  const {concerned} = analysis.scene;
  const which = concerned > 1 ? `The clearest of ${grouped(concerned)}: ` : "";
  const {period} = analysis;
  const isLong = period !== null && dateOf(analysis, period[0]) !== dateOf(analysis, period[1]);
  const day = isLong ? datePrefix(analysis, connection.first) : "";
  return {
    connection,
    rows,
    question: `${which}${day}${clock(connection.first, analysis.epoch)}, as seen at ${name}`,
    name,
    source: seenAt.length === 1 ? sourceOf(analysis, seenAt[0]!) : [...new Set(faces)].join(", "),
    height: frameHeight + rowHeight * rows.length,
  };
}

/** By which interfaces a packet passed; at one point only from whom it came, where that is not whom the client asked. */
function remarkOf(
  {server}: ConnectionRecord,
  side: number,
  flows: readonly FlowRecord[],
  faceOf: ((point: number) => string) | null,
): string {
  if (faceOf !== null) return passageText(side, flows, faceOf);
  const end = endpointText(flows[0]!.server);
  return end === endpointText(server) ? "" : `${side === 0 ? "to" : "from"} ${end}`;
}

/** Returns what devices say (P10) of the frames that it is about. */
function statementsOf({findings, captures}: Analysis): Statements {
  const evidence = findings.filter(({detector}) => detector === "device-log").flatMap(finding => finding.evidence);
  return new Map(
    evidence.flatMap(({capture, frame, quote}) =>
      frame === null || quote === undefined
        ? []
        : [[(captures[capture]?.ordinal ?? 0) + frame - 1, `says "${quote}"`] as const],
    ),
  );
}

/** The finding that the verdict stands on, if it concerns this connection; else the first that does. */
function findingOf(analysis: Analysis, {findings}: ConnectionRecord): Finding | null {
  const finding = topFinding(analysis);
  if (finding !== null && findings.includes(finding.id)) return finding;
  return analysis.findings.find(one => findings.includes(one.id)) ?? finding;
}

/** The flow that the finding is about; all at the device where it is about how interfaces differ. */
function flowsOf(analysis: Analysis, {flows}: ConnectionRecord, finding: Finding | null): readonly FlowRecord[] {
  const own = flows.filter(flow => finding?.points.includes(flow.point));
  if (finding?.missing === null && own.length > 1) {
    const {points} = analysis;
    const origins = own.map(flow => points.find(point => point.id === flow.point)?.origin.key);
    return flows.filter(
      flow => own.includes(flow) || origins.includes(points.find(point => point.id === flow.point)?.origin.key),
    );
  }
  const blind = own.find(flow => flow.missing !== null && flow.missing === finding?.missing);
  return [blind ?? own[0] ?? flows[0]].filter(flow => flow !== undefined);
}

export const proof: Section = {
  name: "Proof",
  least: ({example}) => (example === null ? 0 : frameHeight + rowHeight * leastRows),
  draw(group, analysis, room) {
    const layout = analysis.example === null ? null : proofLayout(analysis, analysis.example, room);
    if (layout === null) return 0;
    const {rows, connection} = layout;
    sectionTitle(
      group,
      analysis.verdict.kind === "proven" ? "Proof" : "What was seen",
      layout.question,
      page.left,
      page.right,
    );
    const bottom = top + rowHeight * rows.length + 18;
    drawHead(group, columns.client, 300, "Client", endpointText(connection.client));
    drawHead(group, columns.point, 200, layout.name, layout.source);
    drawHead(group, columns.server, 250, "Server", endpointText(connection.server));
    text(group, columns.frame, top + 12, "frame", {colour: colour.muted});
    text(group, columns.time, top + 12, "time", {colour: colour.muted, anchor: "end"});
    line(group, columns.client, top, columns.client, bottom, colour.hair, stroke.hair);
    line(group, columns.point, top, columns.point, bottom, colour.ink, stroke.post);
    line(group, columns.server, top, columns.server, bottom, colour.hair, stroke.hair);
    const numbered = rows.map((row, i) => ({row, y: top + rowHeight * (i + 1)}));
    each(group, numbered, (own, {row, y}) => drawRow(own, analysis, connection, row, y + 2));
    return layout.height;
  },
};

function drawHead(group: Selection, x: number, width: number, title: string, address: string): void {
  text(group, x, 47, title, {size: size.title, bold: true, anchor: "middle", width});
  text(group, x, 62, address, {mono: true, anchor: "middle", colour: colour.muted, width});
}

function drawRow(group: Selection, analysis: Analysis, connection: ConnectionRecord, row: Row, y: number): void {
  if (row.kind === "gap") {
    const font = {size: size.small};
    const width = Math.min(textWidth(row.label, font), columns.server - columns.client - 30);
    box(group, columns.point - width / 2 - 6, y - 14, width + 12, 20, colour.page);
    text(group, columns.point, y, row.label, {anchor: "middle", colour: colour.muted, width});
    return;
  }
  const [from, to] = row.side === 0 ? [columns.client, columns.server] : [columns.server, columns.client];
  const hue = row.kind === "seen" ? colour.ink : colour.missingText;
  const isLeft = row.side === 0 && row.kind === "seen";
  const label = isLeft ? columns.client + 14 : columns.point + 16;
  const room = (isLeft ? columns.point : columns.server) - label - 14;
  if (row.kind === "expected") ring(group, columns.point, y);
  else arrow(group, from, to, y, row.kind === "seen", row.kind === "missing" ? columns.point : null);
  if (row.kind === "missing") cross(group, columns.point, y);
  text(group, label, y - 6, row.label, {colour: hue, width: room, clip: "end"});
  const remarkHue = row.kind !== "seen" ? colour.missingText : row.stated ? colour.ink : colour.muted;
  if (row.remark !== "")
    text(group, columns.remark, y + 4, row.remark, {colour: remarkHue, width: page.right - columns.remark});
  if (row.kind !== "seen") return;
  dot(group, columns.point, y);
  const {frame, file} = frameOf(analysis, row.rung.frame);
  const time = sinceText(row.rung.time - connection.first, connection.last - connection.first);
  const mono = {mono: true, colour: colour.muted};
  const width = columns.time - columns.frame - textWidth(time, {size: size.small, mono: true}) - 8;
  text(group, columns.frame, y + 4, grouped(frame), {
    ...mono,
    width,
    whole: file === null ? undefined : `frame ${frame} of ${file.replace(/.*[/\\]/, "")}`,
  });
  text(group, columns.time, y + 4, time, {...mono, anchor: "end", width: columns.time - columns.frame});
}

/** Returns the frame number as Wireshark counts, and the file where there are several. */
function frameOf({captures}: Analysis, ordinal: number): {frame: number; file: string | null} {
  const own = captures.findLast(capture => capture.packets > 0 && capture.ordinal <= ordinal);
  return {frame: ordinal - (own?.ordinal ?? 0) + 1, file: captures.length > 1 ? (own?.path ?? null) : null};
}

/** Returns `+0.041`, with microseconds where all of it took a few milliseconds only. */
function sinceText(time: number, span: number): string {
  return `${time < 0 ? "−" : "+"}${(Math.abs(time) / second).toFixed(span < 50 * millisecond ? 6 : 3)}`;
}
