import {readSync} from "node:fs";
import {open as openFile} from "node:fs/promises";
import {setImmediate} from "node:timers/promises";
import {createGunzip} from "node:zlib";

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

/** Compressed bytes fed at a time: bounds what waits to be pulled, as 16 KiB unpack to 16 MiB at most. */
const portion = 16384;

/**
 * The bytes that a gzip file holds: `head`, which was already pulled, and what `packed` has after it. Everything that zlib puts out
 * is handed on before its error is; a stream piped through it would drop what is buffered then. Of a damaged file zlib itself
 * withholds the last 16 KiB, of a shortened one nothing.
 */
export function gunzipSource(head: Uint8Array, packed: Source): Source {
  const gunzip = createGunzip();
  const plain: Uint8Array[] = [];
  let failure: Error | null = null;
  let closed = false;
  gunzip.on("data", piece => plain.push(piece));
  gunzip.on("error", error => {
    failure = error;
  });
  gunzip.on("close", () => {
    closed = true;
  });
  const buffer = new Uint8Array(portion);
  let rest = head.slice();

  /** Returns the next compressed bytes, valid until it is called again; none at the end. */
  async function next(): Promise<Uint8Array> {
    if (rest.length === 0) return buffer.subarray(0, await packed.pull(buffer, 0));
    const some = rest.subarray(0, portion);
    rest = rest.subarray(portion);
    return some;
  }

  /** Feeds some bytes, or with none the end, and waits until zlib is done with it. */
  function feed(some: Uint8Array): Promise<void> {
    return new Promise(resolve => {
      gunzip.once("close", resolve);
      if (some.length === 0) gunzip.end();
      else
        gunzip.write(some, () => {
          gunzip.off("close", resolve);
          resolve();
        });
    });
  }

  return {
    size: null,
    async pull(into, at) {
      while (plain.length === 0) {
        if (failure !== null) throw failure;
        if (closed) return 0;
        await feed(await next());
      }
      const piece = plain[0]!;
      const length = Math.min(piece.length, into.length - at);
      into.set(piece.subarray(0, length), at);
      if (length < piece.length) plain[0] = piece.subarray(length);
      else plain.shift();
      return length;
    },
    async close() {
      gunzip.destroy();
      await packed.close();
    },
  };
}
