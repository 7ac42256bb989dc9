import {stepsFor, type Vendor} from "../advice/vendors.ts";
import {periodText} from "../capture/times.ts";
import {printable} from "../errors.ts";
import type {Analysis, Cause, Finding} from "../judge/analysis.ts";
import {clock} from "../time/time.ts";
import {counted, grouped} from "../words.ts";
import {filterLine, filtersOf} from "./filters.ts";
import {headlineOf} from "./headline.ts";
import type {RenderOptions} from "./report.ts";
import {platformWords, verdictWords} from "./words.ts";
import {wrap} from "./wrap.ts";

/** Rows of each list; the rest is counted. */
const maximumFindings = 6;
const maximumNotes = 3;
const maximumGroups = 8;
const maximumEvidence = 4;
const maximumSteps = 14;
const maximumCauses = 3;
const maximumReasons = 5;
const maximumSideEvidence = 8;
const maximumRuledOut = 5;
const maximumEvents = 5;
const maximumFilters = 4;

/** All that is found, for a ticket: at most 80 columns, no colour. */
export function fullText(analysis: Analysis, {vendor = null}: RenderOptions): string {
  const sections = [headline, findings, groups, (one: Analysis) => causes(one, vendor), captures];
  return `${sections
    .map(section => section(analysis))
    .filter(lines => lines.length > 0)
    .map(lines => lines.join("\n"))
    .join("\n\n")}\n`;
}

function headline(analysis: Analysis): string[] {
  const {verdict, period} = analysis;
  const {counts, times} = headlineOf(analysis);
  const lines = [verdictWords[verdict.kind].toUpperCase(), ...wrap(`${verdict.sentence}.`, 0)];
  for (const told of [counts, times]) if (told !== null) lines.push(...wrap(told, 0));
  if (period !== null) lines.push(...wrap(`captured ${periodText(analysis)}`, 0));
  const told = analysis.events.filter(event => event.sentence !== null);
  for (const event of told.slice(0, maximumEvents)) lines.push(...wrap(`${event.sentence}.`, 0));
  if (told.length > maximumEvents) lines.push(`… and ${counted(told.length - maximumEvents, "further event")}`);
  return lines;
}

function findings(analysis: Analysis): string[] {
  const notes = analysis.findings.filter(finding => finding.certainty === "note");
  const real = analysis.findings.filter(finding => finding.certainty !== "note");
  const rank = (finding: Finding) => (finding.certainty === "proven" ? 0 : 1);
  real.sort((a, b) => rank(a) - rank(b) || b.conversations.length - a.conversations.length);
  const lines: string[] = [];
  for (const finding of real.slice(0, maximumFindings)) lines.push(...findingLines(analysis, finding));
  if (real.length > maximumFindings) lines.push(`  … and ${counted(real.length - maximumFindings, "further finding")}`);
  for (const finding of notes.slice(0, maximumNotes)) lines.push(...wrap(`note  ${finding.sentence}`, 2, 8));
  if (notes.length > maximumNotes) lines.push(`  … and ${counted(notes.length - maximumNotes, "further note")}`);
  return lines.length === 0 ? [] : ["Findings", ...lines];
}

function findingLines(analysis: Analysis, finding: Finding): string[] {
  const lines = wrap(`${finding.certainty}  ${finding.sentence} [${finding.detector}]`, 2, 4);
  for (const one of finding.evidence.slice(0, maximumEvidence)) {
    const file = printable(analysis.captures[one.capture]?.path.replace(/.*\//, "") ?? "", 40);
    const where = one.line === null ? `frame ${one.frame}` : `line ${one.line}`;
    lines.push(...wrap(`${one.rule}  ${file} ${where}: ${one.says}`, 6, 10));
  }
  for (const alternative of finding.alternatives) {
    const because = alternative.excludedBecause;
    lines.push(
      ...wrap(
        because === null ? `not excluded: ${alternative.says}` : `excluded: ${alternative.says}: ${because}`,
        6,
        8,
      ),
    );
  }
  for (const one of filtersOf(analysis, finding, maximumFilters))
    lines.push(...wrap(`filter: ${filterLine(one)}`, 6, 8));
  return lines;
}

function groups(analysis: Analysis): string[] {
  const oneWay = analysis.groups.filter(group => group.oneWay > 0);
  if (oneWay.length === 0) return [];
  const row = (client: string, server: string, missing: string, count: string, since: string) =>
    `  ${client.padEnd(18)} ${server.padEnd(21)} ${missing.padEnd(9)}${count.padStart(11)}  ${since}`.trimEnd();
  const lines = ["For whom", row("client", "server", "missing", "one-way", "since")];
  for (const group of oneWay.slice(0, maximumGroups)) {
    const count = `${grouped(group.oneWay)}/${grouped(group.conversations)}`;
    const since = group.since === null || analysis.epoch.isUntold ? "" : clock(group.since, analysis.epoch);
    if (group.client.length <= 18 && group.server.length <= 21)
      lines.push(row(group.client, group.server, group.missing ?? "-", count, since));
    else
      lines.push(...wrap(`${group.client} → ${group.server}`, 2, 4), row("", "", group.missing ?? "-", count, since));
  }
  if (oneWay.length > maximumGroups) lines.push(`  … and ${counted(oneWay.length - maximumGroups, "further pair")}`);
  return lines;
}

function causes(analysis: Analysis, vendor: Vendor | null): string[] {
  const {kind} = analysis.verdict;
  if (kind === "nothing" || analysis.causes.length === 0) return [];
  // Where nothing is asymmetric they explain what fails otherwise.
  const title = kind === "symmetric" ? "Causes of what fails otherwise" : "Likely causes";
  const lines = [
    title,
    ...analysis.causes.slice(0, maximumCauses).flatMap(cause => causeLines(cause, vendor)),
    ...sideEvidence(analysis),
  ];
  // What excludes an alternative stands with its finding already.
  const untold = analysis.ruledOut.filter(one => one.kind === "useless");
  if (untold.length > 0) lines.push("", "What will not help");
  for (const one of untold.slice(0, maximumRuledOut)) lines.push(...wrap(`${one.says}: ${one.because}`, 2, 4));
  if (untold.length > maximumRuledOut)
    lines.push(`  … and ${counted(untold.length - maximumRuledOut, "further line")} in the JSON report`);
  return lines;
}

const lineKey = ({capture, line}: {readonly capture: number; readonly line: number}): string => `${capture} ${line}`;

/** What texts tell beside packets of these hosts, which the causes were judged by. */
function sideEvidence({sideEvidence: all, moreSideEvidence, captures, causes}: Analysis): string[] {
  // What a cause quotes stands there.
  const quoted = new Set(causes.slice(0, maximumCauses).flatMap(({quotes}) => quotes.map(lineKey)));
  const untold = all.filter(one => !quoted.has(lineKey(one)));
  if (untold.length === 0) return [];
  const lines = ["", "Side evidence, which proves nothing by itself"];
  for (const {capture, line, says} of untold.slice(0, maximumSideEvidence)) {
    const file = printable(captures[capture]!.path.replace(/.*\//, ""), 40);
    lines.push(...wrap(`${file} line ${line}: ${says}`, 2, 4));
  }
  const rest = untold.length - maximumSideEvidence;
  if (rest > 0) lines.push(`  … and ${counted(rest, "further line")} in the JSON report`);
  if (moreSideEvidence > 0) lines.push(`  left out: ${grouped(moreSideEvidence)} of other hosts, or of no use`);
  return lines;
}

function causeLines(cause: Cause, vendor: Vendor | null): string[] {
  const lines = wrap(`${cause.rank}. ${cause.cause}`, 2, 5);
  // What findings say stands above.
  for (const one of cause.own.slice(0, maximumReasons)) lines.push(...wrap(`for: ${one}`, 5, 7));
  for (const against of cause.against.slice(0, maximumReasons)) lines.push(...wrap(`against: ${against}`, 5, 7));
  if (cause.rank === 1 && cause.tiedWith.length > 0) {
    lines.push(...wrap(`equally likely: ${cause.tiedWith.join(", ")}`, 5, 7));
    if (cause.toTell !== null) lines.push(...wrap(`what tells them apart: ${cause.toTell}`, 5, 7));
  }
  if (cause.rank > 1) return lines;
  const steps = stepsFor(cause.next, vendor);
  for (const step of steps.slice(0, maximumSteps)) {
    const mark = step.effect === "changes" ? " MODIFIES STATE:" : "";
    lines.push(...wrap(`${platformWords[step.platform]}:${mark} ${step.why}`, 5, 7), ...pasted(step.lines));
    // What cannot be undone is said, not run.
    if (step.undoLines !== null) lines.push("       undo:", ...pasted(step.undoLines));
    else if (step.undo !== null) lines.push(...wrap(`undo: ${step.undo}`, 7, 9));
  }
  if (steps.length > maximumSteps)
    lines.push(`     … and ${counted(steps.length - maximumSteps, "further step")} in the JSON report`);
  return lines;
}

/** The commands of a step, a line each and never wrapped: they are to be pasted. */
const pasted = (lines: readonly string[]): string[] => lines.map(line => `         ${line}`);

function captures(analysis: Analysis): string[] {
  const lines = ["Captures"];
  for (const capture of analysis.captures) {
    const format = capture.format === null ? "" : `, ${capture.format}`;
    lines.push(...wrap(`${printable(capture.path)}: ${counted(capture.packets, "packet")}${format}`, 2, 4));
    for (const note of capture.notes) lines.push(...wrap(note, 4, 4));
    for (const error of capture.errors) lines.push(...wrap(`PARTIAL: ${error.message}`, 4, 4));
  }
  const skipped = analysis.skipped.entries().filter(([, count]) => count > 0);
  if (skipped.length > 0)
    lines.push(...wrap(`not judged: ${skipped.map(([name, count]) => `${grouped(count)} ${name}`).join(", ")}`, 2, 4));
  const {byOutcome} = analysis.totals;
  const outcomes = Object.entries(byOutcome).filter(([, count]) => count > 0);
  if (outcomes.length > 0)
    lines.push(
      ...wrap(`connections: ${outcomes.map(([name, count]) => `${grouped(count)} ${name}`).join(", ")}`, 2, 4),
    );
  if (analysis.totals.forgotten > 0)
    lines.push(
      ...wrap(
        `${counted(analysis.totals.forgotten, "flow")} were judged in sum and forgotten, as --max-flows asks`,
        2,
        4,
      ),
    );
  for (const point of analysis.points)
    if (point.dropped !== null && point.dropped > 0)
      lines.push(...wrap(`${point.name}: the capture reports ${counted(point.dropped, "lost packet")}`, 2, 4));
  return lines;
}
