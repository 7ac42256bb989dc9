import {type CaptureArgument, type CaptureSummary, readCapture} from "./capture/capture.ts";
import type {Frames} from "./capture/frames.ts";
import {inTimeOrder} from "./capture/order.ts";
import {CapturePoints} from "./capture/points.ts";
import {SideRecords} from "./capture/side/record.ts";
import {mostStatements, Statements} from "./capture/statement.ts";
import {type Clocks, datePrefix, zoneOf} from "./capture/times.ts";
import {conclude} from "./conclude.ts";
import {decode, supports} from "./decode/decode.ts";
import {Packet} from "./decode/packet.ts";
import {Skip, Tally} from "./decode/skip.ts";
import {printable} from "./errors.ts";
import type {Filter} from "./filter.ts";
import {notice} from "./flow/bystander.ts";
import {atMost} from "./flow/forget.ts";
import type {Network} from "./flow/network.ts";
import {FlowTable} from "./flow/table.ts";
import type {Analysis} from "./judge/analysis.ts";
import {redactedSide} from "./redact/listings.ts";
import {Redactor, redactedPath} from "./redact/redactor.ts";
import {type Moment, resolveMoment} from "./time/moment.ts";
import {clock, Epoch, type Time} from "./time/time.ts";
import {counted, grouped} from "./words.ts";

/** Constants of this module: V8 writes them into its code as numbers, which it does not do with what is imported. */
const {no: skipNo, outsidePeriod: skipOutsidePeriod, filteredOut: skipFilteredOut} = Skip;

export interface AnalyzeOptions {
  /** Reader of classic captures: asymcap's own, or the package pcap-parser as an independent second opinion. */
  readonly reader?: "asymcap" | "pcap-parser";
  /** The user says that ping works. */
  readonly pingOk?: boolean;
  /** The user says that the captures were taken unfiltered, both directions. */
  readonly bothDirections?: boolean;
  /** Packets before `since` and after `until` are read, and not judged. */
  readonly since?: Moment;
  readonly until?: Moment;
  /** Only packets that it lets pass are judged; the others still are witnesses that a point sees their direction. */
  readonly filter?: Filter;
  /** Texts that tell no packets: listings of sessions, counters, routes and the like; they may stand among the captures, too. */
  readonly evidence?: Iterable<CaptureArgument>;
  /** Networks of the clients' side, where the user knows; asked where no handshake tells who is the client. */
  readonly internal?: readonly Network[];
  /** What happened, to be compared with the onset of the asymmetry. */
  readonly events?: readonly {readonly moment: Moment; readonly text: string}[];
  /** At most so many flows are held; then the oldest idle ones are judged in sum, and forgotten. Default 2,000,000: about a gigabyte. */
  readonly maximumFlows?: number;
  /** Pseudonyms in place of addresses, MACs, and the names of files and interfaces: those of a redactor, or of one of its own. */
  readonly redact?: boolean | Redactor;
  /** Hash every input while it is read, so that reports tell which files they are about; not of what is redacted. Off unless asked for. */
  readonly digests?: boolean;
  /** Called about once a mebibyte: path, bytes read of the file, and its size where known. */
  readonly progress?: (path: string, bytes: number, size: number | null) => void;
}

/**
 * Reads every capture to its end and says which connections were seen in one direction only. What cannot be read stands in the
 * captures' `errors`, and makes the analysis `partial`; it rejects only for what is wrong in the program itself.
 */
export async function analyze(captures: Iterable<CaptureArgument>, options: AnalyzeOptions = {}): Promise<Analysis> {
  const given = await inTimeOrder([...captures]);
  const evidence = [...(options.evidence ?? [])];
  const analysis = await analyzed(given, {...options, evidence}, false);
  // A time of day that was taken for the next day's, after the capture's end, can only be the first day's.
  const isEmptied = analysis.totals.packets > 0 && analysis.skipped.of(skipOutsidePeriod) === analysis.totals.packets;
  const isRead = [...given, ...evidence].some(({stream}) => stream !== undefined);
  if (options.since?.kind !== "clock" || !isEmptied || isRead) return analysis;
  return await analyzed(given, {...options, evidence}, true);
}

async function analyzed(
  given: readonly CaptureArgument[],
  options: AnalyzeOptions,
  isFirstDay: boolean,
): Promise<Analysis> {
  const points = new CapturePoints();
  const statements = new Statements();
  const side = new SideRecords();
  const epoch = new Epoch();
  const bothDirections = options.bothDirections ?? false;
  const table = new FlowTable({bothDirections, limit: atMost(options.maximumFlows ?? defaultFlows)});
  const skipped = new Tally();
  const summaries: CaptureSummary[] = [];
  const {reader = "asymcap", progress, since, until, filter} = options;
  const redactor =
    options.redact instanceof Redactor ? options.redact : options.redact === true ? new Redactor() : null;
  const isPart = since !== undefined || until !== undefined || filter !== undefined || redactor !== null;
  let part: Part | null = null;
  /** Time of the first packet. */
  let start: Time = 0;
  let ordinal = 0;
  for (const {path, name = null, stream} of [...given, ...(options.evidence ?? [])]) {
    const argument = {path, name, stream};
    const id = summaries.length;
    const summary: CaptureSummary = {
      id,
      path: argument.path,
      format: null,
      packets: 0,
      ordinal,
      bytes: 0,
      notes: [],
      errors: [],
      typed: [],
      digest: null,
      mistakes: [],
      lines: [],
    };
    summaries.push(summary);
    // One await a mebibyte, not one a packet.
    for await (const frames of readCapture(argument, summary, {
      points,
      statements,
      side,
      epoch,
      reader,
      supports,
      digests: options.digests === true && redactor === null,
      progress,
    })) {
      if (frames.ordinal === 0) start = frames.time[0]!;
      if (!isPart) addAll(frames, table, points, skipped);
      else addPart(frames, table, points, skipped, (part ??= partOf(options, redactor, start, epoch, isFirstDay)));
    }
    ordinal += summary.packets;
    if (id >= given.length && summary.packets > 0)
      summary.notes.push("given as evidence, and it holds packets: these are judged like those of a capture");
  }
  if (part !== null && summaries.length > 0)
    summaries[0]!.notes.push(...periodNote(part, {epoch, points: points.list}));
  for (const [capture, count] of statements.more)
    summaries[capture]!.notes.push(
      `${counted(count, "statement")} of devices ${count === 1 ? "is" : "are"} left out: ${grouped(mostStatements)} are kept`,
    );
  const events = (options.events ?? []).map(({moment, text}, i) => ({
    time: resolveMoment(moment, start, epoch, table.periods.last),
    // What the user wrote may tell anything.
    text: redactor === null ? printable(text) : `event ${i + 1}`,
  }));
  let {internal = []} = options;
  if (redactor !== null) {
    internal = redactor.networks(internal);
    redactCaptures(redactor, summaries, points, statements);
    side.rewrite(record => redactedSide(redactor, record));
  }
  epoch.isUntold = points.list.length > 0 && points.list.every(point => point.timeBase === "none");
  return conclude(
    {
      table,
      points,
      captures: summaries,
      statements,
      side: {
        records: side.list,
        more: side.more,
        hasAllRoutes: side.hasAllRoutes,
        original: address => redactor?.original(address) ?? address,
      },
      skipped,
      epoch,
      emptied: emptied(part, skipped, ordinal),
    },
    {pingOk: options.pingOk ?? false, bothDirections, events, internal},
  );
}

/** Replaces what the texts of an analysis tell besides its packets: names of files and interfaces, addresses in notes and statements. */
function redactCaptures(
  redactor: Redactor,
  summaries: readonly CaptureSummary[],
  points: CapturePoints,
  statements: Statements,
): void {
  for (const [i, summary] of summaries.entries()) {
    const alias = redactedPath(summary.path, i);
    for (const [k, error] of summary.errors.entries()) summary.errors[k] = error.under(alias);
    for (const [k, note] of summary.notes.entries()) summary.notes[k] = redactor.text(note);
    summary.path = alias;
  }
  points.rename(
    (label, captures) => (captures.length === 0 ? label : `capture-${captures[0]! + 1}`),
    name => redactor.interfaceName(name),
    name => redactor.placeName(name),
  );
  statements.rewrite(statement => ({
    ...statement,
    source: {...statement.source, address: redactor.text(statement.source.address)},
    target: {...statement.target, address: redactor.text(statement.target.address)},
    words: redactor.text(statement.words),
  }));
}

const defaultFlows = 2_000_000;

/** The one packet that is looked at: overwritten by each. */
const packet = new Packet();

/** Adds what a batch holds to the table. */
export function addAll(frames: Frames, table: FlowTable, points: CapturePoints, skipped: Tally): void {
  for (let i = 0; i < frames.count; i++) {
    const skip = decode(frames, i, packet, points);
    if (skip === skipNo) table.add(packet);
    else {
      skipped.count(skip);
      table.overhear(packet, skip);
    }
  }
}

/** The part of all packets that the user wants judged. */
export interface Part {
  readonly from: Time;
  readonly to: Time;
  readonly filter: Filter | null;
  readonly redactor: Redactor | null;
  /** Time of the first and the last packet outside of the period. */
  readonly outside: [Time, Time];
}

function partOf(
  {since, until, filter}: AnalyzeOptions,
  redactor: Redactor | null,
  start: Time,
  epoch: Epoch,
  isFirstDay: boolean,
): Part {
  // The end is known only when all was read.
  const last = isFirstDay ? start : undefined;
  return {
    from: since === undefined ? Number.NEGATIVE_INFINITY : resolveMoment(since, start, epoch, last),
    to: until === undefined ? Number.POSITIVE_INFINITY : resolveMoment(until, start, epoch),
    filter: filter ?? null,
    redactor,
    outside: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  };
}

/** Returns when the captures begin and end, where of their `packets` none is in the user's period; else null. */
const emptied = (part: Part | null, skipped: Tally, packets: number): readonly [Time, Time] | null =>
  part !== null && packets > 0 && skipped.of(skipOutsidePeriod) === packets ? part.outside : null;

function periodNote({from, to}: Part, clocks: Clocks): string[] {
  const text = (time: Time) => `${datePrefix(clocks, time)}${clock(time, clocks.epoch)}`;
  const bounds = [
    from > Number.NEGATIVE_INFINITY ? `from ${text(from)}` : "",
    to < Number.POSITIVE_INFINITY ? `until ${text(to)}` : "",
  ];
  const said = bounds.filter(Boolean).join(" ");
  return said === "" ? [] : [`of all captures only what is ${said} ${zoneOf(clocks)} is judged`];
}

/** {@link addAll} where only a part is judged: a loop of its own, so that this costs nothing where all is. */
export function addPart(frames: Frames, table: FlowTable, points: CapturePoints, skipped: Tally, part: Part): void {
  const {from, to, filter, redactor, outside} = part;
  for (let i = 0; i < frames.count; i++) {
    const time = frames.time[i]!;
    if (time < from || time > to) {
      skipped.count(skipOutsidePeriod);
      outside[0] = Math.min(outside[0], time);
      outside[1] = Math.max(outside[1], time);
      continue;
    }
    const skip = decode(frames, i, packet, points);
    const passes = skip === skipNo && (filter === null || filter(packet));
    redactor?.packet(packet);
    if (skip !== skipNo) {
      skipped.count(skip);
      table.overhear(packet, skip);
    } else if (passes) table.add(packet);
    else {
      skipped.count(skipFilteredOut);
      notice(table, packet);
    }
  }
}
