import {type ChildProcess, fork} from "node:child_process";
import {parseArgs} from "node:util";
import type {FuzzFailure, FuzzResult} from "./fuzz.ts";
import {inFolder, rescue} from "./fuzz.ts";

/**
 * `npm run fuzz -- [--seconds N] [--mutants N] [--seed S] [--jobs N]`: tries mutants of captures and transcripts until
 * time or number is reached. Exit status: 0 nothing failed, 1 something did, and where it was written is printed.
 */
const {values} = parseArgs({
  options: {seconds: {type: "string"}, mutants: {type: "string"}, seed: {type: "string"}, jobs: {type: "string"}},
});
const seed = Number(values.seed ?? Date.now() % 1_000_000_000);
const jobs = Number(values.jobs ?? 1);
const mutants = Number(values.mutants ?? Number.MAX_SAFE_INTEGER);
const seconds = Number(values.seconds ?? (values.mutants === undefined ? 60 : 86_400));

/** What a worker says: how many mutants it has tried, what failed, and all in the end. */
export type Message = {readonly tried: number} | {readonly failure: FuzzFailure} | {readonly result: FuzzResult};

/** Without a word for so many seconds a worker hangs: a mutant may take two, and the machine may be busy. */
const patience = 60;
/** Seeds of workers are so far apart that none tries what another does. */
const apart = 10_000_000;

interface Tally {
  mutants: number;
  slowest: number;
  readonly statuses: number[];
  readonly failures: FuzzFailure[];
}

const print = (text: string) => process.stdout.write(`${text}\n`);
const start = performance.now();
let reported = 0;
const elapsed = () => (performance.now() - start) / 1000;
const all: Tally = {mutants: 0, slowest: 0, statuses: [0, 0, 0], failures: []};
print(`seed ${seed}`);
await Promise.all(Array.from({length: jobs}, (_, i) => inFolder(folder => work(folder, seed + i * apart))));
print(
  `${all.mutants} mutants in ${elapsed().toFixed(0)} s, ${all.failures.length} failures; ` +
    `exit status 0: ${all.statuses[0]}, 1: ${all.statuses[1]}, 2: ${all.statuses[2]}; ` +
    `the slowest took ${all.slowest.toFixed(2)} s of CPU time`,
);
process.exitCode = all.failures.length === 0 ? 0 : 1;

/** Lets a worker try its share; one that is ended with its mutant is followed by another. */
async function work(folder: string, first: number): Promise<void> {
  let left = Math.ceil(mutants / jobs);
  for (let next = first; left > 0 && elapsed() < seconds && all.failures.length < 20; next += apart / 100) {
    const {result, tried, ended} = await runWorker(folder, next, left);
    all.mutants += result?.mutants ?? tried;
    all.slowest = Math.max(all.slowest, result?.slowest ?? 0);
    result?.statuses.forEach((count, status) => {
      all.statuses[status]! += count;
    });
    left -= result?.mutants ?? tried;
    if (result === null) note(rescue(folder, ended));
    if (result !== null && result.failures.length === 0) return;
  }
}

function note(failure: FuzzFailure): void {
  all.failures.push(failure);
  const {message, folder} = failure;
  print(`\n${message}\nwritten to ${folder}; reproduce it: npm run build && sh ${folder}/command`);
}

/** Says once a minute that there is still life. */
function report(): void {
  if (elapsed() - reported < 60) return;
  reported = elapsed();
  print(`${reported.toFixed(0)} s, ${all.failures.length} failures`);
}

interface Ended {
  readonly result: FuzzResult | null;
  readonly tried: number;
  /** Why there is no result. */
  readonly ended: string;
}

function runWorker(folder: string, own: number, most: number): Promise<Ended> {
  const time = Math.max(1, seconds - elapsed());
  const args = [folder, own, time, most].map(String);
  const child: ChildProcess = fork(new URL("worker.js", import.meta.url), args, {execArgv: []});
  return new Promise(resolve => {
    let tried = 0;
    let result: FuzzResult | null = null;
    let hangs = false;
    const watch = () =>
      setTimeout(() => {
        hangs = true;
        child.kill("SIGKILL");
      }, patience * 1000);
    let timer = watch();
    child.on("message", (message: Message) => {
      clearTimeout(timer);
      timer = watch();
      if ("result" in message) result = message.result;
      else if ("failure" in message) note(message.failure);
      else {
        tried = message.tried;
        report();
      }
    });
    child.on("exit", (code, signal) => {
      clearTimeout(timer);
      const ended = hangs ? `no mutant ended within ${patience} s` : `the process ended with ${signal ?? code}`;
      resolve({result, tried, ended});
    });
  });
}
