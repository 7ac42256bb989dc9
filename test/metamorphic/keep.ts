import {mkdirSync, mkdtempSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {bytesOf, type CaptureSet, fileName} from "./capture-set.ts";
import {told} from "./judged.ts";
import type {Trial} from "./run.ts";
import {tcpdumpText} from "./tcpdump-printer.ts";

/** Writes both captures of a violation to a folder that stays, and what is to be read of it. Returns the folder. */
export function keep(trial: Trial, name: string, command: string): string {
  const folder = mkdtempSync(join(tmpdir(), `asymcap-metamorphic-${trial.property.name}-`));
  const {property, set, base, choice, variant, judged, violation} = trial;
  const lines = [
    `property ${property.name}: ${property.holds}`,
    `input ${name}, choice ${JSON.stringify(choice)}`,
    `found by ${command}`,
    "",
    violation,
    "",
    `the capture:  ${told(base)}`,
    `its variant:  ${judged === null ? "none" : told(judged)}`,
    "",
    `asymcap analyze ${write(join(folder, "capture"), set).join(" ")}`,
    `asymcap analyze ${write(join(folder, "variant"), variant).join(" ")}`,
    ...set.files.flatMap(file => [
      "",
      `the capture at ${file.point}:`,
      tcpdumpText(file, {absolute: false, link: false}),
    ]),
  ];
  if (set.ladder !== undefined) lines.push("", "the ladder that it was made of:", set.ladder);
  writeFileSync(join(folder, "violation.txt"), `${lines.join("\n")}\n`);
  return folder;
}

/** Writes the files of a set; returns what the command line takes for them. */
function write(folder: string, set: CaptureSet): string[] {
  mkdirSync(folder);
  return set.files.map((file, i) => {
    const path = join(folder, fileName(file, i));
    writeFileSync(path, bytesOf(file));
    return `${file.point}=${path}`;
  });
}
