import type {CaptureSummary} from "../capture/capture.ts";
import type {CapturePoint} from "../capture/points.ts";
import type {Tally} from "../decode/skip.ts";
import type {Endpoint} from "../flow/address.ts";
import type {ClientBy} from "../flow/cursor.ts";
import type {LadderRung} from "../flow/ladder.ts";
import type {Way} from "../flow/way.ts";
import type {Epoch, Time} from "../time/time.ts";
import type {Course} from "./course.ts";
import type {Deeds} from "./deeds.ts";
import type {Subject} from "./hosts.ts";
import type {NextStep} from "./next-step.ts";
import type {Verdict} from "./verdict.ts";

export type {NextStep, Output} from "./next-step.ts";

/** Which direction is missing: from the client, or from the server. */
export type Missing = Way;

/** How sure a statement is. `note`: worth knowing, no asymmetry claimed. */
export type Certainty = "proven" | "suspected";
export type FindingCertainty = Certainty | "note";

/** What became of a connection; see docs/evidence.md. */
export const outcomes = [
  "complete",
  "one-way",
  "split",
  "unanswered",
  "unasked",
  "stalled",
  "refused",
  "rejected",
  "joined",
  "edge",
] as const;
export type Outcome = (typeof outcomes)[number];

/** A frame that shows something. */
export interface Evidence {
  /** Index of the capture. */
  readonly capture: number;
  /** Frame number in that capture, from 1, as Wireshark counts. */
  readonly frame: number | null;
  /** Line of a text input. */
  readonly line: number | null;
  /** The rule of docs/evidence.md that makes it evidence. */
  readonly rule: string;
  readonly says: string;
  /** What the device itself says there, where it says something: in its own words, or the program's for them. */
  readonly quote?: string;
}

export interface Alternative {
  readonly says: string;
  /** The cause that it is, where there is one of its own. */
  readonly cause?: string;
  /** The same in few words, for pictures, where it is long. */
  readonly brief?: string;
  /** Why it cannot be, or null where it is not excluded. */
  readonly excludedBecause: string | null;
}

/** A display filter for one capture. */
export interface DisplayFilter {
  /** Index of the capture. */
  readonly capture: number;
  readonly filter: string;
  /** How many other connections it selects as well: 0 where it is exact. */
  readonly others: number;
}

/** What a detector says of some connections. */
export interface Finding<Facts extends object = object> {
  readonly id: number;
  readonly detector: string;
  readonly certainty: FindingCertainty;
  readonly missing: Missing | null;
  /** Ids of the capture points where it holds. */
  readonly points: readonly number[];
  /** Numbers of the connections concerned, ascending. */
  readonly conversations: readonly number[];
  readonly since: Time;
  /** What is told, as data: by rule, see docs/report.schema.json. The sentence says no more than these. */
  readonly facts: Facts;
  readonly sentence: string;
  readonly evidence: readonly Evidence[];
  readonly alternatives: readonly Alternative[];
  /** A Wireshark display filter that shows the connections: the first of `displayFilters`, where there are any. */
  readonly displayFilter: string;
  /** By capture a filter that selects these connections, with the addresses that they have there. */
  readonly displayFilters: readonly DisplayFilter[];
  /** Number of the connection that shows it best; −1 where it is about none, but about packets beside TCP. */
  readonly example: number;
  /** The hosts that commands are about, where it is about no connection that was captured. */
  readonly hosts?: Subject;
  /** The rank of its rule among those that a verdict may be about, the lowest first; null if none is about it. */
  readonly leads: number | null;
}

/** A ranked explanation of the findings. */
export interface Cause {
  readonly cause: string;
  /** In words, for pictures. */
  readonly words: string;
  readonly rank: number;
  readonly for: readonly string[];
  /** Of these what no finding says. */
  readonly own: readonly string[];
  readonly against: readonly string[];
  /** What tells those affected from others, in one of the lines of `for` or beside them; null where nothing does. */
  readonly contrast: string | null;
  /** Causes that are as likely, by all that was seen. */
  readonly tiedWith: readonly string[];
  /** What would tell it apart from the next one, of what could not be seen; null where nothing would. */
  readonly toTell: string | null;
  /** Lines of device output that it repeats. */
  readonly quotes: readonly {readonly capture: number; readonly line: number}[];
  readonly next: readonly NextStep[];
}

/** What the evidence excludes, and what will not help. */
export interface RuledOut {
  /** An explanation that is excluded, or a remedy that does not help. */
  readonly kind: "excluded" | "useless";
  /** The same in few words, for pictures, where it is long. */
  readonly brief?: string;
  readonly says: string;
  readonly because: string;
}

/** All connections of a client network with a service. */
export interface Group {
  /** `10.1.0.0/24` or `2001:db8::/64`. */
  readonly client: string;
  /** `10.2.0.4:5000` or `[2001:db8::1]:5000`. */
  readonly server: string;
  readonly conversations: number;
  readonly oneWay: number;
  readonly missing: Missing | null;
  /** When the first one-way connection showed; null if there is none. */
  readonly since: Time | null;
}

/** One direction of one flow, as reports list it. */
export interface SideRecord {
  readonly packets: number;
  readonly copies: number;
  readonly bytes: number;
  readonly syn: number;
  readonly synAck: number;
  readonly fin: number;
  readonly rst: number;
  /** Segments whose payload had been sent before; copies and keep-alives are none. */
  readonly repeats: number;
  /** Null where no packet was seen. */
  readonly first: Time | null;
  readonly last: Time | null;
  /** Different TTLs or hop limits, ascending, at most four. */
  readonly ttl: readonly number[];
  readonly entering: number;
  readonly leaving: number;
}

export interface FlowRecord {
  readonly point: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly missing: Missing | null;
  readonly history: string;
  readonly requests: SideRecord;
  readonly replies: SideRecord;
  /** The first segments, and those from where an ACK outran what was seen; `side` 0 is the client's. */
  readonly ladder: readonly LadderRung[];
}

/** A connection, as reports list it: made on demand. */
export interface ConnectionRecord {
  readonly id: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly clientBy: ClientBy;
  readonly outcome: Outcome;
  readonly missing: Missing | null;
  readonly certainty: Certainty | null;
  readonly failing: boolean | null;
  readonly first: Time;
  readonly last: Time;
  readonly flows: readonly FlowRecord[];
  /** Ids of the findings that concern it. */
  readonly findings: readonly number[];
}

/** What the picture of the path shows: the connections that the verdict is about, all of them where it is about none. */
export interface Scene {
  /** Network, or address where it is only one client; and how many further networks there are. */
  readonly client: string;
  readonly moreClients: number;
  /** Address and port, or address where there are several ports; and how many further services there are. */
  readonly server: string;
  readonly moreServers: number;
  /** In path order, nearest the client first; packets of the connections concerned, without copies. */
  readonly points: readonly {readonly point: number; readonly requests: number; readonly replies: number}[];
  /** How many connections are concerned, and how many there are. */
  readonly concerned: number;
  readonly clients: number;
  readonly services: number;
  /** When the concerned connections showed first and last; null if there are none. */
  readonly since: Time | null;
  readonly until: Time | null;
}

/** When connections began, counted in at most 48 bins of one width; none where no packet was read. */
export interface Timeline {
  /** Begin of the first bin: a round time. */
  readonly from: Time;
  readonly width: Time;
  /** Of those that the verdict is about: when they showed to be asymmetric. */
  readonly concerned: readonly number[];
  /** Of those that it is not about, and that were seen in both directions. */
  readonly others: readonly number[];
}

/** Something that happened, as the user says, and how the asymmetry's onset stands to it. */
export interface UserEvent {
  readonly time: Time;
  readonly text: string;
  /** The onset precedes, coincides with or follows the event; null where the verdict is about no asymmetry. */
  readonly relation: "precedes" | "coincides" | "follows" | "unknown" | null;
  /** The same in words, without a full stop; null with `relation`. */
  readonly sentence: string | null;
}

/** What a text tells beside packets: of a session, a counter, a route. */
export interface SideEvidence {
  /** Index of the capture, and line in it. */
  readonly capture: number;
  readonly line: number;
  readonly kind:
    | "session"
    | "log"
    | "counter"
    | "filter"
    | "route"
    | "traceroute"
    | "version"
    | "interface"
    | "policy-routes"
    | "ha";
  readonly says: string;
}

/** Everything that reports tell. */
export interface Analysis {
  readonly verdict: Verdict;
  /** Some input could not be read to its end. */
  readonly partial: boolean;
  readonly epoch: Epoch;
  /** Time of the first and last packet; null if there is none. */
  readonly period: readonly [Time, Time] | null;
  readonly captures: readonly CaptureSummary[];
  /** Those with packets, ascending by id. */
  readonly points: readonly CapturePoint[];
  readonly totals: {
    readonly packets: number;
    readonly tcp: number;
    readonly udp: number;
    readonly icmp: number;
    readonly copies: number;
    readonly conversations: number;
    readonly forgotten: number;
    readonly byOutcome: Readonly<Record<Outcome, number>>;
  };
  readonly skipped: Tally;
  readonly findings: readonly Finding[];
  readonly causes: readonly Cause[];
  /** Platforms that the input names, those first that captured. */
  readonly platforms: readonly NextStep["platform"][];
  readonly ruledOut: readonly RuledOut[];
  readonly groups: readonly Group[];
  /** Of the hosts that were captured, in the order of reading; and how many further records there were. */
  readonly sideEvidence: readonly SideEvidence[];
  readonly moreSideEvidence: number;
  /** What the user says happened, by time. */
  readonly events: readonly UserEvent[];
  readonly scene: Scene;
  readonly timeline: Timeline;
  /** Number of the connection that shows the verdict best, or null. */
  readonly example: number | null;
  /** How its findings go on in time; as long as the table stands that was judged. */
  readonly course: Course;
  /** Returns what connections show together. */
  deeds(connections: readonly number[]): Deeds;
  /** Returns connection `id`, from 0 to totals.connections − 1, in order of their first packets; its ladder only where asked for. */
  connection(id: number, withLadder?: boolean): ConnectionRecord;
}
