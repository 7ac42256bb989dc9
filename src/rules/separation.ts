import {macText} from "../flow/virtual-macs.ts";
import {logChoose} from "../judge/certainty.ts";
import type {Context} from "../judge/context.ts";
import type {Fate, Fates} from "../judge/fates.ts";
import {timeOfDay, timestamp} from "../time/time.ts";

/** The chance that some property parts two groups by accident, as several are tried. */
const chance = Math.log(10_000);
/** Values that are named in words. */
const mostNamed = 3;

/** Numbers of a connection that routers may choose a path by: hashes use more of them, and some only these. */
const numbers = {
  "client-port": {name: "the client's port", of: (fate: Fate) => fate.clientPort},
  "client-address": {name: "the client's address", of: (fate: Fate) => fate.host},
  "client-address-plus-port": {name: "the client's address plus port", of: (fate: Fate) => fate.host + fate.clientPort},
} as const;
type NumberName = keyof typeof numbers;

/** The simplest first. */
const tried: readonly (readonly [NumberName, modulus: number])[] = [
  ["client-port", 2],
  ["client-address", 2],
  ["client-address-plus-port", 2],
  ["client-port", 4],
  ["client-address-plus-port", 4],
];

/** What all connections that are hit have, and no whole one has. Addresses, and remainders, ascending as text. */
export type Separation =
  | {readonly kind: "client-network"; readonly networks: readonly string[]}
  /** MAC addresses of the routers that their requests go to. */
  | {readonly kind: "next-hop"; readonly nextHops: readonly string[]}
  /** They began from a moment on (RFC 3339), or before it. */
  | {readonly kind: "time"; readonly began: "from" | "before"; readonly moment: string}
  /** A number that a router may choose by, modulo 2 or 4. */
  | {
      readonly kind: "number";
      readonly number: NumberName;
      readonly modulus: number;
      readonly remainders: readonly number[];
    };

/**
 * Returns what separates the connections that are hit from those that are whole: client network, next hop, time, or else a number that a
 * router may choose by. Empty where nothing simple does.
 */
export function separate(hit: readonly Fate[], whole: readonly Fate[], context: Context): Separation[] {
  // How surely a property that parts them perfectly is no accident: the ways to pick those that are hit.
  if (logChoose(hit.length + whole.length, hit.length) < chance) return [];
  const found = [byNetwork(hit, whole, context.fates), byNextHop(hit, whole), byTime(hit, whole, context)].filter(
    one => one !== null,
  );
  return found.length > 0 ? found : byNumber(hit, whole);
}

function byNetwork(hit: readonly Fate[], whole: readonly Fate[], fates: Fates): Separation | null {
  if (ownValues(hit, whole, fate => fate.net) === null) return null;
  const each = new Map(hit.map(fate => [fate.net, fate]));
  return {kind: "client-network", networks: [...each.values()].map(fate => fates.netOf(fate)).sort()};
}

function byNextHop(hit: readonly Fate[], whole: readonly Fate[]): Separation | null {
  const hops = ownValues(hit, whole, fate => fate.nextHop);
  return hops === null || hops.includes(0) ? null : {kind: "next-hop", nextHops: hops.map(macText).sort()};
}

function byTime(hit: readonly Fate[], whole: readonly Fate[], {epoch}: Context): Separation | null {
  if (epoch.isUntold) return null;
  if (latest(whole) < earliest(hit)) return {kind: "time", began: "from", moment: timestamp(earliest(hit), epoch)};
  if (latest(hit) < earliest(whole)) return {kind: "time", began: "before", moment: timestamp(earliest(whole), epoch)};
  return null;
}

function byNumber(hit: readonly Fate[], whole: readonly Fate[]): Separation[] {
  for (const [number, modulus] of tried) {
    const {of} = numbers[number];
    const remainders = ownValues(hit, whole, fate => ((of(fate) % modulus) + modulus) % modulus);
    if (remainders !== null) return [{kind: "number", number, modulus, remainders: remainders.sort()}];
  }
  return [];
}

/** Returns the values of those that are hit, each once; null if a whole one has any of these. */
function ownValues(hit: readonly Fate[], whole: readonly Fate[], of: (fate: Fate) => number): number[] | null {
  const values = new Set(hit.map(of));
  return whole.some(fate => values.has(of(fate))) ? null : [...values];
}

const latest = (fates: readonly Fate[]): number =>
  fates.reduce((time, {begin}) => Math.max(time, begin), Number.NEGATIVE_INFINITY);
const earliest = (fates: readonly Fate[]): number =>
  fates.reduce((time, {begin}) => Math.min(time, begin), Number.POSITIVE_INFINITY);

/** Returns `they differ by next hop: all 5 go to …, none of the 7 others; by …`; null where nothing separates them. */
export function differenceText(separations: readonly Separation[], hit: number, whole: number): string | null {
  if (separations.length === 0) return null;
  return `they differ by ${separations.map(one => separationText(one, hit, whole)).join("; by ")}`;
}

function separationText(separation: Separation, hit: number, whole: number): string {
  switch (separation.kind) {
    case "client-network":
      return `client network: all ${hit} are of ${list(separation.networks)}, none of the ${whole} others`;
    case "next-hop":
      return `next hop: all ${hit} go to ${list(separation.nextHops)}, none of the ${whole} others`;
    case "time": {
      const moment = timeOfDay(separation.moment);
      return separation.began === "from"
        ? `time: all ${hit} began from ${moment} on, the ${whole} others before`
        : `time: all ${hit} began before ${moment}, the ${whole} others after`;
    }
    case "number": {
      const {number, modulus, remainders} = separation;
      const value =
        modulus === 2 ? `is ${remainders[0] === 0 ? "even" : "odd"}` : `modulo ${modulus} is ${list(remainders)}`;
      return `${numbers[number].name}: it ${value} for all ${hit}, for none of the ${whole} others`;
    }
  }
}

function list(all: readonly (string | number)[]): string {
  if (all.length <= mostNamed) return all.join(" and ");
  return `${all.slice(0, mostNamed).join(", ")} and ${all.length - mostNamed} more`;
}
