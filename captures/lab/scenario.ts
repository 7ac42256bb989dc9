import type {Network} from "./network.ts";
import type {Play} from "./performance.ts";
import type {Truth} from "./truth.ts";

/** One scenario, staged in its network: what will happen and what the analysis should make of it. */
export interface Staging extends Pick<Truth, "story" | "runs" | "cause"> {
  readonly play: Play;
}

/** One scenario of the laboratory. */
export interface Scenario {
  /** Also the name of its folder. */
  readonly name: string;
  readonly family: 4 | 6;
  readonly stage: (network: Network) => Staging;
}
