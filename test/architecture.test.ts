import {readdirSync, readFileSync} from "node:fs";
import {dirname, join, normalize} from "node:path";
import {expect, test} from "vitest";

/** From left to right, as data goes; a folder imports only from folders to its left. */
const rooms = [
  "time",
  "capture",
  "decode",
  "flow",
  "listings",
  "redact",
  "judge",
  "rules",
  "advice",
  "causes",
  "summary",
  "compare",
  "live",
  "report",
];
/** What every folder may import. */
const shared = ["time/time.ts", "errors.ts", "version.ts", "words.ts"];
const src = join(import.meta.dirname, "../src");

const files = readdirSync(src, {recursive: true, encoding: "utf8"}).filter(file => file.endsWith(".ts"));
const textOf = (file: string) => readFileSync(join(src, file), "utf8");
const targets = (file: string, pattern: RegExp) =>
  [...textOf(file).matchAll(pattern)].map(match => normalize(join(dirname(file), match[1]!)));
const importsOf = (file: string) => targets(file, /(?:from|import\()\s*"(\.[^"]+)"/g);
test("a folder imports only from folders to its left", () => {
  const wrong = files
    .filter(file => rooms.includes(file.split("/")[0]!))
    .flatMap(file =>
      importsOf(file)
        .filter(target => !shared.includes(target))
        .filter(target => {
          const to = rooms.indexOf(target.split("/")[0]!);
          return to < 0 || to > rooms.indexOf(file.split("/")[0]!);
        })
        .map(target => `${file} imports ${target}`),
    );
  expect(wrong).toEqual([]);
});

test("what every folder may import imports nothing of the project", () => {
  expect(shared.flatMap(importsOf).filter(target => !shared.includes(target))).toEqual([]);
});

test("only the program itself imports its commands", () => {
  const wrong = files
    .filter(file => file !== "cli.ts" && !file.startsWith("cli/"))
    .filter(file => importsOf(file).some(target => target.startsWith("cli")));
  expect(wrong).toEqual([]);
});

test("no file is longer than 300 lines", () => {
  expect(files.filter(file => textOf(file).trimEnd().split("\n").length > 300)).toEqual([]);
});
