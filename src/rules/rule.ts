import type {Cursor} from "../flow/cursor.ts";
import type {Finding, Outcome} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";

/** A finding without the number that it gets in the report. */
export type Draft = Omit<Finding, "id">;

/** One pass over conversations, then the findings. */
export interface Inspection {
  /** Whether it asks for conversations of this outcome, seen by one flow or by several; for all if it does not say. */
  asksFor?(outcome: Outcome, isSeveral: boolean): boolean;
  /** Called for each conversation that it asks for; ordinary ones may be left out. */
  see?(cursor: Cursor): void;
  finish(): Draft[];
}

/** A detector: one file beside this one, and one entry in {@link detectors}. */
export interface Detector {
  readonly name: string;
  /** The question that it answers. */
  readonly question: string;
  start(context: Context): Inspection;
}
