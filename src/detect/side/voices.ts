import type {Finding, Missing} from "../analysis.ts";
import type {Case} from "../cause.ts";
import {counterVoices} from "./counter-voices.ts";
import {filterVoices} from "./filter-voices.ts";
import {routeVoices} from "./route-voices.ts";
import {sessionVoices} from "./session-voices.ts";
import {traceVoices} from "./trace-voices.ts";
import {versionVoices} from "./version-voices.ts";

/** What side evidence says of one cause. */
export interface SideVoice {
  readonly cause: string;
  readonly says: string;
  /** Whether it speaks for the cause, or against it. */
  readonly speaksFor: boolean;
  /** A `Weight`: with it the cause is named even where no packet tells of it; null where it only adds to a cause that they tell of. */
  readonly introduces: number | null;
}

/** What is asked for voices: a kind of side evidence each, and one entry in {@link speakers}. */
export type Speaker = (input: Case, leading: Finding, missing: Missing) => SideVoice[];

const speakers: readonly Speaker[] = [
  sessionVoices,
  routeVoices,
  traceVoices,
  counterVoices,
  filterVoices,
  versionVoices,
];

/** Lines of one cause that come of side evidence, for it and against it. */
export const maximumVoices = 4;

/** Returns what side evidence says of the causes of a case; nothing where packets show nothing amiss. */
export function sideVoices(input: Case): SideVoice[] {
  const {context, leading} = input;
  if (context.side.isEmpty || leading === null) return [];
  const missing = leading.missing ?? "replies";
  return speakers.flatMap(speaker => speaker(input, leading, missing));
}

/** The cause that names the bypass of a direction. */
export const bypassOf = (missing: Missing): string =>
  missing === "replies" ? "return-bypasses-firewall" : "request-bypasses-firewall";
