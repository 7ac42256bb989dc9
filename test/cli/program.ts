import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {Readable, Writable} from "node:stream";
import {afterAll, beforeAll} from "vitest";
import {type ExitStatus, run} from "../../src/cli.ts";

export interface Ran {
  readonly status: ExitStatus;
  readonly stdout: string;
  readonly stderr: string;
}

/** A stream that keeps what is written to it. */
class Paper extends Writable {
  text = "";
  readonly isTTY: boolean;
  constructor(isTTY = false) {
    super({decodeStrings: false});
    this.isTTY = isTTY;
  }
  override _write(chunk: string | Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    this.text += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    done();
  }
}

/** Runs the program with these arguments, and nothing on standard input. */
export const asymcap = (...argv: readonly string[]): Promise<Ran> => asymcapReading(new Uint8Array(0), ...argv);

/** Runs the program with `input` on standard input. */
export async function asymcapReading(input: Uint8Array, ...argv: readonly string[]): Promise<Ran> {
  const stdout = new Paper();
  const stderr = new Paper();
  const stdin = Readable.from(input.length === 0 ? [] : [Buffer.from(input)]);
  const status = await run(argv, {stdin, stdout, stderr});
  return {status, stdout: stdout.text, stderr: stderr.text};
}

/** A directory for the tests of one file, removed behind them. */
export function workplace() {
  let directory = "";
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "asymcap-cli-"));
  });
  afterAll(() => rm(directory, {recursive: true}));
  const path = (name: string): string => join(directory, name);
  return {
    path,
    /** Writes a file and returns its path. */
    async file(name: string, bytes: Uint8Array | string): Promise<string> {
      await writeFile(path(name), bytes);
      return path(name);
    },
  };
}

/** Whatever a terminal could take for a command: control characters other than the end of a line, and C1. */
export const hostile = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
