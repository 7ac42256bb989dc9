import {createReadStream, readdirSync, readFileSync} from "node:fs";
import {basename, join} from "node:path";
import type {Truth} from "../../captures/lab/truth.ts";
import {analyze} from "../../src/analyze.ts";
import type {Comparison} from "../../src/compare/comparison.ts";
import {compare} from "../../src/compare.ts";
import type {Analysis} from "../../src/judge/analysis.ts";
import {comparisonReports} from "../../src/report/comparison.ts";
import {comparisonJson} from "../../src/report/comparison-json.ts";
import {json} from "../../src/report/json.ts";
import {reports} from "../../src/report/report.ts";
import {type Case, cases, judgeVariant, variantsOf} from "../support/cases.ts";
import {differences} from "../support/line-diff.ts";
import {layout} from "./layout.ts";

/** This folder, also where this was compiled into .build. */
export const folder = import.meta.dirname.replace(/[/\\]\.build(?=[/\\])/, "");
const captures = join(folder, "../../captures");

/** One kept file: all that is reported of a ladder in its variants, or of a scenario of captures/ in its runs. */
export interface Golden {
  /** Path within this folder. */
  readonly file: string;
  /** Returns what is reported now. */
  render(): Promise<string>;
  /** Returns the reports in JSON, whole: of a ladder's plain variant, or of all runs and comparisons of a scenario. */
  reports(): Promise<object[]>;
}

const ladders = cases.map(one => ({
  file: `ladders/${one.name === "docs/evidence.md" ? `evidence ${one.title}`.replaceAll(/\W+/g, "-") : one.name}.txt`,
  render: () => renderLadder(one),
  reports: () => ladderReports(one),
}));

const scenarios = readdirSync(captures, {withFileTypes: true})
  .filter(entry => entry.isDirectory() && entry.name !== "lab")
  .map(entry => entry.name)
  .sort()
  .map(name => ({
    file: `captures/${name}.txt`,
    render: () => renderScenario(name),
    reports: () => scenarioReports(name),
  }));

export const goldens: readonly Golden[] = [...ladders, ...scenarios];

/** The kept files, as paths within this folder. */
export const kept = (): string[] =>
  ["ladders", "captures"].flatMap(part => readdirSync(join(folder, part)).map(file => `${part}/${file}`)).sort();

/** The plain variant in full; of each other the lines that differ, each group below the line before it. */
async function renderLadder({title, ladder}: Case): Promise<string> {
  const [plain, ...others] = variantsOf(ladder);
  const lines = await linesOf((await judgeVariant(ladder, plain!)).analysis);
  const parts = [title, "", ...lines];
  for (const other of others) {
    parts.push("", `==== ${other.variant}: what differs`);
    const varied = await linesOf((await judgeVariant(ladder, other)).analysis);
    for (const {at, removed, added} of differences(lines, varied))
      parts.push(
        `@ ${at === 0 ? "" : lines[at - 1]!.trim().slice(0, 100)}`,
        ...removed.map(line => `- ${line}`),
        ...added.map(line => `+ ${line}`),
      );
  }
  return finished(parts);
}

async function ladderReports({ladder}: Case): Promise<object[]> {
  const {analysis} = await judgeVariant(ladder, variantsOf(ladder)[0]!);
  return [await jsonOf(analysis)];
}

interface Run {
  readonly heading: string;
  readonly arguments: readonly string[];
}

interface Judged {
  readonly heading: string;
  readonly analysis: Analysis;
}

/** Every run, all captures together; and the first run compared with the others and with the healthy scenario. */
async function judgeScenario(scenario: string) {
  const analyses: Judged[] = [];
  for (const run of runsOf(scenario)) analyses.push({heading: run.heading, analysis: await judge(scenario, run)});
  const [first, ...rest] = analyses;
  const healthy = {heading: "the scenario healthy", analysis: await judge("healthy", runsOf("healthy")[0]!)};
  const comparisons = [...rest, healthy].map(other => ({
    heading: `before: ${first!.heading}; after: ${other.heading}`,
    comparison: compare(first!.analysis, other.analysis),
  }));
  return {analyses, comparisons};
}

async function renderScenario(scenario: string): Promise<string> {
  const {analyses, comparisons} = await judgeScenario(scenario);
  const parts: string[] = [];
  for (const {heading, analysis} of analyses) parts.push(`==== ${heading}`, ...(await linesOf(analysis)), "");
  for (const {heading, comparison} of comparisons)
    parts.push(`==== ${heading}`, ...(await comparisonLines(comparison)), "");
  return finished(parts);
}

async function scenarioReports(scenario: string): Promise<object[]> {
  const {analyses, comparisons} = await judgeScenario(scenario);
  return Promise.all([
    ...analyses.map(({analysis}) => jsonOf(analysis)),
    ...comparisons.map(({comparison}) => comparisonJsonOf(comparison)),
  ]);
}

/** The runs of the scenario's truth, and one of all its captures at their points, if none of these is that. */
function runsOf(scenario: string): Run[] {
  const truth: Truth = JSON.parse(readFileSync(join(captures, scenario, "truth.json"), "utf8"));
  const runs = truth.runs.map(run => ({heading: run.arguments.join(" "), arguments: run.arguments}));
  const named = [...new Set(runs.flatMap(run => run.arguments.filter(one => !one.startsWith("--"))))].sort();
  const isAll = (run: Run) => named.every(one => run.arguments.includes(one));
  return runs.some(isAll) ? runs : [...runs, {heading: named.join(" "), arguments: named}];
}

function judge(scenario: string, run: Run): Promise<Analysis> {
  const given = run.arguments
    .filter(argument => !argument.startsWith("--"))
    .map(argument => {
      const [file, name] = argument.split("=").reverse() as [string, string | undefined];
      // Read by a stream, so that the report names the file alone, wherever this project lies.
      return {path: basename(file), name: name ?? null, stream: createReadStream(join(captures, scenario, file))};
    });
  return analyze(given, {
    pingOk: run.arguments.includes("--ping-ok"),
    bothDirections: run.arguments.includes("--both-directions"),
  });
}

/** The reports of an analysis as JSON, text in full, Markdown and first screen; pictures are kept in test/output. */
async function linesOf(analysis: Analysis): Promise<string[]> {
  const of = (name: string) => reports.find(report => report.name === name)!;
  const screen = await whole(of("text").render(analysis));
  const full = await laidOut(name => of(name).render(analysis, {full: true}));
  return [...full, "---- first screen", ...screen.split("\n")];
}

const comparisonLines = (comparison: Comparison) =>
  laidOut(name => comparisonReports.find(report => report.name === name)!.render(comparison));

const jsonOf = async (analysis: Analysis): Promise<object> => JSON.parse(await whole(json.render(analysis)));
const comparisonJsonOf = async (comparison: Comparison): Promise<object> =>
  JSON.parse(await whole(comparisonJson.render(comparison)));

async function whole(rendered: AsyncIterable<string | Uint8Array>): Promise<string> {
  const pieces: (string | Uint8Array)[] = [];
  for await (const piece of rendered) pieces.push(piece);
  return pieces.join("");
}

async function laidOut(render: (name: string) => AsyncIterable<string | Uint8Array>): Promise<string[]> {
  const rendered = (name: string) => whole(render(name));
  const [written, text, markdown] = [await rendered("json"), await rendered("text"), await rendered("md")];
  // A comparison's two analyses are kept by themselves.
  const {generator: _, before: __, after: ___, ...record} = JSON.parse(written);
  return ["---- JSON", ...layout(record), "---- text", ...text.split("\n"), "---- Markdown", ...markdown.split("\n")];
}

const finished = (lines: readonly string[]) => `${lines.join("\n").trimEnd()}\n`;
