import {basename} from "node:path";
import {endpointText} from "../../flow/address.ts";
import type {Analysis, ConnectionRecord} from "../../judge/analysis.ts";
import {clock, second} from "../../time/time.ts";
import {counted, grouped} from "../../words.ts";
import {type Ending, endingsOf} from "../ladder/endings.ts";
import {type Row, sightedRows} from "../ladder/rows.ts";
import type {Said} from "../ladder/said.ts";
import {postsOf, type Sighting, sightingsOf} from "../ladder/sightings.ts";
import {pointName} from "../screen/names.ts";
import {type Drawings, headOf, type Posts, type Shape, shapeOf} from "./drawing.ts";
import {copied, type Html, html, none} from "./markup.ts";

/** Rows of a ladder; the rest of the packets is counted. */
const rowsAtMost = 12;

/** Where the ladder of a connection stands in the page. */
export const anchorOf = (id: number): string => `c${id}`;

/** Returns a connection with its packets, and what selects them in Wireshark. */
export function ladderOf(analysis: Analysis, id: number, drawings: Drawings, isOpen: boolean, said: Said): Html {
  const connection = analysis.connection(id);
  const {epoch} = analysis;
  const ends = `${endpointText(connection.client)} → ${endpointText(connection.server)}`;
  const most = (way: "requests" | "replies") =>
    Math.max(0, ...connection.flows.map(flow => flow[way].packets - flow[way].copies));
  const told =
    `${clock(connection.first, epoch)} to ${clock(connection.last, epoch)} · ` +
    `${counted(most("requests"), "packet")} from the client, ${grouped(most("replies"))} from the server`;
  return html`<details class="conn" id="${anchorOf(id)}"${isOpen ? html` open` : none}><summary><span class="mono">${ends}</span> <span class="mu">${told}</span></summary><div class="in">${copied(filterOf(connection), "Copy filter")}${tableOf(analysis, connection, drawings, said)}<p><a href="#affected">Back to all affected connections</a></p></div></details>
`;
}

/** Selects the packets of one connection, with the addresses that it has at each point. */
export function filterOf({flows}: ConnectionRecord): string {
  const terms = new Set(
    flows.map(({client, server}) => {
      const field = client.address.includes(":") ? "ipv6.addr" : "ip.addr";
      const ports = client.port === server.port ? [client.port] : [client.port, server.port];
      const parts = [client.address, server.address].map(address => `${field}==${address}`);
      return [...parts, ...ports.map(port => `tcp.port==${port}`)].join(" && ");
    }),
  );
  return terms.size === 1 ? [...terms][0]! : [...terms].map(term => `(${term})`).join(" || ");
}

function tableOf(analysis: Analysis, connection: ConnectionRecord, drawings: Drawings, said: Said): Html {
  const points = postsOf(analysis, connection);
  const sightings = sightingsOf(connection, points);
  const endings = endingsOf(analysis, connection, points, sightings, said.drops);
  const rows = sightedRows(connection, sightings, endings, rowsAtMost, said.words);
  const boxes = points.map(point => analysis.points.find(({id}) => id === point)?.box ?? null);
  const posts: Posts = {
    names: points.map(point => pointName(analysis, point)),
    isBand: boxes.slice(1).map((box, i) => box !== null && box === boxes[i]),
  };
  const byFrame = new Map(sightings.map((one, i) => [one.rung.frame, {...one, ending: endings[i]!}]));
  const frames = posts.names.map(name => html`<th scope="col" class="f">${name} frame`);
  return html`<table class="rows"><caption class="sr">Packets of ${endpointText(connection.client)} and ${endpointText(connection.server)}, in order of time</caption><thead><tr><th scope="col" class="t">Time${frames}<th scope="col" class="d">${headOf(posts)}<th scope="col" class="y">Meaning</thead><tbody>${rows.map(row => rowOf(row, {analysis, connection, posts, byFrame, drawings}))}</table>`;
}

interface Context {
  readonly analysis: Analysis;
  readonly connection: ConnectionRecord;
  readonly posts: Posts;
  readonly byFrame: ReadonlyMap<number, Sighting & {readonly ending: Ending}>;
  readonly drawings: Drawings;
}

function rowOf(row: Row, {analysis, connection, posts, byFrame, drawings}: Context): Html {
  if (row.kind === "gap") return html`<tr><td class="g" colspan="${posts.names.length + 3}">${row.label}`;
  if (row.kind !== "seen") {
    const unseen = row.kind === "missing" ? "proven" : "expected";
    const shape: Shape = {
      side: row.side,
      sights: posts.names.map(() => "absent"),
      ending: row.kind === "missing" ? "arrived" : "unknown",
      unseen,
    };
    const empty = posts.names.map(() => html`<td class="f">–`);
    return html`<tr class="e"><td class="t">${empty}<td class="d"><small>${wayOf(row.side)} ${row.label}</small>${drawings.use(posts, shape)}<td class="y">${row.remark}`;
  }
  const sighting = byFrame.get(row.rung.frame)!;
  const frames = sighting.sights.map(sight =>
    sight === null
      ? html`<td class="f"><span title="not known">?</span>`
      : html`<td class="f">${sight === "absent" ? "–" : grouped(frameIn(analysis, sight.frame))}`,
  );
  const since = (row.rung.time - connection.first) / second;
  return html`<tr><td class="t">${since < 0 ? "−" : "+"}${Math.abs(since).toFixed(3)}${frames}<td class="d"><small>${wayOf(row.side)} ${row.label}</small>${drawings.use(posts, shapeOf(sighting, sighting.ending))}<td class="y">${row.remark}`;
}

const wayOf = (side: number): string => (side === 0 ? "→" : "←");

/** Returns the number that Wireshark shows of a frame, in its own file. */
export function frameIn({captures}: Analysis, ordinal: number): number {
  const own = captures.findLast(capture => capture.packets > 0 && capture.ordinal <= ordinal);
  return ordinal - (own?.ordinal ?? 0) + 1;
}

/** Returns the name of a file, without its folder. */
export const fileOf = (path: string): string => (path === "-" ? "standard input" : basename(path));
