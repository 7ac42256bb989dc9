import type {SideRecord} from "../../capture/side/record.ts";
import type {Finding, Missing} from "../../judge/analysis.ts";
import type {Case} from "../cause.ts";
import {Weight} from "../weight.ts";

/** What side evidence says of one cause. */
export interface SideVoice {
  readonly cause: string;
  readonly says: string;
  /** Whether it speaks for the cause, or against it. */
  readonly speaksFor: boolean;
  /** A `Weight`: with it the cause is named even where no packet tells of it; null where it only adds to a cause that they tell of. */
  readonly introduces: number | null;
  /** The record whose words it repeats. */
  readonly quotes?: SideRecord;
}

/** Logarithm of how much likelier, or unlikelier, it makes the cause: a hint, a clear word, or each device's own half. */
export const strengthOf = ({introduces}: SideVoice): number =>
  Math.log(introduces === null ? 2 : introduces < Weight.owned ? 6 : 30);

/** What is asked for voices: a kind of side evidence each, and one entry in {@link speakers}. */
export type Speaker = (input: Case, leading: Finding, missing: Missing) => SideVoice[];

/** The cause that names the bypass of a direction. */
export const bypassOf = (missing: Missing): string =>
  missing === "replies" ? "return-bypasses-firewall" : "request-bypasses-firewall";
