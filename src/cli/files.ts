import {open, readdir, stat} from "node:fs/promises";
import {isAbsolute, join} from "node:path";
import {archiveOf} from "../capture/archives.ts";
import {formats} from "../capture/format.ts";
import {printable} from "../errors.ts";
import {counted} from "../words.ts";
import {type Io, usage} from "./io.ts";

/** Files left out that are named. */
const named = 3;
/** Ring files in the order of their numbers. */
const order = new Intl.Collator("en", {numeric: true});

/**
 * Returns the files that an argument stands for: itself, the captures of a folder, or what matches a pattern that the shell left as it
 * was. Of a folder only those are taken that begin as a capture does, and standard error says what is left out: texts there may be anything.
 * A folder without captures stands for itself. Throws a UsageError for a pattern that nothing matches.
 */
export async function filesOf(path: string, io: Io): Promise<string[]> {
  const known = await stat(path).catch(() => null);
  if (known?.isDirectory()) return await capturesIn(path, io);
  if (known !== null || !/[*?[{]/.test(path)) return [path];
  // Loaded for patterns only: shells expand most.
  const {glob} = await import("tinyglobby");
  const found = (await glob(path.replaceAll("\\", "/"), {expandDirectories: false, absolute: isAbsolute(path)})).sort(
    order.compare,
  );
  if (found.length === 0) throw usage(`${printable(path)}: no file matches this pattern`);
  return found;
}

async function capturesIn(folder: string, io: Io): Promise<string[]> {
  const names = (await readdir(folder, {withFileTypes: true}))
    .filter(entry => !entry.isDirectory() && !entry.name.startsWith("."))
    .map(entry => entry.name)
    .sort(order.compare);
  const captures: string[] = [];
  const others: string[] = [];
  for (const name of names) ((await isCapture(join(folder, name))) ? captures : others).push(name);
  // Reading it says that it is a folder without captures; what else is named is judged.
  if (captures.length === 0) return [folder];
  if (others.length > 0) {
    const list = others.slice(0, named).map(name => printable(name));
    const more = others.length > named ? ` and ${others.length - named} more` : "";
    io.stderr.write(
      `asymcap: ${printable(folder)}: ${counted(captures.length, "capture")}; left out: ${list.join(", ")}${more}\n`,
    );
  }
  return captures.map(name => join(folder, name));
}

/** The longest magic is eight bytes long. */
const headLength = 8;

async function isCapture(path: string): Promise<boolean> {
  const known = await stat(path).catch(() => null);
  // Opening a pipe would wait for who writes to it.
  if (known === null || !known.isFile()) return false;
  const file = await open(path).catch(() => null);
  // What may not be read is said when it is to be read.
  if (file === null) return true;
  try {
    const {buffer, bytesRead} = await file.read(new Uint8Array(headLength), 0, headLength, 0);
    const head = buffer.subarray(0, bytesRead);
    return formats.some(format => format.matches(head)) || archiveOf(head) !== null;
  } finally {
    await file.close();
  }
}
