import {stepsFor, type Vendor} from "../advice/vendors.ts";
import {periodText} from "../capture/times.ts";
import type {Analysis, Cause, Finding} from "../judge/analysis.ts";
import type {NextStep} from "../judge/next-step.ts";
import {clock} from "../time/time.ts";
import {counted, grouped} from "../words.ts";
import {filtersOf} from "./filters.ts";
import {headlineOf} from "./headline.ts";
import {makerOf} from "./inputs.ts";
import {block, code, escaped} from "./markup.ts";
import type {RenderOptions, Report} from "./report.ts";
import {platformWords, verdictWords} from "./words.ts";

const maximumFindings = 8;
const maximumNotes = 5;
const maximumGroups = 20;
const maximumEvidence = 6;
const maximumRuledOut = 8;
const maximumSideEvidence = 20;
const maximumFilters = 8;

/** A ticket's text: it stands alone, in CommonMark with GitHub's tables, and asks for the picture to be attached. */
export const markdown: Report = {
  name: "md",
  extension: ".md",
  async *render(analysis, options = {}) {
    const explained = (one: Analysis) => causes(one, options.vendor ?? null);
    const inputs = (one: Analysis) => captures(one, options);
    const sections = [headline, findings, groups, explained, inputs].map(section => section(analysis));
    yield `${sections
      .filter(lines => lines.length > 0)
      .map(lines => lines.join("\n"))
      .join("\n\n")}\n`;
  },
};

function headline(analysis: Analysis): string[] {
  const {verdict, besides, counts, times} = headlineOf(analysis);
  const lines = [`# ${verdictWords[analysis.verdict.kind]}: ${escaped(verdict)}`, ""];
  const told = [
    ...besides.map(clause => `${escaped(clause)}.`),
    ...(counts === null ? [] : [`**${escaped(counts)}**`]),
    ...(times === null ? [] : [escaped(times)]),
  ];
  lines.push(told.join("  \n"));
  const when = periodText(analysis);
  if (when !== null) lines.push("", `Captured ${when}.`);
  for (const {sentence} of analysis.events) if (sentence !== null) lines.push("", `${escaped(sentence)}.`);
  lines.push("", "<!-- Attach the picture (-o report.svg) here: ![flow report](report.svg) -->");
  return lines;
}

function findings(analysis: Analysis): string[] {
  const rank = (finding: Finding) => (finding.certainty === "proven" ? 0 : 1);
  const real = analysis.findings
    .filter(finding => finding.certainty !== "note")
    .sort((a, b) => rank(a) - rank(b) || b.conversations.length - a.conversations.length);
  const notes = analysis.findings.filter(finding => finding.certainty === "note");
  if (real.length + notes.length === 0) return [];
  const lines = ["## Evidence", ""];
  for (const finding of real.slice(0, maximumFindings)) lines.push(...findingLines(analysis, finding), "");
  if (real.length > maximumFindings)
    lines.push(`… and ${counted(real.length - maximumFindings, "further finding")}.`, "");
  for (const finding of notes.slice(0, maximumNotes)) lines.push(`- Note: ${escaped(finding.sentence)}.`);
  if (notes.length > maximumNotes) lines.push(`- … and ${counted(notes.length - maximumNotes, "further note")}.`);
  while (lines.at(-1) === "") lines.pop();
  return lines;
}

function findingLines(analysis: Analysis, finding: Finding): string[] {
  const lines = [`### ${verdictWords[finding.certainty as "proven"]}: ${escaped(finding.sentence)}`, ""];
  if (finding.evidence.length > 0) lines.push("| rule | where | what |", "|---|---|---|");
  for (const one of finding.evidence.slice(0, maximumEvidence)) {
    const file = analysis.captures[one.capture]?.path.replace(/.*\//, "") ?? "";
    const where = one.line === null ? `frame ${one.frame}` : `line ${one.line}`;
    lines.push(`| ${one.rule} | ${code(file)} ${where} | ${escaped(one.says)} |`);
  }
  if (finding.alternatives.length > 0) lines.push("");
  for (const {says, excludedBecause} of finding.alternatives)
    lines.push(
      excludedBecause === null
        ? `- **Not excluded:** ${escaped(says)}`
        : `- Excluded: ${escaped(says)}, because ${escaped(excludedBecause)}`,
    );
  for (const {file, filter, besides} of filtersOf(analysis, finding, maximumFilters)) {
    const where = file === null ? "" : ` in ${code(file)}`;
    lines.push(
      "",
      `Wireshark display filter${where}${besides === "" ? "" : `, which ${besides}`}:`,
      "",
      ...block([filter]),
    );
  }
  return lines;
}

function groups(analysis: Analysis): string[] {
  const hit = analysis.groups.filter(group => group.oneWay > 0);
  if (hit.length === 0) return [];
  const lines = ["## For whom", "", "| client | server | missing | one-way | since |", "|---|---|---|---:|---|"];
  for (const group of hit.slice(0, maximumGroups)) {
    const since = group.since === null || analysis.epoch.isUntold ? "" : clock(group.since, analysis.epoch);
    const count = `${grouped(group.oneWay)} of ${grouped(group.conversations)}`;
    lines.push(`| ${code(group.client)} | ${code(group.server)} | ${group.missing ?? "–"} | ${count} | ${since} |`);
  }
  if (hit.length > maximumGroups) lines.push("", `… and ${counted(hit.length - maximumGroups, "further pair")}.`);
  return lines;
}

function causes(analysis: Analysis, vendor: Vendor | null): string[] {
  const {kind} = analysis.verdict;
  if (kind === "nothing" || analysis.causes.length === 0) return [];
  // Where nothing is asymmetric they explain what fails otherwise.
  const title = kind === "symmetric" ? "Causes of what fails otherwise" : "Likely causes";
  const lines = [`## ${title}`, ""];
  for (const cause of analysis.causes.slice(0, 3)) lines.push(...causeLines(cause));
  lines.push("", ...sideEvidence(analysis), ...nextLines(analysis.causes[0]!, vendor), "");
  const {ruledOut} = analysis;
  if (ruledOut.length > 0) lines.push("### What the evidence excludes, and what will not help", "");
  for (const one of ruledOut.slice(0, maximumRuledOut)) lines.push(`- ${escaped(one.says)}: ${escaped(one.because)}`);
  while (lines.at(-1) === "") lines.pop();
  return lines;
}

function sideEvidence({sideEvidence, captures, causes}: Analysis): string[] {
  // What a cause quotes stands there.
  const key = ({capture, line}: {readonly capture: number; readonly line: number}) => `${capture} ${line}`;
  const quoted = new Set(causes.slice(0, 3).flatMap(({quotes}) => quotes.map(key)));
  const all = sideEvidence.filter(one => !quoted.has(key(one)));
  if (all.length === 0) return [];
  const lines = ["### Side evidence", "", "| where | what |", "|---|---|"];
  for (const {capture, line, says} of all.slice(0, maximumSideEvidence))
    lines.push(`| ${code(captures[capture]!.path.replace(/.*\//, ""))} line ${line} | ${escaped(says)} |`);
  if (all.length > maximumSideEvidence)
    lines.push("", `… and ${counted(all.length - maximumSideEvidence, "further line")} in the JSON report.`);
  return [...lines, ""];
}

function causeLines(cause: Cause): string[] {
  const lines = [`${cause.rank}. **${cause.cause}**`];
  for (const one of cause.for) lines.push(`   - for: ${escaped(one)}`);
  for (const one of cause.against) lines.push(`   - against: ${escaped(one)}`);
  if (cause.rank === 1 && cause.tiedWith.length > 0) {
    lines.push(`   - equally likely: ${cause.tiedWith.join(", ")}`);
    if (cause.toTell !== null) lines.push(`   - what tells them apart: ${escaped(cause.toTell)}`);
  }
  return lines;
}

/** The first step as it is; the others are folded away: most readers run one command. */
function nextLines(cause: Cause, vendor: Vendor | null): string[] {
  const [first, ...others] = stepsFor(cause.next, vendor);
  if (first === undefined) return [];
  const lines = ["### Next", "", ...stepLines(first)];
  if (others.length > 0)
    lines.push(
      "<details>",
      `<summary>${counted(others.length, "more step")}</summary>`,
      "",
      ...others.flatMap(stepLines),
      "</details>",
    );
  while (lines.at(-1) === "") lines.pop();
  return lines;
}

function stepLines({platform, lines: typed, why, effect, undo, undoLines}: NextStep): string[] {
  const mark = effect === "changes" ? "**MODIFIES STATE.** " : "";
  const lines = [`${mark}${platformWords[platform]}: ${escaped(why)}`, "", ...block(typed), ""];
  // What cannot be undone is said, not run.
  if (undoLines !== null) lines.push("Undo:", "", ...block(undoLines), "");
  else if (undo !== null) lines.push(`Undo: ${escaped(undo)}.`, "");
  return lines;
}

function captures(analysis: Analysis, options: RenderOptions): string[] {
  const lines = ["## Captures", ""];
  for (const {path, format, packets, notes, errors, digest} of analysis.captures) {
    lines.push(`- ${code(path)}: ${counted(packets, "packet")}${format === null ? "" : `, ${format}`}`);
    if (digest !== null) lines.push(`  - ${counted(digest.size, "byte")}, sha256 ${code(digest.sha256)}`);
    for (const note of notes) lines.push(`  - ${escaped(note)}`);
    for (const error of errors) lines.push(`  - **partial:** ${escaped(error.message)}`);
  }
  const {byOutcome, forgotten} = analysis.totals;
  const outcomes = Object.entries(byOutcome).filter(([, count]) => count > 0);
  if (outcomes.length > 0)
    lines.push("", `Connections: ${outcomes.map(([name, count]) => `${grouped(count)} ${name}`).join(", ")}.`);
  if (forgotten > 0) lines.push(`${counted(forgotten, "flow")} judged in sum and forgotten (\`--max-flows\`).`);
  if (options.arguments != null) lines.push("", `${code(makerOf(options.arguments))}`);
  return lines;
}
