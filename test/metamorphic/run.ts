import * as fc from "fast-check";
import {type CaptureSet, isEmpty} from "./capture-set.ts";
import {type Judged, judge, rankOf} from "./judged.ts";
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
  if (set === null || isEmpty(set)) return null;
  const base = await baseOf(set);
  const variant = property.vary(set, choice, base);
  if (variant === null || isEmpty(variant)) return null;
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

/** What violations of one kind have in common: the property, how it was varied, and how the verdict or the surest findings change. */
export function kindOf({property, base, judged, choice}: Trial): string {
  const manner = property.manner?.(choice) ?? "";
  const name = manner === "" ? property.name : `${property.name} (${manner})`;
  if (judged === null) return `${name}: the program throws`;
  const {kind: before} = base.verdict;
  const {kind: after} = judged.verdict;
  const changed = [...new Set([...base.findings, ...judged.findings].map(one => one.detector))]
    .sort()
    .flatMap(detector => {
      const [one, two] = [surest(base, detector), surest(judged, detector)];
      return one === two || (one !== "proven" && two !== "proven") ? [] : [`${detector} ${one} → ${two}`];
    });
  return `${name}: ${[before === after ? "other words" : `${before} → ${after}`, ...changed].join(", ")}`;
}

const surest = ({findings}: Judged, detector: string): string =>
  findings
    .filter(one => one.detector === detector)
    .map(one => one.certainty)
    .toSorted((a, b) => rankOf(b) - rankOf(a))[0] ?? "none";

/** What tries a violation again; `set` is the name of the set that it was found in. */
export const commandOf = ({property, choice}: Trial, set: string): string =>
  `npm run metamorphic -- --property ${property.name} --set "${set}" --choice '${JSON.stringify(choice)}'`;
