import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import type {Truth} from "../../captures/lab/truth.ts";
import {analyze} from "../../src/analyze.ts";
import type {Analysis, NextStep} from "../../src/judge/analysis.ts";
import {parseLadder} from "./ladder.ts";
import {capturesOf} from "./ladder-capture.ts";

const folder = join(import.meta.dirname, "../../captures");
const ladders = join(import.meta.dirname, "../cases");

/** The scenarios that are judged run by run, to the last connection; the others in combinations of their points (test/score). */
export const scenariosWithRuns: readonly string[] = readdirSync(folder, {withFileTypes: true})
  .filter(entry => entry.isDirectory() && entry.name !== "lab")
  .map(entry => entry.name)
  .filter(name => (JSON.parse(readFileSync(join(folder, name, "truth.json"), "utf8")) as Truth).runs.length > 0);

/** One run of a scenario of captures/. */
export interface Scenario {
  readonly name: string;
  readonly text: string;
  readonly truth: Truth;
  readonly run: Truth["runs"][number];
}

export const scenarios: readonly Scenario[] = scenariosWithRuns.flatMap(name => {
  const truth: Truth = JSON.parse(readFileSync(join(folder, name, "truth.json"), "utf8"));
  return truth.runs.map(run => ({name, text: run.arguments.join(" "), truth, run}));
});

/** Returns the captures of a scenario as its first run names them. */
export function scenarioCaptures(name: string): {path: string; name?: string}[] {
  const {run} = scenarios.find(one => one.name === name)!;
  return run.arguments
    .filter(argument => !argument.startsWith("--"))
    .map(argument => {
      const [, point, file] = /^(?:(.*)=)?(.*)$/.exec(argument)!;
      return {path: join(folder, name, file!), ...(point === undefined ? {} : {name: point})};
    });
}

/** Returns what the user says of the captures in a scenario's first run. */
export const scenarioOptions = (name: string): {bothDirections: boolean} => ({
  bothDirections: scenarios.find(one => one.name === name)!.run.arguments.includes("--both-directions"),
});

/** Each run is judged once. */
const judged = new Map<string, Promise<Analysis>>();

export function judge({name, text, run}: Scenario): Promise<Analysis> {
  const key = `${name} ${text}`;
  const known = judged.get(key);
  if (known !== undefined) return known;
  const captures = run.arguments
    .filter(argument => !argument.startsWith("--"))
    .map(argument => argument.split("="))
    .map(([point, file]) => ({name: point!, path: join(folder, name, file!)}));
  const analysis = analyze(captures, {
    pingOk: run.arguments.includes("--ping-ok"),
    bothDirections: run.arguments.includes("--both-directions"),
  });
  judged.set(key, analysis);
  return analysis;
}

/** Judges the scenario of that name: its first run. */
export const judgeScenario = (name: string): Promise<Analysis> => judge(scenarios.find(one => one.name === name)!);

/** Judges a ladder, as text. */
export function judgeLadder(text: string): Promise<Analysis> {
  const ladder = parseLadder(text);
  return analyze(capturesOf(ladder, {}).captures, {
    pingOk: ladder.options.includes("--ping-ok"),
    bothDirections: ladder.options.includes("--both-directions"),
  });
}

/** Judges a ladder of test/cases. */
export const judgeCase = (name: string): Promise<Analysis> =>
  judgeLadder(readFileSync(join(ladders, `${name}.ladder`), "utf8"));

export const namesOf = ({causes}: Analysis): string[] => causes.map(one => one.cause);
export const stepsOf = ({causes}: Analysis): NextStep[] => causes.flatMap(one => one.next);
