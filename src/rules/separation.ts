import {macText} from "../flow/virtual-macs.ts";
import type {Context} from "../judge/context.ts";
import type {Fate, Fates} from "../judge/fates.ts";
import {logChoose} from "../judge/pools.ts";
import {clock} from "../time/time.ts";

/** The chance that some property parts two groups by accident, as several are tried. */
const chance = Math.log(10_000);

/** Numbers that routers may choose a path by: hashes use more of them, and some only these. */
const numbers: readonly [name: string, modulus: number, of: (fate: Fate) => number][] = [
  ["the client's port", 2, fate => fate.clientPort],
  ["the client's address", 2, fate => fate.host],
  ["the client's address plus port", 2, fate => fate.host + fate.clientPort],
  ["the client's port", 4, fate => fate.clientPort],
  ["the client's address plus port", 4, fate => fate.host + fate.clientPort],
];

/**
 * Returns what separates the conversations that are hit from those that are whole, in words and numbers: client network, client, time, next
 * hop, or a number that a router may choose by. Empty where nothing simple does.
 */
export function separate(hit: readonly Fate[], whole: readonly Fate[], {epoch, fates}: Context): string[] {
  // How surely a property that parts them perfectly is no accident: the ways to pick those that are hit.
  if (logChoose(hit.length + whole.length, hit.length) < chance) return [];
  const [bad, good] = [hit.length, whole.length];
  const found: string[] = [];
  const nets = values(hit, fate => fate.net);
  if (
    isApart(
      nets,
      values(whole, fate => fate.net),
    )
  )
    found.push(`client network: all ${bad} are of ${list(netTexts(hit, fates))}, none of the ${good} others`);
  const hops = values(hit, fate => fate.nextHop);
  if (
    !hops.has(0) &&
    isApart(
      hops,
      values(whole, fate => fate.nextHop),
    )
  )
    found.push(`next hop: all ${bad} go to ${list([...hops].map(macText))}, none of the ${good} others`);
  const last = latest(whole);
  const first = earliest(hit);
  if (last < first) found.push(`time: all ${bad} began from ${clock(first, epoch)} on, the ${good} others before`);
  else if (latest(hit) < earliest(whole))
    found.push(`time: all ${bad} began before ${clock(earliest(whole), epoch)}, the ${good} others after`);
  if (found.length > 0) return found;
  const number = numbers.find(([, modulus, of]) =>
    isApart(
      values(hit, fate => rest(of(fate), modulus)),
      values(whole, fate => rest(of(fate), modulus)),
    ),
  );
  if (number !== undefined) {
    const [name, modulus, of] = number;
    const rests = values(hit, fate => rest(of(fate), modulus));
    const text =
      modulus === 2
        ? `is ${rests.has(0) ? "even" : "odd"} for all ${bad}`
        : `modulo ${modulus} is ${list(rests)} for all ${bad}`;
    found.push(`${name}: it ${text}, for none of the ${good} others`);
  }
  return found;
}

/** The client networks of some conversations, each once. */
const netTexts = (some: readonly Fate[], fates: Fates): string[] =>
  [...new Map(some.map(fate => [fate.net, fate])).values()].map(fate => fates.netOf(fate));

const rest = (number: number, modulus: number) => ((number % modulus) + modulus) % modulus;

const values = <T>(fates: readonly Fate[], of: (fate: Fate) => T): Set<T> => new Set(fates.map(of));

const isApart = <T>(one: ReadonlySet<T>, two: ReadonlySet<T>): boolean => [...one].every(value => !two.has(value));

function list(all: Iterable<string | number>): string {
  const texts = [...all].map(String).sort();
  return texts.length <= 3 ? texts.join(" and ") : `${texts.slice(0, 3).join(", ")} and ${texts.length - 3} more`;
}

const latest = (fates: readonly Fate[]): number =>
  fates.reduce((time, {begin}) => Math.max(time, begin), Number.NEGATIVE_INFINITY);
const earliest = (fates: readonly Fate[]): number =>
  fates.reduce((time, {begin}) => Math.min(time, begin), Number.POSITIVE_INFINITY);
