import {type ChildProcess, spawn} from "node:child_process";
import {existsSync} from "node:fs";
import {delimiter, join} from "node:path";
import {printable} from "../errors.ts";
import {isGone} from "./interface-counters.ts";
import {explained, SniffError, type Sniffer, type SniffOrder} from "./sniffer.ts";

/** A program that writes what passes an interface to standard output. */
interface Program {
  readonly name: string;
  arguments(face: string, filter: string): string[];
}

/** The first that is installed captures: dumpcap tells at its end what it has lost, tcpdump does not. */
const programs: readonly Program[] = [
  {
    name: "dumpcap",
    arguments: (face, filter) => ["-q", "-i", face, ...(filter === "" ? [] : ["-f", filter]), "-w", "-"],
  },
  {
    name: "tcpdump",
    arguments: (face, filter) => ["-i", face, "-n", "-U", "-w", "-", ...(filter === "" ? [] : [filter])],
  },
];

/** Milliseconds in which it hands on what it holds, with the count of what it has lost. */
const ending = 2000;

/** Milliseconds in which it opens an interface, or never. */
const opening = 20_000;

/** Returns the program that captures where the package cap cannot; null if there is none. */
export const captureProgram = (): string | null => found()?.program.name ?? null;

function found(): {program: Program; path: string} | null {
  // Those of the system are in sbin on some.
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  for (const program of programs)
    for (const folder of folders) {
      const path = join(folder, program.name);
      if (folder !== "" && existsSync(path)) return {program, path};
    }
  return null;
}

/**
 * Opens an interface by dumpcap or tcpdump; rejects with a {@link SniffError} that says why and what to do, with `missing` where neither is
 * installed. The program keeps the rights that it was started with, but for those that it gives up itself.
 */
export async function captureByProgram(order: SniffOrder, missing: string): Promise<Sniffer> {
  const use = found();
  if (use === null) throw new SniffError(missing);
  for (const [i, filter] of order.filters.entries()) {
    const child = spawn(use.path, use.program.arguments(order.interface, filter), {stdio: ["ignore", "pipe", "pipe"]});
    const errors = {text: ""};
    child.stderr!.on("data", (bytes: Buffer) => {
      errors.text = (errors.text + bytes.toString("latin1")).slice(-2000);
    });
    const problem = await opened(child, errors);
    if (problem === null) return sniffer(order.interface, use.program.name, child, errors);
    child.kill("SIGKILL");
    // The next filter has no `vlan`.
    if (i < order.filters.length - 1 && /no VLAN support/i.test(problem)) continue;
    throw new SniffError(`${printable(order.interface)}: ${printable(explained(problem, order), 1000)}`);
  }
  throw new Error("no filter is given");
}

/** Resolves with null once the header of its capture is there, with what it says where it has ended. */
function opened(child: ChildProcess, errors: {readonly text: string}): Promise<string | null> {
  return new Promise(resolve => {
    const end = (problem: string | null) => {
      clearTimeout(timer);
      resolve(problem);
    };
    const timer = setTimeout(() => end(`it does not open within ${opening / 1000} s`), opening);
    // What is there is left for who reads the stream.
    child.stdout!.once("readable", () => {
      if (child.stdout!.readableLength > 0) end(null);
    });
    child.once("error", error => end(error.message));
    child.once("close", () => end(lastWords(errors.text) || "it has ended"));
  });
}

/** Both say first what they do, and last what is wrong: dumpcap by a sentence and hints on lines of their own. */
function lastWords(text: string): string {
  const lines = text.split("\n").map(line => line.replace(/^(?:dumpcap|tcpdump): /, "").trim());
  const said = lines.filter(line => line !== "" && !/^(?:Capturing on|File:|listening on|\(?Running as)/.test(line));
  return said.join(" ");
}

function sniffer(name: string, by: string, child: ChildProcess, errors: {readonly text: string}): Sniffer {
  let isStopped = false;
  const ended = new Promise<string | null>(resolve =>
    child.on("close", () => {
      const reason = isGone(name)
        ? "the interface is gone"
        : `${by} has ended: ${printable(lastWords(errors.text), 300)}`;
      resolve(isStopped ? null : reason);
    }),
  );
  return {
    interface: name,
    by,
    stream: child.stdout as AsyncIterable<Uint8Array>,
    // dumpcap tells itself, at the end of its stream.
    passed: () => null,
    failure: () => ended,
    begin() {},
    stop() {
      if (isStopped) return;
      isStopped = true;
      child.kill("SIGINT");
      setTimeout(() => child.kill("SIGKILL"), ending).unref();
    },
  };
}
