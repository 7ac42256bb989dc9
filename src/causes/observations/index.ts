import {direction} from "./direction.ts";
import {hops} from "./hops.ts";
import type {Observation} from "./observation.ts";
import {places} from "./places.ts";
import {told} from "./told.ts";
import {when} from "./when.ts";
import {who} from "./who.ts";

/** All observations: groups of them, a file each, and one entry here. */
export const observations = [
  ...direction,
  ...when,
  ...who,
  ...places,
  ...hops,
  ...told,
] as const satisfies readonly Observation[];
export type ObservationName = (typeof observations)[number]["name"];
