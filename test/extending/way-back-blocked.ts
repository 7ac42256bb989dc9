import {commands} from "../../src/advice/commands.ts";
import type {Mechanism} from "../../src/causes/mechanism.ts";

const {linux} = commands;

/** Behind this point the way back ends: what is seen here never arrives. */
export const wayBackBlocked: Mechanism = {
  cause: "way-back-blocked",
  words: "The way back ends behind this point",
  prior: 0.3,
  observations: {
    "replies-missing": "likely",
    "goes-by-client": "likely",
    "all-affected": "possible",
    "nothing-parts-them": "possible",
    "healthy-at-the-same-time": "possible",
  },
  next: ({client}) => [linux.routeGet(client, null, "on the next router behind this point: by which way?")],
};
