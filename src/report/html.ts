import {createHash} from "node:crypto";
import type {Analysis} from "../judge/analysis.ts";
import {leadingFinding} from "../judge/leading.ts";
import {version} from "../version.ts";
import {counted, grouped} from "../words.ts";
import {Drawings} from "./html/drawing.ts";
import {ladderOf} from "./html/ladder.ts";
import {Html, html, none} from "./html/markup.ts";
import {script} from "./html/script.ts";
import {capturesTable, causeAndNext, connectionRow, findings, forWhom, headline, pointsTable} from "./html/sections.ts";
import {style} from "./html/style.ts";
import {makerOf} from "./inputs.ts";
import {saidOf} from "./ladder/said.ts";
import type {RenderOptions, Report} from "./report.ts";
import {createPage, type Section} from "./svg/page.ts";
import {sinceWhen} from "./svg/since.ts";
import {where} from "./svg/where.ts";
import {verdictWords} from "./words.ts";

/** Connections that are listed, and what may be taken by their rows and ladders: the page stays small enough to be mailed. */
const most = {rows: 400, ladders: 100, bytes: 290_000} as const;

/** One file that needs nothing else: with scripts or without, on paper, in the dark, and under a policy that forbids all but itself. */
export const page: Report = {
  name: "html",
  extension: ".html",
  async *render(analysis, options = {}) {
    const [path, time] = [await pictureOf(where, analysis), await pictureOf(sinceWhen, analysis)];
    yield document(analysis, options, path, time).text;
  },
};

/** Where the picture's section begins below its title, which is the page's own here. */
const titleHeight = 30;

/** Returns a section of the picture, without its title; nothing where it has nothing to tell. */
async function pictureOf(section: Section, analysis: Analysis): Promise<Html> {
  const picture = await createPage(section.name, analysis.verdict.sentence);
  const xml = picture.draw([section], analysis);
  const height = Number(/ height="([\d.]+)" viewBox/.exec(xml)?.[1] ?? 0);
  if (height <= titleHeight) return none;
  const body = xml
    .replace(/^<\?xml[^>]*>\s*/, "")
    .replace(/ width="\d+" height="[\d.]+" viewBox="[^"]*"/, ` viewBox="0 ${titleHeight} 900 ${height - titleHeight}"`);
  return new Html(body);
}

function document(analysis: Analysis, options: RenderOptions, path: Html, time: Html): Html {
  const {verdict} = analysis;
  const cause = causeAndNext(analysis, options);
  const [proof, points, whom, captures] = [findings, pointsTable, forWhom, capturesTable].map(one => one(analysis)) as [
    Html,
    Html,
    Html,
    Html,
  ];
  const around = [path, time, cause, proof, points, whom, captures].reduce(
    (sum, one) => sum + Buffer.byteLength(one.text),
    0,
  );
  const connections = connectionsOf(analysis, most.bytes - around - frame);
  const sections: readonly (readonly [id: string, title: string, note: string, body: Html])[] = [
    [
      "where",
      "Where",
      "",
      analysis.scene.points.length === 0 ? none : html`<figure class="pic side">${path}</figure>${points}`,
    ],
    ["cause", "Cause and next step", "", cause],
    ["since", "Since when", "", time === none ? none : html`<figure class="pic scroll" tabindex="0">${time}</figure>`],
    [
      "affected",
      "Affected connections",
      connections.note,
      connections.list === none ? none : html`${whom}${connections.list}`,
    ],
    ["proof", "Proof", "", proof],
    ["ladders", "Packets", connections.laddersNote, connections.ladders],
    ["captures", "Captures", "", captures],
  ];
  const shown = sections.filter(([, , , body]) => body.text !== "");
  const policy = `default-src 'none'; style-src '${hashOf(style)}'; script-src '${hashOf(script)}'; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${new Html(policy)}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="generator" content="asymcap ${version}"><title>${verdictWords[verdict.kind]}: ${verdict.clauses[0] ?? ""} · asymcap</title><style>${new Html(style)}</style></head><body>
<a class="sr skip" href="#${shown[0]![0]}">Skip to the report</a>
${headline(analysis)}
<nav aria-label="Sections"><ul>${shown.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
<p id="status" class="sr" role="status"></p>
${connections.drawings}<main>
${shown.map(
  ([
    id,
    title,
    note,
    body,
  ]) => html`<section aria-labelledby="${id}"><h2 id="${id}">${title}${note === "" ? none : html`<small>${note}</small>`}</h2>${body}</section>
`,
)}</main>
<footer><div>${makerOf(options.arguments)} · all data: <code>-o report.json</code> · this page loads nothing from the network.</div></footer>
<script>${new Html(script)}</script></body></html>
`;
}

/** Bytes of style and script, and of what stands around the sections, and of the drawings. */
const frame = Buffer.byteLength(style + script) + 12_000;

const hashOf = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;

/** Numbers of the connections that findings of asymmetry are about: those of the verdict first, and of them the clearest. */
function affectedOf(analysis: Analysis): number[] {
  const leading = leadingFinding(analysis.verdict.kind, analysis.findings);
  const real = analysis.findings.filter(({certainty}) => certainty !== "note");
  const {example} = analysis;
  return [
    ...new Set([
      ...(example === null ? [] : [example]),
      ...(leading?.conversations ?? []),
      ...real.flatMap(one => one.conversations),
    ]),
  ].filter(id => id !== example || real.some(one => one.conversations.includes(id)));
}

interface Connections {
  readonly list: Html;
  readonly note: string;
  readonly ladders: Html;
  readonly laddersNote: string;
  readonly drawings: Html;
}

/** Lists connections, and draws the ladders of as many of them as there is room for. */
function connectionsOf(analysis: Analysis, room: number): Connections {
  const all = affectedOf(analysis);
  const drawings = new Drawings();
  const said = saidOf(analysis);
  const ladders: Html[] = [];
  let bytes = 0;
  const listed = all.slice(0, most.rows);
  const rowBytes = 330 * listed.length;
  for (const id of listed.slice(0, most.ladders)) {
    const ladder = ladderOf(analysis, id, drawings, ladders.length === 0, said);
    bytes += Buffer.byteLength(ladder.text);
    if (ladders.length > 0 && bytes + rowBytes > room) break;
    ladders.push(ladder);
  }
  if (all.length === 0) return {list: none, note: "", ladders: none, laddersNote: "", drawings: none};
  const rows = listed.map((id, i) => connectionRow(analysis, id, i < ladders.length));
  const rest = all.length - listed.length;
  const find =
    listed.length < 2
      ? none
      : html`<div class="find"><label for="q">Filter</label><input id="q" type="search" placeholder="10.2.0.11, 40016 …" autocomplete="off" spellcheck="false"><span id="shown" class="mu" role="status">${listed.length} of ${listed.length} shown</span></div>`;
  const list = html`${find}<table class="list" id="list"><caption>A client's link leads to its packets.</caption><thead><tr><th scope="col">Client</th><th scope="col">Server</th><th scope="col" class="o">First packet</th><th scope="col" class="o">Last packet</th><th scope="col" class="r">client → server</th><th scope="col" class="r">server → client</th><th scope="col" class="o">Connection</th></tr></thead><tbody>
${rows}</tbody></table>${rest > 0 ? html`<p class="mu">… and ${counted(rest, "more connection")}: <code>-o report.csv</code> lists all.</p>` : none}`;
  return {
    list,
    note: `${grouped(all.length)} of ${grouped(analysis.totals.conversations)}`,
    ladders: html`${legend}${ladders}`,
    laddersNote:
      ladders.length === all.length
        ? ""
        : `of the ${grouped(ladders.length)} clearest connections of ${grouped(all.length)}; asymcap show FILE ENDPOINT tells any`,
    drawings: drawings.definitions(),
  };
}

const legend = html`<ul class="legend"><li>● seen here</li><li>○ not seen here</li><li>✕ ends in this device</li><li>dashed: captured nowhere, and must exist</li><li>dotted: nothing is known beyond</li><li>arrowhead: it arrived</li></ul>`;
