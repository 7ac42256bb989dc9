import {setTimeout as sleep} from "node:timers/promises";
import type {CapturePlan} from "./capture.ts";
import {Capture} from "./capture.ts";
import type {Conversation, Endpoint, Report} from "./connection.ts";
import {conversationName, endpointName} from "./connection.ts";
import type {DaemonPlan} from "./daemon.ts";
import {startDaemon} from "./daemon.ts";
import type {Host} from "./host.ts";
import type {PingPlan, PingReport} from "./ping.ts";
import {ping} from "./ping.ts";
import {Program} from "./program.ts";
import type {Fate, Happening} from "./truth.ts";

/** A connection, who holds it, and how it must go. */
export interface Part<F extends Happening = Fate> {
  readonly host: Host;
  readonly connection: Conversation;
  readonly fate: F;
}

/** The server programs of a scenario. */
export type Listeners = readonly {readonly host: Host; readonly at: Endpoint}[];

/** Everything that happens in one scenario once its network stands. */
export interface Play<F extends Happening = Fate> {
  /** What the routers run; nothing begins before `settled` says that they have found together. */
  readonly daemons?: readonly DaemonPlan[];
  readonly settled?: () => boolean;
  readonly listeners: Listeners;
  readonly parts: readonly Part<F>[];
  readonly pings: readonly PingPlan[];
  readonly captures: readonly CapturePlan[];
  /** What is changed in the network meanwhile. */
  readonly changes?: readonly {readonly atMs: number; readonly change: () => void}[];
  /** The captures end this long after the scenario's zero. */
  readonly endMs: number;
}

/** Between starting the clients and the scenario's zero; the captures begin in its second half. */
const LEAD_MS = 2_500;
const CAPTURE_LEAD_MS = 800;

/** Routing protocols and heartbeats take their time to find together, more of it on a busy machine. */
const SETTLE_MS = 60_000;

/** Who held a connection. */
export interface Ends {
  readonly client: string;
  readonly server: string;
}

/** Plays it, with the captures running, and fails when anything went otherwise than it must. */
export async function perform<F extends Happening>(
  play: Play<F>,
  folder: string,
): Promise<{truth: (F & Ends)[]; pings: PingReport[]}> {
  const daemons = await Promise.all((play.daemons ?? []).map(plan => startDaemon(plan, folder)));
  await settle(play.settled);
  const seconds = String(Math.ceil((LEAD_MS + play.endMs) / 1000) + 30);
  const listeners = play.listeners.map(
    ({host, at}) => new Program(host.inside(node("listener", at.address, String(at.port), seconds))),
  );
  await Promise.all(listeners.map(listener => listener.said("ready")));

  const zero = Date.now() + LEAD_MS;
  const talkers = [...new Set(play.parts.map(part => part.host))].map(host => {
    const conversations = play.parts.filter(part => part.host === host).map(part => part.connection);
    return new Program(host.inside(node("talker")), JSON.stringify({zero, conversations}));
  });
  const until = (ms: number): Promise<void> => sleep(Math.max(0, zero + ms - Date.now()));
  const captured = play.captures.map(async plan => {
    await until(plan.fromMs ?? -CAPTURE_LEAD_MS);
    const capture = await Capture.start(plan, folder);
    if (Date.now() > zero + (plan.fromMs ?? -CAPTURE_LEAD_MS) + CAPTURE_LEAD_MS)
      throw new Error("a capture began too late; the machine is too busy");
    await until(plan.toMs ?? play.endMs);
    await capture.stop();
  });
  const changed = (play.changes ?? []).map(async ({atMs, change}) => {
    await until(atMs);
    change();
  });

  const pings = play.pings.map(async plan => {
    await until(plan.startMs);
    return ping(plan);
  });
  await Promise.all([...captured, ...changed]);

  const answered = await Promise.all(pings);
  const reports = (await Promise.all(talkers.map(reportsOf))).flat();
  await Promise.all([...listeners, ...daemons].map(program => program.stop("SIGTERM")));
  const truth = play.parts.map(part => compared(part, reports));
  // The truth lists TCP only; whether UDP went as arranged has been made sure of all the same.
  return {truth: truth.filter((_, index) => play.parts[index]!.connection.protocol === "tcp"), pings: answered};
}

async function settle(settled: () => boolean = () => true): Promise<void> {
  for (const end = Date.now() + SETTLE_MS; !settled(); await sleep(200))
    if (Date.now() > end) throw new Error("the routers do not find together");
}

function node(program: string, ...rest: string[]): string[] {
  return [process.execPath, `${import.meta.dirname}/${program}.js`, ...rest];
}

async function reportsOf(talker: Program): Promise<readonly Report[]> {
  const status = await talker.finished(60_000);
  if (status !== 0) throw new Error(`a client program failed: ${talker.messages}`);
  return JSON.parse(talker.output) as Report[];
}

/** The truth of one connection, if its client saw what was arranged. */
function compared<F extends Happening>({connection, fate}: Part<F>, reports: readonly Report[]): F & Ends {
  const name = conversationName(connection);
  const report = reports.find(candidate => candidate.name === name);
  if (report?.works !== fate.works) throw new Error(`${name} went wrong: ${JSON.stringify(report)}`);
  const refused = report.error === "ECONNREFUSED";
  const isRefusal = "outcome" in fate && fate.outcome === "refused";
  if (refused !== isRefusal) throw new Error(`${name} was not expected: ${JSON.stringify(report)}`);
  return {client: endpointName(connection.client), server: endpointName(connection.server), ...fate};
}
