import {datePrefix, zoneOf} from "../capture/times.ts";
import {printable} from "../errors.ts";
import {type Endpoint, endpointText} from "../flow/address.ts";
import type {Analysis, ConnectionRecord, FlowRecord} from "../judge/analysis.ts";
import {clock, millisecond, second} from "../time/time.ts";
import {counted} from "../words.ts";
import {ladderRows, type Row} from "./ladder/rows.ts";
import {saidOf} from "./ladder/said.ts";
import {nameOf, sourceOf} from "./svg/points.ts";
import {wrap} from "./wrap.ts";

/*
 * 10.1.0.11:40016 → 10.2.0.11:5000
 * one-way: replies are missing (proven), fails
 *
 * fw/outside (outside.pcap)          14 packets from the client, 0 from the server
 *   frame     time  client                            server
 *     318   +0.000  │─ SYN seq 0 ───────────────────────▶│
 *                   │◀┄ SYN-ACK ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│  must exist: acked below
 *     454   +1.021  │─ ACK ack 1 ───────────────────────▶│  acks the unseen SYN-ACK
 */

const width = 80;
/** Columns between the two lines, and of what stands left of them. */
const room = 31;
const left = 19;
/** Rows of one point, and lines of the list of other connections. */
const mostRows = 40;
const mostOthers = 10;

/** What a user names a connection by: an address, or an address and a port, of either end and as any point has it. */
export interface Sought {
  readonly address: string;
  readonly port: number | null;
}

/** Returns the numbers of the connections that have this end, those first that are accused, then those that fail. */
export function connectionsOf(analysis: Analysis, {address, port}: Sought): number[] {
  const is = (end: Endpoint) => end.address === address && (port === null || end.port === port);
  const found: {readonly id: number; readonly rank: number}[] = [];
  for (let id = 0; id < analysis.totals.conversations; id++) {
    const {client, server, flows, certainty, failing} = analysis.connection(id, false);
    if (![client, server].some(is) && !flows.some(flow => is(flow.client) || is(flow.server))) continue;
    const rank = id === analysis.example ? 0 : certainty !== null ? 1 : failing === true ? 2 : 3;
    found.push({id, rank});
  }
  return found.sort((a, b) => a.rank - b.rank || a.id - b.id).map(({id}) => id);
}

/** Returns the ladder of the first of some connections at each point that saw it, and names the others. */
export function ladderText(analysis: Analysis, [id, ...others]: readonly number[]): string {
  const connection = analysis.connection(id!);
  const lines = [...headOf(analysis, connection)];
  for (const flow of connection.flows) lines.push("", ...flowLines(analysis, connection, flow));
  if (others.length > 0) {
    lines.push("", `${counted(others.length, "other connection")} with this end; name the client's port to see one:`);
    for (const other of others.slice(0, mostOthers)) lines.push(`  ${titleOf(analysis.connection(other, false))}`);
    if (others.length > mostOthers) lines.push(`  + ${counted(others.length - mostOthers, "more connection")}`);
  }
  return `${lines.join("\n")}\n`;
}

const titleOf = ({client, server, outcome}: ConnectionRecord): string =>
  `${endpointText(client)} → ${endpointText(server)}   ${outcome}`;

function headOf(analysis: Analysis, connection: ConnectionRecord): string[] {
  const {client, server, outcome, missing, certainty, failing, first, last, findings} = connection;
  const {epoch} = analysis;
  const asymmetry = missing === null || certainty === null ? "" : `, ${missing} are missing (${certainty})`;
  const fate = failing === null ? "" : failing ? ", fails" : ", works";
  const span = `${datePrefix(analysis, first)}${clock(first, epoch)} to ${clock(last, epoch)} ${zoneOf(analysis)}`;
  return [
    ...wrap(`${endpointText(client)} → ${endpointText(server)}`, 0, 2),
    `${outcome}${asymmetry}${fate}`,
    span,
    ...findings
      .slice(0, 3)
      .flatMap(one => wrap(`${analysis.findings[one]!.certainty}: ${analysis.findings[one]!.sentence}`, 0, 2)),
  ];
}

function flowLines(analysis: Analysis, connection: ConnectionRecord, flow: FlowRecord): string[] {
  const {point, requests, replies, client, server} = flow;
  const counts = `${counted(requests.packets, "packet")} from the client, ${replies.packets} from the server`;
  const lines = wrap(printable(`${nameOf(analysis, point)} (${sourceOf(analysis, point)}): ${counts}`, 300), 0, 2);
  // Behind a translation the ends have other names.
  const isSame =
    endpointText(client) === endpointText(connection.client) &&
    endpointText(server) === endpointText(connection.server);
  if (!isSame) lines.push(...wrap(`here ${endpointText(client)} → ${endpointText(server)}`, 2, 4));
  lines.push(`${"frame".padStart(7)}${"time".padStart(10)}  client${"server".padStart(room - 4)}`);
  const rows = ladderRows(flow, mostRows, saidOf(analysis).words);
  const precise = connection.last - connection.first < 50 * millisecond;
  for (const row of rows) lines.push(...rowLines(analysis, connection, row, precise));
  return lines;
}

function rowLines(analysis: Analysis, {first}: ConnectionRecord, row: Row, precise: boolean): string[] {
  if (row.kind === "gap") return wrap(row.label, left + 2, left + 6, width);
  const seen = row.kind === "seen";
  const frame = seen ? String(frameOf(analysis, row.rung.frame)) : "";
  const time = seen ? sinceText(row.rung.time - first, precise) : "";
  const dash = seen ? "─" : "┄";
  const label = row.label.length > room - 5 ? `${row.label.slice(0, room - 6)}…` : row.label;
  const drawn =
    row.side === 0
      ? `${dash} ${label} `.padEnd(room - 1, dash) + (row.kind === "expected" ? dash : "▶")
      : (row.kind === "expected" ? dash : "◀") + `${dash} ${label} `.padEnd(room - 1, dash);
  const start = `${frame.padStart(7)}${time.padStart(10)}  │${drawn}│`;
  if (row.remark === "") return [start];
  const remark = printable(row.remark, 200);
  const rest = width - start.length - 2;
  const [head = "", ...more] = wrap(remark, 0, 0, rest);
  return [`${start}  ${head}`, ...more.map(line => `${" ".repeat(start.length + 2)}${line}`)];
}

/** Returns the frame number as Wireshark counts. */
function frameOf({captures}: Analysis, ordinal: number): number {
  const own = captures.findLast(capture => capture.packets > 0 && capture.ordinal <= ordinal);
  return ordinal - (own?.ordinal ?? 0) + 1;
}

const sinceText = (time: number, precise: boolean): string =>
  `${time < 0 ? "-" : "+"}${(Math.abs(time) / second).toFixed(precise ? 6 : 3)}`;
