import {periodText} from "../capture/times.ts";
import {furtherHosts} from "../compare/clearing.ts";
import type {ComparedPair, Comparison} from "../compare/comparison.ts";
import {printable} from "../errors.ts";
import {endpointText} from "../flow/address.ts";
import type {Analysis, NextStep} from "../judge/analysis.ts";
import {clock} from "../time/time.ts";
import {counted, grouped} from "../words.ts";
import type {ComparisonReport} from "./comparison.ts";
import {changeText, resultWords, statusWords} from "./comparison-words.ts";
import {wrap} from "./wrap.ts";

const width = 80;
/** Rows of each list; the rest is counted. */
const maximumPairs = 12;
const maximumStale = 8;

/** In capitals what is broken. */
const statusOf = ({status}: ComparedPair): string =>
  status === "not-fixed" || status === "broken-since" ? statusWords[status].toUpperCase() : statusWords[status];

/** The summary for a terminal or a ticket: at most 80 columns, no colour. */
export const comparisonText: ComparisonReport = {
  name: "text",
  extension: ".txt",
  async *render(comparison) {
    yield `${[headline(comparison), pairs(comparison), stale(comparison), counters(comparison), captures(comparison)]
      .filter(section => section.length > 0)
      .map(section => section.join("\n"))
      .join("\n\n")}\n`;
  },
};

function headline({result, sentence, isQuestion, before, after}: Comparison): string[] {
  return [
    resultWords[result].toUpperCase(),
    ...wrap(`${sentence}${isQuestion ? "" : "."}`, 0),
    ...period("before", before),
    ...period("after", after),
  ];
}

function period(name: string, analysis: Analysis): string[] {
  const when = periodText(analysis);
  if (when === null) return [];
  return wrap(`${name.padEnd(6)} ${when}, ${counted(analysis.totals.conversations, "connection")}`, 0, 7);
}

function pairs({pairs: all}: Comparison): string[] {
  if (all.length === 0) return [];
  const row = (client: string, server: string, before: string, after: string, status: string) =>
    `  ${client.padEnd(18)} ${server.padEnd(21)} ${before.padStart(13)} ${after.padStart(10)}  ${status}`.trimEnd();
  const lines = ["For whom", row("client", "server", "broken before", "work after", "")];
  for (const pair of all.slice(0, maximumPairs)) {
    const [before, after] = counts(pair);
    const {client, server} = pair;
    if (client.length <= 18 && server.length <= 21) lines.push(row(client, server, before, after, statusOf(pair)));
    else lines.push(...wrap(`${client} → ${server}`, 2, 4), row("", "", before, after, statusOf(pair)));
  }
  if (all.length > maximumPairs) lines.push(`  … and ${counted(all.length - maximumPairs, "further pair")}`);
  return lines;
}

/** `5/5` broken before, and of the new connections after `4/4` that work. */
function counts({before, after}: ComparedPair): [before: string, after: string] {
  const of = (some: number, all: number) => (all === 0 ? "-" : `${grouped(some)}/${grouped(all)}`);
  return [of(before.broken, before.conversations), of(after.working + after.detouring, after.begun)];
}

function stale({stale: all, clearing, after}: Comparison): string[] {
  if (all.length === 0) return [];
  const lines = ["Still on the broken path, begun before the fix"];
  for (const {client, server, last} of all.slice(0, maximumStale))
    lines.push(
      ...wrap(`${endpointText(client)} → ${endpointText(server)}, last seen ${clock(last, after.epoch, 0)}`, 2, 4),
    );
  if (all.length > maximumStale) lines.push(`  … and ${counted(all.length - maximumStale, "further connection")}`);
  lines.push("", "To clear them");
  for (const step of clearing) lines.push(...stepLines(step));
  const further = furtherHosts(all);
  if (further > 0) lines.push(`  … and so on for ${counted(further, "further pair")} of hosts`);
  lines.push(
    ...wrap(
      "Left alone they age out: idle sessions in minutes, long-lived ones in hours; or when the client gives up.",
      2,
      2,
    ),
  );
  return lines;
}

function stepLines({platform, lines: typed, why, effect, undo}: NextStep): string[] {
  const mark = effect === "changes" ? "CHANGES " : "";
  // What is to be pasted is not wrapped: half a command may clear more than the whole.
  const lines = [`  ${mark}${platform}`, ...typed.flatMap(line => pasted(line, platform))];
  lines.push(...wrap(why, 6, 6));
  if (undo !== null) lines.push(...wrap(`undo: ${undo}`, 6, 6));
  return lines;
}

/** A shell's command that is too long goes on behind a backslash; no other command line has such a thing. */
function pasted(line: string, platform: NextStep["platform"]): string[] {
  const indented = `    ${line}`;
  if (platform !== "linux" || indented.length <= width) return [indented];
  return indented.replace(" --", " \\\n        --").split("\n");
}

function counters({counters: all}: Comparison): string[] {
  if (all.length === 0) return [];
  const lines = ["Counters"];
  for (const counter of all) {
    const {name, says, before, after} = counter;
    const value = (count: number | null) => (count === null ? "not listed" : grouped(count));
    lines.push(...wrap(`${name}: ${value(before)} → ${value(after)}: ${changeText(counter)} (${says})`, 2, 4));
  }
  if (all.some(counter => (counter.increase ?? 0) > 0))
    lines.push(
      ...wrap("Counters are the whole device's: connections not captured, and older ones, raise them too.", 2, 2),
    );
  return lines;
}

function captures({before, after}: Comparison): string[] {
  const lines = ["Captures"];
  for (const [when, analysis] of [
    ["before", before],
    ["after", after],
  ] as const) {
    for (const capture of analysis.captures) {
      lines.push(...wrap(`${when}: ${printable(capture.path)}: ${counted(capture.packets, "packet")}`, 2, 4));
      for (const note of capture.notes) lines.push(...wrap(note, 4, 4));
      for (const error of capture.errors) lines.push(...wrap(`PARTIAL: ${error.message}`, 4, 4));
    }
    lines.push(...wrap(`${when}: ${analysis.verdict.sentence}`, 2, 4));
  }
  return lines;
}
