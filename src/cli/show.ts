import {isIP} from "node:net";
import type {Command} from "commander";
import {analyze} from "../analyze.ts";
import {printable} from "../errors.ts";
import {canonicalAddress} from "../flow/address.ts";
import {connectionsOf, ladderText, type Sought} from "../report/ladder-text.ts";
import {progressBar} from "../report/progress.ts";
import {
  captureArguments,
  checkCaptures,
  quietOptions,
  type ReadingFlags,
  readingOf,
  readingOptions,
} from "./arguments.ts";
import {type ExitStatus, type Io, usage} from "./io.ts";
import {tellProblems} from "./problems.ts";

const help = `
ENDPOINT is an address, or an address and a port, of client or server, as any of
the captures has it: 10.1.0.3, 10.1.0.3:51544, [2001:db8::3]:443. Of several
connections the one that shows the fault best is drawn, and the others are named.

Exit status: 0 shown, 2 no connection has this end, or some input could not be
read.`;

/** Adds the command `show`. `done` is told the exit status. */
export function addShow(program: Command, io: Io, done: (status: ExitStatus) => void): void {
  const command = program
    .command("show")
    .description("draw one connection as a ladder, packet by packet, in 80 columns")
    .usage("[options] <capture...> <endpoint>")
    .argument("<capture...>", "captures as for analyze; the last argument is the endpoint");
  for (const option of [...readingOptions(), ...quietOptions()]) command.addOption(option);
  command.addHelpText("after", help).action(async (given: string[], flags: ReadingFlags) => {
    done(await run(given, flags, io));
  });
}

async function run(given: readonly string[], flags: ReadingFlags, io: Io): Promise<ExitStatus> {
  const named = given.at(-1)!;
  const sought = soughtOf(named);
  if (given.length < 2 || sought === null)
    throw usage(
      `show needs captures, then an endpoint: asymcap show trace.pcap 10.1.0.3:51544${sought === null ? `; "${printable(named)}" is none` : ""}`,
    );
  const sources = await captureArguments(given.slice(0, -1), io);
  checkCaptures(sources, []);
  const bar = flags.progress && !flags.quiet && io.stderr.isTTY ? progressBar(io.stderr) : null;
  const reading = readingOf(flags);
  const analysis = await analyze(sources, {...reading, progress: bar?.update});
  bar?.end();
  const hasProblems = tellProblems(analysis, io);
  const {redact} = reading;
  const shown = typeof redact === "object" ? {...sought, address: redact.text(sought.address)} : sought;
  const found = connectionsOf(analysis, shown);
  if (found.length === 0) {
    io.stderr.write(`asymcap: no TCP connection in these captures has the end ${printable(named)}\n`);
    return 2;
  }
  io.stdout.write(ladderText(analysis, found));
  return hasProblems ? 2 : 0;
}

/** Returns the address and port of `10.1.0.3:443`, `[2001:db8::3]:443`, or of an address alone; null for what is none. */
function soughtOf(text: string): Sought | null {
  const found = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+))(?::(\d{1,5}))?$/i.exec(text);
  const address = found?.[1] ?? found?.[2] ?? (/^[0-9a-f:.]+$/i.test(text) && text.includes(":") ? text : null);
  if (address === null || isIP(address) === 0) return null;
  const port = found?.[3] === undefined ? null : Number(found[3]);
  return port !== null && port > 65_535 ? null : {address: canonicalAddress(address), port};
}
