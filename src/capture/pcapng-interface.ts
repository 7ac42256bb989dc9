import type {Chain} from "./checkpoint-chain.ts";
import type {Ticks} from "./pcapng-times.ts";
import type {CapturePoint} from "./points.ts";

/** One interface of the current section. */
export interface Interface {
  readonly point: CapturePoint | null;
  readonly link: number;
  readonly snaplen: number;
  readonly ticks: Ticks;
  /** Packets of it so far. */
  packets: number;
  /** Undefined before the first frame. */
  chain: Chain | null | undefined;
}
