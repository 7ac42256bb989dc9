import {periodText} from "../capture/times.ts";
import {furtherHosts} from "../compare/clearing.ts";
import type {Comparison} from "../compare/comparison.ts";
import {endpointText} from "../flow/address.ts";
import {clock} from "../time/time.ts";
import {counted, grouped} from "../words.ts";
import type {ComparisonReport} from "./comparison.ts";
import {afterText, beforeText, bytesText, changeText, resultWords, statusWords} from "./comparison-words.ts";
import {block, code, escaped} from "./markup.ts";
import {platformWords} from "./words.ts";

const maximumPairs = 30;
const maximumStale = 20;

/** A ticket's text: it stands alone, in CommonMark with GitHub's tables. */
export const comparisonMarkdown: ComparisonReport = {
  name: "md",
  extension: ".md",
  async *render(comparison) {
    const sections = [headline, pairs, stale, counters, captures].map(section => section(comparison));
    yield `${sections
      .filter(lines => lines.length > 0)
      .map(lines => lines.join("\n"))
      .join("\n\n")}\n`;
  },
};

function headline({result, sentence, isQuestion, before, after}: Comparison): string[] {
  const lines = [`# ${resultWords[result]}`, "", `${escaped(sentence)}${isQuestion ? "" : "."}`, ""];
  for (const [when, analysis] of [
    ["Before", before],
    ["After", after],
  ] as const) {
    const period = periodText(analysis);
    const conversations = counted(analysis.totals.conversations, "connection");
    lines.push(
      `- ${when}${period === null ? "" : ` (${period}, ${conversations})`}: ${escaped(analysis.verdict.sentence)}.`,
    );
  }
  return lines;
}

function pairs({pairs: all}: Comparison): string[] {
  if (all.length === 0) return [];
  const lines = [
    "## For whom",
    "",
    "| client | server | before | bytes → ← | after, begun since | bytes → ← | result |",
    "|---|---|---|---|---|---|---|",
  ];
  const bytes = ({requests, replies}: {requests: number; replies: number}) =>
    `${bytesText(requests)}, ${bytesText(replies)}`;
  for (const pair of all.slice(0, maximumPairs)) {
    const {client, server, before, after, status} = pair;
    const cells = [
      code(client),
      code(server),
      beforeText(pair),
      bytes(before.bytes),
      afterText(pair),
      bytes(after.bytes),
    ];
    lines.push(`| ${cells.join(" | ")} | ${status === "not-fixed" ? "**not fixed**" : statusWords[status]} |`);
  }
  if (all.length > maximumPairs) lines.push("", `… and ${counted(all.length - maximumPairs, "further pair")}.`);
  return lines;
}

function stale({stale: all, clearing, after}: Comparison): string[] {
  if (all.length === 0) return [];
  const lines = ["## To clear", "", "Begun before the fix, and still on the broken path:", ""];
  for (const {client, server, last} of all.slice(0, maximumStale))
    lines.push(
      `- ${code(`${endpointText(client)} → ${endpointText(server)}`)}, last seen ${clock(last, after.epoch, 0)}`,
    );
  if (all.length > maximumStale) lines.push(`- … and ${counted(all.length - maximumStale, "further connection")}`);
  for (const {platform, lines: typed, why, effect, undo} of clearing) {
    const mark = effect === "changes" ? "**MODIFIES STATE.** " : "";
    lines.push("", `${mark}${platformWords[platform]}: ${escaped(why)}`, "", ...block(typed));
    if (undo !== null) lines.push("", `Undo: ${escaped(undo)}.`);
  }
  const further = furtherHosts(all);
  if (further > 0) lines.push("", `… and so on for ${counted(further, "further pair")} of hosts.`);
  return lines;
}

function counters({counters: all}: Comparison): string[] {
  if (all.length === 0) return [];
  const value = (count: number | null) => (count === null ? "not listed" : grouped(count));
  return [
    "## Counters",
    "",
    "| counter | before | after | |",
    "|---|---|---|---|",
    ...all.map(
      counter =>
        `| ${code(counter.name)}: ${escaped(counter.says)} | ${value(counter.before)} | ${value(counter.after)} | ${changeText(counter)} |`,
    ),
  ];
}

function captures({before, after}: Comparison): string[] {
  const lines = ["## Captures", ""];
  for (const [when, analysis] of [
    ["before", before],
    ["after", after],
  ] as const)
    for (const {path, packets, notes, errors} of analysis.captures) {
      lines.push(`- ${when}: ${code(path)}: ${counted(packets, "packet")}`);
      for (const note of notes) lines.push(`  - ${escaped(note)}`);
      for (const error of errors) lines.push(`  - **partial:** ${escaped(error.message)}`);
    }
  return lines;
}
