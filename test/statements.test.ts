import {readFileSync} from "node:fs";
import {join} from "node:path";
import {expect, test} from "vitest";
import {spoken} from "../src/capture/device-words.ts";
import {sideKinds} from "../src/capture/side/kinds.ts";
import {telling} from "../src/causes/arguments/counter-voices.ts";

/** docs/statements.md lists every statement of a device that is understood: these tests hold it and the program together. */
const document = readFileSync(join(import.meta.dirname, "../docs/statements.md"), "utf8");

/** Rows of the table under a heading, without its head. */
function rowsUnder(heading: string): string[] {
  const section = document.split(`\n## ${heading}\n`)[1]!.split("\n## ")[0]!;
  return section
    .split("\n")
    .filter(line => line.startsWith("| "))
    .slice(1);
}

test("every wording of a device that is understood has its row: whose, kind, meaning, document", () => {
  const expected = Object.entries(spoken).flatMap(([of, all]) =>
    all.map(({words, kind, meaning, source}) => `| ${of} | \`${words}\` | \`${kind}\` | ${meaning} | ${source} |`),
  );
  expect(rowsUnder("Grade 1: what it did with a packet")).toEqual(expected);
});

test("every kind of listing that is read has its row, and no other", () => {
  const counting = ["pan-os-counters", "asa-drop-counters"];
  const names = [...rowsUnder("Grade 2: what it shows").map(row => /^\| `([\w-]+)`/.exec(row)![1]!), ...counting];
  expect([...new Set(names)].sort()).toEqual([...new Set(sideKinds.map(({name}) => name))].sort());
});

test("every counter that speaks for a cause has its row, with what it counts", () => {
  const expected = Object.entries(telling).map(
    ([name, {means, causes}]) => `| \`${name}\` | ${means} | ${causes.map(cause => `\`${cause}\``).join(", ")} |`,
  );
  expect(rowsUnder("Grade 3: what it counts")).toEqual(expected);
});
