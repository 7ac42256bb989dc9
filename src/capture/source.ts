import {open as openFile} from "node:fs/promises";
import {Readable} from "node:stream";
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
    pull: async (into, at) => (await handle.read(into, at, into.length - at, null)).bytesRead,
    close: () => handle.close(),
  };
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

/** The bytes that a gzip file holds: `head`, which was already pulled, and what `packed` has after it. */
export function gunzipSource(head: Uint8Array, packed: Source): Source {
  async function* all(): AsyncGenerator<Uint8Array> {
    yield head.slice();
    for (;;) {
      const chunk = new Uint8Array(65536);
      const count = await packed.pull(chunk, 0);
      if (count === 0) return;
      yield chunk.subarray(0, count);
    }
  }
  const gunzip = createGunzip();
  const feed = Readable.from(all(), {objectMode: false});
  feed.on("error", error => gunzip.destroy(error));
  const plain = streamSource(feed.pipe(gunzip));
  return {
    size: null,
    pull: plain.pull,
    async close() {
      feed.destroy();
      gunzip.destroy();
      await packed.close();
    },
  };
}
