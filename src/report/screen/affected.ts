import type {Analysis, Group} from "../../judge/analysis.ts";
import {clock} from "../../time/time.ts";
import {counted, grouped} from "../../words.ts";
import {type Line, labelWidth, type Part, part} from "./line.ts";

/** Pairs of a client network and a service, the most affected first; the rest is counted. */
export function affected(analysis: Analysis, width: number): Part {
  const groups = analysis.groups.filter(group => group.oneWay > 0);
  if (groups.length === 0) return [];
  return part(...[4, 3, 2, 1].map(most => rows(analysis, groups, most, width)));
}

function rows(analysis: Analysis, groups: readonly Group[], most: number, width: number): Line[] {
  const shown = groups.slice(0, most);
  const cells = shown.map(({client, server, oneWay, conversations, since}) => [
    `${client} → ${server}`,
    `${grouped(oneWay)} of ${grouped(conversations)}`,
    since === null || analysis.epoch.isUntold ? "" : `since ${clock(since, analysis.epoch)}`,
  ]);
  const room = width - labelWidth;
  const wide = (column: number) => Math.max(...cells.map(row => row[column]!.length));
  const isWide = wide(0) + wide(1) + wide(2) + 6 > room;
  const lines = cells.map(([pair, count, since]) =>
    isWide ? `${pair}   ${count}` : `${pair!.padEnd(wide(0))}   ${count!.padEnd(wide(1))}   ${since}`,
  );
  const rest = groups.slice(most);
  if (rest.length > 0) {
    const connections = rest.reduce((sum, group) => sum + group.oneWay, 0);
    lines.push(`+ ${counted(rest.length, "more pair")}, ${counted(connections, "connection")}: --full`);
  }
  return lines.map((line, i) => ({
    text: `${(i === 0 ? "Affected" : "").padEnd(labelWidth)}${line.length > room ? `${line.slice(0, room - 1)}…` : line}`.trimEnd(),
  }));
}
