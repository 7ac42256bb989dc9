import {countPackets} from "./inspection.ts";
import type {Ends} from "./performance.ts";
import type {PingReport} from "./ping.ts";
import type {CauseName, Happening, VerdictKind} from "./truth.ts";

/** One capture of a scenario that is judged in every combination of its captures. */
export interface Point {
  /** As a user names it: `DEVICE/POINT`, or `DEVICE/` where the capture names its interfaces itself. */
  readonly name: string;
  readonly file: string;
  /** Points of which nobody gives one together with this: they hold the same packets. */
  readonly instead?: readonly string[];
}

/** What a point sees of a connection. */
export type View = "both" | "requests" | "replies" | "none";

/** What really happened to one connection, and where it passed. */
export interface Arranged extends Happening {
  /** What points see of it; those that are not named see both directions. Null: a router's hash decides. */
  readonly at: Readonly<Record<string, View>> | null;
  /** The server's endpoint behind a firewall that translates it. */
  readonly behind?: string;
}

/** One connection of the truth: what its client found out, and what was counted of it. */
export interface ToldConnection extends Happening, Ends {
  readonly translated?: Ends;
  /** Packets from the client and to it at every point that saw one, as tcpdump counts them. */
  readonly seen: Readonly<Record<string, readonly [requests: number, replies: number]>>;
}

/** What may be said of a combination: any of each. */
export interface Right {
  readonly verdict: readonly VerdictKind[];
  readonly failing: readonly (boolean | null)[];
  /** The first cause; null: none. */
  readonly causes: readonly (CauseName | null)[];
  /** Where no packet shows that conversations fail that do: what is said of that is not counted. */
  readonly blind?: true;
}

/** Points that are judged together. */
export interface Combination extends Right {
  readonly points: readonly string[];
}

/** The truth.json of a scenario that is judged in every combination of its points. */
export interface PointsTruth {
  readonly scenario: string;
  readonly story: string;
  /** None: combinations stand in their place. */
  readonly runs: readonly [];
  /** What is behind it, whether or not a single point can show it; null: nothing is wrong. */
  readonly cause: CauseName | null;
  readonly points: readonly Point[];
  readonly combinations: readonly Combination[];
  readonly conversations: readonly ToldConnection[];
  readonly pings: readonly PingReport[];
}

/** Of more points than these only small combinations and the whole one are judged. */
const MANY = 5;
const SMALL = 3;

/** Returns every combination of points, the small ones first. */
export function combinationsOf(points: readonly Point[]): (readonly Point[])[] {
  const all: Point[][] = [];
  for (let bits = 1; bits < 2 ** points.length; bits += 1) {
    const chosen = points.filter((_, index) => (bits >> index) & 1);
    if (points.length > MANY && chosen.length > SMALL && chosen.length < points.length) continue;
    if (chosen.some(({instead = []}) => chosen.some(({name}) => instead.includes(name)))) continue;
    all.push(chosen);
  }
  return all.sort((one, other) => one.length - other.length);
}

/**
 * Counts what each point saw of each connection, and fails where that is not what was arranged, or
 * where a point saw a connection that nobody held.
 */
export function told(
  folder: string,
  points: readonly Point[],
  arranged: readonly (Arranged & Ends)[],
  strangers?: RegExp,
): ToldConnection[] {
  const counts = new Map(points.map(({file, name}) => [name, countPackets(`${folder}/${file}`)]));
  const wrong: string[] = [];
  const known = new Set<string>();
  const conversations = arranged.map(({at, behind, ...one}) => {
    const translated = behind === undefined ? {} : {translated: {client: one.client, server: behind}};
    const tuples = [one, ...(behind === undefined ? [] : [{client: one.client, server: behind}])];
    for (const {client, server} of tuples) known.add(`${client} > ${server}`).add(`${server} > ${client}`);
    const seen: Record<string, readonly [number, number]> = {};
    for (const [name, count] of counts) {
      const sum = (key: (ends: Ends) => string): number =>
        tuples.reduce((all, ends) => all + (count.get(key(ends)) ?? 0), 0);
      const here = [sum(ends => `${ends.client} > ${ends.server}`), sum(ends => `${ends.server} > ${ends.client}`)];
      const [requests = 0, replies = 0] = here;
      if (requests + replies > 0) seen[name] = [requests, replies];
      const [view, expected] = [viewOf(requests, replies), at === null ? null : (at[name] ?? "both")];
      if (expected !== null && view !== expected)
        wrong.push(`${one.client} > ${one.server} at ${name}: ${view}, ${expected} expected`);
    }
    return {...one, ...translated, seen};
  });
  for (const [name, count] of counts)
    for (const key of count.keys())
      if (!known.has(key) && strangers?.test(key) !== true) wrong.push(`${key} at ${name}: nobody's`);
  if (wrong.length > 0) throw new Error(`not as arranged:\n${wrong.join("\n")}`);
  return conversations;
}

function viewOf(requests: number, replies: number): View {
  if (requests > 0) return replies > 0 ? "both" : "requests";
  return replies > 0 ? "replies" : "none";
}
