import type {CaptureSummary} from "../capture/capture.ts";
import type {CapturePoint} from "../capture/points.ts";
import type {Statement} from "../capture/statement.ts";
import type {Conversations} from "../flow/conversation.ts";
import type {Cursor} from "../flow/cursor.ts";
import type {Network} from "../flow/network.ts";
import type {FlowTable} from "../flow/table.ts";
import type {Epoch} from "../time.ts";
import type {Finding, Outcome} from "./analysis.ts";
import {deviceLog} from "./device-log.ts";
import type {Devices} from "./devices.ts";
import type {Happening} from "./events.ts";
import type {Fates} from "./fates.ts";
import {foreignReset} from "./foreign-reset.ts";
import {hiddenReplies, hiddenRequests} from "./hidden.ts";
import {icmpOkTcpFails} from "./icmp-ok-tcp-fails.ts";
import {icmpRedirect} from "./icmp-redirect.ts";
import {interfaceMismatch} from "./interface-mismatch.ts";
import {intermittent} from "./intermittent.ts";
import type {Judgements} from "./judgements.ts";
import type {Ledger} from "./ledger.ts";
import {lostDownstream} from "./lost-downstream.ts";
import {nextHopMismatch} from "./next-hop-mismatch.ts";
import {offload} from "./offload.ts";
import {oneSidedCapture} from "./one-sided-capture.ts";
import type {OneSidedPoints} from "./one-sided-points.ts";
import {pathChange} from "./path-change.ts";
import {pathFlapping} from "./path-flapping.ts";
import type {Pools} from "./pools.ts";
import type {Scans} from "./scans.ts";
import {severalPaths} from "./several-paths.ts";
import type {Side} from "./side/side.ts";
import {someClients} from "./some-clients.ts";
import {splitPath} from "./split-path.ts";
import {stageDrop} from "./stage-drop.ts";
import {thinnedDirection} from "./thinned-direction.ts";
import {udpOkTcpFails} from "./udp-ok-tcp-fails.ts";
import {unanswered} from "./unanswered.ts";
import {unasked} from "./unasked.ts";
import {wrongSource} from "./wrong-source.ts";

/** What the user says, and detectors heed. */
export interface UserContext {
  /** The user says that ping works. */
  readonly pingOk: boolean;
  /** The user says that the capture was taken unfiltered, both directions. */
  readonly bothDirections: boolean;
  /** The user says that this happened. */
  readonly events: readonly Happening[];
  /** Networks of the clients' side; empty where it is to be worked out. */
  readonly internal: readonly Network[];
}

/** All that detectors may look at. They never see packets. */
export interface Context {
  readonly table: FlowTable;
  readonly conversations: Conversations;
  readonly judgements: Judgements;
  readonly ledger: Ledger;
  readonly pools: Pools;
  readonly oneSided: OneSidedPoints;
  readonly scans: Scans;
  readonly devices: Devices;
  readonly fates: Fates;
  readonly points: readonly CapturePoint[];
  readonly captures: readonly CaptureSummary[];
  /** What devices say, in the order of reading. */
  readonly statements: readonly Statement[];
  /** What texts tell beside packets: it proves nothing. */
  readonly side: Side;
  readonly epoch: Epoch;
  readonly user: UserContext;
}

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

/**
 * Detectors that must have judged all conversations before the others see the first, as they explain what others would find. They
 * need several devices.
 */
export const explainers: readonly Detector[] = [pathFlapping];

/** In this order they see each conversation, and their findings stand in reports. The last ones tell for whom what the others found holds. */
export const detectors: readonly Detector[] = [
  deviceLog,
  interfaceMismatch,
  wrongSource,
  splitPath,
  stageDrop,
  pathChange,
  hiddenReplies,
  hiddenRequests,
  oneSidedCapture,
  icmpOkTcpFails,
  udpOkTcpFails,
  unanswered,
  unasked,
  lostDownstream,
  nextHopMismatch,
  severalPaths,
  thinnedDirection,
  icmpRedirect,
  foreignReset,
  offload,
  intermittent,
  someClients,
];
