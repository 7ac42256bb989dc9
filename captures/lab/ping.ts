import type {Host} from "./host.ts";
import {Program} from "./program.ts";

/** A series of echo requests between two addresses. */
export interface PingPlan {
  readonly host: Host;
  readonly from: string;
  readonly to: string;
  /** Milliseconds after the scenario's zero. */
  readonly startMs: number;
  readonly count: number;
  /** Where none of them may be answered. */
  readonly inVain?: boolean;
}

/** How many of them were answered, as the sending host saw it. */
export interface PingReport {
  readonly from: string;
  readonly to: string;
  readonly sent: number;
  readonly answered: number;
}

/** Sends the series, two a second, with ping from the host's own iputils; fails where it did not go as arranged. */
export async function ping(plan: PingPlan): Promise<PingReport> {
  const {host, from, to, count} = plan;
  const words = ["ping", "-n", "-q", "-c", String(count), "-i", "0.5", "-W", "2", "-I", from, to];
  const program = new Program(host.inside(words));
  await program.finished(count * 500 + 5_000);
  const found = /(\d+) packets transmitted, (\d+) received/.exec(program.output);
  if (found === null) throw new Error(`ping ${from} > ${to}: ${program.output}${program.messages}`);
  const [sent, answered] = [Number(found[1]), Number(found[2])];
  if (answered !== (plan.inVain === true ? 0 : sent))
    throw new Error(`ping ${from} > ${to}: ${String(answered)} of ${String(sent)} answered`);
  return {from, to, sent, answered};
}
