import {clearingSteps} from "./compare/clearing.ts";
import type {Comparison, StaleConnection} from "./compare/comparison.ts";
import {type CounterListing, compareCounters} from "./compare/counters.ts";
import {type Health, healthOf} from "./compare/health.ts";
import {isOpened, isSame, tupleKey} from "./compare/identity.ts";
import {countBegun, Pairs, statusOf} from "./compare/pairs.ts";
import {judgeComparison} from "./compare/result.ts";
import {Passage} from "./compare/traffic.ts";
import type {Analysis, ConnectionRecord} from "./judge/analysis.ts";

/** Listings of a device's counters, one of each time. */
export interface CounterListings {
  readonly before: CounterListing;
  readonly after: CounterListing;
}

/** Packets of one direction alone, in a connection of a pair that was broken, that make it stale although it was not seen before. */
const leastAlone = 3;

/**
 * Says whether what was broken in `before` is fixed in `after`, for the same client networks and services. Pure. Passes over the
 * connections of both without keeping their records; keys are kept of those that began after and do not work, and of older ones.
 */
export function compare(before: Analysis, after: Analysis, counters?: CounterListings): Comparison {
  const pairs = new Pairs();
  for (const record of recordsOf(before)) pairs.countBefore(record);
  pairs.endBefore();
  const mended = new Passage();
  const doubtful = doubtfulOf(before, after, pairs, mended);
  const earlier = findEarlier(before, after, doubtful);
  const stale = countDoubtful(after, doubtful, earlier, pairs, mended);
  // Most attempts of before got no answer: that was the complaint.
  pairs.endAfter(before.verdict.kind === "inconclusive");
  const changes = counters === undefined ? [] : compareCounters(counters.before, counters.after);
  const list = pairs.list();
  return {
    ...judgeComparison({before, after, pairs: list, stale, counters: changes, overflowed: pairs.overflowed}),
    partial: before.partial || after.partial,
    pairs: list,
    stale,
    clearing: clearingSteps(stale),
    counters: changes,
    mended: mended.list(after),
    before,
    after,
  };
}

function* recordsOf(analysis: Analysis): Generator<ConnectionRecord> {
  for (let id = 0; id < analysis.totals.conversations; id++) yield analysis.connection(id, false);
}

/** Connections of the capture after, by the key of their ends, of which it matters whether they began before. */
type Doubtful = Map<string, {readonly id: number; readonly health: Health}[]>;

/** Counts what surely began in the capture after and works; returns the others. */
function doubtfulOf(before: Analysis, after: Analysis, pairs: Pairs, mended: Passage): Doubtful {
  // Who captured before and after in one go may have the same connections in both.
  const overlap = before.period !== null && after.period !== null && after.period[0] <= epochAligned(before, after);
  const doubtful: Doubtful = new Map();
  for (const record of recordsOf(after)) {
    const pair = pairs.of(record);
    if (pair === null) continue;
    const health = healthOf(record, after);
    const opened = isOpened(record);
    if (health === "works" && !opened) pair.after.older++;
    else if (health === "works" && !(overlap && pair.before.broken > 0)) {
      countBegun(pair, health, record);
      if (pair.before.broken > 0) mended.add(record);
    } else {
      const key = tupleKey(record);
      const list = doubtful.get(key);
      if (list === undefined) doubtful.set(key, [{id: record.id, health}]);
      else list.push({id: record.id, health});
    }
  }
  return doubtful;
}

/** Returns when the capture before ended, as nanoseconds since the epoch of the one after. */
function epochAligned(before: Analysis, after: Analysis): number {
  return before.period![1] + ((before.epoch.seconds ?? 0) - (after.epoch.seconds ?? 0)) * 1e9;
}

/** Returns for each doubtful connection that began before whether it was broken then. */
function findEarlier(before: Analysis, after: Analysis, doubtful: Doubtful): Map<number, boolean> {
  const earlier = new Map<number, boolean>();
  if (doubtful.size === 0) return earlier;
  for (const record of recordsOf(before)) {
    for (const {id} of doubtful.get(tupleKey(record)) ?? [])
      if (isSame(before, record.id, after, id)) earlier.set(id, record.certainty !== null);
  }
  return earlier;
}

/** Counts the doubtful connections; returns the stale ones. Where new connections fail as well, clearing old ones does not help. */
function countDoubtful(
  after: Analysis,
  doubtful: Doubtful,
  earlier: ReadonlyMap<number, boolean>,
  pairs: Pairs,
  mended: Passage,
): StaleConnection[] {
  const candidates: StaleConnection[] = [];
  for (const {id, health} of [...doubtful.values()].flat()) {
    const record = after.connection(id, false);
    const pair = pairs.of(record);
    if (pair === null) continue;
    const opened = isOpened(record);
    if (opened && !earlier.has(id)) {
      countBegun(pair, health, record);
      if (health === "works" && pair.before.broken > 0) mended.add(record);
      continue;
    }
    pair.after.older++;
    const brokenBefore = earlier.get(id) ?? false;
    const isBroken = isStillBroken(record, health, brokenBefore, pair.before.broken > 0);
    if (opened && isBroken) pair.retried++;
    // A client that resets has given up: its connection runs no more.
    if (!isBroken || record.flows.some(({requests}) => requests.rst > 0)) continue;
    const {client, server, first, last} = record;
    candidates.push({id, client, server, brokenBefore, first, last});
  }
  const stale = candidates.filter(({id}) => {
    const status = statusOf(pairs.of(after.connection(id, false))!);
    return status !== "not-fixed" && status !== "broken-since";
  });
  for (const {id} of stale) pairs.of(after.connection(id, false))!.after.stale++;
  return stale.sort((a, b) => a.first - b.first || a.id - b.id);
}

/** Whether a connection begun earlier is still on the broken path; refused or unanswered it may be for reasons of its own. */
function isStillBroken(
  record: ConnectionRecord,
  health: Health,
  brokenBefore: boolean,
  pairWasBroken: boolean,
): boolean {
  if (health === "works") return false;
  if (brokenBefore || health === "asymmetric" || health === "stopped") return true;
  const seen = (direction: "requests" | "replies") =>
    record.flows.reduce((most, flow) => {
      const {packets, copies, rst} = flow[direction];
      return Math.max(most, packets - copies - rst);
    }, 0);
  const [requests, replies] = [seen("requests"), seen("replies")];
  return pairWasBroken && (requests === 0 || replies === 0) && requests + replies >= leastAlone;
}
