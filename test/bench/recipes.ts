/**
 * What each benchmark capture is made of.
 *
 * The cases differ in what costs a reader most: many short connections in
 * few or many places of its tables, many frames in each, large frames, and
 * tables that only ever grow.
 */

/** What a capture of ordinary connections is made of. */
export interface Mix {
  readonly kind: "conversations";
  readonly frames: number;
  readonly conversations: number;
  readonly inFlight: number;
  readonly replySegments: number;
  /** Mean pause before a request, in milliseconds: sets the capture's span. */
  readonly pause: number;
}

/** A SYN flood: every frame has a source of its own. */
export interface Flood {
  readonly kind: "flood";
  readonly frames: number;
}

export type Recipe = Mix | Flood;

export const RECIPES: Readonly<Record<string, Recipe>> = {
  "small-256": {
    kind: "conversations",
    frames: 2_000_000,
    conversations: 150_000,
    inFlight: 256,
    replySegments: 1,
    pause: 25,
  },
  "small-20000": {
    kind: "conversations",
    frames: 2_000_000,
    conversations: 150_000,
    inFlight: 20_000,
    replySegments: 1,
    pause: 9_000,
  },
  long: {
    kind: "conversations",
    frames: 8_000_000,
    conversations: 153_846,
    inFlight: 256,
    replySegments: 1,
    pause: 10,
  },
  "full-size": {
    kind: "conversations",
    frames: 800_000,
    conversations: 4_000,
    inFlight: 64,
    replySegments: 16,
    pause: 200,
  },
  flood: {kind: "flood", frames: 1_000_000},
};
