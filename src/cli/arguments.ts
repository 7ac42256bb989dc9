import {stat} from "node:fs/promises";
import {resolve} from "node:path";
import {InvalidArgumentError, Option} from "commander";
import {type Vendor, vendorNames} from "../advice/vendors.ts";
import type {AnalyzeOptions} from "../analyze.ts";
import type {CaptureArgument} from "../capture/capture.ts";
import {printable} from "../errors.ts";
import {type Filter, FilterError, parseFilter} from "../filter.ts";
import {type Network, parseNetwork} from "../flow/network.ts";
import {Redactor} from "../redact/redactor.ts";
import type {RenderOptions} from "../report/report.ts";
import {type Moment, momentForms, parseMoment} from "../time/moment.ts";
import {filesOf} from "./files.ts";
import {type Io, usage} from "./io.ts";

/** Flags of every command that reads captures. */
export interface ReadingFlags {
  reader: "asymcap" | "pcap-parser";
  bothDirections?: boolean;
  filter?: Filter;
  internal?: Network[];
  maxFlows?: number;
  redact?: boolean;
  quiet?: boolean;
  progress: boolean;
}

/** Their options, in the order of the help. */
export const readingOptions = (): Option[] => [
  new Option("--reader <reader>", "reader of classic pcap; pcap-parser is the independent second opinion")
    .choices(["asymcap", "pcap-parser"])
    .default("asymcap"),
  new Option("--both-directions", "the captures were taken unfiltered, both directions"),
  new Option(
    "--filter <expression>",
    'judge only these packets: "host 10.1.0.3 and (port 443 or net 10.2.0.0/16)"; also tcp, udp, icmp, portrange, not',
  ).argParser(filterOf),
  new Option(
    "--internal <net>",
    "a network of the clients' side, 10.1.0.0/16 (repeatable; default: worked out)",
  ).argParser(networksOf),
  new Option(
    "--max-flows <n>",
    "hold at most so many flows; then the oldest idle ones are judged in sum and forgotten (default 2,000,000)",
  ).argParser(countOf),
  new Option("--redact", "pseudonyms for addresses, MACs, and names of files and interfaces, in every report"),
];

/** Flags of every command that writes the summary of an analysis. */
export interface ShowingFlags {
  vendor?: Vendor;
  full?: boolean;
  color: boolean;
}

/** Their options but `--no-color`, which every command has. */
export const showingOptions = (): Option[] => [
  new Option("--full", "the text in full: every finding, cause and command, not one screen"),
  new Option("--vendor <name>", "show the commands of this vendor").choices(vendorNames),
];

/** Returns how these flags want the text shown. */
export const showingOf = ({vendor = undefined, full = false, color}: ShowingFlags): RenderOptions => ({
  full,
  vendor: vendor ?? null,
  ...(color ? {} : {isColoured: false}),
});

export const quietOptions = (): Option[] => [
  new Option("--quiet", "no summary on standard output"),
  new Option("--no-progress", "no progress bar"),
  new Option("--no-color", "no colour on a terminal; NO_COLOR does the same"),
];

/** Returns the options that {@link readingOptions} gave. */
export function readingOf(flags: ReadingFlags): AnalyzeOptions {
  const {reader, bothDirections, filter, internal, maxFlows: maximumFlows} = flags;
  // One for all that a command reads: the same address has one pseudonym.
  const redact = flags.redact === true ? new Redactor() : undefined;
  return {reader, bothDirections, filter, internal, maximumFlows, redact};
}

/** Gathers the values of an option that may be given repeatedly. */
export const collect = (value: string, all: readonly string[] = []): string[] => [...all, value];

/** Reads the value of `--since` and `--until`. */
export function momentOf(text: string): Moment {
  const moment = parseMoment(text);
  if (moment === null) throw new InvalidArgumentError(`A time is ${momentForms}.`);
  return moment;
}

export interface GivenEvent {
  readonly moment: Moment;
  readonly text: string;
}

/** Reads a value of `--event`, `TIME=TEXT`. */
export function eventOf(text: string, all: readonly GivenEvent[] = []): GivenEvent[] {
  const equals = text.indexOf("=");
  const moment = equals < 0 ? null : parseMoment(text.slice(0, equals).trim());
  const what = text.slice(equals + 1).trim();
  if (moment === null || what === "")
    throw new InvalidArgumentError(`An event is TIME=TEXT, as in "14:12:00=new ISP"; a time is ${momentForms}.`);
  return [...all, {moment, text: what}];
}

/** Fewer flows than this could not hold what is in flight. */
const leastFlows = 1000;

export function countOf(text: string): number {
  const count = Number(text.replaceAll(/[,_]/g, ""));
  if (!Number.isInteger(count) || count < leastFlows)
    throw new InvalidArgumentError(`It is a whole number of at least ${leastFlows}.`);
  return count;
}

export function networksOf(text: string, all: readonly Network[] = []): Network[] {
  const network = parseNetwork(text);
  if (network === null) throw new InvalidArgumentError("A network is 10.1.0.0/16, 2001:db8::/32 or an address.");
  return [...all, network];
}

function filterOf(text: string): Filter {
  try {
    return parseFilter(text);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    const {message} = error;
    throw new InvalidArgumentError(`${message[0]!.toUpperCase()}${message.slice(1)}.`);
  }
}

/** Returns what to read for the arguments that name captures, folders of them, and patterns; a path that exists and contains `=` is a file, not a name. */
export async function captureArguments(all: readonly string[], io: Io): Promise<CaptureArgument[]> {
  return (await Promise.all(all.map(argument => capturesOf(argument, io)))).flat();
}

async function capturesOf(argument: string, io: Io): Promise<CaptureArgument[]> {
  const stream = io.stdin as CaptureArgument["stream"];
  if (argument === "-") return [{path: "-", name: null, stream}];
  const equals = argument.indexOf("=");
  const isFile = await stat(argument).then(
    () => true,
    () => false,
  );
  if (equals < 1 || isFile) return (await filesOf(argument, io)).map(path => ({path, name: null}));
  const path = argument.slice(equals + 1);
  const name = argument.slice(0, equals);
  if (path === "") throw usage(`${printable(argument)}: no file after "="`);
  if (path === "-") return [{path, name, stream}];
  return (await filesOf(path, io)).map(one => ({path: one, name}));
}

/** Throws if standard input were to be read twice, or a capture overwritten by one of the reports `outputs`. */
export function checkCaptures(sources: readonly CaptureArgument[], outputs: readonly {readonly path: string}[]): void {
  if (sources.filter(source => source.path === "-").length > 1) throw usage("standard input can be read only once");
  for (const {path} of outputs)
    if (path !== "-" && sources.some(source => resolve(source.path) === resolve(path)))
      throw usage(`${printable(path)}: the report would overwrite the capture`);
}
