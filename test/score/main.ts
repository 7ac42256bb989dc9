import {readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {scoreAll, tableOf} from "./score.ts";

/** Prints the table of scores; with `--write` it also goes into docs/evidence.md. */
const table = tableOf(await scoreAll());
process.stdout.write(`${table}\n`);
if (process.argv.includes("--write")) {
  const file = join(import.meta.dirname.replace(/[/\\]\.build(?=[/\\])/, ""), "../../docs/evidence.md");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace(/(<!-- score -->\n)[\s\S]*(\n<!-- \/score -->)/, `$1${table}$2`));
}
