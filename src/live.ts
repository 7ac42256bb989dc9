import {addAll, addPart, type Part} from "./analyze.ts";
import {type CaptureArgument, type CaptureSummary, readCapture} from "./capture/capture.ts";
import {CapturePoints} from "./capture/points.ts";
import {SideRecords} from "./capture/side/record.ts";
import {Statements} from "./capture/statement.ts";
import {conclude} from "./conclude.ts";
import {supports} from "./decode/decode.ts";
import {Tally} from "./decode/skip.ts";
import {CaptureError, printable} from "./errors.ts";
import type {Filter} from "./filter.ts";
import {atMost} from "./flow/forget.ts";
import type {Network} from "./flow/network.ts";
import {FlowTable} from "./flow/table.ts";
import type {Analysis} from "./judge/analysis.ts";
import {type EpisodeEvent, Episodes} from "./live/episodes.ts";
import {defaultLiveFlows} from "./live/limits.ts";
import {Redactor} from "./redact/redactor.ts";
import {type Moment, resolveMoment} from "./time/moment.ts";
import {clock, date, Epoch, type Time} from "./time/time.ts";

export interface LiveOptions {
  /** The user says that ping works; that the stream is unfiltered, both directions. */
  readonly pingOk?: boolean;
  readonly bothDirections?: boolean;
  readonly filter?: Filter;
  readonly internal?: readonly Network[];
  readonly events?: readonly {readonly moment: Moment; readonly text: string}[];
  /** At most so many flows are held; then the oldest idle ones leave their sums. Default 100,000: each judging takes a fifth of a second. */
  readonly maximumFlows?: number;
  readonly redact?: boolean | Redactor;
}

/** A stream of packets as they come. */
export interface LiveSource {
  /** As messages call it: the interface, or -. */
  readonly name: string;
  /** pcap or pcapng. Those with one path and name are one device. */
  readonly argument: CaptureArgument;
  /** Packets that passed there so far, by another's count; null where that is not known. */
  passed?(): number | null;
  /** Resolves, once the stream has ended, with why it did so by itself; with null where it was ended. */
  failure?(): Promise<string | null>;
}

/** Numbers of frames are 31 bits wide: further frames share the last. */
const maximumOrdinal = 2 ** 31 - 2 ** 17;
/** Of what is over so much is told. */
const maximumOver = 12;
/** Seconds after which a packet that passed must have been read, or is lost. */
const reading = 3;

/** No packet is outside. */
const always = {
  from: Number.NEGATIVE_INFINITY,
  to: Number.POSITIVE_INFINITY,
  outside: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as [number, number],
};

interface Reader {
  readonly source: LiveSource;
  frames: number;
  /** Its capture point; −1 before its first frame. */
  point: number;
  /** What had passed at the last judgings, oldest first. */
  readonly passed: {readonly at: number; readonly count: number}[];
}

/**
 * Reads streams of packets as they come, all by one clock, and judges them as often as asked. The streams count as one capture of several
 * interfaces. Memory is bounded by `maximumFlows`.
 */
export class Live {
  readonly table: FlowTable;
  /** Packets read so far. */
  packets = 0;
  readonly episodes = new Episodes();
  readonly #points = new CapturePoints();
  readonly #statements = new Statements();
  readonly #side = new SideRecords();
  readonly #epoch = new Epoch();
  readonly #skipped = new Tally();
  readonly #summary: CaptureSummary;
  readonly #options: LiveOptions;
  readonly #part: Part | null;
  readonly #readers: Reader[] = [];
  readonly #notes: string[] = [];
  /** What is over, the newest last. */
  readonly #over: string[] = [];
  /** Resolved while the table may be changed. */
  #gate: Promise<void> | null = null;

  /** `path` names the streams in reports: the interfaces. */
  constructor(path: string, options: LiveOptions = {}) {
    this.#options = options;
    const {bothDirections = false, filter = null} = options;
    this.table = new FlowTable({bothDirections, limit: atMost(options.maximumFlows ?? defaultLiveFlows)});
    const redactor = options.redact instanceof Redactor ? options.redact : options.redact ? new Redactor() : null;
    this.#summary = {
      id: 0,
      path: redactor === null ? path : "live",
      format: null,
      packets: 0,
      ordinal: 0,
      bytes: 0,
      notes: [],
      errors: [],
      typed: [],
      digest: null,
      mistakes: [],
      lines: [],
    };
    if (redactor !== null)
      this.#points.rename(
        label => label,
        name => redactor.interfaceName(name),
        name => redactor.placeName(name),
      );
    const isAll = filter === null && redactor === null;
    this.#part = isAll ? null : {...always, filter, redactor};
  }

  /** Says something of the capture in every report. */
  note(sentence: string): void {
    this.#notes.push(sentence);
  }

  /**
   * Reads a stream to its end; resolves then with why it ended, or null where it was ended. Several may be read at a time; where one of
   * them ends, what the others have looks one-way.
   */
  async read(source: LiveSource): Promise<string | null> {
    const reader: Reader = {source, frames: 0, point: -1, passed: []};
    this.#readers.push(reader);
    const summary = this.#summary;
    const context = {
      points: this.#points,
      statements: this.#statements,
      side: this.#side,
      epoch: this.#epoch,
      reader: "asymcap",
      supports,
    } as const;
    for await (const frames of readCapture(source.argument, summary, context)) {
      while (this.#gate !== null) await this.#gate;
      // Several streams are one capture: their frames are numbered as they come.
      frames.ordinal = Math.min(this.packets, maximumOrdinal);
      this.packets += frames.count;
      reader.frames += frames.count;
      reader.point = frames.point[0]!;
      summary.lines.length = 0;
      if (this.#part === null) addAll(frames, this.table, this.#points, this.#skipped);
      else addPart(frames, this.table, this.#points, this.#skipped, this.#part);
    }
    const reason = (await source.failure?.()) ?? null;
    if (reason !== null)
      summary.errors.push(new CaptureError(this.#shown(source.name), null, reason, "what came before is reported"));
    return reason;
  }

  /** The name of an interface as reports have it. */
  #shown(name: string): string {
    return this.#part?.redactor?.interfaceName(name) ?? name;
  }

  /** Judges all packets so far. The analysis stands until further packets are read: see {@link hold}. */
  judge(): Analysis {
    this.#countLosses(reading);
    return this.#conclude();
  }

  /** The same at the end, when every packet that was not read is lost. */
  judgeAtEnd(): Analysis {
    this.#countLosses(0);
    return this.#conclude();
  }

  #conclude(): Analysis {
    const {pingOk = false, bothDirections = false, internal = [], events = []} = this.#options;
    const redactor = this.#part?.redactor ?? null;
    const unknown = this.packets > 0 && this.lost === null ? ["how many packets the capture lost is not known"] : [];
    const said = this.#summary.notes.map(note => redactor?.text(note) ?? note);
    const notes = [...said, ...this.#notes, ...unknown, ...this.#over];
    return conclude(
      {
        table: this.table,
        points: this.#points,
        captures: [{...this.#summary, notes}],
        // What devices say in a transcript has their addresses in it.
        statements: redactor === null ? this.#statements : new Statements(),
        side: {
          records: redactor === null ? this.#side.list : [],
          more: this.#side.more,
          hasAllRoutes: this.#side.hasAllRoutes,
          original: address => address,
        },
        skipped: this.#skipped,
        epoch: this.#epoch,
        emptied: null,
      },
      {
        pingOk,
        bothDirections,
        events: events.map(({moment, text}, i) => ({
          time: resolveMoment(moment, this.table.periods.first, this.#epoch),
          text: redactor === null ? printable(text) : `event ${i + 1}`,
        })),
        internal: redactor === null || internal.length === 0 ? internal : redactor.networks(internal),
      },
    );
  }

  /** Tells what has changed since it did so before. What is over stands in later reports as a note. */
  follow(analysis: Analysis): EpisodeEvent[] {
    const events = this.episodes.follow(analysis);
    const text = (time: Time) => clock(time, analysis.epoch);
    for (const {event, episode} of events) {
      if (event !== "closed" || episode.isRetracted) continue;
      const day = date(episode.since, analysis.epoch);
      this.#over.push(
        `over, lasted from ${day} ${text(episode.since)} to ${text(episode.until!)} UTC: ${episode.finding.sentence}`,
      );
      if (this.#over.length > maximumOver) this.#over.shift();
    }
    return events;
  }

  /** Has no packet change the table while `work` is done: reports read from it. */
  async hold<Result>(work: () => Promise<Result>): Promise<Result> {
    let open = () => {};
    const gate = new Promise<void>(resolve => {
      open = resolve;
    });
    this.#gate = gate;
    try {
      return await work();
    } finally {
      this.#gate = null;
      open();
    }
  }

  /** Packets that are known to be lost; null where of any stream it is not known. */
  get lost(): number | null {
    const seen = this.#points.list.filter(point => this.table.periods.packetsAt(point.id) > 0);
    if (seen.length === 0 || seen.some(point => point.dropped === null)) return null;
    return seen.reduce((sum, point) => sum + point.dropped!, 0);
  }

  /** What had passed `age` seconds ago and is not read yet is lost. */
  #countLosses(age: number): void {
    const now = performance.now();
    for (const {source, frames, passed, point} of this.#readers) {
      if (source.passed === undefined) continue;
      const count = source.passed();
      if (count === null) {
        // What was known before may be wrong.
        if (this.#points.list[point] !== undefined) this.#points.list[point]!.dropped = null;
        continue;
      }
      passed.push({at: now, count});
      while (passed.length > 1 && passed[1]!.at <= now - age * 1000) passed.shift();
      const settled = passed[0]!;
      if (settled.at > now - age * 1000) continue;
      const lossy = this.#points.list[point];
      if (lossy !== undefined) lossy.dropped = Math.max(0, settled.count - frames);
    }
  }
}
