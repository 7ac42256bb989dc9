import type {Epoch} from "../time/time.ts";

/** How an interface counts time. */
export interface Ticks {
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
}

/** Returns how an interface counts time by its options if_tsresol and if_tsoffset (draft-ietf-opsawg-pcapng, section 4.2). */
export function ticksOf(resolution: number, offset: bigint): Ticks {
  const isBinary = resolution >= 0x80;
  return {
    resolution,
    offset,
    nanoseconds: isBinary ? 1e9 / 2 ** (resolution & 0x7f) : 10 ** Math.max(0, 9 - resolution),
    divisor: isBinary ? 1 : 10 ** Math.max(0, resolution - 9),
    high: -1,
    base: 0,
    carry: 0,
  };
}

/** Returns the time of a stamp, given by its two words. What is finer than a nanosecond is cut off. */
export function timeOf(ticks: Ticks, high: number, low: number, epoch: Epoch): number {
  if (high !== ticks.high) moveTo(ticks, high, low, epoch);
  return ticks.base + Math.floor(((low + ticks.carry) * ticks.nanoseconds) / ticks.divisor);
}

function moveTo(ticks: Ticks, high: number, low: number, epoch: Epoch): void {
  const units = BigInt(high) << 32n;
  const n = BigInt(ticks.resolution & 0x7f);
  const perSecond = ticks.resolution >= 0x80 ? 1n << n : 10n ** n;
  const seconds = units / perSecond;
  const rest = (units % perSecond) * 1_000_000_000n;
  const nanoseconds = Number(rest / perSecond);
  ticks.high = high;
  ticks.carry = Number(rest % perSecond) / 1e9;
  // The epoch is to be the first packet's whole second, hence the seconds of its low word.
  const later = nanoseconds + (low * ticks.nanoseconds) / ticks.divisor;
  const lowSeconds = epoch.seconds === null ? Math.floor(later / 1e9) : 0;
  ticks.base = epoch.time(Number(seconds + ticks.offset) + lowSeconds, nanoseconds - lowSeconds * 1e9);
}
