import type {CaptureSummary} from "../capture/capture.ts";
import type {CapturePoint} from "../capture/points.ts";
import type {
  SideCounter,
  SideFilter,
  SideInterface,
  SideRecord,
  SideRoute,
  SideSession,
  SideTrace,
  SideVersion,
} from "../capture/side/record.ts";
import {printable} from "../errors.ts";
import {addressText, canonicalAddress} from "../flow/address.ts";
import {contains, type Network, parseNetwork} from "../flow/network.ts";
import {Filters} from "./filters.ts";
import {Sessions} from "./sessions.ts";

/** What the texts of an analysis tell beside packets. */
export interface SideInput {
  readonly records: readonly SideRecord[];
  /** Records that were not kept. */
  readonly more: number;
  /** Whether no route is among these. */
  readonly hasAllRoutes: boolean;
  /** Returns the address that a pseudonym stands for, where addresses are redacted: routes and filters tell whole networks. */
  readonly original: (address: string) => string;
}

/** Filters that are heeded: the last ones. */
const maximumFilters = 16;

/** Side evidence, sorted by kind and made ready for look-ups. It never proves anything: packets do. */
export class Side {
  readonly records: readonly SideRecord[];
  readonly more: number;
  readonly sessions: Sessions;
  readonly filters: Filters;
  readonly counters: readonly SideCounter[];
  readonly routes: readonly SideRoute[];
  readonly traces: readonly SideTrace[];
  readonly versions: readonly SideVersion[];
  readonly #captures: readonly CaptureSummary[];
  readonly #original: SideInput["original"];
  readonly #networks = new Map<string, Network | null>();
  readonly #interfaces = new Map<string, string>();

  constructor(
    {records, more, hasAllRoutes, original}: SideInput,
    captures: readonly CaptureSummary[],
    points: readonly CapturePoint[],
  ) {
    this.records = hasAllRoutes ? records : records.filter(({kind}) => kind !== "route");
    this.more = more;
    this.#captures = captures;
    this.#original = original;
    for (const {device, index, name} of only<SideInterface>(records, "interface"))
      this.#interfaces.set(`${device}\n${index}`, name);
    this.sessions = new Sessions([...only<SideSession>(records, "session"), ...only<SideSession>(records, "log")]);
    this.filters = new Filters(
      only<SideFilter>(records, "filter").slice(-maximumFilters),
      points,
      this.sessions,
      original,
    );
    this.counters = only<SideCounter>(records, "counter");
    this.routes = only<SideRoute>(this.records, "route");
    this.traces = only<SideTrace>(records, "traceroute");
    this.versions = only<SideVersion>(records, "version");
  }

  get isEmpty(): boolean {
    return this.records.length === 0;
  }

  /** Returns where a record stands: `sessions.txt line 3`. */
  where({capture, line}: SideRecord): string {
    const file = printable(this.#captures[capture]?.path.replace(/.*\//, "") ?? "", 40);
    return line === 0 ? file : `${file} line ${line}`;
  }

  /** Returns what the interface of a session is called; its number is told as such. */
  face(session: SideSession, face: string | null): string | null {
    if (face === null || !/^\d+$/.test(face)) return face;
    return this.#interfaces.get(`${session.device}\n${face}`) ?? `interface number ${face}`;
  }

  /** Whether a route is one to an address. */
  covers(route: SideRoute, address: string): boolean {
    if (route.asked !== null) return canonicalAddress(route.asked) === address;
    const wide = this.#parsed(`${route.network}/${route.bits}`);
    const one = this.#parsed(this.#original(address));
    return wide !== null && one !== null && contains(wide, one.width, ...one.words);
  }

  /** Routing tables are asked again and again. */
  #parsed(text: string): Network | null {
    const known = this.#networks.get(text);
    if (known !== undefined) return known;
    const network = parseNetwork(text);
    this.#networks.set(text, network);
    return network;
  }
}

const only = <Kind extends SideRecord>(records: readonly SideRecord[], kind: Kind["kind"]): Kind[] =>
  records.filter((record): record is Kind => record.kind === kind);

/** Returns records by what `key` tells of each, in the order of reading. */
export function groupedBy<Item>(items: readonly Item[], key: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/** Returns an address of which only the leading bits count: `10.1.0.0` of `10.1.0.3` and 24. */
export function networkAddress(address: string, bits: number): string {
  const network = parseNetwork(`${address}/${bits}`);
  return network === null ? address : addressText(network.width, ...network.words);
}
