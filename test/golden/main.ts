import {mkdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {readableDifference} from "./difference.ts";
import {folder, goldens, kept} from "./golden.ts";

/** Prints what differs from the kept reports, and exits with 1 if anything does; with `--accept` they are kept as they are now. */
const isAccepted = process.argv.includes("--accept");
const most = {ofOne: 60, ofAll: 600};

for (const part of ["ladders", "captures"]) mkdirSync(join(folder, part), {recursive: true});
const before = new Set(kept());
let printed = 0;
let differing = 0;
const tell = (file: string, lines: readonly string[]) => {
  differing++;
  if (printed < most.ofAll) process.stdout.write([`=== ${file}`, ...lines, "", ""].join("\n"));
  printed += lines.length;
};
for (const {file, render} of goldens) {
  const path = join(folder, file);
  const now = await render();
  const difference = before.has(file)
    ? readableDifference(readFileSync(path, "utf8"), now, most.ofOne)
    : ["is not kept yet"];
  before.delete(file);
  if (difference.length === 0) continue;
  tell(file, difference);
  if (!isAccepted) continue;
  writeFileSync(path, now);
}
for (const file of before) {
  tell(file, ["has no ladder or scenario any more"]);
  if (isAccepted) rmSync(join(folder, file));
}
process.stdout.write(`${differing} of ${goldens.length} differ${isAccepted && differing > 0 ? "; accepted" : ""}\n`);
if (differing > 0 && !isAccepted) process.exitCode = 1;
