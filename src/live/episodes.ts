import type {Analysis, Finding} from "../judge/analysis.ts";
import type {Shown} from "../judge/course.ts";
import {ruleOf} from "../rules/index.ts";
import {second, type Time} from "../time/time.ts";

/** A finding that lasts: from when it showed first until the networks are whole again. */
export interface Episode {
  /** Stable as long as the program runs. */
  readonly key: string;
  finding: Finding;
  /** When it showed first. */
  readonly since: Time;
  /** When it showed last, and when its networks were whole again; null while they are not. */
  last: Time;
  until: Time | null;
  conversations: number;
  /** Whether it is over because what was lacking came late: there was no asymmetry. */
  isRetracted: boolean;
}

/** Something that is worth a line: an asymmetry was found, is surer or larger than it was, or is over. */
export interface EpisodeEvent {
  readonly event: "raised" | "updated" | "closed";
  readonly episode: Episode;
  /** Of an update: whether it is proven now, and was suspected. */
  readonly isSurer?: boolean;
}

/** Asymmetry that showed no more for so long may be over. Connections are judged some seconds after they began (outcome.ts, endEdge). */
const quiet = 8 * second;
/** What is over may have been chance no more often than this: where half of the connections fail, that seven in a row are whole. */
const chance = 0.01;
/** Streams of several interfaces come with some delay: what one of them lacks yet proves nothing. */
const settling = second;
/** What stood for less, and stands no more though nothing recovered, was packets that came late. */
const lateness = 5 * second;
/** What has grown so much is told of again. */
const growth = 10;
/** Open episodes, and ends that are remembered; what comes on top is in the reports, and raises no event. */
const limit = 1000;

interface Open {
  readonly episode: Episode;
  pairs: ReadonlySet<number>;
  /** Time of the last packet when it was judged last and its finding stood. */
  stood: Time;
  /** How many times in a row its finding did not stand. */
  absent: number;
  /** Connections at the last event. */
  told: number;
}

/** Follows findings through time: which begin, grow, and end. */
export class Episodes {
  readonly #open = new Map<string, Open>();
  /** When episodes ended: what showed before is not raised again. */
  readonly #ended = new Map<string, Time>();
  /** How many were raised. */
  raised = 0;

  /** Those that last. */
  get open(): Episode[] {
    return [...this.#open.values()].map(({episode}) => episode);
  }

  /** Takes an analysis of all packets so far into account; returns what has changed since the one before. */
  follow(analysis: Analysis): EpisodeEvent[] {
    const now = analysis.period?.[1];
    if (now === undefined) return [];
    const events: EpisodeEvent[] = [];
    const standing = new Set<string>();
    for (const [key, finding] of strongest(analysis, pairKey(analysis))) {
      const ended = this.#ended.get(key) ?? Number.NEGATIVE_INFINITY;
      const shown = analysis.course.shown(finding, ended, now - settling);
      if (shown === null) continue;
      standing.add(key);
      const open = this.#open.get(key);
      if (open === undefined) events.push(...this.#raise(key, finding, shown, now));
      else events.push(...update(open, finding, shown, now));
    }
    return [...events, ...this.#close(analysis.course, standing, now)];
  }

  #raise(key: string, finding: Finding, shown: Shown, now: Time): EpisodeEvent[] {
    if (this.#open.size >= limit) return [];
    const {first, last, conversations, pairs} = shown;
    const episode: Episode = {key, finding, since: first, last, until: null, conversations, isRetracted: false};
    this.#open.set(key, {episode, pairs, stood: now, absent: 0, told: conversations});
    this.raised++;
    return [{event: "raised", episode}];
  }

  #close(course: Analysis["course"], standing: ReadonlySet<string>, now: Time): EpisodeEvent[] {
    const candidates = [...this.#open.values()].filter(open => {
      open.absent = standing.has(open.episode.key) ? 0 : open.absent + 1;
      return open.absent > 1 || now - open.episode.last > quiet;
    });
    if (candidates.length === 0) return [];
    const healthy = course.healthy(new Set(candidates.flatMap(({pairs}) => [...pairs])));
    const events: EpisodeEvent[] = [];
    for (const {episode, pairs, absent, stood} of candidates) {
      const begins = [...pairs].flatMap(pair => healthy.get(pair) ?? []).sort((a, b) => a - b);
      const recovered = recovery(episode, begins);
      const until = recovered ?? (absent > 1 ? stood : null);
      if (until === null) continue;
      episode.until = until;
      if (recovered === null && stood - episode.since < lateness) {
        episode.isRetracted = true;
        this.raised--;
      }
      this.#open.delete(episode.key);
      this.#remember(episode.key, Math.max(until, episode.last));
      events.push({event: "closed", episode});
    }
    return events;
  }

  #remember(key: string, time: Time): void {
    this.#ended.delete(key);
    this.#ended.set(key, time);
    // What is forgotten first ended longest ago: its connections are gone from the table, too.
    if (this.#ended.size > limit) this.#ended.delete(this.#ended.keys().next().value!);
  }
}

/** Tells findings of one detector about several pairs of networks apart: by the pair of the first connection. */
const pairKey =
  ({course}: Analysis) =>
  (finding: Finding) => {
    // Those of other rules are about capture points.
    if (!ruleOf(finding)?.byPair) return "";
    const one = {...finding, conversations: finding.conversations.slice(0, 1)};
    return [...(course.shown(one, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)?.pairs ?? [])].sort().join();
  };

/** Returns each asymmetric finding under its key; of several with one key the surest. */
function strongest({findings}: Analysis, pairOf: (finding: Finding) => string): Map<string, Finding> {
  const byKey = new Map<string, Finding>();
  for (const finding of findings) {
    if (finding.certainty === "note") continue;
    const key = [finding.detector, finding.missing ?? "", finding.points.join(), pairOf(finding)].join(" ");
    const known = byKey.get(key);
    if (known === undefined || (known.certainty === "suspected" && finding.certainty === "proven"))
      byKey.set(key, finding);
  }
  return byKey;
}

/** An episode is told of again when it is surer, or much larger. */
function update(open: Open, finding: Finding, shown: Shown, now: Time): EpisodeEvent[] {
  const {episode} = open;
  const isSurer = episode.finding.certainty === "suspected" && finding.certainty === "proven";
  const isWeaker = episode.finding.certainty === "proven" && finding.certainty === "suspected";
  // What was proven once stays so.
  episode.finding = isWeaker ? {...finding, certainty: "proven", sentence: episode.finding.sentence} : finding;
  episode.last = Math.max(episode.last, shown.last);
  episode.conversations = Math.max(episode.conversations, shown.conversations);
  open.pairs = shown.pairs;
  open.stood = now;
  if (!isSurer && episode.conversations < open.told * growth) return [];
  open.told = episode.conversations;
  return [{event: "updated", episode, isSurer}];
}

/**
 * Returns when the first connection began that is whole and came after the last one that was not; null where there are too few since to
 * exclude that the next ones fail again. `begins` of whole connections, ascending.
 */
function recovery({since, last, conversations}: Episode, begins: readonly Time[]): Time | null {
  const after = begins.filter(time => time > last);
  const during = begins.filter(time => time >= since && time <= last).length;
  if (after.length === 0) return null;
  const share = during / (during + conversations);
  return share ** after.length <= chance ? after[0]! : null;
}
