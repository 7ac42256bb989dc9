import {type Command, Option} from "commander";
import {analyze} from "../analyze.ts";
import type {Analysis} from "../judge/analysis.ts";
import {progressBar} from "../report/progress.ts";
import {reports} from "../report/report.ts";
import type {Moment} from "../time/moment.ts";
import {
  captureArguments,
  checkCaptures,
  collect,
  eventOf,
  type GivenEvent,
  momentOf,
  quietOptions,
  type ReadingFlags,
  readingOf,
  readingOptions,
  type ShowingFlags,
  showingOf,
  showingOptions,
} from "./arguments.ts";
import type {ExitStatus, Io} from "./io.ts";
import {outputsOf, writeReports} from "./output.ts";
import {tellProblems} from "./problems.ts";

interface AnalyzeFlags extends ReadingFlags, ShowingFlags {
  output?: string[];
  format?: string;
  pingOk?: boolean;
  event?: GivenEvent[];
  evidence?: string[];
  since?: Moment;
  until?: Moment;
}

const help = `
A time is 2026-11-21T14:12:00Z (RFC 3339), 2026-11-21 14:12:00 (UTC), +90s after
the first packet, or 14:12:00 (UTC): of the first packet's day, or of the day
after, if that is earlier than the first packet by more than twelve hours.

A filter is a subset of tcpdump's language: host net port portrange tcp udp icmp
icmp6 ip ip6 and or not ( ). It has no src and dst: both directions are needed.

Exit status: 0 nothing asymmetric, 1 asymmetry proven or suspected or a
one-sided capture, 2 some input could not be read (what could be read is
reported), or nothing could be judged: the captures are empty, or no packet of
theirs is TCP, UDP or ICMP.`;

/** Adds the command `analyze`, which is also what runs without a command's name. `done` is told the exit status. */
export function addAnalyze(program: Command, io: Io, done: (status: ExitStatus) => void): void {
  const command = program
    .command("analyze", {isDefault: true})
    .description("judge captures: pcap or pcapng, gzipped or not; FILE, NAME=FILE, or - for standard input")
    .argument(
      "[capture...]",
      "FILE, -, a folder of captures, or 'ring*.pcap', each with NAME= before it or without; NAME is POINT, DEVICE/POINT or DEVICE/",
    )
    .option(
      "-o, --output <file>",
      "also write a report; by its extension: .html .svg .png .card.png .md .json .ndjson .csv .txt .pcapng (repeatable; - is standard output, see --format)",
      collect,
    )
    .addOption(
      new Option("--format <format>", "format of `-o -`; text unless given").choices(
        reports.map(report => report.name),
      ),
    );
  for (const option of readingOptions()) command.addOption(option);
  command
    .option("--ping-ok", "I have seen that ping works")
    .option(
      "--event <time=text>",
      'something that happened, "14:12:00=new ISP": compared with the onset (repeatable)',
      eventOf,
    )
    .option(
      "--evidence <file>",
      "a text without packets: sessions, counters, routes, traceroutes, traffic logs, versions, " +
        "as devices print them; FILE or DEVICE=FILE (repeatable)",
      collect,
    )
    .option("--since <time>", "judge only packets from then on", momentOf)
    .option("--until <time>", "judge only packets until then", momentOf);
  for (const option of [...showingOptions(), ...quietOptions()]) command.addOption(option);
  command.addHelpText("after", help).action(async (captures: string[], flags: AnalyzeFlags) => {
    // Listings of devices are judged without a capture, too.
    if (captures.length === 0 && flags.evidence === undefined)
      command.error("error: missing required argument 'capture'", {code: "commander.missingArgument"});
    done(await run(captures, flags, givenTo(command), io));
  });
}

/** Returns what a command was called with, without its name. */
function givenTo(command: Command): readonly string[] {
  const all = (command.parent as (Command & {readonly rawArgs?: readonly string[]}) | null)?.rawArgs ?? [];
  return all[0] === command.name() ? all.slice(1) : all;
}

async function run(captures: string[], flags: AnalyzeFlags, given: readonly string[], io: Io): Promise<ExitStatus> {
  const outputs = outputsOf(flags.output ?? [], flags.format, reports);
  const sources = await captureArguments(captures, io);
  const evidence = await captureArguments(flags.evidence ?? [], io);
  checkCaptures([...sources, ...evidence], outputs);
  const bar = flags.progress && !flags.quiet && io.stderr.isTTY ? progressBar(io.stderr) : null;
  const {pingOk, since, until, event: events} = flags;
  const analysis = await analyze(sources, {
    ...readingOf(flags),
    evidence,
    pingOk,
    since,
    until,
    events,
    // Hashing takes a third of what reading does: whoever wants a report to keep waits for it.
    digests: outputs.length > 0,
    progress: bar?.update,
  });
  bar?.end();
  const hasProblems = tellProblems(analysis, io);
  const inputs = flags.redact ? undefined : [...sources, ...evidence].map(({path}) => (path === "-" ? null : path));
  const written = await writeReports(analysis, flags.quiet ? null : reports[0]!, outputs, io, {
    ...showingOf(flags),
    inputs,
    arguments: flags.redact ? null : given,
  });
  if (hasProblems || !written) return 2;
  return isAsymmetric(analysis) ? 1 : 0;
}

function isAsymmetric(analysis: Analysis): boolean {
  const {kind} = analysis.verdict;
  return kind === "proven" || kind === "suspected" || kind === "one-sided-capture";
}
