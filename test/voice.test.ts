import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {expect, test} from "vitest";
import {folder, kept} from "./golden/golden.ts";

/*
 * Texts are plain field English: who does what, in the words of docs and vendors. These phrases were once here, and read like a translation;
 * they must not come back, in what the program prints or in its own texts.
 */
const banned: readonly RegExp[] = [
  /all the same/,
  /\bby turns\b/,
  /\bin vain\b/,
  /\banew\b/,
  /the user's word/,
  /\bno cure\b/,
  /for want of/,
  /\bsome times\b/,
  /(?:is|are|were) mended/,
  /(?:connections?|clients?|connections?) concerned/,
  /does not pass here/,
  /changes something/i,
];

const src = join(import.meta.dirname, "../src");
const files = readdirSync(src, {recursive: true, encoding: "utf8"}).filter(file => file.endsWith(".ts"));

/** Texts in quotes and backticks, as they stand in a line: comments are for those who read the code. */
function textsIn(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
  return [...code.matchAll(/"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g)].map(([text]) => text);
}

test.each(files)("the texts of %s are plain", file => {
  const texts = textsIn(readFileSync(join(src, file), "utf8"));
  expect(texts.filter(text => banned.some(phrase => phrase.test(text)))).toEqual([]);
});

test("what is reported is plain", () => {
  for (const file of kept()) {
    const lines = readFileSync(join(folder, file), "utf8").split("\n");
    // The titles of ladders are the tests' own.
    const said = lines.slice(1).filter(line => banned.some(phrase => phrase.test(line)));
    expect(said, file).toEqual([]);
  }
});

test.each(['const a = "works all the same";', "x = `both pass by turns`;"])("%s would be found", source => {
  expect(textsIn(source).some(text => banned.some(phrase => phrase.test(text)))).toBe(true);
});

test("comments and code are left alone", () => {
  expect(textsIn("// all the same\nconst byTurns = mended.anew; /* in vain */")).toEqual([]);
});
