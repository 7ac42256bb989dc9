#!/usr/bin/env node
import {realpathSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {Command, CommanderError} from "commander";
import {addAnalyze} from "./cli/analyze.ts";
import {commandLine} from "./cli/command-line.ts";
import {addCompare} from "./cli/compare.ts";
import {addCompletion} from "./cli/completion.ts";
import {addDoctor} from "./cli/doctor.ts";
import {addInterfaces} from "./cli/interfaces.ts";
import {type ExitStatus, type Io, UsageError} from "./cli/io.ts";
import {addLive} from "./cli/live.ts";
import {addManual} from "./cli/manual.ts";
import {addShow} from "./cli/show.ts";
import {printable} from "./errors.ts";
import {version} from "./version.ts";

export type {ExitStatus, Io} from "./cli/io.ts";

/** Runs the program with `argv` (without node and script) and returns its exit status; rejects only for what is wrong in the program itself. */
export async function run(argv: readonly string[], io: Io): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  const program = commands(io, result => {
    status = result;
  });
  try {
    await program.parseAsync([...(await commandLine(argv, program))], {from: "user"});
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
        "2 some input could not be read (what could be read is reported), or nothing could be judged.",
    );
  addAnalyze(program, io, done);
  addCompare(program, io, done);
  addLive(program, io, done);
  addShow(program, io, done);
  addInterfaces(program, io, done);
  addDoctor(program, io, done);
  addCompletion(program, io, done);
  addManual(program, io, done);
  return program;
}

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
  // What it says in between nobody needs to hear.
  process.stderr.on("error", () => {});
  try {
    const status = await run(process.argv.slice(2), process);
    process.exitCode ??= status;
  } catch (error) {
    // A fault of the program itself is no finding.
    process.stderr.write(`asymcap: ${printable(String((error as Error).stack ?? error), 4000)}\n`);
    process.exitCode = 2;
  }
}
