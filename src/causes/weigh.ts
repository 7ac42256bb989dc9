import {type SideVoice, strengthOf} from "./arguments/speaker.ts";
import type {Reason} from "./cause.ts";
import {likelihoods, type Mechanism} from "./mechanism.ts";
import type {Cohort} from "./observations/cohort.ts";
import {type ObservationName, observations} from "./observations/index.ts";
import type {Observation, Seen} from "./observations/observation.ts";

/** Causes whose odds differ by no more than this are equally likely. */
const tie = Math.log(2);
/** Odds against the likeliest at which a cause is not worth naming. */
const negligible = Math.log(6);
/** Where two devices share the work, so many are named all the same: what tells them apart is seldom captured. */
const leastNamed = 3;

/** What was seen: an observation, and whether it is so. */
interface Sighting {
  readonly observation: Observation;
  readonly name: ObservationName;
  readonly seen: Seen;
}

/** A mechanism, and how likely it is. */
export interface Weighed {
  readonly mechanism: Mechanism;
  /** Logarithm of its odds, of which only differences count. */
  readonly score: number;
  /** What is seen, and is likely there; and what is seen, and hardly fits. */
  readonly for: readonly Reason[];
  readonly against: readonly Reason[];
  /** What tells those affected from others; null where nothing does. */
  readonly contrast: Reason | null;
  /** Those that are as likely. */
  readonly tiedWith: readonly string[];
  /** What would tell it apart from the next, of what could not be seen; null where nothing would. */
  readonly toTell: string | null;
}

/** Returns the mechanisms that may explain what is seen, the likeliest first. `voices` are what device output says of them. */
export function weigh(cohort: Cohort, mechanisms: readonly Mechanism[], voices: readonly SideVoice[]): Weighed[] {
  const sightings: Sighting[] = observations.map(observation => ({
    observation,
    name: observation.name,
    seen: observation.see(cohort),
  }));
  const scored = mechanisms
    .map(mechanism => ({mechanism, score: scoreOf(mechanism, sightings, voices)}))
    .sort((a, b) => b.score - a.score);
  const best = scored[0]!.score;
  const fitting = (name: ObservationName) =>
    mechanisms.filter(one => (one.observations[name] ?? "unlikely") !== "unlikely").length;
  const named = scored.filter(
    ({score}, i) => best - score <= negligible || (cohort.fate === "split" && i < leastNamed),
  );
  const contrasts = sightings.filter(({observation, seen}) => seen === true && observation.contrast !== undefined);
  const [clearest] = contrasts.sort((a, b) => a.observation.contrast! - b.observation.contrast!);
  const contrast = clearest?.observation.says(cohort) ?? null;
  return named.map(({mechanism, score}, i) => {
    const says = (wanted: "likely" | "unlikely") =>
      sightings
        .filter(({seen, name}) => seen === true && (mechanism.observations[name] ?? "unlikely") === wanted)
        // What few others would show says most.
        .sort((a, b) => fitting(a.name) - fitting(b.name))
        .map(({observation}) => observation.says(cohort));
    const other = named[i === 0 ? 1 : 0];
    return {
      mechanism,
      score,
      contrast,
      for: says("likely"),
      against: says("unlikely"),
      tiedWith: named
        .filter(one => one.mechanism !== mechanism && Math.abs(one.score - score) <= tie)
        .map(one => one.mechanism.cause),
      toTell: other === undefined ? null : separating(mechanism, other.mechanism, sightings),
    };
  });
}

function scoreOf(
  {cause, prior, observations: expected}: Mechanism,
  sightings: readonly Sighting[],
  voices: readonly SideVoice[],
): number {
  let score = Math.log(prior);
  for (const {name, seen} of sightings) {
    if (seen === null) continue;
    const chance = likelihoods[expected[name] ?? "unlikely"];
    score += Math.log(seen ? chance : 1 - chance);
  }
  for (const voice of voices)
    if (voice.cause === cause) score += voice.speaksFor ? strengthOf(voice) : -strengthOf(voice);
  return score;
}

/** Returns what could not be seen, and is far likelier with the one than with the other; the first of the list is the cheapest. */
function separating(one: Mechanism, other: Mechanism, sightings: readonly Sighting[]): string | null {
  let best: {readonly gain: number; readonly toSee: string} | null = null;
  for (const {observation, name, seen} of sightings) {
    if (seen !== null) continue;
    const of = ({observations: expected}: Mechanism) => Math.log(likelihoods[expected[name] ?? "unlikely"]);
    const gain = Math.abs(of(one) - of(other));
    if (gain > tie && (best === null || gain > best.gain)) best = {gain, toSee: observation.toSee};
  }
  return best?.toSee ?? null;
}
