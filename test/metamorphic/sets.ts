import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import type {Truth} from "../../captures/lab/truth.ts";
import type {CaptureArgument} from "../../src/capture/capture.ts";
import {type Ladder, parseLadder} from "../support/ladder.ts";
import {capturesOf} from "../support/ladder-capture.ts";
import {type CaptureFile, type CaptureSet, readFile} from "./capture-set.ts";
import {judge} from "./judged.ts";

/** The checkout, also where this runs as compiled to .build/. */
const root = join(import.meta.dirname.replace(/[/\\]\.build(?=[/\\])/, ""), "../..");

/** A capture set that is read when it is needed: all of them at once are a hundred thousand frames. */
export interface SetSource {
  readonly name: string;
  /** Whether it is a ladder whose witness goes on for minutes: these take as long as all others together. */
  isLong(): boolean;
  load(): Promise<CaptureSet>;
}

/** Every capture set of captures/, and every ladder of test/cases. */
export const committedSets = (): SetSource[] => [...recorded(), ...drawn()];

function recorded(): SetSource[] {
  const folder = join(root, "captures");
  const scenarios = readdirSync(folder, {withFileTypes: true}).filter(one => one.isDirectory() && one.name !== "lab");
  const sources = new Map<string, SetSource>();
  for (const {name: scenario} of scenarios) {
    const truth: Truth = JSON.parse(readFileSync(join(folder, scenario, "truth.json"), "utf8"));
    for (const run of truth.runs) {
      const given = run.arguments.filter(argument => !argument.startsWith("--")).map(argument => argument.split("="));
      const name = `${scenario}: ${given.map(([, file]) => file).join(" ")}`;
      // Another option is no other capture.
      if (sources.has(name)) continue;
      const load = async () => ({
        name,
        files: await readAll(given.map(([point, file]) => ({name: point!, path: join(folder, scenario, file!)}))),
        options: {pingOk: false, bothDirections: false},
        isHealthy: (run.conversations ?? truth.conversations).every(one => !one.asymmetric),
      });
      sources.set(name, {name, isLong: () => false, load});
    }
  }
  return [...sources.values()];
}

function drawn(): SetSource[] {
  const folder = join(root, "test/cases");
  return readdirSync(folder)
    .filter(file => file.endsWith(".ladder"))
    .map(file => {
      const name = file.replace(".ladder", "");
      const text = () => readFileSync(join(folder, file), "utf8");
      const load = async () => {
        const set = await setOfLadder(name, text(), false);
        // A ladder that nothing is said of, and all of whose segments pass all points, is healthy.
        const isHealthy = passesAll(parseLadder(text())) && (await judge(set)).findings.length === 0;
        return {...set, isHealthy};
      };
      return {name, isLong: () => parseLadder(text()).segments.length > long, load};
    });
}

/** Segments of a long ladder. */
const long = 1300;

const passesAll = ({segments}: Ladder): boolean =>
  new Set(segments.map(({points}) => points.toSorted().join(" "))).size === 1 && segments[0]!.points.length > 0;

/** The capture set of a ladder. */
export async function setOfLadder(name: string, ladder: string, isHealthy: boolean): Promise<CaptureSet> {
  const parsed = parseLadder(ladder);
  return {
    name,
    files: await readAll(capturesOf(parsed, {}).captures),
    options: {
      pingOk: parsed.options.includes("--ping-ok"),
      bothDirections: parsed.options.includes("--both-directions"),
    },
    isHealthy,
    ladder,
  };
}

/** All files; each of their frames has a number of its own. */
async function readAll(captures: readonly CaptureArgument[]): Promise<CaptureFile[]> {
  const files: CaptureFile[] = [];
  let next = 0;
  for (const capture of captures) {
    const file = await readFile(capture, next);
    next += file.frames.length;
    files.push(file);
  }
  return files;
}
