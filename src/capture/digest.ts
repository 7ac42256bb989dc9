import {createHash} from "node:crypto";
import type {Source} from "./source.ts";

/** What identifies an input: its bytes as they were given, before anything was unpacked. */
export interface Digest {
  readonly size: number;
  /** Hexadecimal, as sha256sum prints it. */
  readonly sha256: string;
}

export interface DigestedSource extends Source {
  /** Reads what is left of a file, and returns the digest; null of a pipe that was not read to its end. */
  digest(): Promise<Digest | null>;
}

/** Returns a source that hashes what is pulled from it: nothing is read twice. */
export function digested(source: Source): DigestedSource {
  const hash = createHash("sha256");
  let size = 0;
  let isAtEnd = false;
  async function pull(into: Uint8Array, at: number): Promise<number> {
    const count = await source.pull(into, at);
    if (count === 0) isAtEnd = true;
    else {
      hash.update(into.subarray(at, at + count));
      size += count;
    }
    return count;
  }
  return {
    size: source.size,
    pull,
    close: () => source.close(),
    async digest() {
      // Damage ended the reading; the rest of a pipe may never come.
      if (!isAtEnd && source.size === null) return null;
      const rest = new Uint8Array(1 << 16);
      while (!isAtEnd) await pull(rest, 0);
      return {size, sha256: hash.digest("hex")};
    },
  };
}
