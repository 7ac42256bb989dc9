import {readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {combinationTable, mistakes} from "./combination-table.ts";
import {judgeAll} from "./combinations.ts";
import {scoreAll, tableOf} from "./score.ts";

/**
 * Prints the table of scores, which with `--write` also goes into docs/evidence.md, and that of all combinations of
 * points; with `--mistakes` also a line for each combination that is judged wrongly.
 */
const table = tableOf(await scoreAll());
const judged = await judgeAll();
process.stdout.write(`${table}\n\nIn every combination of its points:\n\n${combinationTable(judged)}\n`);
if (process.argv.includes("--mistakes")) process.stdout.write(`\n${mistakes(judged).join("\n")}\n`);
if (process.argv.includes("--write")) {
  const file = join(import.meta.dirname.replace(/[/\\]\.build(?=[/\\])/, ""), "../../docs/evidence.md");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace(/(<!-- score -->\n)[\s\S]*(\n<!-- \/score -->)/, `$1${table}$2`));
}
