import * as fc from "fast-check";
import {type CaptureSet, framesOf} from "./capture-set.ts";
import {type Judged, judge} from "./judged.ts";
import type {Choice, Property} from "./property.ts";

/** A variant that was judged. */
export interface Trial {
  readonly property: Property;
  /** What the variant was made of, and how that is judged. */
  readonly set: CaptureSet;
  readonly base: Judged;
  readonly choice: Choice;
  readonly variant: CaptureSet;
  /** Null where the program threw. */
  readonly judged: Judged | null;
  /** What is wrong; null if the property holds. */
  readonly violation: string | null;
}

const prepared = new WeakMap<CaptureSet, Map<Property, CaptureSet | null>>();
const bases = new WeakMap<CaptureSet, Promise<Judged>>();

/** The set as the property takes it; null if it says nothing of it. */
function preparedFor(property: Property, set: CaptureSet): CaptureSet | null {
  if (property.prepare === undefined) return set;
  const known = prepared.get(set) ?? new Map<Property, CaptureSet | null>();
  prepared.set(set, known);
  if (!known.has(property)) known.set(property, property.prepare(set));
  return known.get(property)!;
}

function baseOf(set: CaptureSet): Promise<Judged> {
  const known = bases.get(set) ?? judge(set);
  bases.set(set, known);
  return known;
}

/** Draws so many different choices for the set, fewer where there are not so many; none where the property says nothing of it. */
export async function draw(property: Property, set: CaptureSet, seed: number, count: number): Promise<Choice[]> {
  const given = preparedFor(property, set);
  if (given === null || given.files.length === 0) return [];
  const choices = property.choices(given, await baseOf(given));
  if (choices === null) return [];
  const drawn = fc.sample(choices, {seed, numRuns: count});
  return [...new Map(drawn.map(choice => [JSON.stringify(choice), choice])).values()];
}

/** Judges the variant of the set that the choice makes; null if there is none, as the choice leaves nothing to be judged. */
export async function attempt(property: Property, given: CaptureSet, choice: Choice): Promise<Trial | null> {
  const set = preparedFor(property, given);
  if (set === null || framesOf(set).length === 0) return null;
  const base = await baseOf(set);
  const variant = property.vary(set, choice, base);
  if (variant === null || framesOf(variant).length === 0) return null;
  let judged: Judged;
  try {
    judged = await judge(variant);
  } catch (error) {
    const violation = `the program threw ${error instanceof Error ? error.stack : error}`;
    return {property, set, base, choice, variant, judged: null, violation};
  }
  return {
    property,
    set,
    base,
    choice,
    variant,
    judged,
    violation: property.violation({set, base, variant: judged, choice}),
  };
}

/** A number for what is drawn, so that each property and set has its own. */
export function seedFor(...words: readonly (string | number)[]): number {
  let hash = 0x811c_9dc5;
  for (const letter of words.join("\n")) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x0100_0193);
  return hash >>> 1;
}

/** What violations of one kind have in common: the property, whose finding or what word differs, and how. */
export function kindOf({property, base, judged, violation}: Trial): string {
  if (judged === null) return `${property.name}: threw`;
  const verdicts = base.verdict.kind === judged.verdict.kind ? "" : ` ${base.verdict.kind} → ${judged.verdict.kind}`;
  const rank = {note: 0, suspected: 1, proven: 2};
  const detectors = new Set([...base.findings, ...judged.findings].map(one => one.detector));
  const best = (of: Judged, detector: string) =>
    of.findings.filter(one => one.detector === detector).toSorted((a, b) => rank[b.certainty] - rank[a.certainty])[0]
      ?.certainty ?? "–";
  const changed = [...detectors].sort().flatMap(detector => {
    const [before, after] = [best(base, detector), best(judged, detector)];
    return before === after ? [] : [`${detector} ${before} → ${after}`];
  });
  const what =
    changed.length > 0
      ? changed.join(", ")
      : violation!
          .split("\n")[0]!
          .replaceAll(/".*|\d.*|:.*/g, "")
          .trim();
  return `${property.name}:${verdicts} [${what}]`;
}
