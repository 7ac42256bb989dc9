import type {Time} from "../time/time.ts";
import type {Finding} from "./analysis.ts";

/** What a finding's connections show of it after some moment. */
export interface Shown {
  /** When it showed first and last. */
  readonly first: Time;
  readonly last: Time;
  readonly conversations: number;
  /** Pairs of networks at the finding's points, by their number in the table: the same as long as the table lives. */
  readonly pairs: ReadonlySet<number>;
}

/** How findings go on in time: for what is judged again and again while packets come. */
export interface Course {
  /** Returns what a finding's connections show after `after`, and until `until`; null if nothing. */
  shown(finding: Finding, after: Time, until: Time): Shown | null;
  /** Returns when connections of these pairs began that are whole and accused of nothing, ascending, by pair. */
  healthy(pairs: ReadonlySet<number>): Map<number, Time[]>;
}
