import {type CaptureSummary, type ReadingContext, readCapture} from "../../src/capture/capture.ts";
import {Frames} from "../../src/capture/frames.ts";
import {type CapturePoint, CapturePoints, originOf} from "../../src/capture/points.ts";
import {SideRecords} from "../../src/capture/side/record.ts";
import {type Statement, Statements} from "../../src/capture/statement.ts";
import {TextFramer} from "../../src/capture/text.ts";
import {supports} from "../../src/decode/decode.ts";
import {Damage} from "../../src/errors.ts";
import {Epoch} from "../../src/time/time.ts";
import {arp, concat, ethernet, icmp, ipv4, ipv6, tcp, udp} from "../support/bytes.ts";
import {after as at, type Captured, type Moment} from "../support/containers.ts";

/** A frame as the columns of its batch tell it, with the time since 1970. */
export interface ReadFrame {
  readonly bytes: string;
  readonly wireLength: number;
  readonly time: Moment;
  readonly point: string;
  readonly link: number;
  readonly direction: number;
}

export interface Reading {
  readonly frames: readonly ReadFrame[];
  readonly summaries: readonly CaptureSummary[];
  readonly points: readonly CapturePoint[];
  readonly statements: readonly Statement[];
}

export interface Given {
  readonly bytes: Uint8Array;
  readonly path?: string;
  readonly name?: string;
  /** Bytes a chunk of the stream. */
  readonly chunk?: number;
}

export interface ReadOptions {
  readonly reader?: ReadingContext["reader"];
}

export async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Reads one capture as a stream of chunks. */
export const read = (bytes: Uint8Array, chunk = 65536, options: ReadOptions = {}): Promise<Reading> =>
  readAll([{bytes, chunk}], options);

/** Reads captures one after another into one analysis, without decoding; points are settled as after an analysis. */
export async function readAll(all: readonly Given[], {reader = "asymcap"}: ReadOptions = {}): Promise<Reading> {
  const points = new CapturePoints();
  const epoch = new Epoch();
  const context: ReadingContext = {
    points,
    epoch,
    reader,
    supports,
    statements: new Statements(),
    side: new SideRecords(),
  };
  const summaries: CaptureSummary[] = [];
  const frames: (Omit<ReadFrame, "point"> & {point: number})[] = [];
  let ordinal = 0;
  for (const [id, {bytes, path = "capture", name = null, chunk = 65536}] of all.entries()) {
    const summary = {
      id,
      path,
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
    for await (const batch of readCapture({path, name, stream: chunks(bytes, chunk)}, summary, context)) {
      if (batch.ordinal !== frames.length)
        throw new Error(`a batch has ordinal ${batch.ordinal}, not ${frames.length}`);
      for (let i = 0; i < batch.count; i++) {
        const at = batch.start[i]!;
        const point = batch.point[i]!;
        points.list[point]!.packets++;
        frames.push({
          bytes: Buffer.from(batch.bytes.subarray(at, at + batch.length[i]!)).toString("hex"),
          wireLength: batch.wireLength[i]!,
          time: BigInt(epoch.seconds!) * 1_000_000_000n + BigInt(batch.time[i]!),
          point,
          link: batch.link[i]!,
          direction: batch.direction[i]!,
        });
      }
    }
    ordinal += summary.packets;
  }
  points.settle();
  return {
    frames: frames.map(frame => ({...frame, point: points.list[frame.point]!.name})),
    summaries,
    points: points.list.filter(point => point.packets > 0),
    statements: context.statements.list,
  };
}

const batch = new Frames();

/** How many frames a text tells of, read without all that surrounds it; null if it is none of a known kind. At most a batch of them. */
export function framedLines(bytes: Uint8Array): number | null {
  const framer = new TextFramer({
    id: 0,
    path: "text",
    origin: originOf("text", null),
    points: new CapturePoints(),
    epoch: new Epoch(),
    supports,
    note: () => {},
    complain: () => {},
    state: () => {},
    tellSide: () => {},
    tellTyped: () => {},
    tellMistake: () => {},
  });
  batch.count = 0;
  try {
    const at = framer.frame(bytes, 0, bytes.length, batch);
    framer.finish(bytes, at, bytes.length, batch);
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    return null;
  }
  return batch.count;
}

/** What is told of one capture in the end. */
export const messages = (reading: Reading): string[] =>
  reading.summaries.flatMap(one => one.errors.map(e => e.message));
export const notes = (reading: Reading): string[] => reading.summaries.flatMap(one => [...one.notes]);
export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

const long = ethernet({}, ipv4({}, tcp({flags: "PSH-ACK"}, 1400)));

/** Frames of all kinds and of lengths that do and do not need padding, one of them cut short; whole microseconds apart. */
export const sample: readonly Captured[] = [
  {time: at(0.000_001), bytes: ethernet({}, ipv4({}, tcp({flags: "SYN", maximumSegment: 1460})))},
  {time: at(0.25), bytes: ethernet({vlans: [7]}, ipv6({}, tcp({flags: "SYN-ACK"})))},
  {time: at(0.999_999), bytes: ethernet({}, arp())},
  {time: at(1), bytes: long.subarray(0, 97), wireLength: long.length},
  {time: at(0.5), bytes: ethernet({}, ipv4({}, udp({}, 1)))},
  {time: at(2.000_002), bytes: ethernet({}, ipv4({}, udp({}, 2)))},
  {time: at(86_400), bytes: ethernet({}, ipv4({}, icmp({identifier: 7, sequence: 1}, 3)))},
  {time: at(86_400.000_001), bytes: new Uint8Array(0)},
  {time: at(-3600), bytes: long},
];

/** What is to be read of captured packets at one point. */
export const expected = (packets: readonly Captured[], point = "capture", link = 1): ReadFrame[] =>
  packets.map(({time, bytes, wireLength = bytes.length, direction}) => ({
    bytes: hex(bytes),
    wireLength,
    time,
    point,
    link,
    direction: {unknown: 0, entering: 1, leaving: 2}[direction ?? "unknown"],
  }));

/** A SYN on Ethernet, at so many seconds; `port` tells one from another. */
export const syn = (seconds: number, port = 50_000): Captured => ({
  time: at(seconds),
  bytes: ethernet({}, ipv4({}, tcp({flags: "SYN", sourcePort: port}))),
});

/** A capture without its last `count` bytes. */
export const cut = (bytes: Uint8Array, count: number): Uint8Array => bytes.subarray(0, bytes.length - count);

/** A capture with a 32-bit number written over it. */
export function overwritten(
  bytes: Uint8Array,
  at: number,
  value: number,
  order: "little" | "big" = "little",
): Uint8Array {
  const copy = concat(bytes);
  new DataView(copy.buffer).setUint32(at, value, order === "little");
  return copy;
}
