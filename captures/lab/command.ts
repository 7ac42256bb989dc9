import {execFileSync} from "node:child_process";

/**
 * Runs one short configuration or inspection command and returns its standard output. A failure
 * carries the command line and what it said, because an `ip` message alone never tells which of
 * forty similar calls was wrong.
 */
export function command(words: readonly string[], input = ""): string {
  const [program = "", ...rest] = words;
  try {
    return execFileSync(program, rest, {
      input,
      encoding: "utf8",
      timeout: 20_000,
      maxBuffer: 64 * 1024 * 1024,
      stdio: ["pipe", "pipe", "pipe"],
    });
  } catch (error) {
    const said = (error as {stderr?: string}).stderr ?? "";
    throw new Error(`${words.join(" ")}: ${said.trim() || String(error)}`);
  }
}

/** Whether a program is there to be run; the lab says so before it starts instead of half-way. */
export function installed(program: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`], {stdio: "ignore"});
    return true;
  } catch {
    return false;
  }
}
