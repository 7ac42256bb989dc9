/**
 * Makes the captures of this folder from real TCP stacks in network namespaces. Start it as root
 * from the project's folder: `npm run lab`, or `npm run lab -- healthy policy-route` for some.
 */
import {rmSync} from "node:fs";
import {access, chmod, copyFile, mkdir, mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";

import {installed} from "./command.ts";
import {contradictions, counted} from "./inspection.ts";
import {Network} from "./network.ts";
import {perform} from "./performance.ts";
import {combinationsOf, told} from "./points.ts";
import {Program} from "./program.ts";
import type {PointsStaging, RunsStaging, Scenario} from "./scenario.ts";
import {SCENARIOS} from "./scenarios.ts";
import {type Run, writeTruth} from "./truth.ts";

const PROGRAMS = ["ip", "tc", "nft", "ethtool", "sysctl", "ping", "tcpdump", "dumpcap", "timeout"];
const FOLDER = "captures";

/** Stages and plays one scenario; its files replace the old ones only if everything was right. */
async function make(scenario: Scenario, folder: string): Promise<void> {
  const staging = scenario.stage(new Network(scenario.family));
  const files =
    "points" in staging
      ? await toldOf(scenario.name, staging, folder)
      : await arrangedOf(scenario.name, staging, folder);
  const target = join(FOLDER, scenario.name);
  await rm(target, {recursive: true, force: true});
  await mkdir(target);
  for (const file of [...files, "truth.json"]) {
    await copyFile(join(folder, file), join(target, file));
    // dumpcap writes for its own user only.
    await chmod(join(target, file), 0o644);
  }
}

/** Plays a scenario with runs, writes its truth, and returns the files to keep. */
async function arrangedOf(scenario: string, staging: RunsStaging, folder: string): Promise<readonly string[]> {
  const {cause, comparison, play, story} = staging;
  const {pings, truth} = await perform(play, folder);
  const conversations = staging.rework?.(folder, truth) ?? truth;
  const runs: Run[] = staging.runs.map(({view, ...run}) =>
    view === undefined ? run : {...run, conversations: conversations.map(view).filter(one => one !== null)},
  );
  for (const run of runs) {
    const wrong = contradictions(counted(folder, run), run.conversations ?? conversations);
    if (wrong.length > 0) throw new Error(`${run.arguments.join(" ")}: not as the truth says:\n${wrong.join("\n")}`);
  }
  const compared = comparison === undefined ? {} : {comparison};
  await writeTruth(folder, {scenario, story, runs, cause, ...compared, conversations, pings});
  return staging.files ?? play.captures.map(capture => capture.file);
}

/** The same of a scenario that is judged in every combination of its points. */
async function toldOf(scenario: string, staging: PointsStaging, folder: string): Promise<readonly string[]> {
  const {asymmetric, cause, play, points, right, story, strangers} = staging;
  const {pings, truth} = await perform(play, folder);
  const conversations = told(folder, points, truth, strangers).map(one =>
    asymmetric === undefined ? one : {...one, asymmetric: asymmetric(one)},
  );
  const combinations = combinationsOf(points).map(chosen => {
    const names = chosen.map(({name}) => name);
    return {points: names, ...right(new Set(names))};
  });
  await writeTruth(folder, {scenario, story, runs: [], cause, points, combinations, conversations, pings});
  return points.map(({file}) => file);
}

/** Ends every process and takes down every namespace of the lab. */
function clear(): void {
  Program.endAll();
  Network.clear();
}

async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter(name => !SCENARIOS.some(scenario => scenario.name === name));
  if (unknown.length > 0) throw new Error(`no such scenario: ${unknown.join(", ")}`);
  if (process.getuid?.() !== 0) throw new Error("the lab makes network namespaces and has to run as root");
  const wanted = SCENARIOS.filter(scenario => names.length === 0 || names.includes(scenario.name));
  const needed = new Set([...PROGRAMS, ...wanted.flatMap(({programs = []}) => programs)]);
  const absent = [...needed].filter(program => !installed(program));
  if (absent.length > 0) throw new Error(`not installed: ${absent.join(", ")}`);
  await access(join(FOLDER, "lab"));

  const folder = await mkdtemp(join(tmpdir(), "asymlab-"));
  // The only cleanup that also runs on Ctrl-C and on an error nobody expected.
  process.on("exit", () => {
    clear();
    rmSync(folder, {recursive: true, force: true});
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(130));
  clear();
  for (const scenario of wanted) {
    console.log(scenario.name);
    await make(scenario, folder);
    clear();
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  // Does not wait for the programs that still run: leaving ends them.
  process.exit(1);
}
