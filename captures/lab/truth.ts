import {writeFile} from "node:fs/promises";

/** What really happened to one conversation, and what the analysis should say of it. */
export interface Fate {
  /** Whether its two directions took different ways past the capture point. */
  readonly asymmetric: boolean;
  /** The direction the capture point could not see. */
  readonly missing: "replies" | "requests" | null;
  /** Whether the client got every response. */
  readonly works: boolean;
  /**
   * `complete`: SYN, SYN-ACK and ACK are seen; `one-way`: one direction is unseen but provably
   * exists; `unanswered`: a SYN only, and nothing proves a reply; `refused`: a RST to the SYN;
   * `joined`: it began before the capture.
   */
  readonly outcome: "complete" | "one-way" | "unanswered" | "refused" | "joined";
  readonly certainty: "proven" | "suspected" | null;
  readonly note?: string;
}

/** One conversation of the truth. */
export interface TrueConversation extends Fate {
  readonly client: string;
  readonly server: string;
}

/** One analysis that can be made of the scenario's files, and its right result. */
export interface Run {
  /** As a user gives them, with file names relative to the scenario's folder. */
  readonly arguments: readonly string[];
  readonly verdict: {
    readonly kind: "proven" | "suspected" | "one-sided-capture" | "inconclusive" | "symmetric" | "nothing";
    readonly failing: boolean | null;
  };
  readonly exitStatus: 0 | 1;
  /** Detectors that must be present with certainty proven or suspected. */
  readonly findings: readonly string[];
  /** Detectors that must not. */
  readonly notFindings: readonly string[];
}

/** The content of a scenario's truth.json. */
export interface Truth {
  readonly scenario: string;
  readonly story: string;
  readonly runs: readonly Run[];
  /** The cause that must rank first. */
  readonly cause: "return-bypasses-firewall" | "request-bypasses-firewall" | "policy-based-forwarding" | null;
  readonly conversations: readonly TrueConversation[];
  /** What the pinging hosts themselves counted. */
  readonly pings: readonly {
    readonly from: string;
    readonly to: string;
    readonly sent: number;
    readonly answered: number;
  }[];
}

const ordinary = {asymmetric: false, missing: null, certainty: null} as const;

/** Both directions pass the capture point and everything is answered. */
export const COMPLETE: Fate = {...ordinary, works: true, outcome: "complete"};

/** It works, and its start is not in the capture. */
export const JOINED: Fate = {...ordinary, works: true, outcome: "joined"};

/** Nothing listens: the server's kernel answers the SYN with a RST. */
export const REFUSED: Fate = {...ordinary, works: false, outcome: "refused", note: "closed port"};

/** A SYN that nobody answers, for a reason that is not the route. */
export function unanswered(note: string): Fate {
  return {...ordinary, works: false, outcome: "unanswered", note};
}

/** One direction goes around the capture point. */
export function oneWay(missing: "replies" | "requests", works: boolean, certainty: Fate["certainty"]): Fate {
  return {asymmetric: true, missing, works, outcome: "one-way", certainty};
}

/** Both directions are seen, on different interfaces of the same router. */
export const TWO_INTERFACES: Fate = {
  asymmetric: true,
  missing: null,
  works: true,
  outcome: "complete",
  certainty: "proven",
};

export async function writeTruth(folder: string, truth: Truth): Promise<void> {
  await writeFile(`${folder}/truth.json`, JSON.stringify(truth, null, 2) + "\n");
}
