import {styleText} from "node:util";
import type {Analysis} from "../../judge/analysis.ts";
import type {RenderOptions} from "../report.ts";
import {affected} from "./affected.ts";
import {captures} from "./captures.ts";
import {cause} from "./cause.ts";
import {fate} from "./fate.ts";
import {counts, headline, moodOf, times} from "./headline.ts";
import {type Line, labelWidth, type Part} from "./line.ts";
import {next} from "./next.ts";
import {notes} from "./notes.ts";
import {open} from "./open.ts";
import {path} from "./path.ts";
import {proof} from "./proof.ts";

/** Lines of a terminal that shows no more. */
const height = 24;
/** Narrower than this no line can be read. */
const leastWidth = 40;

type Section = (analysis: Analysis, width: number, options: RenderOptions) => Part;

/** From top to bottom, and how much it matters that each is told in full: the least is shortened first. */
const sections: readonly (readonly [section: Section, weight: number])[] = [
  [headline, 9],
  [counts, 8],
  [times, 7],
  [path, 6],
  [cause, 4],
  [fate, 5],
  [notes, 2],
  [next, 6],
  [proof, 7],
  [affected, 3],
  [open, 2],
  [captures, 1],
];

/** Returns what an engineer needs first, in at most 24 lines: what is wrong, for whom, where, why, and what to type next. */
export function firstScreen(analysis: Analysis, options: RenderOptions): string {
  const width = Math.max(leastWidth, Math.min(options.width ?? 80, 80)) - (options.isAscii === true ? 2 : 0);
  const parts = sections.map(([section, weight]) => ({ways: section(analysis, width, options), weight, way: 0}));
  const linesOf = () => parts.flatMap(({ways, way}) => ways[way] ?? []);
  for (;;) {
    if (linesOf().length <= height) break;
    const longest = parts
      .filter(({ways, way}) => way + 1 < ways.length)
      .sort((a, b) => a.way - b.way || a.weight - b.weight)[0];
    if (longest === undefined) break;
    longest.way++;
  }
  // What no shortening makes fit loses its empty lines, then its end.
  let lines = linesOf();
  if (lines.length > height) lines = lines.filter(({text}) => text !== "");
  lines = lines.slice(0, height);
  const shown = lines.map(line =>
    styled(options.isAscii === true ? {...line, text: ascii(line.text)} : line, analysis, options),
  );
  return `${shown.join("\n")}\n`;
}

const hues = {fails: "red", works: "blue", doubt: "yellow", fine: "green", open: "yellow", nothing: "yellow"} as const;

/** Bold: verdict, labels and commands; coloured: the verdict. */
function styled({text, style}: Line, analysis: Analysis, {isColoured = false}: RenderOptions): string {
  if (!isColoured || text === "") return text;
  const paint = (format: Parameters<typeof styleText>[0], words: string) =>
    styleText(format, words, {validateStream: false});
  if (style === "headline") return paint(["bold", hues[moodOf(analysis)]], text);
  if (style === "command") return paint("bold", text);
  const label = text.slice(0, labelWidth);
  const shown = /^[A-Z][a-z]+ *$/.test(label) ? paint("bold", label) + text.slice(labelWidth) : text;
  return shown.replace("MODIFIES STATE", words => paint(["bold", "red"], words));
}

/** What terminals show that know nothing but ASCII. */
const plain: readonly (readonly [RegExp, string])[] = [
  [/─▶/g, "->"],
  [/┄▶/g, "..>"],
  [/─✗/g, "-x"],
  [/┄/g, ".."],
  [/→/g, "->"],
  [/✗/g, "x"],
  [/⇄/g, "<>"],
  [/✓/g, "ok"],
  [/·/g, "-"],
  [/–/g, "-"],
  [/…/g, "..."],
];

const ascii = (text: string): string => plain.reduce((words, [sign, instead]) => words.replaceAll(sign, instead), text);
