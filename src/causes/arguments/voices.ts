import type {Case} from "../cause.ts";
import {counterVoices} from "./counter-voices.ts";
import {filterVoices} from "./filter-voices.ts";
import {listingVoices} from "./listing-voices.ts";
import {policyVoices} from "./policy-voices.ts";
import {routeVoices} from "./route-voices.ts";
import {sessionVoices} from "./session-voices.ts";
import type {SideVoice, Speaker} from "./speaker.ts";
import {traceVoices} from "./trace-voices.ts";
import {versionVoices} from "./version-voices.ts";

const speakers: readonly Speaker[] = [
  sessionVoices,
  listingVoices,
  routeVoices,
  traceVoices,
  counterVoices,
  filterVoices,
  versionVoices,
  policyVoices,
];

/** Lines of one cause that come of side evidence, for it and against it. */
export const maximumVoices = 4;

/** Returns what side evidence says of the causes of a case; nothing where packets show nothing amiss. */
export function sideVoices(input: Case): SideVoice[] {
  const {context, leading} = input;
  if (leading === null) return [];
  const missing = leading.missing ?? "replies";
  // A device's own words are no listing.
  return (context.side.isEmpty ? [versionVoices] : speakers).flatMap(speaker => speaker(input, leading, missing));
}
