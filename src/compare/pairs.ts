import {endpointText, networkText} from "../flow/address.ts";
import {parseNetwork} from "../flow/network.ts";
import type {ConnectionRecord} from "../judge/analysis.ts";
import type {ComparedPair, PairStatus} from "./comparison.ts";
import type {Health} from "./health.ts";
import {addBytes} from "./traffic.ts";

/** Pairs told apart; connections of any further one are not compared. */
const limit = 100_000;
/** Among many that work, so few may fail for reasons of their own. */
const tolerated = 0.05;
/** A pair is broken as a whole if hardly any connection was not. */
const wholly = 0.95;
/** What has no answer. */
const silent: readonly ConnectionRecord["outcome"][] = ["unanswered", "unasked", "stalled"];
/** Where only some were, new ones show a fix if chance would hardly have let them all work. */
const allowedChance = 0.05;

type Mutable<T> = {-readonly [K in keyof T]: T[K] extends number ? number : Mutable<T[K]>};

/** What is counted of a pair. */
interface PairCount {
  readonly client: string;
  readonly server: string;
  readonly before: Mutable<ComparedPair["before"]>;
  readonly after: Mutable<ComparedPair["after"]>;
  /** Of those before, the ones that worked, those that were asymmetric and failed, and those that got no answer. */
  workedBefore: number;
  failedBefore: number;
  silentBefore: number;
  /** It is broken by silence alone. */
  isSilent: boolean;
  /** Older connections whose SYN, the same as before, was sent again after, in vain. */
  retried: number;
}

/** Counts connections by client network (/24, /64) and service. */
export class Pairs {
  readonly #counts = new Map<string, PairCount>();
  /** Whether there were more pairs than are told apart. */
  overflowed = false;

  /** Returns the counts of the pair that a connection is of, null if there are too many. */
  of({client, server}: ConnectionRecord): PairCount | null {
    const network = networkOf(client.address);
    const service = endpointText(server);
    const key = `${network} ${service}`;
    let count = this.#counts.get(key);
    if (count === undefined) {
      if (this.#counts.size === limit) {
        this.overflowed = true;
        return null;
      }
      count = {
        client: network,
        server: service,
        before: {conversations: 0, broken: 0, bytes: {requests: 0, replies: 0}},
        after: {
          begun: 0,
          working: 0,
          detouring: 0,
          failing: 0,
          unclear: 0,
          asymmetric: 0,
          stopped: 0,
          bytes: {requests: 0, replies: 0},
          older: 0,
          stale: 0,
        },
        workedBefore: 0,
        failedBefore: 0,
        silentBefore: 0,
        isSilent: false,
        retried: 0,
      };
      this.#counts.set(key, count);
    }
    return count;
  }

  /** Counts a connection of before. */
  countBefore(record: ConnectionRecord): void {
    const pair = this.of(record);
    if (pair === null) return;
    const {certainty, failing, outcome} = record;
    pair.before.conversations++;
    addBytes(pair.before.bytes, record);
    if (certainty !== null) {
      pair.before.broken++;
      if (failing === true) pair.failedBefore++;
    } else if (failing === false) pair.workedBefore++;
    else if (silent.includes(outcome)) pair.silentBefore++;
  }

  /** All of before are counted: a pair of which nothing was answered was broken, too, as far as can be seen. */
  endBefore(): void {
    for (const pair of this.#counts.values()) {
      pair.isSilent = pair.before.broken === 0 && pair.workedBefore === 0 && pair.silentBefore > 0;
      if (pair.isSilent) pair.before.broken = pair.silentBefore;
    }
  }

  /** All of after are counted. What is silent still may be dead, unless silence was all the complaint: no fix was asked for. */
  endAfter(isSilenceAll: boolean): void {
    const all = [...this.#counts.values()];
    if (isSilenceAll && !all.some(({before, isSilent}) => before.broken > 0 && !isSilent)) return;
    for (const {before, after, isSilent} of all)
      if (isSilent && after.working + after.detouring === 0) before.broken = 0;
  }

  /** Returns what became of each pair, those that say most of the fix first. */
  list(): ComparedPair[] {
    const pairs = [...this.#counts.values()].map(({client, server, before, after, ...rest}) => {
      return {client, server, status: statusOf({client, server, before, after, ...rest}), before, after};
    });
    const rank = (pair: ComparedPair) => statuses.indexOf(pair.status);
    return pairs.sort(
      (a, b) => rank(a) - rank(b) || b.before.broken - a.before.broken || b.after.begun - a.after.begun,
    );
  }
}

const statuses: readonly PairStatus[] = [
  "not-fixed",
  "partly",
  "broken-since",
  "fixed",
  "untested",
  "not-seen",
  "new",
  "not-broken",
];

/** Counts a connection that began in the capture after. */
export function countBegun(count: PairCount, health: Health, record: ConnectionRecord): void {
  const {after} = count;
  after.begun++;
  addBytes(after.bytes, record);
  if (health === "works") after.working++;
  else if (health === "detours") after.detouring++;
  else if (health === "unclear") after.unclear++;
  else {
    after.failing++;
    if (health === "asymmetric") after.asymmetric++;
    if (health === "stopped") after.stopped++;
  }
}

/** Returns what became of a pair. */
export function statusOf({before, after, retried, workedBefore, failedBefore, isSilent}: PairCount): PairStatus {
  const {working, detouring, failing} = after;
  const isBroken = after.asymmetric + after.stopped + detouring > 0;
  if (after.begun + after.older === 0) return "not-seen";
  if (before.broken === 0) {
    if (isBroken || (workedBefore > 0 && failing > 0 && working === 0)) return "broken-since";
    return before.conversations > 0 ? "not-broken" : "new";
  }
  const share = before.broken / before.conversations;
  const wasWhole = share >= wholly;
  const isSound = !isBroken && failing <= tolerated * (working + failing);
  if (working > 0 && isSound) return wasWhole || (1 - share) ** working < allowedChance ? "fixed" : "untested";
  // What failed works now, on the same two paths: the fault is gone, its cause is not.
  if (detouring > 0 && (failedBefore > 0 || isSilent) && failing <= tolerated * (working + detouring + failing))
    return "partly";
  const lacking = (failing + detouring) / (working + failing + detouring);
  if (working > 0 && (wasWhole || lacking < share / 2)) return "partly";
  return failing + detouring > 0 || retried > 0 ? "not-fixed" : "untested";
}

/** Returns `10.1.0.0/24` or `2001:db8::/64`. */
function networkOf(address: string): string {
  if (!address.includes(":")) return `${address.slice(0, address.lastIndexOf("."))}.0/24`;
  const {width, words} = parseNetwork(address)!;
  return networkText(width, words[0], words[1], words[3]);
}
