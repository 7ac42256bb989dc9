import {stepsFor} from "../../advice/vendors.ts";
import {endpointText} from "../../flow/address.ts";
import type {Analysis, Cause, Evidence, Finding, NextStep} from "../../judge/analysis.ts";
import {clock} from "../../time/time.ts";
import {counted, grouped} from "../../words.ts";
import {filtersOf} from "../filters.ts";
import {headlineOf} from "../headline.ts";
import type {RenderOptions} from "../report.ts";
import {fate} from "../screen/fate.ts";
import {moodOf, times} from "../screen/headline.ts";
import {labelWidth, type Part} from "../screen/line.ts";
import {pointName} from "../screen/names.ts";
import {firstStep} from "../screen/next.ts";
import {platformWords, verdictWords} from "../words.ts";
import {anchorOf, fileOf} from "./ladder.ts";
import {copied, type Html, html, none} from "./markup.ts";

/** Rows of each list; the rest is counted. */
const most = {
  reasons: 12,
  causes: 3,
  ruledOut: 12,
  sideEvidence: 30,
  findings: 20,
  evidence: 10,
  filters: 8,
  notes: 20,
  groups: 20,
};

/** Wider than any sentence: the page breaks lines by itself. */
const endless = 100_000;

/** Returns what the first screen says, without the label before it. */
function told(part: Part, hasLabel = false): string[] {
  const lines = (part[0] ?? []).map(({text}) => text);
  return lines
    .map((line, i) => (hasLabel && i === 0 ? line.slice(labelWidth) : line).trim())
    .filter(line => line !== "");
}

const more = (rest: number, noun: string): Html =>
  rest > 0 ? html`<li>… and ${counted(rest, noun)}: <code>-o report.json</code></li>` : none;

export function headline(analysis: Analysis): Html {
  const {verdict, besides, counts} = headlineOf(analysis);
  const when = told(times(analysis, endless));
  return html`<header class="${moodOf(analysis)}"><div><h1>${verdict}</h1>${besides.map(one => html`<p>${one}</p>`)}<p><span class="badge">${verdictWords[analysis.verdict.kind].toUpperCase()}</span>${counts ?? ""}</p>${when.map(one => html`<p class="mu">${one}</p>`)}</div></header>`;
}

/** What each point saw of the connections that the verdict is about: the picture in words, and all of it where the screen is narrow. */
export function pointsTable(analysis: Analysis): Html {
  const {scene, points} = analysis;
  if (scene.points.length === 0) return none;
  const count = (number: number) => html`<td class="r${number === 0 ? " mi" : ""}">${grouped(number)}</td>`;
  const rows = scene.points.map(({point, requests, replies}, i) => {
    const own = points.find(({id}) => id === point);
    const files = (own?.captures ?? []).map(id => fileOf(analysis.captures[id]!.path)).join(", ");
    return html`<tr><th scope="row">${pointName(analysis, point)}</th><td class="mono o">${files}</td>${count(requests)}${count(replies)}</tr>${fallBetween(analysis, i)}`;
  });
  const more = (number: number, noun: string) => (number === 0 ? "" : ` and ${counted(number, `more ${noun}`)}`);
  const ends = `From ${scene.client}${more(scene.moreClients, "network")} to ${scene.server}${more(scene.moreServers, "service")}: packets seen at each point, nearest the client first`;
  return html`<table class="list"><caption>${ends}</caption><thead><tr><th scope="col">Point</th><th scope="col" class="o">File</th><th scope="col" class="r">client → server</th><th scope="col" class="r">server → client</th></tr></thead><tbody>${rows}</tbody></table>`;
}

/** Says how many packets one interface of a device saw and the next one did not. Of the stages within a firewall the picture tells it. */
function fallBetween({scene, points}: Analysis, i: number): Html {
  const [here, next] = [scene.points[i]!, scene.points[i + 1]];
  if (next === undefined) return none;
  const [one, other] = [here, next].map(({point}) => points.find(({id}) => id === point));
  if (one === undefined || one.device === null || one.device !== other?.device) return none;
  if (one.stage !== null || other.stage !== null) return none;
  const falls = [
    [here.requests - next.requests, one.name, other.name],
    [next.replies - here.replies, other.name, one.name],
  ] as const;
  return html`${falls
    .filter(([count]) => count > 0)
    .map(
      ([count, from, to]) =>
        html`<tr><td class="mi" colspan="4">${one.device!}: ${counted(count, "packet")} seen at ${from}, not at ${to}</td></tr>`,
    )}`;
}

export function causeAndNext(analysis: Analysis, options: RenderOptions): Html {
  const [first, ...others] = analysis.causes;
  const because = told(fate(analysis, endless), true).join(" ");
  const fails =
    because === ""
      ? none
      : html`<dt>${analysis.verdict.failing === false ? "Works because" : "Fails because"}</dt><dd>${because}</dd>`;
  if (first === undefined) return fails === none ? none : html`<dl class="why">${fails}</dl>`;
  const step = firstStep(analysis, endless, options.vendor ?? null);
  const tied = others.filter(other => first.tiedWith.includes(other.cause));
  return html`<dl class="why"><dt>Likely</dt><dd class="likely">${first.words}</dd>${listed("Because", [...new Set([...(first.contrast === null ? [] : [first.contrast]), ...first.own])])}${listed("Against it", first.against)}${listed(
    "As likely",
    tied.map(one => one.words),
  )}${first.tiedWith.length > 0 && first.toTell !== null ? listed("To tell", [first.toTell]) : none}${fails}${step === null ? none : html`<dt>Next</dt><dd>${stepOf(step)}</dd>`}</dl>${commands(first, options)}${otherCauses(others)}${excluded(analysis)}${sideEvidence(analysis)}`;
}

function listed(label: string, all: readonly string[]): Html {
  if (all.length === 0) return none;
  const items = all.slice(0, most.reasons).map(one => html`<li>${one}</li>`);
  return html`<dt>${label}</dt><dd>${all.length === 1 ? all[0]! : html`<ul>${items}${more(all.length - most.reasons, "more")}</ul>`}</dd>`;
}

function stepOf({platform, why, effect, lines, undo, undoLines}: NextStep): Html {
  const taken =
    undoLines !== null
      ? html`<p>Undo:</p>${copied(undoLines.join("\n"))}`
      : undo === null
        ? none
        : html`<p>Undo: ${undo}.</p>`;
  return html`<p>${effect === "changes" ? html`<span class="changes">MODIFIES STATE</span> ` : none}${platformWords[platform]}: ${why}</p>${copied(lines.join("\n"))}${taken}`;
}

function commands({next}: Cause, {vendor = null}: RenderOptions): Html {
  const steps = stepsFor(next, vendor);
  const platforms = [...new Set(steps.map(({platform}) => platform))];
  const lists = platforms.map(platform => {
    const own = steps.filter(step => step.platform === platform);
    return html`<details><summary>${platformWords[platform]} <span class="mu">${counted(own.length, "step")}</span></summary><div class="in">${own.map(stepOf)}</div></details>`;
  });
  return lists.length === 0 ? none : html`<h3>All steps, by vendor</h3>${lists}`;
}

function otherCauses(causes: readonly Cause[]): Html {
  const shown = causes.slice(0, most.causes - 1);
  if (shown.length === 0) return none;
  return html`<h3>Less likely</h3>${shown.map(
    ({words, for: reasons, against}) =>
      html`<details><summary>${words}</summary><div class="in"><dl>${listed("For it", reasons)}${listed("Against it", against)}</dl></div></details>`,
  )}`;
}

function excluded({ruledOut}: Analysis): Html {
  if (ruledOut.length === 0) return none;
  const items = ruledOut.slice(0, most.ruledOut).map(({says, because}) => html`<li>${says}: ${because}</li>`);
  return html`<h3>Excluded, and what will not help</h3><ul>${items}${more(ruledOut.length - most.ruledOut, "more")}</ul>`;
}

function sideEvidence({sideEvidence: all, captures}: Analysis): Html {
  if (all.length === 0) return none;
  const items = all
    .slice(0, most.sideEvidence)
    .map(({capture, line, says}) => html`<li>${fileOf(captures[capture]!.path)} line ${line}: ${says}</li>`);
  return html`<h3>Side evidence, which proves nothing by itself</h3><ul>${items}${more(all.length - most.sideEvidence, "more line")}</ul>`;
}

/** What each finding stands on, what may explain it otherwise, and what selects its connections. */
export function findings(analysis: Analysis): Html {
  const rank = ({certainty}: Finding) => (certainty === "proven" ? 0 : 1);
  const real = analysis.findings
    .filter(({certainty}) => certainty !== "note")
    .sort((a, b) => rank(a) - rank(b) || b.conversations.length - a.conversations.length);
  const notes = analysis.findings.filter(({certainty}) => certainty === "note");
  const shown = real.slice(0, most.findings).map(one => findingOf(analysis, one));
  const rest = more(real.length - most.findings, "further finding");
  const noted = notes.slice(0, most.notes).map(one => html`<li>${one.sentence}.</li>`);
  const list =
    notes.length === 0 ? none : html`<h3>Notes</h3><ul>${noted}${more(notes.length - most.notes, "further note")}</ul>`;
  return html`${shown}${rest === none ? none : html`<ul>${rest}</ul>`}${list}`;
}

function findingOf(analysis: Analysis, finding: Finding): Html {
  const evidence = finding.evidence.slice(0, most.evidence).map(one => evidenceOf(analysis, one));
  const otherwise = finding.alternatives.map(({says, excludedBecause}) =>
    excludedBecause === null
      ? html`<li><b>Not ruled out:</b> ${says}</li>`
      : html`<li>Excluded: ${says}, because ${excludedBecause}</li>`,
  );
  const filters = filtersOf(analysis, finding, most.filters).map(
    ({file, filter, besides}) =>
      html`<p class="mu">In Wireshark${file === null ? "" : `, in ${file}`}${besides === "" ? "" : `, which ${besides}`}:</p>${copied(filter, "Copy filter")}`,
  );
  return html`<h3>${verdictWords[finding.certainty as "proven"]}: ${finding.sentence}</h3><ul>${evidence}${more(finding.evidence.length - most.evidence, "more")}${otherwise}</ul>${filters}`;
}

function evidenceOf({captures}: Analysis, {capture, frame, line, says, rule}: Evidence): Html {
  const file = fileOf(captures[capture]?.path ?? "");
  return html`<li><span class="mono">${file} ${line === null ? `frame ${frame}` : `line ${line}`}</span>: ${says} <span class="mu">${rule}</span></li>`;
}

export function forWhom({groups, epoch}: Analysis): Html {
  const hit = groups.filter(({oneWay}) => oneWay > 0);
  if (hit.length === 0) return none;
  const rows = hit
    .slice(0, most.groups)
    .map(
      ({client, server, oneWay, conversations, since}) =>
        html`<tr><th scope="row" class="mono">${client}</th><td class="mono">${server}</td><td class="r">${grouped(oneWay)} of ${grouped(conversations)}</td><td class="mono o">${since === null ? "" : clock(since, epoch)}</td></tr>`,
    );
  const rest = hit.length - most.groups;
  return html`<table class="list"><thead><tr><th scope="col">Clients</th><th scope="col">Service</th><th scope="col" class="r">Affected</th><th scope="col" class="o">Since</th></tr></thead><tbody>${rows}</tbody></table>${rest > 0 ? html`<p class="mu">… and ${counted(rest, "more pair")}</p>` : none}`;
}

/** A row of the list of affected connections; it leads to its ladder, where there is one. */
export function connectionRow(analysis: Analysis, id: number, hasLadder: boolean): Html {
  const {client, server, first, last, flows, failing} = analysis.connection(id, false);
  const packets = (way: "requests" | "replies") =>
    Math.max(0, ...flows.map(flow => flow[way].packets - flow[way].copies));
  const count = (number: number) => html`<td class="r${number === 0 ? " mi" : ""}">${grouped(number)}</td>`;
  const name = endpointText(client);
  const stated = failing === null ? "not known" : failing ? "fails" : "works";
  return html`<tr><th scope="row" class="mono">${hasLadder ? html`<a href="#${anchorOf(id)}">${name}</a>` : name}</th><td class="mono">${endpointText(server)}</td><td class="mono n o">${clock(first, analysis.epoch)}</td><td class="mono n o">${clock(last, analysis.epoch)}</td>${count(packets("requests"))}${count(packets("replies"))}<td class="o">${stated}</td></tr>
`;
}

export function capturesTable({captures, points, skipped, totals}: Analysis): Html {
  const rows = captures.map(({id, path, format, packets, notes, errors, digest}) => {
    const own = points.filter(point => point.captures.includes(id));
    const lost = own.flatMap(({dropped}) => (dropped === null ? [] : [dropped])).reduce((sum, one) => sum + one, 0);
    const isKnown = own.length > 0 && own.every(({dropped}) => dropped !== null);
    const told = [
      ...errors.map(({message}) => html`<li class="mi">PARTIAL: ${message}</li>`),
      ...notes.map(note => html`<li>${note}</li>`),
    ];
    return html`<tr><th scope="row" class="mono">${fileOf(path)}${digest === null ? none : html`<small class="mu id">${counted(digest.size, "byte")}, sha256 ${digest.sha256}</small>`}${told.length === 0 ? none : html`<ul>${told}</ul>`}</th><td class="o">${own.map(({name}) => name).join(", ")}</td><td class="o">${format ?? ""}</td><td class="r">${grouped(packets)}</td><td class="r">${isKnown ? grouped(lost) : "not known"}</td></tr>`;
  });
  const left = skipped.entries().filter(([, count]) => count > 0);
  const outcomes = Object.entries(totals.byOutcome).filter(([, count]) => count > 0);
  const lines = [
    left.length === 0
      ? none
      : html`<p>Not judged: ${left.map(([name, count]) => `${grouped(count)} ${name}`).join(", ")}.</p>`,
    outcomes.length === 0
      ? none
      : html`<p>Connections: ${outcomes.map(([name, count]) => `${grouped(count)} ${name}`).join(", ")}.</p>`,
    totals.forgotten === 0
      ? none
      : html`<p>${counted(totals.forgotten, "flow")} judged in sum and forgotten (<code>--max-flows</code>).</p>`,
  ];
  return html`<table class="list"><thead><tr><th scope="col">File</th><th scope="col" class="o">Point</th><th scope="col" class="o">Format</th><th scope="col" class="r">Packets</th><th scope="col" class="r">Lost</th></tr></thead><tbody>${rows}</tbody></table>${lines}`;
}
