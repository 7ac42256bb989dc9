import {spawnSync} from "node:child_process";
import {writeFileSync} from "node:fs";
import {join} from "node:path";
import {commandOf, fuzz} from "./fuzz.ts";
import type {Message} from "./main.ts";
import type {Mutant} from "./recipe.ts";
import {Failure} from "./trial.ts";

/**
 * Tries mutants in a process of its own, which may hang or be ended by what it tries: `worker FOLDER SEED SECONDS
 * MUTANTS`.
 */
const [folder = ".", seed, seconds, mutants] = process.argv.slice(2);
const send = (message: Message) => process.send?.(message);

const mebibyte = 1024;
const mostMemory = 300 * mebibyte;
/** Beyond this the process has grown since it was looked at. */
let limit = mostMemory;

/**
 * Kibibytes that a process took at its peak, as it tells at its end. What resourceUsage() says counts from before the process was
 * another program: Linux hands on the peak of the one that started it (getrusage(2)), and this one may be large.
 */
const peak = `() => {
  try {
    return /^VmHWM:\\s+(\\d+)/m.exec(process.getBuiltinModule("fs").readFileSync("/proc/self/status", "utf8"))[1];
  } catch {
    return process.resourceUsage().maxRSS;
  }
}`;

/** Garbage of earlier mutants is not this one's: where the process has grown too large it is tried alone. */
function checkMemory(mutant: Mutant): void {
  const {maxRSS} = process.resourceUsage();
  if (maxRSS <= limit) return;
  limit = maxRSS + 16 * mebibyte;
  const tell = `process.on("exit", () => process.stderr.write("\\n" + (${peak})()))`;
  const cli = join(import.meta.dirname, "../../src/cli.js");
  const {stderr} = spawnSync(
    process.execPath,
    ["--import", `data:text/javascript,${encodeURIComponent(tell)}`, cli, ...mutant.argv],
    {
      input: mutant.stdin?.bytes ?? "",
      encoding: "utf8",
    },
  );
  const alone = Number(stderr.slice(stderr.lastIndexOf("\n")));
  if (!(alone <= mostMemory)) throw new Failure(`it took ${Math.round(alone / mebibyte)} MiB of memory`);
}

let tried = 0;
let told = 0;
const result = await fuzz({
  seed: Number(seed),
  seconds: Number(seconds),
  mutants: Number(mutants),
  folder,
  before: mutant => writeFileSync(join(folder, "command"), `${commandOf(mutant)}\n`),
  after: (_, mutant) => {
    tried++;
    checkMemory(mutant);
    if (performance.now() - told < 1000) return;
    told = performance.now();
    send({tried});
  },
  failed: failure => send({failure}),
});
send({result});
process.disconnect?.();
