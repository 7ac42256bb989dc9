import type {CaptureSummary} from "../capture/capture.ts";
import type {CapturePoint} from "../capture/points.ts";
import type {Statement} from "../capture/statement.ts";
import type {Connections} from "../flow/connection.ts";
import type {Network} from "../flow/network.ts";
import type {FlowTable} from "../flow/table.ts";
import type {Side} from "../listings/side.ts";
import type {Epoch} from "../time/time.ts";
import type {Finding, UserEvent} from "./analysis.ts";
import type {Pools} from "./certainty.ts";
import type {Devices} from "./devices.ts";
import type {Fates} from "./fates.ts";
import type {Judgements} from "./judgements.ts";
import type {Ledger} from "./ledger.ts";
import type {OneSidedPoints} from "./one-sided-points.ts";
import type {Refusals} from "./refusals.ts";
import type {Scans} from "./scans.ts";
import type {Vain} from "./vain.ts";
import type {VerdictKind} from "./verdict.ts";
import type {Witnesses} from "./witnesses.ts";

/** Something that happened, as the user says. */
export type Happening = Pick<UserEvent, "time" | "text">;

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
  readonly conversations: Connections;
  readonly judgements: Judgements;
  readonly ledger: Ledger;
  readonly pools: Pools;
  readonly oneSided: OneSidedPoints;
  readonly scans: Scans;
  readonly refusals: Refusals;
  /** What rules out that a filter hides a direction. */
  readonly witnesses: Witnesses;
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

/** What is concluded when causes are asked for. */
export interface Concluded {
  readonly context: Context;
  readonly findings: readonly Finding[];
  /** The finding that the verdict is about. */
  readonly leading: Finding | null;
  readonly kind: VerdictKind;
  /** What most attempts come to in vain, where that is all that is known. */
  readonly vain: Vain | null;
}
