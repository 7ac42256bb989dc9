import {writeFile} from "node:fs/promises";
import type {PingReport} from "./ping.ts";
import type {PointsTruth} from "./points.ts";

/** What really happened to one connection. */
export interface Happening {
  /** Whether its two directions took different ways past the capture point. */
  readonly asymmetric: boolean;
  /** Whether the client got every response. */
  readonly works: boolean;
  readonly note?: string;
}

/** What really happened to one connection, and what the analysis should say of it. */
export interface Fate extends Happening {
  /** The direction the capture point could not see. */
  readonly missing: "replies" | "requests" | null;
  /**
   * `complete`: SYN, SYN-ACK and ACK are seen; `one-way`: one direction is unseen but provably
   * exists; `split`: both are seen, never at one device; `unanswered`: a SYN only, and nothing proves
   * a reply; `unasked`: a SYN-ACK only; `stalled`: both directions are seen and the handshake gets
   * nowhere; `refused`: a RST to the SYN; `joined`: it began before the capture, or a frame of its
   * start is not in it; `edge`: the capture ends before a reply can have come.
   */
  readonly outcome:
    | "complete"
    | "one-way"
    | "split"
    | "unanswered"
    | "unasked"
    | "stalled"
    | "refused"
    | "joined"
    | "edge";
  readonly certainty: "proven" | "suspected" | null;
}

/** One connection of the truth. */
export interface TrueConnection extends Fate {
  readonly client: string;
  readonly server: string;
  /** Who answers in place of the server that was asked. */
  readonly answeredBy?: string;
  /** How the captures on the other side of a translating firewall name the two. */
  readonly translated?: {readonly client: string; readonly server: string};
}

export type VerdictKind = "proven" | "suspected" | "one-sided-capture" | "inconclusive" | "symmetric" | "nothing";

/** One analysis that can be made of the scenario's files, and its right result. */
export interface Run {
  /** As a user gives them, with file names relative to the scenario's folder. */
  readonly arguments: readonly string[];
  readonly verdict: {
    readonly kind: VerdictKind;
    readonly failing: boolean | null;
  };
  readonly exitStatus: 0 | 1;
  /** Detectors that must be present with certainty proven or suspected. */
  readonly findings: readonly string[];
  /** Detectors that must not. */
  readonly notFindings: readonly string[];
  /** What this run can see and should say of each connection, where that is not the truth of the whole scenario. */
  readonly conversations?: readonly TrueConnection[];
  /** How sure this run can be of what is asymmetric, where that is not as the conversations say. */
  readonly certainty?: "suspected";
}

/** One comparison that can be made of the scenario's files, and its right result. */
export interface Comparison {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly result: "fixed" | "partly" | "not-fixed" | "inconclusive";
  /** Connections that were set up before the fix and are still broken after it, as `client > server`. */
  readonly stale: readonly string[];
}

/** The causes that a truth names; the last three are not known to asymcap yet. */
export type CauseName =
  | "return-bypasses-firewall"
  | "request-bypasses-firewall"
  | "ha-owner-mismatch"
  | "ecmp-per-packet"
  | "ecmp-per-flow"
  | "policy-based-forwarding"
  | "reply-on-other-interface"
  | "reverse-path-check"
  | "second-default-route"
  | "load-balancer-without-snat"
  | "failover"
  | "scan"
  | "one-sided-capture"
  | "capture-loss"
  | "server-silent"
  | "drop-downstream"
  | "device-drops"
  | "state-lost"
  | "mtu-blackhole";

/** The content of a scenario's truth.json. */
export interface Truth {
  readonly scenario: string;
  readonly story: string;
  readonly runs: readonly Run[];
  /** The cause that must rank first. */
  readonly cause: CauseName | null;
  readonly comparison?: Comparison;
  readonly conversations: readonly TrueConnection[];
  /** What the pinging hosts themselves counted. */
  readonly pings: readonly PingReport[];
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

/** The requests are seen at one device and the replies at another. */
export function split(works: boolean): Fate {
  return {asymmetric: true, missing: null, works, outcome: "split", certainty: "proven"};
}

/** Nothing is wrong with it; the capture took one direction only. */
export function halfCaptured(missing: "replies" | "requests"): Fate {
  return {asymmetric: false, missing, works: true, outcome: "one-way", certainty: "suspected", note: "healthy"};
}

/** Both directions are seen, on different interfaces of the same router. */
export const TWO_INTERFACES: Fate = {
  asymmetric: true,
  missing: null,
  works: true,
  outcome: "complete",
  certainty: "proven",
};

/** What every analysis of healthy traffic must say, whatever the capture did to it. */
export const SYMMETRIC: Omit<Run, "arguments"> = {
  verdict: {kind: "symmetric", failing: false},
  exitStatus: 0,
  findings: [],
  notFindings: ["hidden-replies", "hidden-requests", "unanswered", "unasked", "interface-mismatch", "split-path"],
};

/** What an analysis must say of a capture that took one direction only. */
export const ONE_SIDED: Omit<Run, "arguments"> = {
  verdict: {kind: "one-sided-capture", failing: false},
  exitStatus: 1,
  findings: [],
  notFindings: ["hidden-requests", "interface-mismatch", "unanswered"],
};

/** What an analysis must say of replies that provably bypass the capture point. */
export function bypassed(failing: boolean, missing: "replies" | "requests" = "replies"): Omit<Run, "arguments"> {
  return {
    verdict: {kind: "proven", failing},
    exitStatus: 1,
    findings: [`hidden-${missing}`],
    notFindings: [missing === "replies" ? "hidden-requests" : "hidden-replies", "interface-mismatch"],
  };
}

/**
 * A run of classic captures in which a direction is missing at one point: nothing in the packets tells that from a filter for one direction of
 * some ports or hosts, so that it is proven if the user vouches for the captures, and suspected if not.
 */
export const vouched = <One extends Run>(run: One): One[] => [
  {...run, arguments: ["--both-directions", ...run.arguments]},
  {...run, verdict: {...run.verdict, kind: "suspected"}, certainty: "suspected"},
];

export async function writeTruth(folder: string, truth: Truth | PointsTruth): Promise<void> {
  await writeFile(`${folder}/truth.json`, JSON.stringify(truth, null, 2) + "\n");
}
