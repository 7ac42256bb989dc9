import type * as fc from "fast-check";
import type {CaptureSet} from "./capture-set.ts";
import type {Judged} from "./judged.ts";

/** What was drawn for a variant: plain data, so that it can be printed and given again. */
export type Choice = Readonly<Record<string, unknown>>;

/** A set, how it is judged as it is, and the variant of it. */
export interface Pair<C> {
  readonly set: CaptureSet;
  readonly base: Judged;
  readonly variant: Judged;
  readonly choice: C;
}

/** How the judgement of a changed capture must stand to that of the capture: a property that no scenario can be tuned to. */
export interface Property<C = Choice> {
  readonly name: string;
  /** What it holds, and why, in a sentence. */
  readonly holds: string;
  /** How many variants of a set are tried in one round: more where there are more of them. */
  readonly draws: number;
  /** Whether its variants take many times as long as others: CI tries them with small sets alone. */
  readonly isSlow?: boolean;
  /** The manner of a variant in a few words, where violations of different manners have different reasons. */
  manner?(choice: C): string;
  /** The set that is compared with the variant, where it is not the set as it is; null if the property says nothing of the set. */
  prepare?(set: CaptureSet): CaptureSet | null;
  /** What may be drawn for this set; null if the property says nothing of it. */
  choices(set: CaptureSet, base: Judged): fc.Arbitrary<C> | null;
  /** The variant; null if the choice leaves nothing to be judged. */
  vary(set: CaptureSet, choice: C, base: Judged): CaptureSet | null;
  /** What is wrong, in words; null if the property holds. */
  violation(pair: Pair<C>): string | null;
}
