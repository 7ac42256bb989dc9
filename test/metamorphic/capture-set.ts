import {type CaptureArgument, type CaptureSummary, readCapture} from "../../src/capture/capture.ts";
import {Direction} from "../../src/capture/frames.ts";
import {CapturePoints} from "../../src/capture/points.ts";
import {SideRecords} from "../../src/capture/side/record.ts";
import {Statements} from "../../src/capture/statement.ts";
import {supports} from "../../src/decode/decode.ts";
import {Epoch} from "../../src/time/time.ts";
import {concat} from "../support/binary.ts";
import {type Captured, type CaptureInterface, pcapHeader, pcapng, statisticsBlock} from "../support/containers.ts";
import {type Ends, endsIn} from "./layout.ts";

/** A frame that keeps its number through all changes: what chance decides of it does not depend on the others. */
export interface Frame extends Captured {
  readonly id: number;
  /** The ends that were found in these bytes: they are asked for again and again. */
  noted?: {readonly of: Uint8Array; readonly ends: Ends | null};
}

/** One file of a capture set, taken apart. */
export interface CaptureFile {
  /** `POINT` or `DEVICE/POINT`, as a user names it. */
  readonly point: string;
  /** Those that frames name by their index; one without a name in a classic capture. */
  readonly interfaces: readonly (CaptureInterface & {readonly link: number})[];
  /** Packets that the capture says it lost; null = it does not say. */
  readonly dropped: number | null;
  /** In the order of the file. */
  readonly frames: readonly Frame[];
  /** What is given in place of the frames: the same, printed. */
  readonly text?: string;
}

/** Captures that are given together, and how. */
export interface CaptureSet {
  readonly name: string;
  readonly files: readonly CaptureFile[];
  readonly options: {readonly pingOk: boolean; readonly bothDirections: boolean};
  /** Whether all that was captured takes the same way there and back, and no point lacks any of it but by its filter or by loss. */
  readonly isHealthy: boolean;
  /** The ladder, where it was made of one. */
  readonly ladder?: string;
}

/** Returns the file, taken apart; its frames are numbered from `firstId` on. */
export async function readFile(argument: CaptureArgument, firstId: number): Promise<CaptureFile> {
  const points = new CapturePoints();
  const epoch = new Epoch();
  const summary: CaptureSummary = {
    id: 0,
    path: argument.path,
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
  const context = {points, epoch, reader: "asymcap", statements: new Statements(), side: new SideRecords(), supports};
  const frames: Frame[] = [];
  const interfaces = new Map<number, number>();
  const links: number[] = [];
  for await (const batch of readCapture(argument, summary, {...context, reader: "asymcap"}))
    for (let i = 0; i < batch.count; i++) {
      const point = batch.point[i]!;
      if (!interfaces.has(point)) {
        interfaces.set(point, interfaces.size);
        links.push(batch.link[i]!);
      }
      const start = batch.start[i]!;
      const direction = batch.direction[i]!;
      frames.push({
        id: firstId + frames.length,
        time: BigInt(epoch.seconds!) * 1_000_000_000n + BigInt(batch.time[i]!),
        bytes: batch.bytes.slice(start, start + batch.length[i]!),
        wireLength: batch.wireLength[i]!,
        interface: interfaces.get(point)!,
        ...(direction === Direction.unknown
          ? {}
          : {direction: direction === Direction.entering ? ("entering" as const) : ("leaving" as const)}),
      });
    }
  if (summary.errors.length > 0) throw summary.errors[0];
  // One buffer for all: many small ones cost the collector of garbage more than all the judging.
  const whole = concat(...frames.map(one => one.bytes));
  let at = 0;
  const inOne = frames.map(one => ({...one, bytes: whole.subarray(at, (at += one.bytes.length))}));
  const known = [...interfaces.keys()].map(id => points.list[id]!);
  const drops = known.flatMap(({dropped}) => (dropped === null ? [] : [dropped]));
  return {
    point: argument.name ?? argument.path,
    interfaces: known.map((point, i) => ({
      link: links[i]!,
      ...(point.interface === null ? {} : {name: point.interface}),
    })),
    dropped: drops.length === 0 ? null : drops.reduce((sum, one) => sum + one, 0),
    frames: inOne,
  };
}

/** Nanoseconds: finer than any capture of the sets. */
const resolution = 9;

/** The bytes of the file: a classic capture where it can be one. */
export function bytesOf({interfaces, dropped, frames, text}: CaptureFile): Uint8Array {
  if (text !== undefined) return Buffer.from(text);
  const [first] = interfaces;
  const isClassic =
    dropped === null && interfaces.length <= 1 && first?.name === undefined && frames.every(one => !one.direction);
  if (isClassic) return classic(frames, first?.link ?? 1);
  return pcapng(frames, {
    interfaces: interfaces.map(one => ({...one, resolution})),
    behind: dropped === null ? [] : [statisticsBlock({dropped, received: 0})],
  });
}

/** A classic capture in one piece: variants are written by the thousand. */
function classic(frames: readonly Frame[], link: number): Uint8Array {
  const header = pcapHeader({link});
  const size = frames.reduce((sum, {bytes}) => sum + 16 + bytes.length, header.length);
  const all = new Uint8Array(size);
  const view = new DataView(all.buffer);
  all.set(header);
  let at = header.length;
  for (const {time, bytes, wireLength = bytes.length} of frames) {
    const microseconds = Number(time / 1000n);
    view.setUint32(at, Math.floor(microseconds / 1e6), true);
    view.setUint32(at + 4, microseconds % 1e6, true);
    view.setUint32(at + 8, bytes.length, true);
    view.setUint32(at + 12, wireLength, true);
    all.set(bytes, at + 16);
    at += 16 + bytes.length;
  }
  return all;
}

/** The name under which the file is written. */
export const fileName = (file: CaptureFile, i: number): string => {
  const bytes = bytesOf(file);
  const extension = file.text !== undefined ? "txt" : bytes[0] === 0x0a ? "pcapng" : "pcap";
  return `${i}-${file.point.replaceAll(/[^\w-]/g, "_")}.${extension}`;
};

/** The set as {@link analyze} takes it: every file is written and read again, as a user's is. */
export const argumentsOf = ({files}: CaptureSet): CaptureArgument[] =>
  files.map(file => ({path: `${file.point}.pcap`, name: file.point, stream: once(bytesOf(file))}));

async function* once(bytes: Uint8Array) {
  yield bytes;
}

/** The set with each frame replaced by what `change` makes of it: none, one or several. Files without frames are left out. */
export const withFrames = (
  set: CaptureSet,
  change: (frame: Frame, file: CaptureFile, index: number) => Frame | readonly Frame[] | null,
): CaptureSet => ({
  ...set,
  files: set.files.flatMap((file, index) => {
    const frames = file.frames.flatMap(frame => change(frame, file, index) ?? []);
    return frames.length === 0 ? [] : [{...file, frames}];
  }),
});

/** The ends of a frame of the file; null where it is neither IP nor ARP. */
export function endsOf(frame: Frame, file: CaptureFile): Ends | null {
  // A frame that was made of this one may have taken the note along.
  if (frame.noted?.of !== frame.bytes) frame.noted = {of: frame.bytes, ends: endsIn(frame.bytes, linkOf(file, frame))};
  return frame.noted.ends;
}

/** Link type of a frame of the file (LINKTYPE_ number). */
export const linkOf = (file: CaptureFile, frame: Frame): number => file.interfaces[frame.interface ?? 0]!.link;

/** The frames of all files. */
export const framesOf = ({files}: CaptureSet): Frame[] => files.flatMap(file => file.frames);

/** Whether no frame is left. */
export const isEmpty = ({files}: CaptureSet): boolean => files.every(file => file.frames.length === 0);

/** A number from 0 to 1 that looks like chance, and is the same for the same frame and seed. */
export function chance(seed: number, id: number): number {
  let mixed = Math.imul(id + 1, 0x9e3779b1) ^ Math.imul(seed + 0x7f4a7c15, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 0x1_0000_0000;
}

/** Frames by time; of the same time, in the order given. */
export const byTime = (frames: readonly Frame[]): Frame[] =>
  frames.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
