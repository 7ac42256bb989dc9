import {readSync} from "node:fs";
import {open as openFile} from "node:fs/promises";
import {setImmediate} from "node:timers/promises";

/** Where the bytes of a capture come from. */
export interface Source {
  /** Reads some bytes into `into` from index `at` on; returns how many, 0 at the end. */
  pull(into: Uint8Array, at: number): Promise<number>;
  close(): Promise<void>;
  /** Bytes in all, where known. */
  readonly size: number | null;
}

/** A file, a pipe or a device, read straight into the caller's buffer: no stream, no copies. */
export async function fileSource(path: string): Promise<Source> {
  const handle = await openFile(path);
  const stat = await handle.stat();
  return {
    size: stat.isFile() ? stat.size : null,
    pull: stat.isFile()
      ? (into, at) => readNow(handle.fd, into, at)
      : async (into, at) => (await handle.read(into, at, into.length - at, null)).bytesRead,
    close: () => handle.close(),
  };
}

/** Reads so much of a file before other events have their turn. */
const turn = 32 * 1024 * 1024;
let read = 0;

/** A file is read at once: the way through a thread for each mebibyte costs more than the reading. */
async function readNow(descriptor: number, into: Uint8Array, at: number): Promise<number> {
  const count = readSync(descriptor, into, at, into.length - at, null);
  read += count;
  if (read >= turn) {
    read = 0;
    await setImmediate();
  }
  return count;
}

/** A stream of chunks, such as standard input. */
export function streamSource(stream: AsyncIterable<Uint8Array>): Source {
  const chunks = stream[Symbol.asyncIterator]();
  let chunk: Uint8Array = new Uint8Array(0);
  return {
    size: null,
    async pull(into, at) {
      while (chunk.length === 0) {
        const next = await chunks.next();
        if (next.done) return 0;
        chunk = next.value;
      }
      const count = Math.min(chunk.length, into.length - at);
      into.set(chunk.subarray(0, count), at);
      chunk = chunk.subarray(count);
      return count;
    },
    close: async () => void (await chunks.return?.()),
  };
}
