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
import {Program} from "./program.ts";
import type {Scenario} from "./scenario.ts";
import {beforeAfter} from "./scenarios/before-after.ts";
import {captureLoss} from "./scenarios/capture-loss.ts";
import {ecmpPerFlow} from "./scenarios/ecmp-per-flow.ts";
import {ecmpPerPacket} from "./scenarios/ecmp-per-packet.ts";
import {failoverGarp} from "./scenarios/failover-garp.ts";
import {filteredOneDirection} from "./scenarios/filtered-one-direction.ts";
import {forwardBypass} from "./scenarios/forward-bypass.ts";
import {haActiveActive} from "./scenarios/ha-active-active.ts";
import {healthy} from "./scenarios/healthy.ts";
import {ipv6ReturnBypass} from "./scenarios/ipv6-return-bypass.ts";
import {midFlow} from "./scenarios/mid-flow.ts";
import {oneArmLoadBalancer} from "./scenarios/one-arm-load-balancer.ts";
import {policyRoute} from "./scenarios/policy-route.ts";
import {returnBypassLenient} from "./scenarios/return-bypass-lenient.ts";
import {returnBypassNoWitness} from "./scenarios/return-bypass-no-witness.ts";
import {returnBypassStrict} from "./scenarios/return-bypass-strict.ts";
import {rxOnlySpan} from "./scenarios/rx-only-span.ts";
import {scan} from "./scenarios/scan.ts";
import {secondDefaultRoute} from "./scenarios/second-default-route.ts";
import {snatBypassed, snatHealthy} from "./scenarios/snat.ts";
import {spanDuplicates, spanDuplicatesBypass} from "./scenarios/span-duplicates.ts";
import {stages} from "./scenarios/stages.ts";
import {type Run, writeTruth} from "./truth.ts";

const SCENARIOS: readonly Scenario[] = [
  healthy,
  returnBypassLenient,
  returnBypassStrict,
  forwardBypass,
  policyRoute,
  returnBypassNoWitness,
  ipv6ReturnBypass,
  scan,
  midFlow,
  captureLoss,
  rxOnlySpan,
  filteredOneDirection,
  spanDuplicates,
  spanDuplicatesBypass,
  ecmpPerFlow,
  haActiveActive,
  snatHealthy,
  snatBypassed,
  secondDefaultRoute,
  oneArmLoadBalancer,
  ecmpPerPacket,
  failoverGarp,
  beforeAfter,
  stages,
];
const PROGRAMS = ["ip", "tc", "nft", "ethtool", "sysctl", "ping", "tcpdump", "dumpcap", "timeout"];
const FOLDER = "captures";

/** Stages and plays one scenario; its files replace the old ones only if everything was right. */
async function make(scenario: Scenario, folder: string): Promise<void> {
  const network = new Network(scenario.family);
  const staging = scenario.stage(network);
  const {cause, comparison, play, story} = staging;
  const {pings, truth} = await perform(play, folder);
  for (const ping of pings) {
    if (ping.answered !== ping.sent)
      throw new Error(`${ping.from} > ${ping.to}: ${String(ping.answered)} pings answered`);
  }
  const conversations = staging.rework?.(folder, truth) ?? truth;
  const files = staging.files ?? play.captures.map(capture => capture.file);
  const runs: Run[] = staging.runs.map(({view, ...run}) =>
    view === undefined ? run : {...run, conversations: conversations.map(view).filter(one => one !== null)},
  );
  for (const run of runs) {
    const wrong = contradictions(counted(folder, run), run.conversations ?? conversations);
    if (wrong.length > 0) throw new Error(`${run.arguments.join(" ")}: not as the truth says:\n${wrong.join("\n")}`);
  }
  const told = comparison === undefined ? {} : {comparison};
  await writeTruth(folder, {scenario: scenario.name, story, runs, cause, ...told, conversations, pings});
  const target = join(FOLDER, scenario.name);
  await rm(target, {recursive: true, force: true});
  await mkdir(target);
  for (const file of [...files, "truth.json"]) {
    await copyFile(join(folder, file), join(target, file));
    // dumpcap writes for its own user only.
    await chmod(join(target, file), 0o644);
  }
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
  const absent = PROGRAMS.filter(program => !installed(program));
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
  for (const scenario of SCENARIOS) {
    if (names.length > 0 && !names.includes(scenario.name)) continue;
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
