import type {Cursor} from "../flow/cursor.ts";
import type {Finding, Outcome} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";

/** The form of rules before they were data; none is to be added. */
export type Draft = Omit<Finding, "id" | "facts">;

export interface Inspection {
  asksFor?(outcome: Outcome, isSeveral: boolean): boolean;
  see?(cursor: Cursor): void;
  finish(): Draft[];
}

export interface Detector {
  readonly name: string;
  readonly question: string;
  start(context: Context): Inspection;
}
