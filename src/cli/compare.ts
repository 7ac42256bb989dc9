import {open} from "node:fs/promises";
import {type Command, Option} from "commander";
import {type AnalyzeOptions, analyze} from "../analyze.ts";
import type {CaptureArgument} from "../capture/capture.ts";
import type {ComparisonResult} from "../compare/comparison.ts";
import type {CounterListing} from "../compare/counters.ts";
import type {CounterListings} from "../compare.ts";
import {printable} from "../errors.ts";
import type {Analysis} from "../judge/analysis.ts";
import {comparisonReports} from "../report/comparison.ts";
import {progressBar} from "../report/progress.ts";
import {
  captureArguments,
  checkCaptures,
  collect,
  quietOptions,
  type ReadingFlags,
  readingOf,
  readingOptions,
} from "./arguments.ts";
import {type CompareSides, sidesOf} from "./compare-sides.ts";
import {type ExitStatus, type Io, usage} from "./io.ts";
import {outputsOf, writeReports} from "./output.ts";
import {tellProblems} from "./problems.ts";

interface Flags extends ReadingFlags {
  evidence?: string[];
  output?: string[];
  format?: string;
}

type CompareFlags = Flags & CompareSides;

const statuses: Record<ComparisonResult, ExitStatus> = {fixed: 0, partly: 1, "not-fixed": 1, inconclusive: 2};

/** A listing is a few hundred kilobytes; what is longer is something else. */
const maximumListing = 16 * 1024 * 1024;

/** Adds the command `compare`. `done` is told the exit status. */
export function addCompare(program: Command, io: Io, done: (status: ExitStatus) => void): void {
  const command = program
    .command("compare")
    .description("did the fix work? Compares captures from before a change with captures from after it")
    .usage("[options] --before <capture...> --after <capture...>")
    .allowExcessArguments()
    .option("--before <capture...>", "captures from before the fix: FILE, NAME=FILE, or -")
    .option("--after <capture...>", "captures from after it, of the same clients and servers at the same points")
    .option(
      "--evidence <file>",
      "given twice, before and after: `show counter global` of PAN-OS; are drop counters still growing?",
      collect,
    )
    .option(
      "-o, --output <file>",
      "also write a report; by its extension: .svg .png .md .json .txt (repeatable)",
      collect,
    )
    .addOption(
      new Option("--format <format>", "format of `-o -`; text unless given").choices(
        comparisonReports.map(report => report.name),
      ),
    );
  for (const option of [...readingOptions(), ...quietOptions()]) command.addOption(option);
  command
    .addHelpText(
      "after",
      "\nExit status: 0 fixed, 1 partly or not fixed, 2 inconclusive, or some input could not be read.",
    )
    .action(async (flags: Partial<CompareSides> & Flags) => {
      done(await run({...flags, ...sidesOf(command.args, flags)}, io));
    });
}

async function run(flags: CompareFlags, io: Io): Promise<ExitStatus> {
  const {evidence = [], output = []} = flags;
  const outputs = outputsOf(output, flags.format, comparisonReports);
  const before = await captureArguments(flags.before, io);
  const after = await captureArguments(flags.after, io);
  checkCaptures([...before, ...after, ...evidence.map(path => ({path}))], outputs);
  if (evidence.length !== 0 && evidence.length !== 2)
    throw usage("--evidence is needed twice: the listing from before, then the one from after");
  const counters = await listingsOf(evidence, io);
  const reading = readingOf(flags);
  const first = await analysisOf(before, reading, flags, io);
  const second = await analysisOf(after, reading, flags, io);
  const {compare} = await import("../compare.ts");
  const comparison = compare(first, second, counters ?? undefined);
  const written = await writeReports(comparison, flags.quiet ? null : comparisonReports[0]!, outputs, io);
  if (comparison.partial || !written || (counters === null && evidence.length > 0)) return 2;
  return statuses[comparison.result];
}

async function analysisOf(
  sources: readonly CaptureArgument[],
  reading: AnalyzeOptions,
  flags: CompareFlags,
  io: Io,
): Promise<Analysis> {
  const bar = flags.progress && !flags.quiet && io.stderr.isTTY ? progressBar(io.stderr) : null;
  const analysis = await analyze(sources, {...reading, progress: bar?.update});
  bar?.end();
  tellProblems(analysis, io);
  return analysis;
}

/** Returns the two listings, or null where there are none; why one cannot be read stands on standard error. */
async function listingsOf(paths: readonly string[], io: Io): Promise<CounterListings | null> {
  const listings = await Promise.all(paths.map(path => listingOf(path, io)));
  const [before, after] = listings;
  return before && after ? {before, after} : null;
}

async function listingOf(path: string, io: Io): Promise<CounterListing | null> {
  const complain = (problem: string) => {
    io.stderr.write(`asymcap: ${printable(path)}: ${problem}\n`);
    return null;
  };
  try {
    const file = await open(path);
    try {
      const {size} = await file.stat();
      if (size > maximumListing)
        return complain("this is too long for a listing of counters; give the output of `show counter global`");
      const {parseCounters} = await import("../compare/counters.ts");
      const listing = parseCounters(await file.readFile("utf8"));
      return listing ?? complain("this lists no counters; give the output of `show counter global`");
    } finally {
      await file.close();
    }
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    return complain(code === "ENOENT" ? "there is no such file; check the path" : printable(message));
  }
}
