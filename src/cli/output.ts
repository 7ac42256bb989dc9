import {closeSync, constants, createWriteStream, openSync, rmSync} from "node:fs";
import {access, realpath, rename, rm, stat} from "node:fs/promises";
import {basename, dirname, extname, join} from "node:path";
import {pipeline} from "node:stream/promises";
import {printable} from "../errors.ts";
import type {RenderOptions} from "../report/report.ts";
import {type Io, usage} from "./io.ts";
import {terminalOf} from "./terminal.ts";

/** A form of report of a `Subject`: an analysis, or a comparison. */
interface Form<Subject> {
  readonly name: string;
  readonly extension: string;
  render(subject: Subject, options?: RenderOptions): AsyncIterable<string | Uint8Array>;
}

/** A report that was asked for by `-o PATH`. */
export interface Output<Subject> {
  readonly path: string;
  readonly report: Form<Subject>;
}

/** Returns what `-o` asks for; the first of `forms` is the summary. Throws a UsageError for an unknown extension. */
export function outputsOf<Subject>(
  paths: readonly string[],
  format: string | undefined,
  forms: readonly Form<Subject>[],
): Output<Subject>[] {
  return paths.map(path => {
    if (path === "-") return {path, report: forms.find(form => form.name === format) ?? forms[0]!};
    // Of `.card.png` and `.png` the longer one.
    const report = forms
      .filter(form => path.toLowerCase().endsWith(form.extension) && basename(path).length > form.extension.length)
      .sort((a, b) => b.extension.length - a.extension.length)[0];
    if (report !== undefined) return {path, report};
    const extension = extname(path).toLowerCase();
    const known = forms.map(form => form.extension).join(" ");
    throw usage(`${printable(path)}: no report has the extension "${printable(extension)}"; there are ${known}`);
  });
}

/**
 * Writes the summary to standard output, unless it is not wanted or a report goes there, and every output. `options` are those of all of them. Returns false if any could not
 * be written; why stands on standard error, and the others are written all the same.
 */
export async function writeReports<Subject>(
  subject: Subject,
  summary: Form<Subject> | null,
  outputs: readonly Output<Subject>[],
  io: Io,
  options: RenderOptions = {},
): Promise<boolean> {
  let complete = true;
  if (summary !== null && !outputs.some(output => output.path === "-"))
    await write(summary, subject, io.stdout, {...terminalOf(io), ...options});
  for (const {path, report} of outputs) {
    try {
      if (path === "-") await write(report, subject, io.stdout, options);
      else await replace(path, report.render(subject, options));
    } catch (error) {
      const problem = printable((error as Error).message, 1000);
      io.stderr.write(`asymcap: ${printable(path)}: ${problem}; the report could not be written\n`);
      complete = false;
    }
  }
  return complete;
}

/**
 * Writes a file beside `path` and gives it that name once it is whole: who reads the report while it is written anew sees the one before.
 * What is no regular file, such as a pipe, is written to as it is, and so is a file in a folder that may not be
 * written.
 */
async function replace(path: string, pieces: AsyncIterable<string | Uint8Array>): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const known = await stat(target).catch(() => null);
  if (known !== null && !known.isFile()) {
    // Opening a pipe that nobody reads would wait for ever; so opened it fails.
    if (known.isFIFO()) closeSync(openSync(target, constants.O_WRONLY | constants.O_NONBLOCK));
    await pipeline(pieces, createWriteStream(target));
    return;
  }
  const folder = dirname(target);
  const canReplace = await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!canReplace && known !== null) {
    await pipeline(pieces, createWriteStream(target));
    return;
  }
  const fresh = join(folder, `.${basename(target)}.${process.pid}.${process.hrtime.bigint()}`);
  unfinished.add(fresh);
  try {
    await pipeline(pieces, createWriteStream(fresh, {flags: "wx", mode: known === null ? 0o666 : known.mode}));
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, {force: true});
    throw error;
  } finally {
    unfinished.delete(fresh);
  }
}

/** Files that are being written, and have no name of their own yet: who ends the program meanwhile does not find them. */
const unfinished = new Set<string>();
process.on("exit", () => {
  for (const path of unfinished) rmSync(path, {force: true});
});

async function write<Subject>(
  report: Form<Subject>,
  subject: Subject,
  stream: NodeJS.WritableStream,
  options: RenderOptions,
): Promise<void> {
  for await (const piece of report.render(subject, options)) {
    // Who closes the pipe early (`| head`) has read enough.
    if (!stream.writable) return;
    if (!stream.write(piece)) await drained(stream);
  }
}

/** Waits until a stream takes more, or is gone. */
async function drained(stream: NodeJS.WritableStream): Promise<void> {
  await new Promise<void>(resolve => {
    const done = () => {
      for (const event of ["drain", "close", "error"]) stream.off(event, done);
      resolve();
    };
    for (const event of ["drain", "close", "error"]) stream.on(event, done);
  });
}
