import {spawnSync} from "node:child_process";
import {existsSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";

/** What one run of a program took. */
export interface Cost {
  /** User and system time together, in seconds, over all its threads. */
  readonly cpu: number;
  /** Largest resident size, in megabytes of 1,000,000 bytes. */
  readonly peak: number;
}

/** A run that cannot be counted: a program that fails fast is not fast. */
export class FailedRun extends Error {}

const TIME = "/usr/bin/time";
const SHELL = "bash";
const KIBIBYTE = 1024;

/** Says why nothing can be measured here, or nothing if it can. */
export function obstacle(): string | undefined {
  if (!existsSync(TIME)) {
    return `${TIME} is missing: install GNU time (Debian: apt-get install time)`;
  }
  try {
    measure(["true"]);
    return undefined;
  } catch (error) {
    if (!(error instanceof FailedRun)) throw error;
    return `${TIME} must be GNU time and ${SHELL} must be installed: ${error.message}`;
  }
}

/**
 * Runs a program to its end, its output thrown away, and returns its cost.
 *
 * Node.js does not tell what a child took, and a process that it starts
 * itself is born with the peak size of Node.js, which would hide that of any
 * smaller program. So GNU time stands in between for the memory. It cuts
 * times to hundredths of a second, too coarse for a peer that needs 0.2 s, so
 * the CPU time comes from bash, which tells milliseconds.
 */
export function measure(command: readonly string[], environment: NodeJS.ProcessEnv = {}): Cost {
  const report = join(tmpdir(), `asymcap-bench-${process.pid}.time`);
  try {
    const {status, signal, error, stderr} = spawnSync(
      TIME,
      ["-q", "-f", "%M", "-o", report, SHELL, "-c", 'TIMEFORMAT="%3U %3S"; time "$@"', SHELL, ...command],
      {
        stdio: ["ignore", "ignore", "pipe"],
        encoding: "utf8",
        maxBuffer: 64 * 1024 * 1024,
        env: {...process.env, LC_ALL: "C", ...environment},
      },
    );
    const lines = stderr?.trim().split("\n") ?? [];
    const times = lines.pop() ?? "";
    if (error !== undefined) {
      throw new FailedRun(error.message);
    }
    // asymcap says by status 1 that it found asymmetry, which these captures hold.
    if (status !== 0 && status !== 1) {
      const reason = lines.at(-1) ?? times;
      throw new FailedRun(`${command.join(" ")}: ${signal ?? `exit status ${status}`}: ${reason}`);
    }
    const [user, system] = times.split(" ").map(Number);
    const cpu = (user ?? NaN) + (system ?? NaN);
    const peak = (Number(readFileSync(report, "utf8")) * KIBIBYTE) / 1e6;
    if (!Number.isFinite(cpu) || !Number.isFinite(peak)) {
      throw new FailedRun(`${command.join(" ")}: no figures from ${TIME} and ${SHELL}`);
    }
    return {cpu, peak};
  } finally {
    rmSync(report, {force: true});
  }
}

/**
 * The cost to compare: the least CPU time of the runs, as whatever else the
 * machine does can only add to it, and the largest peak, which is a limit.
 */
export function best(costs: readonly Cost[]): Cost {
  return {
    cpu: Math.min(...costs.map(cost => cost.cpu)),
    peak: Math.max(...costs.map(cost => cost.peak)),
  };
}
