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
/** Imports of what exists when the program runs; types do not. */
const valueImportsOf = (file: string) =>
  targets(file, /^(?:import|export) (?!type |\{type \w+(?:, type \w+)*\})[^;]*?from "(\.[^"]+)"/gm);

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

test("no files import values from each other in a ring", () => {
  const done = new Set<string>();
  const rings: string[] = [];
  const walk = (file: string, way: readonly string[]): void => {
    const start = way.indexOf(file);
    if (start >= 0) rings.push([...way.slice(start), file].join(" → "));
    if (start >= 0 || done.has(file)) return;
    for (const target of valueImportsOf(file)) walk(target, [...way, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
  expect(rings).toEqual([]);
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

test("docs name no file that is not there", () => {
  const root = join(src, "..");
  // The two that docs/extending.md shows are in test/extending.
  const shown = ["src/rules/syn-ack-unheard.ts", "src/causes/way-back-blocked.ts"];
  const tests = readdirSync(join(root, "test"), {recursive: true, encoding: "utf8"}).map(file => `test/${file}`);
  const all = [...files.map(file => `src/${file}`), ...tests];
  const docs = [
    "README.md",
    ...readdirSync(join(root, "docs"))
      .filter(file => file.endsWith(".md"))
      .map(file => `docs/${file}`),
  ];
  const missing = docs.flatMap(doc =>
    [...readFileSync(join(root, doc), "utf8").matchAll(/`([\w./-]+\.ts)`/g)]
      .map(([, file]) => file!)
      .filter(file => !shown.includes(file) && !all.some(one => one === file || one.endsWith(`/${file}`)))
      .map(file => `${doc} names ${file}`),
  );
  expect(missing).toEqual([]);
});
