import type {Reason} from "../cause.ts";
import type {Cohort} from "./cohort.ts";

/** Whether something is so; null where it could not be seen: nothing is concluded from the absence of what could not be seen. */
export type Seen = boolean | null;

/** Something that the captures show of the connections that are affected, or would show if it were so. */
export interface Observation {
  readonly name: string;
  /** What tells those affected from others is told first: of several the least number. */
  readonly contrast?: number;
  see(cohort: Cohort): Seen;
  /** Returns what is said where it is so. */
  says(cohort: Cohort): Reason;
  /** What to look at where it could not be seen, as "what tells them apart" has it. */
  readonly toSee: string;
}
