import type {Transform} from "node:stream";
import {Damage} from "../errors.ts";
import type {Source} from "./source.ts";

/** Compressed bytes fed at a time. */
const portion = 16384;
/** Unpacking pauses while so much waits to be pulled: few bytes may unpack to very many. */
const mostWaiting = 1024 * 1024;

/** What unpacks: a stream of zlib, which tells how many of the compressed bytes it has used. */
export type Unpack = Transform & {readonly bytesWritten: number};

/** How an archive is packed: its name for errors, the bytes that each of its parts begins with, and what unpacks one. */
export interface Packing {
  readonly name: string;
  readonly magic: readonly number[];
  open(): Unpack;
}

/**
 * The bytes that an archive holds: `head`, which was already pulled, and what `packed` has after it.
 * Everything that zlib puts out is handed on before its error is; a stream piped through it would drop what is buffered then. Of a
 * damaged gzip file zlib itself withholds the last 16 KiB, of a shortened one nothing. `leavesRest` is called where bytes follow that
 * are packed in nothing.
 */
export function unpackedSource(
  {name, magic, open}: Packing,
  head: Uint8Array,
  packed: Source,
  leavesRest: () => void = () => {},
): Source {
  const plain: Uint8Array[] = [];
  let waiting = 0;
  let failure: Damage | null = null;
  /** Wakes who waits for bytes, or for the end of them. */
  let wake = () => {};
  /** What was pulled, and not fed. */
  let rest = head.slice();
  const buffer = new Uint8Array(portion);
  let isFeeding = false;
  /** Null where a part of the archive has ended, and maybe the archive. */
  let unpack: Unpack | null = null;
  /** Bytes that it was fed, and the last of them. */
  let fed = 0;
  let last: Uint8Array = rest;
  let isAtEnd = false;

  function begin(): Unpack {
    const begun = open();
    fed = 0;
    begun.on("data", (piece: Uint8Array) => {
      plain.push(piece);
      waiting += piece.length;
      if (waiting >= mostWaiting) begun.pause();
      wake();
    });
    begun.on("error", ({code}: NodeJS.ErrnoException) => {
      const remedy = "what came before is reported";
      failure ??=
        code === "Z_BUF_ERROR"
          ? new Damage(0, `the ${name} data ends early`, `it was cut off; ${remedy}`)
          : new Damage(0, `the ${name} data is damaged from here on`, remedy);
    });
    // It ends where zlib wants no more, and waits for the end of what it was to be fed.
    begun.on("end", () => begun.destroy());
    begun.on("close", () => {
      // Of gzip zlib reads one member after the other; of zstd it ends with a frame, and leaves the next one.
      const left = fed - begun.bytesWritten;
      if (left > 0) rest = Buffer.concat([last.subarray(last.length - left), rest]);
      unpack = null;
      isFeeding = false;
      wake();
    });
    return begun;
  }

  /** Pulls until so many bytes are there that were not fed, or no more come. */
  async function pullAtLeast(least: number): Promise<void> {
    while (rest.length < least) {
      const count = await packed.pull(buffer, 0);
      if (count === 0) return;
      rest = Buffer.concat([rest, buffer.subarray(0, count)]);
    }
  }

  /** Feeds the next compressed bytes, or their end; further ones may be fed once zlib is done with them. */
  async function feed(): Promise<void> {
    await pullAtLeast(unpack === null ? magic.length : 1);
    isAtEnd = unpack === null ? !magic.every((byte, i) => rest[i] === byte) : rest.length === 0;
    if (isAtEnd) {
      // Tapes, and some downloads, are filled up with zeros.
      if (rest.some(byte => byte !== 0)) leavesRest();
      unpack?.end();
      isFeeding = unpack !== null;
      return;
    }
    const current = (unpack ??= begin());
    last = rest.subarray(0, portion);
    rest = rest.subarray(last.length);
    isFeeding = true;
    fed += last.length;
    current.write(last, () => {
      if (fed > current.bytesWritten) return;
      isFeeding = false;
      wake();
    });
  }

  return {
    size: null,
    async pull(into, at) {
      while (plain.length === 0) {
        if (failure !== null) throw failure;
        if (unpack === null && isAtEnd) return 0;
        if (!isFeeding) await feed();
        unpack?.resume();
        await new Promise<void>(resolve => {
          wake = resolve;
          // What came while the compressed bytes were read is not waited for.
          if (plain.length > 0 || !isFeeding) resolve();
        });
      }
      const piece = plain[0]!;
      const length = Math.min(piece.length, into.length - at);
      into.set(piece.subarray(0, length), at);
      if (length < piece.length) plain[0] = piece.subarray(length);
      else plain.shift();
      waiting -= length;
      return length;
    },
    async close() {
      unpack?.destroy();
      await packed.close();
    },
  };
}
