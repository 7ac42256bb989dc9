import type {NextStep} from "../judge/analysis.ts";
import type {Subject} from "../judge/subject.ts";
import type {Case} from "./cause.ts";
import type {Cohort} from "./observations/cohort.ts";
import type {ObservationName} from "./observations/index.ts";

/** How often something is seen where a mechanism is at work: nearly always, now and then, or hardly ever, by mistake or chance. */
export const likelihoods = {likely: 0.7, possible: 0.2, unlikely: 0.03} as const;
export type Likelihood = keyof typeof likelihoods;

/**
 * A mechanism by which packets take another way: a column of the table of observations. What it does not name is `unlikely` for it.
 * The numbers are coarse on purpose: the order of causes must not hang on them.
 */
export interface Mechanism {
  readonly cause: string;
  /** In words, as pictures have it; told of the capture point, for nobody said that it is a firewall. */
  readonly words: string;
  /** The same of a point that has to be named, as others were captured, too. */
  wordsAt?(place: string): string;
  /** How common it is among all that are asked about, before anything is seen. */
  readonly prior: number;
  readonly observations: Partial<Record<ObservationName, Likelihood>>;
  /** Rules whose notes hint at it, where nothing else is found. */
  readonly hintedBy?: readonly string[];
  /** Returns what to type, cheapest first, to see whether it is the one. */
  next(subject: Subject, input: Case, cohort: Cohort | null): readonly NextStep[];
}
