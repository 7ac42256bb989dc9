import {type CaptureArgument, type CaptureSummary, readCapture} from "./capture/capture.ts";
import {CapturePoints} from "./capture/points.ts";
import {decode, supports} from "./decode/decode.ts";
import {Packet} from "./decode/packet.ts";
import {Skip, Tally} from "./decode/skip.ts";
import type {Analysis} from "./detect/analysis.ts";
import {conclude} from "./detect/conclude.ts";
import {FlowTable} from "./flow/table.ts";
import {Epoch} from "./time.ts";

/** Constants of this module: V8 writes them into its code as numbers, which it does not do with what is imported. */
const {no: skipNo} = Skip;

export interface AnalyzeOptions {
  /** Reader of classic captures: asymcap's own, or the package pcap-parser as an independent second opinion. */
  readonly reader?: "asymcap" | "pcap-parser";
  /** The user says that ping works. */
  readonly pingOk?: boolean;
  /** The user says that the captures were taken unfiltered, both directions. */
  readonly bothDirections?: boolean;
  /** Called about once a mebibyte: path, bytes read of the file, and its size where known. */
  readonly progress?: (path: string, bytes: number, size: number | null) => void;
}

/**
 * Reads every capture to its end and says which conversations were seen in one direction only. What cannot be read stands in the
 * captures' `errors`, and makes the analysis `partial`; it rejects only for what is wrong in the program itself.
 */
export async function analyze(captures: Iterable<CaptureArgument>, options: AnalyzeOptions = {}): Promise<Analysis> {
  const points = new CapturePoints();
  const epoch = new Epoch();
  const bothDirections = options.bothDirections ?? false;
  const table = new FlowTable({bothDirections});
  const skipped = new Tally();
  const summaries: CaptureSummary[] = [];
  const {reader = "asymcap", progress} = options;
  let ordinal = 0;
  for (const {path, name = null, stream} of captures) {
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
    };
    summaries.push(summary);
    // One await a mebibyte, not one a packet.
    for await (const frames of readCapture(argument, summary, {points, epoch, reader, supports, progress}))
      addAll(frames, table, points, skipped);
    ordinal += summary.packets;
  }
  return conclude(
    {table, points, captures: summaries, skipped, epoch},
    {pingOk: options.pingOk ?? false, bothDirections},
  );
}

/** The one packet that is looked at: overwritten by each. */
const packet = new Packet();

function addAll(frames: Parameters<typeof decode>[0], table: FlowTable, points: CapturePoints, skipped: Tally): void {
  for (let i = 0; i < frames.count; i++) {
    const skip = decode(frames, i, packet, points);
    if (skip === skipNo) table.add(packet);
    else {
      skipped.count(skip);
      table.overhear(packet);
    }
  }
}
