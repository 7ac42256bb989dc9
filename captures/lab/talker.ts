/**
 * The client program, started in a client's namespace. It reads from standard input when to begin
 * and which conversations to hold, holds them, and writes one report for each to standard output.
 * Every connection ends by its own patience, so the program always ends.
 */
import {createSocket} from "node:dgram";
import {connect} from "node:net";
import {text} from "node:stream/consumers";
import {setTimeout as sleep} from "node:timers/promises";
import type {Conversation, Report} from "./connection.ts";
import {conversationName, requestOf} from "./connection.ts";

/** The talker's standard input. */
export interface Script {
  /** The scenario's zero, in milliseconds of the system clock. */
  readonly zero: number;
  readonly conversations: readonly Conversation[];
}

function holdTcp(plan: Conversation): Promise<Report> {
  return new Promise(resolve => {
    const request = requestOf(plan);
    let connected = false;
    let answered = 0;
    let received = 0;
    let error: string | null = null;
    const socket = connect({
      host: plan.server.address,
      port: plan.server.port,
      localAddress: plan.client.address,
      localPort: plan.client.port,
      noDelay: true,
      keepAlive: plan.keepAliveMs !== undefined,
      keepAliveInitialDelay: plan.keepAliveMs ?? 0,
    });
    const patience = setTimeout(() => {
      error = "gave up";
      if (plan.resets === true) socket.resetAndDestroy();
      else socket.destroy();
    }, plan.patienceMs);
    const ask = (): void => {
      if (socket.writable) socket.write(request);
    };
    const part = (): void => {
      if (plan.resets === true) socket.resetAndDestroy();
      else socket.end();
    };
    socket.on("connect", () => {
      connected = true;
      ask();
    });
    socket.on("data", (chunk: Buffer) => {
      received += chunk.length;
      if (received < plan.responseBytes * (answered + 1)) return;
      answered += 1;
      setTimeout(answered === plan.rounds ? part : ask, plan.everyMs);
    });
    socket.on("error", (cause: NodeJS.ErrnoException) => (error = cause.code ?? cause.message));
    socket.on("close", () => {
      clearTimeout(patience);
      const works = answered === plan.rounds;
      resolve({name: conversationName(plan), connected, answered, works, error});
    });
  });
}

function holdUdp(plan: Conversation): Promise<Report> {
  return new Promise(resolve => {
    const request = requestOf(plan);
    const socket = createSocket(plan.client.address.includes(":") ? "udp6" : "udp4");
    let answered = 0;
    const finish = (error: string | null): void => {
      clearTimeout(patience);
      socket.close();
      const works = answered === plan.rounds;
      resolve({name: conversationName(plan), connected: works, answered, works, error});
    };
    const patience = setTimeout(() => finish("gave up"), plan.patienceMs);
    const ask = (): void => socket.send(request, plan.server.port, plan.server.address);
    socket.on("message", () => {
      answered += 1;
      if (answered === plan.rounds) finish(null);
      else setTimeout(ask, plan.everyMs);
    });
    socket.bind(plan.client.port, plan.client.address, ask);
  });
}

const script = JSON.parse(await text(process.stdin)) as Script;
const reports = script.conversations.map(async plan => {
  await sleep(Math.max(0, script.zero + plan.startMs - Date.now()));
  return plan.protocol === "tcp" ? holdTcp(plan) : holdUdp(plan);
});
console.log(JSON.stringify(await Promise.all(reports)));
