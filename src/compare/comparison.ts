import type {Endpoint} from "../flow/address.ts";
import type {Analysis, NextStep} from "../judge/analysis.ts";
import type {Time} from "../time/time.ts";
import type {CounterChange} from "./counters.ts";

/** Did the fix work? */
export type ComparisonResult = "fixed" | "partly" | "not-fixed" | "inconclusive";

/**
 * What became of a pair. Broken before: `fixed`, `partly`, `not-fixed`, or `untested`, where new connections are too few to tell. Not broken
 * before: `not-broken`; `new`, seen after only; `broken-since`, where new ones are asymmetric, or none works that did. Either: `not-seen` after.
 */
export type PairStatus =
  | "fixed"
  | "partly"
  | "not-fixed"
  | "untested"
  | "not-seen"
  | "not-broken"
  | "broken-since"
  | "new";

/** Payload of all connections, each as the point saw it that saw most. */
export interface BothWays {
  readonly requests: number;
  readonly replies: number;
}

/** All connections of a client network with a service, before and after. */
export interface ComparedPair {
  /** `10.1.0.0/24` or `2001:db8::/64`. */
  readonly client: string;
  /** `10.2.0.4:5000` or `[2001:db8::1]:5000`. */
  readonly server: string;
  readonly status: PairStatus;
  readonly before: {
    readonly conversations: number;
    /** Asymmetric; or without any answer, where none of the pair works, and it does after, or nothing is asymmetric at all. */
    readonly broken: number;
    readonly bytes: BothWays;
  };
  readonly after: {
    /** Connections begun in the capture after. `unclear`: cut off, or without data, so that they tell nothing. */
    readonly begun: number;
    readonly working: number;
    /** Still asymmetric, and they work. */
    readonly detouring: number;
    readonly failing: number;
    readonly unclear: number;
    /** Of the failing ones, those that are asymmetric, and those whose handshake completes and whose bytes then stop to grow. */
    readonly asymmetric: number;
    readonly stopped: number;
    /** Of the connections begun after. */
    readonly bytes: BothWays;
    /** Connections begun earlier, and those of them that are still broken. */
    readonly older: number;
    readonly stale: number;
  };
}

/** A connection begun before the fix that still runs on the broken path. */
export interface StaleConnection {
  /** Its number in the analysis after. */
  readonly id: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  /** Whether it was broken in the capture before; false: not seen there. */
  readonly brokenBefore: boolean;
  /** When it was seen first and last in the capture after. */
  readonly first: Time;
  readonly last: Time;
}

export interface Comparison {
  readonly result: ComparisonResult;
  /** The same in every report: the head, a colon, and the clauses, parted by "; ". */
  readonly sentence: string;
  /** The result in a few words; null where the sentence has none. */
  readonly head: string | null;
  readonly clauses: readonly string[];
  /** Whether the last clause asks something back, with its question mark. */
  readonly isQuestion: boolean;
  /** Some input could not be read to its end. */
  readonly partial: boolean;
  /** Those broken before or after first. */
  readonly pairs: readonly ComparedPair[];
  /** By first packet in the capture after. */
  readonly stale: readonly StaleConnection[];
  /** How to clear the stale ones, those of the first few pairs of hosts. */
  readonly clearing: readonly NextStep[];
  readonly counters: readonly CounterChange[];
  /** Where the connections passed that work now, of pairs that were broken: packets without copies, in path order. */
  readonly mended: Analysis["scene"]["points"];
  readonly before: Analysis;
  readonly after: Analysis;
}
