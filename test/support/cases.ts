import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {analyze} from "../../src/analyze.ts";
import type {Analysis} from "../../src/judge/analysis.ts";
import {type Ladder, parseLadder} from "./ladder.ts";
import {type Change, capturesOf} from "./ladder-capture.ts";

/** A ladder of test/cases, or one that docs/evidence.md shows. */
export interface Case {
  /** Its file without the extension, or `docs/evidence.md`. */
  readonly name: string;
  readonly title: string;
  readonly ladder: Ladder;
}

/** The tests, also where this was compiled into .build. */
const tests = join(import.meta.dirname.replace(/[/\\]\.build(?=[/\\])/, ""), "..");
const folder = join(tests, "cases");

const files = readdirSync(folder)
  .filter(file => file.endsWith(".ladder"))
  .sort()
  .map(file => {
    const ladder = parseLadder(readFileSync(join(folder, file), "utf8"));
    return {name: file.replace(".ladder", ""), title: ladder.title, ladder};
  });

const shown = [
  ...readFileSync(join(tests, "../docs/evidence.md"), "utf8").matchAll(/### (.+)\n\n```ladder\n([\s\S]+?)```/g),
].map(([, title, text]) => ({name: "docs/evidence.md", title: title!, ladder: parseLadder(text!)}));

export const cases: readonly Case[] = [...files, ...shown];

export interface Variant {
  readonly variant: string;
  readonly change: Change;
}

/** How every ladder is judged: also shuffled, cut short, and beside a capture of a second point that sees the same as the first. */
const variants: readonly Variant[] = [
  {variant: "as it is", change: {}},
  {variant: "shuffled within 5 ms", change: {shuffle: 0.005}},
  {variant: "at snapshot length 68", change: {snaplen: 68}},
  {variant: "with a second point", change: {secondPoint: true}},
];

/** The variants that a ladder admits; the plain one is the first. */
export const variantsOf = (ladder: Ladder): readonly Variant[] =>
  variants.filter(({change}) => ladder.admitsSecondPoint || !change.secondPoint);

export interface Judged {
  readonly analysis: Analysis;
  /** The time 0.000 of the ladder, in nanoseconds since the epoch of the analysis. */
  readonly start: number;
}

/** Judges a variant of a ladder, with the options that the ladder names. */
export async function judgeVariant(ladder: Ladder, {change}: Variant): Promise<Judged> {
  const {captures, epochOffset} = capturesOf(ladder, change);
  const analysis = await analyze(captures, {
    pingOk: ladder.options.includes("--ping-ok"),
    bothDirections: ladder.options.includes("--both-directions"),
  });
  return {analysis, start: epochOffset(analysis.epoch.seconds!)};
}
