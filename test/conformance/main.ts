import {existsSync} from "node:fs";
import {agrees, compareFolder, linesOf, summaryOf} from "./conformance.ts";
import {hasTshark} from "./tshark.ts";

/**
 * `npm run conformance DIR`: what the tool counts in every capture of a folder, beside what tshark counts. Exit status:
 * 0 they agree, 1 they do not, 2 nothing could be compared.
 */
const [folder = "captures"] = process.argv.slice(2);
const print = (text: string) => process.stdout.write(`${text}\n`);

if (!existsSync(folder)) {
  process.stderr.write(`${folder}: there is no such folder\n`);
  process.exitCode = 2;
} else if (!hasTshark()) {
  process.stderr.write("tshark is missing: install it\n");
  process.exitCode = 2;
} else {
  const all = await compareFolder(folder, one => linesOf(one).forEach(print));
  print(summaryOf(all));
  process.exitCode = all.every(one => one.agreement === null) ? 2 : agrees(all) ? 0 : 1;
}
