import {readFileSync, rmSync, writeFileSync} from "node:fs";
import {extname} from "node:path";
import {Readable, Writable} from "node:stream";
import {run} from "../../src/cli.ts";
import {unsaidIn} from "../support/unsaid.ts";
import type {Mutant} from "./recipe.ts";
import {flawOfXml} from "./xml.ts";

/** What no mutant may do. */
export class Failure extends Error {}

/** CPU time that one mutant may take: seconds on the clock would tell of the machine's other work. */
const mostSeconds = 2;

/** Keeps what is written to it. */
class Paper extends Writable {
  text = "";
  constructor() {
    super({decodeStrings: false});
  }
  override _write(chunk: string | Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    this.text += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    done();
  }
}

export function writeFiles(mutant: Mutant): void {
  for (const {name, bytes} of mutant.files) writeFileSync(name, bytes);
}

/** Runs the program with a mutant whose files are written, and throws a {@link Failure} if it does what it must not. */
export async function tryMutant(mutant: Mutant): Promise<{seconds: number; status: number}> {
  const first = await attempt(mutant);
  if (first.seconds <= mostSeconds) return first;
  // A collection of garbage that others left may fall into it: the second time counts.
  const second = await attempt(mutant);
  if (second.seconds > mostSeconds) throw new Failure(`it took ${second.seconds.toFixed(1)} s of CPU time`);
  return second;
}

async function attempt(mutant: Mutant): Promise<{seconds: number; status: number}> {
  for (const report of mutant.reports) rmSync(report, {force: true});
  const stdout = new Paper();
  const stderr = new Paper();
  const before = process.cpuUsage();
  const status = await run(mutant.argv, {stdin: stdinOf(mutant), stdout, stderr});
  const {user, system} = process.cpuUsage(before);
  if (status !== 0 && status !== 1 && status !== 2) throw new Failure(`exit status ${status}`);
  checkText("standard output", stdout.text);
  checkText("standard error", stderr.text);
  // What the command line says is repeated.
  const isRepeated = mutant.argv.some(word => unsaidIn(word) !== null);
  if (!isRepeated) {
    checkWords("standard output", stdout.text);
    checkWords("standard error", stderr.text);
  }
  // A command line that cannot be leaves nothing to parse.
  if (mutant.isJson && (status !== 2 || stdout.text !== "")) checkJson(stdout.text);
  if (status === 2 && stderr.text === "" && !mutant.argv.includes("compare"))
    throw new Failure("status 2, and no word why");
  for (const report of mutant.reports) checkReport(report, status, isRepeated);
  return {seconds: (user + system) / 1e6, status};
}

function stdinOf({stdin}: Mutant): NodeJS.ReadableStream {
  if (stdin === null) return Readable.from([]);
  const {bytes, piece} = stdin;
  function* pieces() {
    for (let at = 0; at < bytes.length; at += piece) yield Buffer.from(bytes.subarray(at, at + piece));
  }
  return Readable.from(pieces());
}

/** Control characters other than the end of a line, C1, and what turns the direction of text. */
const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/;
/** The same as JSON escapes them: all but the end of a line. */
const escaped = /(?<!\\)(?:\\\\)*\\(?:[bfrt]|u)/;

/** Throws a {@link Failure} if a text says what is no number or no word. */
export function checkWords(what: string, text: string): void {
  const said = unsaidIn(text);
  if (said !== null) throw new Failure(`${what} says ${JSON.stringify(said)}`);
}

/** Throws a {@link Failure} if a terminal could take a character for more than text. */
export function checkText(what: string, text: string): void {
  const found = control.exec(text);
  if (found !== null) {
    const code = found[0].charCodeAt(0).toString(16).padStart(4, "0");
    throw new Failure(
      `U+${code} in ${what}: ${JSON.stringify(text.slice(Math.max(0, found.index - 60), found.index + 20))}`,
    );
  }
}

function checkReport(path: string, status: number, isRepeated: boolean): void {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    // A command line that cannot be, and nothing else, leaves no report.
    if (status === 2 && (error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw new Failure(`${path} was not written`);
  }
  const extension = extname(path);
  if (extension === ".png") {
    checkPicture(readFileSync(path));
    return;
  }
  checkText(extension, text);
  if (!isRepeated) checkWords(extension, text);
  if (extension === ".svg") {
    const flaw = flawOfXml(text);
    if (flaw !== null) throw new Failure(`the picture is not well-formed: ${flaw}`);
  }
  if (extension === ".json") checkJson(text);
}

/** Throws a {@link Failure} if a picture does not begin and end as PNG does (its specification, sections 5.2 and 11.2.5). */
export function checkPicture(bytes: Uint8Array): void {
  const hex = Buffer.from(bytes).toString("hex");
  if (!hex.startsWith("89504e470d0a1a0a") || !hex.endsWith("0000000049454e44ae426082"))
    throw new Failure(`no picture: ${bytes.length} bytes that begin with ${hex.slice(0, 16)}`);
}

/** Throws a {@link Failure} if a report is no JSON, hides such a character, or does not add up. */
export function checkJson(text: string): void {
  const found = escaped.exec(text);
  if (found !== null)
    throw new Failure(`escaped in JSON: ${text.slice(Math.max(0, found.index - 60), found.index + 20)}`);
  let report: {totals?: Record<string, number>; skipped?: Record<string, number>; conversations?: unknown[]};
  try {
    report = JSON.parse(text);
  } catch (error) {
    throw new Failure(`the JSON cannot be parsed: ${(error as Error).message}`);
  }
  const {totals, skipped, conversations} = report;
  if (totals === undefined || skipped === undefined) return;
  const {packets, tcp, udp, icmp} = totals;
  const sum = Object.values(skipped).reduce((all, one) => all + one, tcp! + udp! + icmp!);
  if (sum !== packets) throw new Failure(`${packets} packets, and ${sum} in all`);
  if (conversations?.length !== totals.conversations) throw new Failure("not every connection is listed");
}
