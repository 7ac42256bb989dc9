import {rm} from "node:fs/promises";
import {setTimeout as sleep} from "node:timers/promises";
import type {Host} from "./host.ts";
import {Program} from "./program.ts";

/** Where, with what and into which file to capture. */
export interface CapturePlan {
  readonly host: Host;
  /** One interface makes a classic pcap by tcpdump, several make one pcapng by dumpcap. */
  readonly interfaces: readonly string[];
  readonly file: string;
  readonly snapLength: number;
  readonly filter?: string;
  /** For the pseudo-interface `any`: the link type, whose default differs between versions. */
  readonly linkType?: string;
  /** Milliseconds after the scenario's zero, where it does not take all of the scenario. */
  readonly fromMs?: number;
  readonly toMs?: number;
}

/** Ends a capture whose lab was killed. coreutils' timeout passes the signals it gets on to its program. */
const LIMIT_SECONDS = "120";

/** A running capture. */
export class Capture {
  readonly plan: CapturePlan;
  readonly path: string;
  readonly #program: Program;

  private constructor(plan: CapturePlan, path: string, program: Program) {
    this.plan = plan;
    this.path = path;
    this.#program = program;
  }

  /** Starts it and returns only when packets are really being taken. */
  static async start(plan: CapturePlan, folder: string): Promise<Capture> {
    const path = `${folder}/${plan.file}`;
    await rm(path, {force: true});
    const several = plan.interfaces.length > 1;
    const words = several ? dumpcapWords(plan, path) : tcpdumpWords(plan, path);
    const program = new Program(plan.host.inside(["timeout", "--signal=INT", LIMIT_SECONDS, ...words]));
    await program.said(several ? "File: " : "listening on");
    // dumpcap names its file just before its first read.
    if (several) await sleep(150);
    return new Capture(plan, path, program);
  }

  /** Ends it in the way that writes everything out, and fails if a packet was lost on the way. */
  async stop(): Promise<void> {
    // What the last packets need to get from the kernel's ring into the program.
    await sleep(400);
    await this.#program.stop("SIGINT");
    const said = this.#program.messages;
    const lost = [...said.matchAll(/(\d+) packets? dropped|on interface '[^']*': \d+\/(\d+)/g)];
    if (lost.length === 0) throw new Error(`${this.plan.file}: no count of lost packets: ${said}`);
    if (lost.some(match => Number(match[1] ?? match[2]) > 0)) {
      throw new Error(`${this.plan.file}: the capture lost packets: ${said}`);
    }
  }
}

function tcpdumpWords(plan: CapturePlan, path: string): string[] {
  const type = plan.linkType === undefined ? [] : ["-y", plan.linkType];
  const filter = plan.filter === undefined ? [] : [plan.filter];
  // `-Z root`: the folder belongs to root, and tcpdump would otherwise give its rights away first.
  const words = "tcpdump -n -U --immediate-mode -Z root -B 8192".split(" ");
  const size = String(plan.snapLength);
  return [...words, "-i", plan.interfaces.join(), "-s", size, ...type, "-w", path, ...filter];
}

function dumpcapWords(plan: CapturePlan, path: string): string[] {
  const filter = plan.filter === undefined ? [] : ["-f", plan.filter];
  // Options before the first `-i` hold for all interfaces.
  const faces = plan.interfaces.flatMap(name => ["-i", name]);
  return ["dumpcap", "-q", "-B", "8", "-s", String(plan.snapLength), ...filter, ...faces, "-w", path];
}
