import {createHash} from "node:crypto";
import {createReadStream} from "node:fs";
import {stat} from "node:fs/promises";
import type {RenderOptions} from "./report.ts";

/** Digits of a digest that are shown: enough to tell the files of a case apart, and to find one again. */
const shown = 12;

/** Returns the first digits of each input's SHA-256, in their order; null of what cannot be read again. */
export const digestsOf = ({inputs = []}: RenderOptions): Promise<(string | null)[]> =>
  Promise.all(inputs.map(async path => (path === null ? null : await digestOf(path).catch(() => null))));

async function digestOf(path: string): Promise<string | null> {
  // A pipe would wait for ever.
  if (!(await stat(path)).isFile()) return null;
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path, {highWaterMark: 1 << 20})) hash.update(piece as Uint8Array);
  return hash.digest("hex").slice(0, shown);
}
