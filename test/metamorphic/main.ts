import {parseArgs} from "node:util";
import {type CaptureSet, framesOf} from "./capture-set.ts";
import {keep} from "./keep.ts";
import {madeSet, seedOfMade} from "./made.ts";
import {properties} from "./properties.ts";
import type {Choice, Property} from "./property.ts";
import {attempt, draw, kindOf, seedFor, type Trial} from "./run.ts";
import {committedSets} from "./sets.ts";
import {smallest} from "./smallest.ts";

/**
 * `npm run metamorphic -- [--seconds N] [--seed S] [--property NAME] [--set NAME [--choice JSON]]`: tries variants of every capture set and
 * ladder, and of made situations, until the time is up. Exit status: 0 every property holds, 1 one does not, and where the
 * captures were written is printed.
 */
const {values} = parseArgs({
  options: {
    seconds: {type: "string"},
    seed: {type: "string"},
    property: {type: "string"},
    set: {type: "string"},
    choice: {type: "string"},
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
const kinds = new Map<string, {count: number; sets: Set<string>; best: Trial; of: CaptureSet}>();
let reported = 0;

print(`seed ${seed}`);
const committed = await committedSets();
if (values.choice === undefined) await goRound();
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
  const number = seedOfMade(name);
  const found = number === null ? committed.find(one => one.name === name) : await madeSet(number);
  if (found === undefined) throw new Error(`no capture set is called ${name}`);
  return found;
}

async function goRound(): Promise<void> {
  for (let round = 0; elapsed() < seconds; round++) {
    for (const set of values.set === undefined ? committed : [await setNamed(values.set)]) await tryAll(set, round);
    if (values.set !== undefined) continue;
    for (let i = 0; i < made && elapsed() < seconds; i++) await tryAll(await madeSet(seed + round * made + i), round);
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
    kinds.set(name, {count: 1, sets: new Set([of.name]), best: trial, of});
    print(`${elapsed().toFixed(0)} s: ${name}\n  ${commandOf(trial, of)}`);
    return;
  }
  kind.count++;
  kind.sets.add(of.name);
  if (framesOf(trial.set).length < framesOf(kind.best.set).length) Object.assign(kind, {best: trial, of});
}

/** What is false proof comes first, then false comfort. */
function gravity(kind: string): number {
  return /→ proven/.test(kind) ? 0 : /→ symmetric/.test(kind) ? 1 : 2;
}

function commandOf({property, choice}: Trial, of: CaptureSet): string {
  return `npm run metamorphic -- --property ${property.name} --set "${of.name}" --choice '${JSON.stringify(choice)}'`;
}
