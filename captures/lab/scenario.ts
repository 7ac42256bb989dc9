import type {Family, Network} from "./network.ts";
import type {Play} from "./performance.ts";
import type {Arranged, Point, Right, ToldConnection} from "./points.ts";
import type {Run, TrueConnection, Truth} from "./truth.ts";

/** One analysis, and what of each connection its files show; null: nothing. */
export interface RunPlan extends Omit<Run, "conversations"> {
  readonly view?: (connection: TrueConnection) => TrueConnection | null;
}

/** One scenario, staged in its network: what will happen and what the analysis should make of it. */
export type Staging = RunsStaging | PointsStaging;

/** A scenario with runs that are judged to the last connection. */
export interface RunsStaging extends Pick<Truth, "story" | "cause" | "comparison"> {
  readonly runs: readonly RunPlan[];
  readonly play: Play;
  /**
   * What is done to the captures afterwards, in their folder. Returns what is then true of the
   * conversations.
   */
  readonly rework?: (folder: string, truth: TrueConnection[]) => TrueConnection[];
  /** The files to keep, where `rework` made others than were captured. */
  readonly files?: readonly string[];
}

/** A scenario that is judged in every combination of its points. */
export interface PointsStaging extends Pick<Truth, "story" | "cause"> {
  readonly points: readonly Point[];
  /** What may be said of a combination of points, by their names. */
  readonly right: (points: ReadonlySet<string>) => Right;
  readonly play: Play<Arranged>;
  /** Endpoints whose conversations are nobody's of the truth, and healthy: a routing protocol's. */
  readonly strangers?: RegExp;
  /** Where routers decide by themselves: whether a connection's directions went different ways. */
  readonly asymmetric?: (one: ToldConnection) => boolean;
}

/** One scenario of the laboratory. */
export interface Scenario {
  /** Also the name of its folder. */
  readonly name: string;
  readonly family: Family;
  /** Programs that it needs beside those that all need. */
  readonly programs?: readonly string[];
  readonly stage: (network: Network) => Staging;
}
