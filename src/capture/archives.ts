import {createRequire} from "node:module";
import type {Packing, Unpack} from "./unpack.ts";

/** What captures are packed in, told by the first bytes: one entry in {@link archives}. */
interface Archive {
  readonly name: string;
  /** `a` or `an`, before the name. */
  readonly article: string;
  readonly magic: readonly number[];
  /** Makes the stream that unpacks it; null where nothing here can. */
  readonly open: (() => Unpack) | null;
  /** What to do where nothing here can. */
  readonly remedy: string;
}

const require = createRequire(import.meta.url);
/**
 * Loaded with the first archive, as most captures are none. `createZstdDecompress` is in Node.js since 22.15 and 23.8; its window is at
 * most 128 MiB unless asked otherwise, as the program `zstd` has it.
 */
const zlib = (): {createGunzip(): Unpack; createZstdDecompress?(): Unpack} => require("node:zlib");

const piped = (command: string) => `unpack it first: \`${command} -dc FILE | asymcap -\``;

const archives: readonly Archive[] = [
  {name: "gzip", article: "a", magic: [0x1f, 0x8b], open: () => zlib().createGunzip(), remedy: piped("gzip")},
  {
    name: "zstd",
    article: "a",
    magic: [0x28, 0xb5, 0x2f, 0xfd],
    get open() {
      const {createZstdDecompress} = zlib();
      return createZstdDecompress === undefined ? null : () => createZstdDecompress();
    },
    remedy: `${piped("zstd")}, or run asymcap by Node.js 22.15 or later, which unpacks it`,
  },
  {name: "xz", article: "an", magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], open: null, remedy: piped("xz")},
  {name: "bzip2", article: "a", magic: [0x42, 0x5a, 0x68], open: null, remedy: piped("bzip2")},
  {name: "zip", article: "a", magic: [0x50, 0x4b, 0x03, 0x04], open: null, remedy: "unpack it first"},
];

export const canUnpack = (archive: Archive): archive is Archive & Packing => archive.open !== null;

/** Returns what a file that begins with `head` is packed in, or null. */
export const archiveOf = (head: Uint8Array): Archive | null =>
  archives.find(({magic}) => magic.every((byte, i) => head[i] === byte)) ?? null;
