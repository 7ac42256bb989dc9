import {createHash} from "node:crypto";
import {mkdirSync, readFileSync, renameSync, statSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {RECIPES} from "./recipes.ts";
import {writeTraffic} from "./traffic.ts";

/** Where captures stay from one run to the next: some 2.4 GB in all. */
export const FOLDER = join(tmpdir(), "asymcap-bench");

const GENERATOR = ["agenda", "connection", "frame", "pcap-writer", "random", "recipes", "traffic"];

/**
 * Returns the path of the capture of a case, written first if need be.
 *
 * Next to each capture lies a note of its size and of the generator's
 * fingerprint. A capture is used again only if both still hold, so one that
 * was cut short or that an older generator wrote is never measured.
 */
export function capture(name: string, announce: (text: string) => void): string {
  const recipe = RECIPES[name];
  if (recipe === undefined) {
    throw new Error(`no capture is called ${name}`);
  }
  mkdirSync(FOLDER, {recursive: true});
  const path = join(FOLDER, `${name}.pcap`);
  const note = join(FOLDER, `${name}.note`);
  const generator = fingerprint();
  if (read(note) === `${size(path)} ${generator}\n`) {
    return path;
  }
  announce(`${name}: writing the capture`);
  const unfinished = `${path}.part`;
  const bytes = writeTraffic(recipe, unfinished);
  renameSync(unfinished, path);
  writeFileSync(note, `${bytes} ${generator}\n`);
  return path;
}

function fingerprint(): string {
  const hash = createHash("sha256");
  // The same extension as this module: .ts as written, .js once compiled.
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf("."));
  for (const part of GENERATOR) {
    hash.update(readFileSync(new URL(part + extension, import.meta.url)));
  }
  return hash.digest("hex").slice(0, 16);
}

function size(path: string): number {
  return statSync(path, {throwIfNoEntry: false})?.size ?? 0;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
