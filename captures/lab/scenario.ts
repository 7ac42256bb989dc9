import type {Network} from "./network.ts";
import type {Play} from "./performance.ts";
import type {Run, TrueConversation, Truth} from "./truth.ts";

/** One analysis, and what of each conversation its files show; null: nothing. */
export interface RunPlan extends Omit<Run, "conversations"> {
  readonly view?: (conversation: TrueConversation) => TrueConversation | null;
}

/** One scenario, staged in its network: what will happen and what the analysis should make of it. */
export interface Staging extends Pick<Truth, "story" | "cause" | "comparison"> {
  readonly runs: readonly RunPlan[];
  readonly play: Play;
  /**
   * What is done to the captures afterwards, in their folder. Returns what is then true of the
   * conversations.
   */
  readonly rework?: (folder: string, truth: TrueConversation[]) => TrueConversation[];
  /** The files to keep, where `rework` made others than were captured. */
  readonly files?: readonly string[];
}

/** One scenario of the laboratory. */
export interface Scenario {
  /** Also the name of its folder. */
  readonly name: string;
  readonly family: 4 | 6;
  readonly stage: (network: Network) => Staging;
}
