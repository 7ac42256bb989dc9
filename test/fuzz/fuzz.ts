import {cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import * as fc from "fast-check";
import {type Mutant, mutantOf, type Recipe, recipe} from "./recipe.ts";
import {type Situation, situations} from "./situations.ts";
import {tryMutant, writeFiles} from "./trial.ts";

export interface FuzzOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly mutants: number;
  /** Where mutants are written. */
  readonly folder: string;
  /** Told before a mutant runs, and after it. */
  readonly before?: (mutant: Mutant) => void;
  readonly after?: (outcome: Outcome, mutant: Mutant) => void;
  /** Told of a failure as soon as its mutant is small: what comes next may end the process. */
  readonly failed?: (failure: FuzzFailure) => void;
}

export interface Outcome {
  readonly seconds: number;
  readonly status: number;
}

export interface FuzzFailure {
  readonly message: string;
  /** Where the smallest mutant that fails was written. */
  readonly folder: string;
}

export interface FuzzResult {
  readonly mutants: number;
  readonly seconds: number;
  /** CPU time of the slowest. */
  readonly slowest: number;
  /** How many ended with status 0, 1 and 2. */
  readonly statuses: readonly number[];
  readonly failures: readonly FuzzFailure[];
}

/** So many mutants are drawn with one seed: the next ones follow with the next. */
const batch = 250;
/** A failing mutant is made smaller by so many attempts. */
const attempts = 200;
const mostFailures = 20;

/** Tries mutants until time or number is reached; each is made from `seed` alone. */
export async function fuzz({seed, seconds, mutants, folder, before, after, failed}: FuzzOptions): Promise<FuzzResult> {
  const all = await situations();
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  const statuses = [0, 0, 0];
  const failures: FuzzFailure[] = [];
  let done = 0;
  let slowest = 0;
  for (let part = 0; done < mutants && elapsed() < seconds && failures.length < mostFailures; part++) {
    let left = attempts;
    let failing = false;
    const property = fc.asyncProperty(recipe, async made => {
      // Enough: what failed last is the smallest.
      if (failing && left-- <= 0) return;
      if (!failing && elapsed() >= seconds) return;
      const mutant = mutantOf(made, all, folder);
      writeFiles(mutant);
      before?.(mutant);
      try {
        const outcome = await tryMutant(mutant);
        if (failing) return;
        done++;
        statuses[outcome.status]!++;
        slowest = Math.max(slowest, outcome.seconds);
        after?.(outcome, mutant);
      } catch (error) {
        failing = true;
        throw error;
      }
    });
    const result = await fc.check(property, {seed: seed + part, numRuns: Math.min(batch, mutants - done)});
    if (!result.failed) continue;
    done++;
    const message = result.errorInstance instanceof Error ? result.errorInstance.stack! : String(result.errorInstance);
    const failure = {message, folder: keep(result.counterexample![0] as Recipe, all, seed + part)};
    failures.push(failure);
    failed?.(failure);
  }
  return {mutants: done, seconds: elapsed(), slowest, statuses, failures};
}

/** Writes a mutant to a folder that stays, with the command that reproduces what it does. */
function keep(made: Recipe, all: readonly Situation[], seed: number): string {
  const folder = mkdtempSync(join(tmpdir(), `asymcap-fuzz-${seed}-`));
  const mutant = mutantOf(made, all, folder);
  writeFiles(mutant);
  writeFileSync(join(folder, "recipe.json"), JSON.stringify(made, null, 1));
  writeFileSync(join(folder, "command"), `${commandOf(mutant)}\n`);
  return folder;
}

/** The command line that a shell takes. */
export function commandOf({argv, stdin, files}: Mutant): string {
  const words = argv.map(word => (/^[-\w./=,:]+$/.test(word) ? word : `$'${escaped(word)}'`));
  return `node dist/cli.js ${words.join(" ")}${stdin === null ? "" : ` < ${files[0]!.name}`}`;
}

const escaped = (word: string): string =>
  word
    .replaceAll(/[\\']/g, "\\$&")
    .replaceAll(/[\u0000-\u001f\u007f-\uffff]/g, one => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Memory, where the system has it: mutants are written by the hundred in a second. */
const scratch = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** A folder for mutants, gone when `work` is done. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(scratch, "asymcap-fuzz-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

/** Copies the mutant that was running when its process was ended, and the command that was written with it. */
export function rescue(folder: string, why: string): FuzzFailure {
  const kept = mkdtempSync(join(tmpdir(), "asymcap-fuzz-ended-"));
  cpSync(folder, kept, {recursive: true});
  const command = join(kept, "command");
  if (existsSync(command)) writeFileSync(command, readFileSync(command, "utf8").replaceAll(folder, kept));
  return {message: why, folder: kept};
}
