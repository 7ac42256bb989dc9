import "./fixed-hash.ts";
import {parseArgs} from "node:util";
import {boundedRun} from "./bounded.ts";
import {type CaptureSet, framesOf} from "./capture-set.ts";
import {keep} from "./keep.ts";
import {madeSet, madeSetNamed} from "./made.ts";
import {properties} from "./properties.ts";
import type {Choice, Property} from "./property.ts";
import {attempt, commandOf, draw, kindOf, seedFor, type Trial} from "./run.ts";
import {committedSets} from "./sets.ts";
import {smallest} from "./smallest.ts";

/**
 * `npm run metamorphic -- [--seconds N] [--seed S] [--property NAME] [--set NAME [--choice JSON]]`: tries variants of every capture set and
 * ladder, and of made situations, until the time is up. With --listed only what CI tries, and what does not hold is printed as in
 * `violated.ts`. Exit status: 0 every property holds, 1 one does not, and where the
 * captures were written is printed.
 */
const {values} = parseArgs({
  options: {
    seconds: {type: "string"},
    seed: {type: "string"},
    property: {type: "string"},
    set: {type: "string"},
    choice: {type: "string"},
    listed: {type: "boolean"},
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000_000);
const seconds = Number(values.seconds ?? 60);
const asked = properties.filter(one => values.property === undefined || one.name === values.property);
if (asked.length === 0) throw new Error(`the properties are ${properties.map(one => one.name).join(", ")}`);

/** In one round so many made situations are tried, each round others. */
const made = 60;
const print = (text: string) => process.stdout.write(`${text}\n`);
const start = performance.now();
const elapsed = () => (performance.now() - start) / 1000;
const counts = new Map(asked.map(one => [one.name, {variants: 0, violations: 0}]));
/** By kind: how often it was found, in what, and where in the smallest of these. */
const kinds = new Map<string, {count: number; sets: Set<string>; best: Trial; of: string}>();
let reported = 0;

print(`seed ${seed}`);
if (values.listed) await list();
else if (values.choice === undefined) await goRound();
else await tryOne(asked[0]!, await setNamed(values.set ?? ""), JSON.parse(values.choice));
for (const [name, {variants, violations}] of counts) print(`${name}: ${variants} variants, ${violations} violations`);
for (const [kind, {count, sets, best, of}] of [...kinds].sort(
  (a, b) => gravity(a[0]) - gravity(b[0]) || b[1].count - a[1].count,
)) {
  const command = commandOf(best, of);
  const trial = await smallest(best);
  print(`\n${count} × ${kind}, of ${sets.size} sets: ${[...sets].slice(0, 6).join(", ")}`);
  print(`  ${trial.violation!.split("\n").slice(0, 4).join("\n  ")}`);
  print(`  ${command}\n  written to ${keep(trial, of, command)}`);
}
process.exitCode = kinds.size === 0 ? 0 : 1;

async function setNamed(name: string): Promise<CaptureSet> {
  const source = madeSetNamed(name) ?? committedSets().find(one => one.name === name);
  if (source === undefined) throw new Error(`no capture set is called ${name}`);
  return await source.load();
}

async function list(): Promise<void> {
  for (const [name, {variants, found}] of await boundedRun()) {
    counts.set(name, {variants, violations: found.size});
    if (found.size > 0) print(`  ${JSON.stringify(name)}: ${JSON.stringify([...found.keys()])},`);
  }
}

async function goRound(): Promise<void> {
  const only = values.set === undefined ? null : await setNamed(values.set);
  for (let round = 0; elapsed() < seconds; round++) {
    const others = Array.from({length: made}, (_, i) => madeSet(seed + round * made + i));
    for (const source of only === null ? [...committedSets(), ...others] : [{load: () => only}])
      if (elapsed() < seconds) await tryAll(await source.load(), round);
  }
}

async function tryAll(set: CaptureSet, round: number): Promise<void> {
  for (const property of asked) {
    if (elapsed() >= seconds) return;
    const choices = await draw(property, set, seedFor(seed, round, property.name, set.name), property.draws);
    for (const choice of choices) await tryOne(property, set, choice);
  }
  if (elapsed() - reported < 60) return;
  reported = elapsed();
  const sum = (of: "variants" | "violations") => [...counts.values()].reduce((all, one) => all + one[of], 0);
  print(
    `${reported.toFixed(0)} s, ${sum("variants")} variants, ${sum("violations")} violations of ${kinds.size} kinds`,
  );
}

async function tryOne(property: Property, set: CaptureSet, choice: Choice): Promise<void> {
  const trial = await attempt(property, set, choice);
  if (trial === null) return;
  const count = counts.get(property.name)!;
  count.variants++;
  if (trial.violation === null) return;
  count.violations++;
  note(trial, set);
}

function note(trial: Trial, of: CaptureSet): void {
  const name = kindOf(trial);
  const kind = kinds.get(name);
  if (kind === undefined) {
    kinds.set(name, {count: 1, sets: new Set([of.name]), best: trial, of: of.name});
    print(`${elapsed().toFixed(0)} s: ${name}\n  ${commandOf(trial, of.name)}`);
    return;
  }
  kind.count++;
  kind.sets.add(of.name);
  if (framesOf(trial.set).length < framesOf(kind.best.set).length) Object.assign(kind, {best: trial, of: of.name});
}

/** What is false proof comes first, then false comfort. */
function gravity(kind: string): number {
  return /→ proven/.test(kind) ? 0 : /→ symmetric/.test(kind) ? 1 : 2;
}
