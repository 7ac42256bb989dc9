import type {Right} from "./points.ts";

/** Nothing is wrong, and nothing may be said to be. */
export const HEALTHY: Right = {verdict: ["symmetric"], failing: [false], causes: [null]};

/** An asymmetry that has to be said. */
export function asymmetry(failing: boolean, ...causes: Right["causes"]): Right {
  // Where a point sees little of a connection it may leave open whether it works.
  return {verdict: ["proven", "suspected"], failing: failing ? [true] : [false, null], causes};
}

/** One direction only is seen, of nearly everything: the capture may be to blame as well. */
export function oneSided(failing: boolean, ...causes: Right["causes"]): Right {
  return {
    verdict: ["proven", "suspected", "one-sided-capture"],
    failing: [failing, null],
    causes: [...causes, "one-sided-capture"],
  };
}

/** SYNs without any answer beside connections that work: a dead server and another path look the same. */
export function unansweredBeside(...causes: Right["causes"]): Right {
  return {verdict: ["suspected", "inconclusive"], failing: [true, null], causes};
}

/** Connections fail, and no route is asymmetric: the cause must be named, the routing not accused. */
export function failure(...causes: Right["causes"]): Right {
  return {verdict: ["symmetric", "inconclusive"], failing: [true, false, null], causes};
}

/** The same, where the points show only that conversations go silent, which idle ones do as well. */
export function silence(...causes: Right["causes"]): Right {
  return {...failure(...causes, null), blind: true};
}
