import {open as openFile} from "node:fs/promises";
import {Epoch} from "../time/time.ts";
import {type CaptureArgument, type CaptureSummary, readCapture} from "./capture.ts";
import {CapturePoints, originOf} from "./points.ts";
import {SideRecords} from "./side/record.ts";
import {Statements} from "./statement.ts";

/** So many bytes of a capture are looked at: some hold a header, names and secrets before their first packet. */
const most = 64 * 1024;

/**
 * Returns the captures with those of one point in the order of their first packets, as a ring buffer wrote them, whatever the order in which
 * they are given; a flow goes on from one to the next. Those of different points keep their places. Of a stream its beginning is read, and
 * kept. Captures that tell no first packet come last among those of their point.
 */
export async function inTimeOrder(captures: readonly CaptureArgument[]): Promise<readonly CaptureArgument[]> {
  const places = new Map<string, number[]>();
  for (const [i, {path, name}] of captures.entries()) {
    const {key} = originOf(path, name ?? null);
    const known = places.get(key);
    if (known === undefined) places.set(key, [i]);
    else known.push(i);
  }
  const ordered = [...captures];
  for (const shared of places.values()) {
    if (shared.length === 1) continue;
    const begun: Begun[] = [];
    for (const i of shared) begun.push(await beginOf(captures[i]!));
    begun.sort((a, b) => a.first - b.first);
    for (const [k, i] of shared.entries()) ordered[i] = begun[k]!.argument;
  }
  return ordered;
}

interface Begun {
  /** The capture, to be read from its beginning. */
  readonly argument: CaptureArgument;
  /** Seconds since 1970 of its first packet; infinite where none is found. */
  readonly first: number;
}

async function beginOf(argument: CaptureArgument): Promise<Begun> {
  if (argument.stream === undefined) {
    const head = await headOf(argument.path);
    return {argument, first: head === null ? Number.POSITIVE_INFINITY : await firstTime(argument, head)};
  }
  const chunks = (argument.stream as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let size = 0;
  let failure: unknown = null;
  try {
    while (size < most) {
      const next = await chunks.next();
      if (next.done) break;
      // Whoever sends it may use its memory again.
      head.push(next.value.slice());
      size += next.value.length;
    }
  } catch (error) {
    failure = error;
  }
  return {
    argument: {...argument, stream: again(head, failure, chunks)},
    first: await firstTime(argument, Buffer.concat(head)),
  };
}

/** What was read of a stream, and then the rest of it. */
async function* again(head: readonly Uint8Array[], failure: unknown, rest: AsyncIterator<Uint8Array>) {
  yield* head;
  if (failure !== null) throw failure;
  try {
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

/** Returns the first bytes of a file; null where it is none that can be read twice: a pipe gives its bytes once. */
async function headOf(path: string): Promise<Uint8Array | null> {
  try {
    const handle = await openFile(path);
    try {
      if (!(await handle.stat()).isFile()) return null;
      const {buffer, bytesRead} = await handle.read(Buffer.alloc(most), 0, most, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    // Whoever reads it says why it cannot be read.
    return null;
  }
}

async function firstTime({path, name}: CaptureArgument, head: Uint8Array): Promise<number> {
  const epoch = new Epoch();
  const summary: CaptureSummary = {
    ...{id: 0, path, format: null, packets: 0, ordinal: 0, bytes: 0, digest: null},
    ...{notes: [], errors: [], typed: [], mistakes: [], lines: []},
  };
  const context = {
    ...{points: new CapturePoints(), statements: new Statements(), side: new SideRecords(), epoch},
    ...{reader: "asymcap" as const, supports: () => true},
  };
  for await (const {time} of readCapture({path, name: name ?? null, stream: once(head)}, summary, context))
    return epoch.seconds! + time[0]! / 1e9;
  return Number.POSITIVE_INFINITY;
}

async function* once(bytes: Uint8Array) {
  yield bytes;
}
