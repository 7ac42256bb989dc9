import {causeIsRight, type Judged, silencedOf, verdictIsRight} from "./combinations.ts";

/** The figures of one scenario, or of all, over their combinations of points: shares from 0 to 1. */
export interface Figures {
  /** Of the combinations whose truth is told: those with a right verdict, and with a right first cause. */
  readonly verdict: number;
  readonly cause: number;
  /** Of the connections that are called proven: those that are so. */
  readonly precision: number;
  /** Of the asymmetric connections in combinations where asymmetry has to be said: those that are found. */
  readonly found: number;
  /** Of the connections of which it is said whether they work: those of which it is said rightly; and of how many it is said. */
  readonly fates: number;
  readonly said: number;
  /** Of the combinations: those that do not call symmetric what fewer of their points show to be asymmetric. */
  readonly steady: number;
}

export const columns = [
  "verdict",
  "cause",
  "precision",
  "found",
  "fates",
  "said",
  "steady",
] as const satisfies (keyof Figures)[];

/** Returns the figures over some combinations; a share of nothing is 1. */
export function figuresOf(judged: readonly Judged[]): Figures {
  const share = (part: number, of: number) => (of === 0 ? 1 : part / of);
  const sum = (of: (one: Judged) => number) => judged.reduce((all, one) => all + of(one), 0);
  const rate = (of: (one: Judged) => boolean | null) => {
    const told = judged.map(of).filter(one => one !== null);
    return share(told.filter(Boolean).length, told.length);
  };
  const [right, wrong, silent] = (["right", "wrong", "silent"] as const).map(fate => sum(one => one.fates[fate])) as [
    number,
    number,
    number,
  ];
  const proven = sum(one => one.proven);
  return {
    verdict: rate(verdictIsRight),
    cause: rate(causeIsRight),
    precision: share(proven, proven + sum(one => one.wronglyProven.length)),
    found: share(
      sum(one => one.found),
      sum(one => one.shown),
    ),
    fates: share(right, right + wrong),
    said: share(right + wrong, right + wrong + silent),
    steady: share(judged.length - silencedOf(judged).length, judged.length),
  };
}

/** Returns the combinations by scenario. */
export function byScenario(judged: readonly Judged[]): Map<string, Judged[]> {
  const all = new Map<string, Judged[]>();
  for (const one of judged) all.set(one.scenario, [...(all.get(one.scenario) ?? []), one]);
  return all;
}
