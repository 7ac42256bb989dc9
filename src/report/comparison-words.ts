import type {ComparedPair, ComparisonResult, PairStatus} from "../compare/comparison.ts";
import type {CounterChange} from "../compare/counters.ts";
import {grouped} from "../words.ts";

/** What a result is called in a headline. */
export const resultWords: Record<ComparisonResult, string> = {
  fixed: "Fixed",
  partly: "Partly fixed",
  "not-fixed": "Not fixed",
  inconclusive: "Inconclusive",
};

/** What became of a pair. */
export const statusWords: Record<PairStatus, string> = {
  fixed: "fixed",
  partly: "partly",
  "not-fixed": "not fixed",
  untested: "too little",
  "not-seen": "not seen",
  "not-broken": "not broken",
  "broken-since": "broken now",
  new: "new",
};

/** Returns `5 of 5 one-way`; of none, that none was seen. */
export const beforeText = ({before: {broken, conversations}}: ComparedPair): string =>
  conversations === 0 ? "none seen" : `${grouped(broken)} of ${grouped(conversations)} asymmetric`;

/** Returns `4 of 4 work`, or how many fail. */
export function afterText({after: {begun, failing, working, detouring, unclear, older}}: ComparedPair): string {
  if (begun === 0) return older === 0 ? "none seen" : "no new one";
  if (failing > 0) return `${grouped(failing)} of ${grouped(begun)} fail`;
  if (detouring > 0)
    return working === 0 && detouring === begun
      ? `${grouped(detouring)} work, asymmetric`
      : `${grouped(working + detouring)} of ${grouped(begun)} work, ${grouped(detouring)} asymmetric`;
  if (working > 0) return `${grouped(working)} of ${grouped(begun)} work`;
  return `${grouped(unclear)} cut off`;
}

/** Returns how a counter changed. */
export function changeText({before, after, increase}: CounterChange): string {
  if (increase !== null) return increase === 0 ? "stands still" : `+${grouped(increase)}, still grows`;
  return before !== null && after !== null && after < before ? "set back in between" : "cannot be told";
}

/** Returns `12.3 kB`. */
export function bytesText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
