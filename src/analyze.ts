import {type CaptureArgument, type CaptureSummary, readCapture} from "./capture/capture.ts";
import {CapturePoints} from "./capture/points.ts";
import {decode, supports} from "./decode/decode.ts";
import {Packet} from "./decode/packet.ts";
import {Skip, Tally} from "./decode/skip.ts";
import {FlowTable} from "./flow/table.ts";
import {Epoch} from "./time.ts";

export async function quick(captures: CaptureArgument[]) {
  const points = new CapturePoints();
  const epoch = new Epoch();
  const table = new FlowTable();
  const skipped = new Tally();
  const packet = new Packet();
  let ordinal = 0;
  for (const [id, argument] of captures.entries()) {
    const summary: CaptureSummary = {id, path: argument.path, format: null, packets: 0, ordinal, bytes: 0, notes: [], errors: []};
    for await (const frames of readCapture(argument, summary, {points, epoch, reader: "asymcap", supports})) {
      for (let i = 0; i < frames.count; i++) {
        const skip = decode(frames, i, packet, points);
        if (skip === Skip.no) table.add(packet);
        else {skipped.count(skip); table.overhear(packet);}
      }
    }
    ordinal += summary.packets;
    console.log(summary);
  }
  return {table, points, skipped};
}
const r = await quick(process.argv.slice(2).map(path => ({path, name: null})));
console.log(r.table.count, r.table.totals, r.skipped.entries(), r.table.pairs.count);
