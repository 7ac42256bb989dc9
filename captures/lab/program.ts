import type {ChildProcess} from "node:child_process";
import {spawn} from "node:child_process";

/**
 * A program that runs beside the lab: a capture, a server, a client, a ping. Every one that was
 * started is remembered until it has ended, so that the lab can end exactly its own processes, by
 * their ids, whatever goes wrong.
 */
export class Program {
  static readonly #running = new Set<Program>();

  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<number>;
  #output = "";
  #messages = "";

  constructor(words: readonly string[], input?: string) {
    const [program = "", ...rest] = words;
    this.#name = words.join(" ");
    this.#child = spawn(program, rest, {stdio: ["pipe", "pipe", "pipe"]});
    Program.#running.add(this);
    this.#child.stdout?.on("data", (chunk: Buffer) => (this.#output += chunk.toString()));
    this.#child.stderr?.on("data", (chunk: Buffer) => (this.#messages += chunk.toString()));
    this.#child.stdin?.on("error", () => undefined);
    this.#child.stdin?.end(input);
    this.#ended = new Promise(resolve => {
      this.#child.on("error", error => {
        this.#messages += String(error);
        Program.#running.delete(this);
        resolve(-1);
      });
      this.#child.on("close", status => {
        Program.#running.delete(this);
        resolve(status ?? -1);
      });
    });
  }

  /** What it wrote to standard error so far. */
  get messages(): string {
    return this.#messages;
  }

  /** What it wrote to standard output so far. */
  get output(): string {
    return this.#output;
  }

  /** Waits until it has said `words` on either stream; fails when it ends or is too late. */
  async said(words: string, limitMs = 10_000): Promise<void> {
    const end = Date.now() + limitMs;
    while (!this.#messages.includes(words) && !this.#output.includes(words)) {
      if (!Program.#running.has(this)) throw new Error(`${this.#name} ended: ${this.#messages}`);
      if (Date.now() > end) throw new Error(`${this.#name} is not ready: ${this.#messages}`);
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  }

  /** Sends a signal and waits for the end; a program that does not obey is killed. */
  async stop(signal: NodeJS.Signals): Promise<void> {
    this.#child.kill(signal);
    await this.finished(5_000);
  }

  /** Waits for the program's own end and returns its exit status. */
  async finished(limitMs: number): Promise<number> {
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), limitMs);
    const status = await this.#ended;
    clearTimeout(timer);
    return status;
  }

  /** Ends everything still running; also used while the lab's process itself is exiting. All of it obeys SIGTERM. */
  static endAll(): void {
    for (const program of Program.#running) program.#child.kill("SIGTERM");
  }
}
