import type {Connections} from "../flow/connection.ts";
import type {Cursor} from "../flow/cursor.ts";
import {Registry} from "../flow/registry.ts";
import type {Finding, UserEvent} from "../judge/analysis.ts";
import type {Happening} from "../judge/context.ts";
import type {Judgements} from "../judge/judgements.ts";
import {clock, date, type Epoch, millisecond, second, type Time} from "../time/time.ts";

/** When the asymmetry that the verdict is about began. */
export interface Onset {
  /** When it showed first. */
  readonly time: Time;
  /** When connections of the same networks and services were last known to work before; null where that is not known. */
  readonly lastHealthy: Time | null;
}

/** Clocks differ, and who notes a time rounds it. */
const tolerance = 30 * second;
/** Connections that worked before say that the onset is one, and no chance, if chance would hardly have let them. */
const allowedChance = 0.05;
/** Pairs of client network and service that are told apart. */
const limit = 100_000;

/**
 * Compares events with the onset, null where the verdict is about no asymmetry. The onset lies between the last connection that worked
 * and the first that was asymmetric; an event in between, or within 30 s of the latter, coincides. Where nothing is known to have worked
 * before, an onset can only be known to precede an event. Returns the events by time.
 */
export function compareEvents(happenings: readonly Happening[], onset: Onset | null, epoch: Epoch): UserEvent[] {
  return happenings
    .toSorted((a, b) => a.time - b.time)
    .map(({time, text}) => {
      if (onset === null) return {time, text, relation: null, sentence: null};
      const relation = relationOf(time, onset);
      return {time, text, relation, sentence: sentenceOf(relation, time, text, onset, epoch)};
    });
}

function relationOf(event: Time, {time, lastHealthy}: Onset): NonNullable<UserEvent["relation"]> {
  if (event > time + tolerance) return "precedes";
  if (lastHealthy === null) return "unknown";
  return event >= Math.min(lastHealthy, time - tolerance) ? "coincides" : "follows";
}

function sentenceOf(relation: UserEvent["relation"], event: Time, text: string, onset: Onset, epoch: Epoch): string {
  const {time, lastHealthy} = onset;
  const when = (moment: Time) =>
    date(moment, epoch) === date(time, epoch)
      ? clock(moment, epoch, 0)
      : `${date(moment, epoch)} ${clock(moment, epoch, 0)}`;
  const name = `"${text}" (${when(event)})`;
  const apart = duration(Math.abs(time - event));
  switch (relation) {
    case "precedes":
      return `The asymmetry precedes ${name} by ${apart}: that is not its cause`;
    case "follows":
      return `The asymmetry began ${apart} after ${name}, and connections begun in between worked: that alone is not its cause`;
    case "coincides":
      if (Math.abs(time - event) <= tolerance)
        return `The asymmetry began ${event > time ? `${apart} before` : `${apart} after`} ${name}: they coincide`;
      return `The asymmetry began between ${when(lastHealthy!)} and ${when(time)}, about when ${name} was: they coincide`;
    default:
      return `Whether the asymmetry began with ${name} cannot be told: it shows first at ${when(time)}, and nothing of the same networks and services is known to have worked before`;
  }
}

/** Returns `300 ms`, `2 s`, `8 min`, `5 h` or `3 days`. */
function duration(time: Time): string {
  const seconds = time / second;
  if (seconds < 0.9995) return `${Math.round(time / millisecond)} ms`;
  if (seconds < 119.5) return `${Math.round(seconds)} s`;
  if (seconds < 119.5 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 47.5 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** Returns the onset of what `findings`, those that are as sure as the verdict, tell together. Passes over all connections. */
export function findOnset(conversations: Connections, judgements: Judgements, findings: readonly Finding[]): Onset {
  const time = findings.reduce((earliest, {since}) => Math.min(earliest, since), Number.POSITIVE_INFINITY);
  const cursor = conversations.cursor();
  const concerned = new Registry(9, 0, limit);
  let asymmetric = 0;
  for (let id = 0; id < conversations.count; id++) {
    if (judgements.certainty(id) === null) continue;
    writeKey(cursor.move(id), concerned.key);
    concerned.intern();
    if (cursor.first >= time) asymmetric++;
  }
  let lastHealthy = Number.NEGATIVE_INFINITY;
  let before = 0;
  let after = 0;
  for (let id = 0; id < conversations.count; id++) {
    if (judgements.certainty(id) !== null || judgements.failing(id) !== false) continue;
    writeKey(cursor.move(id), concerned.key);
    if (concerned.find() === 0) continue;
    const {first} = cursor;
    if (first >= time) after++;
    else {
      before++;
      lastHealthy = Math.max(lastHealthy, first);
    }
  }
  // Where only some connections are asymmetric, the first few may have worked by chance.
  const chance = (after / Math.max(1, after + asymmetric)) ** before;
  if (chance >= allowedChance) lastHealthy = Number.NEGATIVE_INFINITY;
  // Connections that the path left in their middle had worked until then.
  for (const {detector, since} of findings)
    if (detector === "path-change") lastHealthy = Math.max(lastHealthy, Math.min(since, time));
  return {time, lastHealthy: lastHealthy === Number.NEGATIVE_INFINITY ? null : lastHealthy};
}

/** Client network (/24, /64), server and its port. */
function writeKey(cursor: Cursor, key: Int32Array): void {
  const {width} = cursor;
  cursor.writeAddress(true, key, 0);
  key[2] = width === 4 ? key[3]! & ~0xff : 0;
  cursor.writeAddress(false, key, 3);
  key[7] = cursor.serverPort;
  key[8] = width;
}
