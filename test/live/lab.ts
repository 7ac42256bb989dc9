import {type ChildProcess, spawn} from "node:child_process";
import {once} from "node:events";
import {existsSync, mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterEach, beforeEach} from "vitest";
import type {Host} from "../../captures/lab/host.ts";
import {Network} from "../../captures/lab/network.ts";

/** Programs of the live tests: each in a namespace of its own, and each ends by itself. */

/** Whether namespaces can be made here. In CI it is not asked: there they must be. */
export const canLab = process.getuid?.() === 0 && existsSync("/sbin/ip");
export const isCi = process.env.CI === "true";

export interface Running {
  readonly child: ChildProcess;
  /** Standard output and standard error so far. */
  readonly output: {text: string};
  readonly errors: {text: string};
  /** Resolves with the exit status, or the signal that ended it. */
  ended(): Promise<number | string>;
  /** Resolves as soon as standard output has something that matches; rejects after so many seconds. */
  says(pattern: RegExp, seconds: number): Promise<RegExpExecArray>;
}

/** Starts a command line; its standard input is empty, or a pipe where `input`. */
export function start(words: readonly string[], environment: NodeJS.ProcessEnv = {}, input = false): Running {
  const child = spawn(words[0]!, words.slice(1), {
    stdio: [input ? "pipe" : "ignore", "pipe", "pipe"],
    env: {...process.env, ...environment},
  });
  const output = {text: ""};
  const errors = {text: ""};
  child.stdout!.on("data", (bytes: Buffer) => {
    output.text += bytes.toString();
  });
  child.stderr!.on("data", (bytes: Buffer) => {
    errors.text += bytes.toString();
  });
  const ended = once(child, "close").then(([code, signal]) => (code ?? signal) as number | string);
  return {
    child,
    output,
    errors,
    ended: () => ended,
    async says(pattern, seconds) {
      const end = Date.now() + seconds * 1000;
      for (;;) {
        const match = pattern.exec(output.text);
        if (match !== null) return match;
        if (Date.now() > end)
          throw new Error(`nothing like ${pattern} within ${seconds} s; it said "${output.text}" and "${errors.text}"`);
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    },
  };
}

export const asymcap = (...words: string[]): string[] => [process.execPath, "dist/cli.js", ...words];

/** A server that answers each line; ends after so many seconds. */
export const server = (address: string, port: number, seconds: number): string[] => [
  process.execPath,
  "-e",
  `const net = require("net");
  net.createServer(s => s.on("error", () => {}).on("data", d => s.write(d))).listen(${port}, "${address}", () => console.log("ready"));
  setTimeout(() => process.exit(0), ${seconds * 1000});`,
];

/** A client that holds a connection of two rounds every so many milliseconds; ends after so many seconds. */
export const client = (address: string, port: number, every: number, seconds: number): string[] => [
  process.execPath,
  "-e",
  `const net = require("net");
  setInterval(() => {
    let rounds = 0;
    const s = net.connect(${port}, "${address}", () => s.write("request"));
    s.on("error", () => {}).on("data", () => (++rounds === 2 ? s.end() : s.write("request")));
    setTimeout(() => s.destroy(), 3000);
  }, ${every});
  setTimeout(() => process.exit(0), ${seconds * 1000});`,
];

export const inside = (host: Host, words: readonly string[]): string[] => host.inside(words);

/**
 * A folder for each test, and programs that end with it at the latest; of networks whose namespaces begin with `prefix` nothing is left
 * before and after. Call it where the tests stand.
 */
export function workplace(prefix: string): {
  path(name: string): string;
  run(...words: Parameters<typeof start>): Running;
} {
  const running: Running[] = [];
  let folder: string;
  beforeEach(() => {
    if (canLab) Network.clear(prefix);
    folder = mkdtempSync(join(tmpdir(), "asymcap-live-"));
  });
  afterEach(async () => {
    for (const {child} of running) if (child.exitCode === null) child.kill("SIGKILL");
    await Promise.all(running.splice(0).map(one => one.ended()));
    if (canLab) Network.clear(prefix);
    rmSync(folder, {recursive: true});
  });
  return {
    path: name => join(folder, name),
    run(...words) {
      const one = start(...words);
      running.push(one);
      return one;
    },
  };
}
