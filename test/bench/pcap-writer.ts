import {closeSync, openSync, writeSync} from "node:fs";

const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const CHUNK = 4 * 1024 * 1024;
const LARGEST_FRAME = 1514;
const SNAP_LENGTH = 262144;
const ETHERNET = 1;

/**
 * Writes a classic pcap file (microseconds, little endian, Ethernet).
 *
 * The larger captures exceed 1 GB, so frames are built in place in one chunk
 * that goes to the disk whenever it is full; nothing else is kept.
 */
export class PcapWriter {
  readonly #file: number;
  readonly #chunk = Buffer.alloc(CHUNK);
  #used = 0;
  #flushed = 0;
  frames = 0;

  constructor(path: string) {
    this.#file = openSync(path, "w");
    const chunk = this.#chunk;
    chunk.writeUInt32LE(0xa1b2c3d4, 0);
    chunk.writeUInt16LE(2, 4);
    chunk.writeUInt16LE(4, 6);
    chunk.writeUInt32LE(SNAP_LENGTH, 16);
    chunk.writeUInt32LE(ETHERNET, 20);
    this.#used = FILE_HEADER;
  }

  /** The buffer in which the offsets returned by `reserve` lie. */
  get buffer(): Buffer {
    return this.#chunk;
  }

  /**
   * Writes the record header of a frame and returns the offset at which the
   * caller must fill in its bytes before the next call.
   */
  reserve(microseconds: number, length: number): number {
    if (this.#used + RECORD_HEADER + LARGEST_FRAME > CHUNK) {
      this.#flush();
    }
    const at = this.#used;
    const seconds = Math.floor(microseconds / 1e6);
    this.#chunk.writeUInt32LE(seconds, at);
    this.#chunk.writeUInt32LE(Math.floor(microseconds - seconds * 1e6), at + 4);
    this.#chunk.writeUInt32LE(length, at + 8);
    this.#chunk.writeUInt32LE(length, at + 12);
    this.#used = at + RECORD_HEADER + length;
    this.frames += 1;
    return at + RECORD_HEADER;
  }

  /** Writes what is left and returns the size of the file in bytes. */
  close(): number {
    this.#flush();
    closeSync(this.#file);
    return this.#flushed;
  }

  #flush(): void {
    let done = 0;
    while (done < this.#used) {
      done += writeSync(this.#file, this.#chunk, done, this.#used - done);
    }
    this.#flushed += this.#used;
    this.#used = 0;
  }
}
