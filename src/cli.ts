#!/usr/bin/env node
import {createWriteStream, realpathSync} from "node:fs";
import {stat} from "node:fs/promises";
import {extname, resolve} from "node:path";
import {pipeline} from "node:stream/promises";
import {fileURLToPath} from "node:url";
import {Command, CommanderError, Option} from "commander";
import {analyze} from "./analyze.ts";
import type {CaptureArgument} from "./capture/capture.ts";
import type {Analysis} from "./detect/analysis.ts";
import {printable} from "./errors.ts";
import {progressBar} from "./report/progress.ts";
import {type Report, reports} from "./report/report.ts";
import {version} from "./version.ts";

/** What the program reads and writes; tests pass their own. */
export interface Io {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream & {isTTY?: boolean};
  readonly stderr: NodeJS.WritableStream & {isTTY?: boolean};
}

/** 0: judged, nothing asymmetric. 1: asymmetry proven or suspected, or a one-sided capture. 2: the work could not be done, or only in part. */
export type ExitStatus = 0 | 1 | 2;

interface AnalyzeFlags {
  output: string[];
  format?: string;
  reader: "asymcap" | "pcap-parser";
  pingOk?: boolean;
  bothDirections?: boolean;
  quiet?: boolean;
  progress: boolean;
}

/** Runs the program with `argv` (without node and script) and returns its exit status; rejects only for what is wrong in the program itself. */
export async function run(argv: readonly string[], io: Io): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  const program = commands(io, result => {
    status = result;
  });
  try {
    await program.parseAsync([...argv], {from: "user"});
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof UsageError)) throw error;
    io.stderr.write(`asymcap: ${error.message}\n`);
    return 2;
  }
  return status;
}

function commands(io: Io, done: (status: ExitStatus) => void): Command {
  const program = new Command("asymcap")
    .description("Tells from packet captures that TCP fails, or works, over an asymmetric route.")
    .version(version)
    .configureOutput({
      writeOut: text => io.stdout.write(text),
      writeErr: text =>
        io.stderr.write(
          text
            .split("\n")
            .map(line => printable(line, 1000))
            .join("\n"),
        ),
    })
    .exitOverride()
    .addHelpText(
      "after",
      "\nasymcap CAPTURE is short for asymcap analyze CAPTURE; `asymcap analyze --help` lists its options.\n" +
        "Exit status: 0 nothing asymmetric, 1 asymmetry proven or suspected or a one-sided capture,\n" +
        "2 some input could not be read (what could be read is reported).",
    );
  program
    .command("analyze", {isDefault: true})
    .description("judge captures: pcap or pcapng, gzipped or not; FILE, NAME=FILE, or - for standard input")
    .argument("<capture...>", "FILE, -, NAME=FILE or NAME=-; NAME is POINT, DEVICE/POINT or DEVICE/")
    .option(
      "-o, --output <file>",
      "also write a report; by its extension: .svg .json .txt (repeatable; - is standard output, see --format)",
      collect,
      [],
    )
    .addOption(
      new Option("--format <format>", "format of `-o -`; text unless given").choices(
        reports.map(report => report.name),
      ),
    )
    .addOption(
      new Option("--reader <reader>", "reader of classic pcap; pcap-parser is the independent second opinion")
        .choices(["asymcap", "pcap-parser"])
        .default("asymcap"),
    )
    .option("--ping-ok", "I have seen that ping works")
    .option("--both-directions", "the captures were taken unfiltered, both directions")
    .option("--quiet", "no summary on standard output")
    .option("--no-progress", "no progress bar")
    .option("--no-color", "no colour (there is none yet; accepted for scripts)")
    .addHelpText(
      "after",
      "\nExit status: 0 nothing asymmetric, 1 asymmetry proven or suspected or a one-sided capture,\n2 some input could not be read (what could be read is reported).",
    )
    .action(async (captures: string[], flags: AnalyzeFlags) => {
      done(await analyzeCommand(captures, flags, io));
    });
  return program;
}

const collect = (value: string, all: string[]): string[] => [...all, value];

async function analyzeCommand(captures: string[], flags: AnalyzeFlags, io: Io): Promise<ExitStatus> {
  const outputs = flags.output.map(path => ({path, report: reportFor(path, flags.format)}));
  const sources = await Promise.all(captures.map(text => captureArgument(text, io)));
  if (sources.filter(source => source.path === "-").length > 1) throw usage("standard input can be read only once");
  for (const {path} of outputs)
    if (path !== "-" && sources.some(source => resolve(source.path) === resolve(path)))
      throw usage(`${printable(path)}: the report would overwrite the capture`);
  const bar = flags.progress && !flags.quiet && io.stderr.isTTY ? progressBar(io.stderr) : null;
  const analysis = await analyze(sources, {
    reader: flags.reader,
    pingOk: flags.pingOk,
    bothDirections: flags.bothDirections,
    progress: bar?.update,
  });
  bar?.end();
  let status: ExitStatus = isAsymmetric(analysis) ? 1 : 0;
  for (const capture of analysis.captures)
    for (const error of capture.errors) io.stderr.write(`asymcap: ${error.message}\n`);
  if (analysis.partial) status = 2;
  const toStandardOutput = outputs.some(output => output.path === "-");
  if (!flags.quiet && !toStandardOutput) await write(reports[0]!, analysis, io.stdout);
  for (const {path, report} of outputs) {
    try {
      if (path === "-") await write(report, analysis, io.stdout);
      else await pipeline(report.render(analysis), createWriteStream(path));
    } catch (error) {
      io.stderr.write(
        `asymcap: ${printable(path)}: ${printable((error as Error).message, 1000)}; the report could not be written\n`,
      );
      status = 2;
    }
  }
  return status;
}

function isAsymmetric(analysis: Analysis): boolean {
  const {kind} = analysis.verdict;
  return kind === "proven" || kind === "suspected" || kind === "one-sided-capture";
}

async function write(report: Report, analysis: Analysis, stream: NodeJS.WritableStream): Promise<void> {
  for await (const piece of report.render(analysis)) {
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

function reportFor(path: string, format: string | undefined): Report {
  if (path === "-") {
    return reports.find(report => report.name === format) ?? reports[0]!;
  }
  const extension = extname(path).toLowerCase();
  const report = reports.find(one => one.extension === extension);
  if (report !== undefined) return report;
  const known = reports.map(one => one.extension).join(" ");
  throw usage(`${printable(path)}: no report has the extension "${printable(extension)}"; there are ${known}`);
}

/** A path that exists and contains `=` is a file, not a name. */
async function captureArgument(argument: string, io: Io): Promise<CaptureArgument> {
  const stream = io.stdin as CaptureArgument["stream"];
  if (argument === "-") return {path: "-", name: null, stream};
  const equals = argument.indexOf("=");
  const isFile = await stat(argument).then(
    () => true,
    () => false,
  );
  if (equals < 1 || isFile) return {path: argument, name: null};
  const path = argument.slice(equals + 1);
  const name = argument.slice(0, equals);
  if (path === "") throw usage(`${printable(argument)}: no file after "="`);
  return path === "-" ? {path, name, stream} : {path, name};
}

/** The command line asks for what cannot be. */
class UsageError extends Error {}

const usage = (message: string) => new UsageError(message);

/** Whether this file is the program that was started, under whatever name or link. */
function isMain(): boolean {
  const script = process.argv[1];
  try {
    return script !== undefined && realpathSync(script) === fileURLToPath(import.meta.url);
  } catch {
    return false;
  }
}

if (isMain()) {
  // A reader that closes the pipe early (`| head`) is no error: the other reports are written, and the status stands.
  process.stdout.on("error", error => {
    if ((error as NodeJS.ErrnoException).code === "EPIPE") return;
    process.stderr.write(`asymcap: standard output: ${printable(error.message)}; the summary is not complete\n`);
    process.exitCode = 2;
  });
  const status = await run(process.argv.slice(2), process);
  process.exitCode ??= status;
}
