import type {StatedEnd} from "../statement.ts";

/** What a text tells that is no packet: of a session, a route, a counter. Everything of the text in it is printable. */
interface Told {
  /** Index of the capture, and line in it, from 1. */
  readonly capture: number;
  readonly line: number;
  /** Which device it is of: as the user named it, else what the prompt and the file tell apart. Never shown. */
  readonly device: string;
}

/** What one direction of a session counts; null where the text does not tell. */
export interface Count {
  readonly packets: number | null;
  readonly bytes: number | null;
}

/** A session of a stateful device, or its end as a log tells it. The client is who opened it. */
export interface SideSession extends Told {
  readonly kind: "session" | "log";
  readonly platform: "fortios" | "pan-os" | "linux" | "asa" | "junos" | "pf" | "mikrotik";
  /** The device's number of it; empty where there is none. */
  readonly id: string;
  readonly client: StatedEnd;
  readonly server: StatedEnd;
  /** The two as replies name them, behind a translation; null where they are the same. */
  readonly translated: {readonly client: StatedEnd; readonly server: StatedEnd} | null;
  readonly requests: Count;
  readonly replies: Count;
  /** Interfaces that requests come in and leave by; a number where the text tells an index. */
  readonly enters: string | null;
  readonly leaves: string | null;
  /** Interfaces that replies come in by, where the device tells another than requests leave by. */
  readonly repliesEnter: string | null;
  /** Another member of the cluster told this device of it. */
  readonly byPeer: boolean;
  /** Hardware forwards its packets of both directions: a capture of the device does not see them. */
  readonly isOffloaded: boolean;
}

/** The value of one counter of a whole device. */
export interface SideCounter extends Told {
  readonly kind: "counter";
  readonly platform: "pan-os" | "asa";
  readonly name: string;
  readonly value: number;
  /** It counts since the last listing, or for the packets of a filter only. */
  readonly isDelta: boolean;
  readonly isOfFilter: boolean;
  /** The listing is of drops only: counters of severity info and warn are not in it. */
  readonly dropsOnly: boolean;
}

/** A rule of a capture's own filter: what it leaves open matches everything. */
export interface FilterRule {
  readonly source: string | null;
  readonly sourcePort: number | null;
  readonly target: string | null;
  readonly targetPort: number | null;
}

/** The filter that a device captures with: packets of any of its rules. */
export interface SideFilter extends Told {
  readonly kind: "filter";
  readonly platform: "fortios" | "pan-os" | "libpcap";
  /** The capture point it is of, where the capture itself tells: an interface of pcapng; then the line is 0. */
  readonly point?: number;
  /** None where nothing is filtered. */
  readonly rules: readonly FilterRule[];
  /** The rules as they are shown. */
  readonly shown: string;
}

/** One next hop of a route. */
export interface NextHop {
  readonly gateway: string | null;
  readonly interface: string | null;
}

/** A route that a device uses, or what it answers when asked for one address. */
export interface SideRoute extends Told {
  readonly kind: "route";
  readonly platform: "fortios" | "pan-os" | "linux" | "asa" | "junos";
  /** Address of the network, and how many bits of it count. */
  readonly network: string;
  readonly bits: number;
  /** The same as it is shown. */
  readonly shown: string;
  /** Virtual router, VRF, virtual domain or instance; empty where none is named. */
  readonly table: string;
  readonly hops: readonly NextHop[];
  /** Lower is better; null where it is not told. */
  readonly metric: number | null;
  /** Address whose route was asked for, and the source that was given with it; null for a line of a table. */
  readonly asked: string | null;
  readonly from: string | null;
}

/** The routers on the way to an address; null where one does not answer. */
export interface SideTrace extends Told {
  readonly kind: "traceroute";
  readonly target: string;
  readonly hops: readonly (string | null)[];
}

/** The version of a device's software, such as 7.2.5. */
export interface SideVersion extends Told {
  readonly kind: "version";
  readonly platform: "fortios" | "pan-os";
  readonly version: string;
}

/** A rule that routes by more than the destination. */
export interface PolicyRoute {
  readonly name: string;
  readonly isActive: boolean;
  readonly forwards: boolean;
  /** The interface that it sends by, and the next hop; null where it names none. */
  readonly leaves: string | null;
  readonly gateway: string | null;
}

/** All such rules of a device, as one listing has them: there may be none. */
export interface SidePolicyRoutes extends Told {
  readonly kind: "policy-routes";
  readonly platform: "pan-os";
  readonly rules: readonly PolicyRoute[];
}

/** How a device shares its work with its peer, and what it does of it; null where the text does not tell. */
export interface SideHa extends Told {
  readonly kind: "ha";
  readonly platform: "pan-os";
  readonly mode: "active-active" | "active-passive";
  readonly state: string | null;
}

/** The name of an interface that sessions tell the number of. */
export interface SideInterface extends Told {
  readonly kind: "interface";
  readonly index: string;
  readonly name: string;
}

export type SideRecord =
  | SideSession
  | SideCounter
  | SideFilter
  | SideRoute
  | SideTrace
  | SideVersion
  | SideInterface
  | SidePolicyRoutes
  | SideHa;

/** Records of one kind that are kept of an analysis; a routing table of the Internet has a million lines. What is beyond is counted. */
const limit = 50_000;

/** What texts tell beside packets, in the order of reading. */
export class SideRecords {
  readonly list: SideRecord[] = [];
  /** Records that were not kept. */
  more = 0;
  readonly #counts = new Map<SideRecord["kind"], number>();

  /** Replaces every record. */
  rewrite(change: (record: SideRecord) => SideRecord): void {
    for (const [i, record] of this.list.entries()) this.list[i] = change(record);
  }

  add(record: SideRecord): void {
    const count = this.#counts.get(record.kind) ?? 0;
    this.#counts.set(record.kind, count + 1);
    if (count < limit) this.list.push(record);
    else this.more++;
  }

  /** Whether all routes are kept: of a part of a table nobody can tell which one is used. */
  get hasAllRoutes(): boolean {
    return (this.#counts.get("route") ?? 0) <= limit;
  }
}
