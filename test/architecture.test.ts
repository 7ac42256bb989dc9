import {readdirSync, readFileSync} from "node:fs";
import {dirname, join, normalize, relative} from "node:path";
import {expect, test} from "vitest";

/** From left to right, as data goes; a folder imports only from folders to its left. */
const stages = ["capture", "decode", "flow", "detect", "compare", "live", "report"];
/** What every folder may import. */
const shared = ["time.ts", "errors.ts", "version.ts"];
const src = join(import.meta.dirname, "../src");

const files = readdirSync(src, {recursive: true, encoding: "utf8"}).filter(file => file.endsWith(".ts"));
const importsOf = (file: string) =>
  [...readFileSync(join(src, file), "utf8").matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)].map(match =>
    normalize(join(dirname(file), match[1]!)),
  );

test("a folder imports only from folders to its left", () => {
  const wrong = files
    .filter(file => stages.includes(file.split("/")[0]!))
    .flatMap(file =>
      importsOf(file)
        .filter(target => !shared.includes(target))
        .filter(target => {
          const to = stages.indexOf(target.split("/")[0]!);
          return to < 0 || to > stages.indexOf(file.split("/")[0]!);
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

test("no file is longer than 500 lines", () => {
  const long = files.filter(file => readFileSync(join(src, file), "utf8").split("\n").length > 500);
  expect(long.map(file => relative(src, join(src, file)))).toEqual([]);
});
