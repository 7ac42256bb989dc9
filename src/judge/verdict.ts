export type VerdictKind = "proven" | "one-sided-capture" | "suspected" | "inconclusive" | "symmetric" | "nothing";

export interface Verdict {
  readonly kind: VerdictKind;
  /** Whether the connections concerned fail, or work asymmetrically; null where that cannot be told. */
  readonly failing: boolean | null;
  /** The same in every report: its clauses, parted by "; ". */
  readonly sentence: string;
  /** The first says it all in some sixty characters. */
  readonly clauses: readonly string[];
  readonly counts: VerdictCounts;
  /** Under a verdict about no asymmetry, how many connections fail while nothing shows why; otherwise 0. */
  readonly unexplained: number;
}

/** How many connections the verdict is about: none where it is about no asymmetry. */
export interface VerdictCounts {
  readonly affected: number;
  /** Of those, how many fail, and how many work; of the others it cannot be told. */
  readonly failing: number;
  readonly working: number;
  /** All connections. */
  readonly of: number;
}
