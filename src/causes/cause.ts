import type {Finding, NextStep} from "../judge/analysis.ts";
import type {Concluded} from "../judge/context.ts";
import type {Subject} from "../judge/subject.ts";

/** What causes are told from. */
export type Case = Concluded;

/** What speaks for a cause or against it: a finding, by its sentence, or what else is seen. */
export type Reason = string | Finding;

/** How well a cause explains a case. */
export interface Explanation {
  /** 0 to 1, a `Weight`: the order of the causes. */
  readonly weight: number;
  readonly for: readonly Reason[];
  readonly against: readonly Reason[];
  readonly next: readonly NextStep[];
}

/** A cause: one file in `causes/`, and one entry in {@link causes}. */
export interface CauseRule {
  readonly cause: string;
  /** In words, as pictures have it; told of the capture point, for nobody said that it is a firewall. */
  readonly words: string;
  /** Returns how it explains the case, or null if nothing speaks for it. */
  explain(input: Case): Explanation | null;
  /** Returns what to type where side evidence alone names the cause. */
  steps?(subject: Subject, input: Case): readonly NextStep[];
}
