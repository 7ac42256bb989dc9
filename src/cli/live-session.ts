import {printable} from "../errors.ts";
import {type Filter, FilterError, parseFilter} from "../filter.ts";
import type {Analysis} from "../judge/analysis.ts";
import type {EpisodeEvent} from "../live/episodes.ts";
import {Live} from "../live.ts";
import {onceRead} from "../report/report.ts";
import {type ExitStatus, type Io, usage} from "./io.ts";
import type {LiveFlags} from "./live.ts";
import {eventJson, eventLine} from "./live-events.ts";
import {metricsOf} from "./live-metrics.ts";
import {LiveOutputs} from "./live-outputs.ts";
import {LiveServer} from "./live-server.ts";
import {kernelFilters, type Opened, openSources} from "./live-sources.ts";
import {outputsOf} from "./output.ts";
import {userOf} from "./privileges.ts";
import {tellProblems} from "./problems.ts";
import {StatusLines} from "./status.ts";

/** Packets are judged about once a second, in milliseconds, and never for more than a tenth of the time. */
const pace = 1000;
const share = 10;
const leastEvery = 1000;
/** After a signal, so long is waited for what writes to standard input to end it by itself: it then tells what it has lost. */
const grace = 500;

/** Does what `live` is asked for; returns the exit status, or throws a UsageError. */
export async function runLive(names: string[], flags: LiveFlags, io: Io): Promise<ExitStatus> {
  const {maxFlows: maximumFlows, internal, pingOk, bothDirections, event: events, redact} = flags;
  if (flags.jsonLines && (flags.output ?? []).includes("-")) throw usage("--json-lines has standard output for itself");
  const outputs = new LiveOutputs(outputsOf(flags.output ?? [], flags.format, onceRead), io);
  const isPiped = names.includes("-");
  if (isPiped && flags.handshakesOnly)
    throw usage(
      `--handshakes-only is for interfaces; give dumpcap the filter: -f '${kernelFilters(undefined, true)[0]}'`,
    );
  const filter = isPiped ? filterOf(flags.filter) : undefined;
  const user = userOf(flags.user);
  if (flags.every < leastEvery) throw usage("--every is at least 1s");
  const live = new Live(names.map(name => printable(name)).join(", "), {
    maximumFlows,
    filter,
    internal,
    pingOk,
    bothDirections,
    events,
    redact,
  });
  if (flags.handshakesOnly)
    live.note("only SYN, FIN, RST and ICMP were captured: what is proven by data and ACKs is not seen");
  const opened = await openSources(
    names,
    kernelFilters(isPiped ? undefined : flags.filter, flags.handshakesOnly === true),
    user,
    io,
  );
  const problem = await outputs.problem();
  if (problem !== null) {
    opened.end();
    throw usage(problem);
  }
  const session = new Session(live, opened, outputs, flags, io);
  try {
    await session.serve();
  } catch (error) {
    opened.end();
    const {host, port} = flags.listen!;
    throw usage(
      `--listen ${host}:${port}: ${printable((error as NodeJS.ErrnoException).code ?? (error as Error).message)}; is another program there?`,
    );
  }
  return await session.run();
}

function filterOf(text: string | undefined): Filter | undefined {
  if (text === undefined) return undefined;
  try {
    return parseFilter(text);
  } catch (error) {
    if (error instanceof FilterError) throw usage(`--filter: ${error.message}`);
    throw error;
  }
}

/** One run of `live`, from its first packet to its reports. */
class Session {
  readonly #live: Live;
  readonly #opened: Opened;
  readonly #outputs: LiveOutputs;
  readonly #flags: LiveFlags;
  readonly #io: Io;
  readonly #status: StatusLines | null;
  /** Whether findings are lines of standard output: not where the status shows them, or a report stands there. */
  readonly #hasLines: boolean;
  readonly #timers = new Set<NodeJS.Timeout>();
  #server: LiveServer | null = null;
  /** Packets at the last look, and when there were fewer. */
  #packets = 0;
  #packetAt: number | null = null;
  #newest: string | null = null;
  /** What is done with the table now: one thing at a time. */
  #work: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(live: Live, opened: Opened, outputs: LiveOutputs, flags: LiveFlags, io: Io) {
    this.#live = live;
    this.#opened = opened;
    this.#outputs = outputs;
    this.#flags = flags;
    this.#io = io;
    this.#status = flags.progress && !flags.quiet && io.stderr.isTTY ? new StatusLines(io.stderr) : null;
    const isShown = this.#status !== null && io.stdout.isTTY === true;
    this.#hasLines = !flags.quiet && !isShown && !(flags.output ?? []).includes("-");
  }

  /** Begins to serve, where that is asked for. */
  async serve(): Promise<void> {
    if (this.#flags.listen === undefined) return;
    const draw = async (format: "html" | "svg") => {
      const {drawn} = await import("./live-pages.ts");
      return await this.#live.hold(async () => await drawn(format, this.#live.judge()));
    };
    const server = new LiveServer(this.#flags.listen, {
      metrics: () => metricsOf(this.#live, this.#lag()),
      // Between two judgings, as everything else that is done with the table.
      html: () => this.#asked(() => draw("html")),
      svg: () => this.#asked(() => draw("svg")),
    });
    const url = await server.listen();
    this.#server = server;
    this.#io.stderr.write(`asymcap: serving ${url}\n`);
  }

  async run(): Promise<ExitStatus> {
    const streams = this.#opened.sources.map(source => this.#live.read(source));
    const reading = Promise.all(streams);
    let resolve = () => {};
    const ended = new Promise<void>(done => {
      resolve = done;
    });
    const end = () => {
      this.#ended = true;
      resolve();
    };
    let isAsked = false;
    const ask = () => {
      // Who asks a second time does not want to wait.
      if (isAsked) process.exit(130);
      isAsked = true;
      end();
    };
    const rotate = () => this.#do(() => this.#rotate());
    process.on("SIGINT", ask).on("SIGTERM", ask).on("SIGHUP", rotate);
    if (this.#flags.duration !== undefined) this.#after(this.#flags.duration, end);
    void reading.then(resolve);
    // Without one interface the others would be accused of what it does not show any more.
    for (const stream of streams) void stream.then(reason => reason !== null && end());
    this.#repeat(pace, () => {
      this.#lag();
      this.#drawStatus();
    });
    this.#judgeAfter(pace);
    let isDue = false;
    this.#repeat(this.#flags.every, () => {
      if (isDue) return;
      isDue = true;
      this.#do(async () => {
        isDue = false;
        await this.#write();
      });
    });
    await ended;
    await Promise.race([
      reading,
      new Promise<void>(resolve => this.#after(this.#opened.sources[0]?.name === "-" ? grace : 0, resolve)),
    ]);
    this.#opened.end();
    await Promise.race([reading, new Promise<void>(resolve => this.#after(grace * 4, resolve))]);
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#work;
    this.#server?.close();
    const status = await this.#finish();
    process.off("SIGINT", ask).off("SIGTERM", ask).off("SIGHUP", rotate);
    return status;
  }

  async #finish(): Promise<ExitStatus> {
    this.#status?.clear();
    const analysis = await this.#live.hold(async () => {
      const last = this.#live.judgeAtEnd();
      this.#tell(this.#live.follow(last), last);
      const isSummary = !this.#flags.quiet && !this.#flags.jsonLines;
      await this.#outputs.write(last, true, isSummary);
      return last;
    });
    const hasProblems = tellProblems(analysis, this.#io);
    if (hasProblems || !this.#outputs.complete) return 2;
    const {kind} = analysis.verdict;
    const isAsymmetric = kind === "proven" || kind === "suspected" || kind === "one-sided-capture";
    return isAsymmetric || this.#live.episodes.raised > 0 ? 1 : 0;
  }

  /** Does one thing after the other; what fails is a fault of the program, and ends it. */
  #do(work: () => Promise<void> | void): void {
    this.#work = this.#work.then(() => (this.#ended ? undefined : work()));
  }

  /** Does something when it is its turn; resolves with what comes of it. */
  #asked<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#work.then(work);
    this.#work = result.then(
      () => {},
      () => {},
    );
    return result;
  }

  /** Seconds since a packet was read, as far as they were counted; null before the first. */
  #lag(): number | null {
    const {packets} = this.#live;
    const now = performance.now();
    if (packets > this.#packets) [this.#packets, this.#packetAt] = [packets, now];
    return this.#packetAt === null ? null : (now - this.#packetAt) / 1000;
  }

  #judgeAfter(wait: number): void {
    this.#after(wait, () =>
      this.#do(() => {
        const started = performance.now();
        const analysis = this.#live.judge();
        this.#tell(this.#live.follow(analysis), analysis);
        this.#judgeAfter(Math.max(pace, (performance.now() - started) * share));
      }),
    );
  }

  async #write(): Promise<void> {
    await this.#live.hold(async () => this.#outputs.write(this.#live.judge(), false));
  }

  async #rotate(): Promise<void> {
    await this.#write();
    await this.#outputs.rotate();
  }

  #tell(events: readonly EpisodeEvent[], {epoch}: Analysis): void {
    if (events.length === 0) return;
    this.#newest = eventLine(events.at(-1)!, epoch);
    for (const event of events) this.#server?.tell(event.event, eventJson(event, epoch));
    if (this.#flags.jsonLines) for (const event of events) this.#io.stdout.write(`${eventJson(event, epoch)}\n`);
    else if (this.#hasLines) for (const event of events) this.#io.stdout.write(`${eventLine(event, epoch)}\n`);
  }

  #drawStatus(): void {
    const {packets, table, lost, episodes} = this.#live;
    this.#status?.draw({packets, flows: table.flows.used, lost, open: episodes.open.length, newest: this.#newest});
  }

  #repeat(every: number, work: () => void): void {
    this.#after(every, () => {
      work();
      this.#repeat(every, work);
    });
  }

  /** Timers of Node.js are 31 bits wide, in milliseconds: three weeks. */
  #after(wait: number, work: () => void): void {
    const step = Math.min(wait, 2 ** 31 - 1);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (step < wait) this.#after(wait - step, work);
      else work();
    }, step);
    this.#timers.add(timer);
  }
}
