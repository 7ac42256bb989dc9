import type {Chain} from "./checkpoint-chain.ts";
import type {CapturePoint} from "./points.ts";

/** One interface of the current section. */
export interface Interface {
  readonly point: CapturePoint | null;
  readonly link: number;
  readonly snaplen: number;
  readonly resolution: number;
  readonly offset: bigint;
  /** Nanoseconds a unit of the time stamp, as a fraction: both numbers are exact. */
  readonly nanoseconds: number;
  readonly divisor: number;
  /** High word for which `base` and `carry` hold; exact arithmetic on 64 bits is done once per high word, not per packet. */
  high: number;
  /** Time of the low word 0, whole nanoseconds; and the units that it had beyond them. */
  base: number;
  carry: number;
  /** Undefined before the first frame. */
  chain: Chain | null | undefined;
}
