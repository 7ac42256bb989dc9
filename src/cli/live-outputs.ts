import {constants, existsSync} from "node:fs";
import {access, rename} from "node:fs/promises";
import {basename, dirname, join} from "node:path";
import {printable} from "../errors.ts";
import type {Analysis} from "../judge/analysis.ts";
import {reports} from "../report/report.ts";
import type {Io} from "./io.ts";
import {type Output, writeReports} from "./output.ts";

/** The reports of `live`: written anew now and then, and put aside when asked. */
export class LiveOutputs {
  readonly #outputs: readonly Output<Analysis>[];
  readonly #io: Io;
  /** Whether every report was written each time. */
  complete = true;

  constructor(outputs: readonly Output<Analysis>[], io: Io) {
    this.#outputs = outputs;
    this.#io = io;
  }

  /** Returns why a report could not be written where it is asked for, or null: that is better known before a month than after. */
  async problem(): Promise<string | null> {
    for (const {path} of this.#outputs) {
      if (path === "-") continue;
      const isThere = existsSync(path);
      try {
        await access(isThere ? path : dirname(path), constants.W_OK);
      } catch (error) {
        return `${printable(path)}: ${printable((error as Error).message)}`;
      }
    }
    return null;
  }

  /** Writes every file anew; what goes to standard output is written at the end only, with the summary where `summary`. */
  async write(analysis: Analysis, atEnd: boolean, summary = false): Promise<void> {
    const outputs = atEnd ? this.#outputs : this.#outputs.filter(({path}) => path !== "-");
    if (!(await writeReports(analysis, summary ? reports[0]! : null, outputs, this.#io))) this.complete = false;
  }

  /** Gives every file a name with the time in it, `report-20261121T141200Z.svg`: the next report is a new file. */
  async rotate(): Promise<void> {
    const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, "");
    for (const {path, report} of this.#outputs) {
      if (path === "-") continue;
      const extension = path.slice(-report.extension.length);
      const aside = (n: number) =>
        join(dirname(path), `${basename(path, extension)}-${stamp}Z${n === 0 ? "" : `-${n}`}${extension}`);
      let n = 0;
      while (existsSync(aside(n))) n++;
      try {
        await rename(path, aside(n));
      } catch (error) {
        this.#io.stderr.write(`asymcap: ${printable(path)}: ${printable((error as Error).message)}; not put aside\n`);
      }
    }
  }
}
