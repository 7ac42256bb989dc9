/**
 * The benchmark: `npm run bench -- [case…] [--rounds N] [--all]`.
 *
 * Runs asymcap and each peer by turns on generated captures. The results are
 * ratios of CPU times on the same machine in the same minute, since seconds
 * alone say more about the machine than about the program.
 */
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {parseArgs} from "node:util";
import {capture} from "./captures.ts";
import type {Cost} from "./measure.ts";
import {best, FailedRun, measure, obstacle} from "./measure.ts";
import type {Peer, Program} from "./peers.ts";
import {ASYMCAP, PEERS} from "./peers.ts";
import {RECIPES} from "./recipes.ts";
import type {Result} from "./table.ts";
import {heading, missed, row} from "./table.ts";
import {PEAK_MEMORY, targetOf} from "./targets.ts";

const USAGE = `usage: npm run bench -- [case...] [--rounds N] [--all]
  cases:     ${Object.keys(RECIPES).join(", ")} (all by default)
  --rounds   runs of asymcap and of each peer, by turns (3 by default)
  --all      every peer in every case; otherwise all of them in small-256
             and only capinfos in the others`;

interface Request {
  readonly cases: readonly string[];
  readonly rounds: number;
  readonly all: boolean;
}

/** Peers that take long run so often: once would leave the ratio to what else the machine does then. */
const slowRounds = 2;

process.exitCode = main();

function main(): number {
  const request = readRequest();
  const problem = request === undefined ? USAGE : obstacle();
  if (request === undefined || problem !== undefined) {
    console.error(problem);
    return 2;
  }
  const able = [ASYMCAP.missing(), ...PEERS.map(peer => peer.missing())];
  for (const reason of able.filter(text => text !== undefined)) {
    console.log(`skipped: ${reason}`);
  }
  console.log(
    `Least user + system CPU time of ${request.rounds} alternating runs (slow peers: ${slowRounds});\n` +
      "largest peak memory of all runs. In brackets: CPU seconds of asymcap : peer.\n",
  );
  console.log(heading());
  const results: Result[] = [];
  try {
    for (const name of request.cases) results.push(...benchCase(name, request));
  } catch (error) {
    if (!(error instanceof FailedRun)) throw error;
    progress("");
    console.error(`failed: ${error.message}`);
    return 1;
  }
  const misses = results.filter(missed).length;
  const checked = results.filter(result => targetOf(result.case, result.against)).length;
  console.log(`\n${checked - misses} of ${checked} targets reached`);
  return misses === 0 ? 0 : 1;
}

function benchCase(name: string, request: Request): Result[] {
  const file = capture(name, progress);
  const chosen = PEERS.filter(
    peer => (request.all || peer.cases === "every" || peer.cases.includes(name)) && !peer.missing(),
  );
  const results: Result[] = [];
  const ours: Cost[] = [];
  for (const peer of chosen) {
    const {asymcap, other} = pair(name, file, peer, request.rounds);
    ours.push(...asymcap);
    results.push(compare(name, peer, asymcap, best(other)));
  }
  // Without any peer there is still the memory to measure.
  if (ours.length === 0 && !ASYMCAP.missing()) ours.push(run(ASYMCAP, file));
  const value = ours.length === 0 ? undefined : best(ours).peak;
  results.push({case: name, against: PEAK_MEMORY, value, compared: "memory"});
  progress("");
  for (const result of results) console.log(row(result));
  return results;
}

/** Runs asymcap and a peer by turns, so that both meet the same conditions. */
function pair(name: string, file: string, peer: Peer, rounds: number): {asymcap: Cost[]; other: Cost[]} {
  const asymcap: Cost[] = [];
  const other: Cost[] = [];
  const last = peer.slow ? Math.min(rounds, slowRounds) : rounds;
  for (let round = 1; round <= last; round += 1) {
    progress(`${name}: ${peer.name}, round ${round} of ${last}`);
    if (!ASYMCAP.missing()) asymcap.push(run(ASYMCAP, file));
    other.push(run(peer, file));
  }
  return {asymcap, other};
}

function compare(name: string, peer: Peer, runs: Cost[], other: Cost): Result {
  const ours = runs.length === 0 ? undefined : best(runs).cpu;
  const ratio = ours === undefined ? undefined : ours / other.cpu;
  return {
    case: name,
    against: peer.name,
    value: ratio === undefined || peer.compared === "cost" ? ratio : 1 / ratio,
    compared: peer.compared,
    seconds: [ours, other.cpu],
  };
}

function run(program: Program, file: string): Cost {
  const scratch = mkdtempSync(join(tmpdir(), "asymcap-bench-out-"));
  try {
    return measure(program.command(file, scratch), program.environment);
  } finally {
    rmSync(scratch, {recursive: true, force: true});
  }
}

function readRequest(): Request | undefined {
  try {
    const {values, positionals} = parseArgs({
      allowPositionals: true,
      options: {rounds: {type: "string", default: "3"}, all: {type: "boolean", default: false}},
    });
    const rounds = Number(values.rounds);
    const known = positionals.every(name => Object.hasOwn(RECIPES, name));
    if (!known || !Number.isInteger(rounds) || rounds < 1) return undefined;
    return {
      cases: positionals.length === 0 ? Object.keys(RECIPES) : positionals,
      rounds,
      all: values.all,
    };
  } catch {
    return undefined;
  }
}

/** On a terminal only, in one line that the results then replace. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
