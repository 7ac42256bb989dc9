import type {Host} from "./frame.ts";
import {ACK, FIN, FULL_SIZE, PSH, SYN, writeFrame} from "./frame.ts";
import type {PcapWriter} from "./pcap-writer.ts";
import type {Random} from "./random.ts";

/** `hidden`: the replies took another path, the capture has one side only. */
export type Kind = "healthy" | "hidden" | "unanswered";

/** The tap: its clock, and the file that its frames go to. */
export interface Tap {
  now: number;
  readonly out: PcapWriter;
  readonly random: Random;
}

export interface Plan {
  readonly kind: Kind;
  readonly client: Host;
  readonly server: Host;
  readonly serverPort: number;
  /** Requests, each with its reply. */
  readonly exchanges: number;
  /** Segments a reply is made of; more than one makes them full-size. */
  readonly replySegments: number;
  /** Mean pause between a reply and the next request, in microseconds. */
  readonly pause: number;
}

interface Side {
  readonly host: Host;
  readonly port: number;
  readonly seen: boolean;
  seq: number;
  ack: number;
  tsEcr: number;
}

const WIRE = 12; // microseconds a full-size frame takes at 1 Gb/s
const SECOND = 1e6;

/**
 * Plays a connection: writes a frame whenever it is resumed and yields how
 * many microseconds pass until its next one. As a generator it reads in the
 * order of the wire, while thousands of them are under way at once.
 */
export function* converse(tap: Tap, plan: Plan): Generator<number, void> {
  const {random} = tap;
  const clientPort = plan.client.nextPort;
  plan.client.nextPort = clientPort === 60999 ? 32768 : clientPort + 1;
  const client = side(plan.client, clientPort, true, random);
  const server = side(plan.server, plan.serverPort, plan.kind !== "hidden", random);
  const toServer = random.between(2_000, 12_000);
  const toClient = random.between(1_000, 12_000);

  if (plan.kind === "unanswered") {
    for (let attempt = 0; attempt < plan.exchanges; attempt += 1) {
      if (attempt > 0) yield SECOND * 2 ** (attempt - 1);
      send(tap, client, server, SYN, 0);
      client.seq = (client.seq - 1) >>> 0; // the same SYN once more
    }
    return;
  }

  send(tap, client, server, SYN, 0);
  yield toServer;
  send(tap, server, client, SYN | ACK, 0);
  yield toClient;
  send(tap, client, server, ACK, 0);
  for (let exchange = 0; exchange < plan.exchanges; exchange += 1) {
    yield exchange === 0 ? random.between(20, 400) : random.wait(plan.pause);
    send(tap, client, server, ACK | PSH, random.between(2, 54));
    yield toServer + random.between(50, 4_000);
    for (let left = plan.replySegments; left > 0; left -= 1) {
      const payload = plan.replySegments > 1 ? FULL_SIZE : random.between(2, 54);
      send(tap, server, client, left === 1 ? ACK | PSH : ACK, payload);
      yield left > 1 ? WIRE : toClient;
    }
    send(tap, client, server, ACK, 0);
  }
  yield random.wait(plan.pause);
  send(tap, client, server, FIN | ACK, 0);
  yield toServer;
  send(tap, server, client, FIN | ACK, 0);
  yield toClient;
  send(tap, client, server, ACK, 0);
}

/** Frames that `converse` will write, to plan a capture of a given length. */
export function framesOf(plan: Plan): number {
  switch (plan.kind) {
    case "unanswered":
      return plan.exchanges;
    case "hidden":
      return 4 + 2 * plan.exchanges;
    case "healthy":
      return 6 + (2 + plan.replySegments) * plan.exchanges;
  }
}

function side(host: Host, port: number, seen: boolean, random: Random): Side {
  return {host, port, seen, seq: random.word(), ack: 0, tsEcr: 0};
}

/** A frame that is not seen still happens: numbers and clocks advance. */
function send(tap: Tap, from: Side, to: Side, flags: number, payload: number): void {
  const host = from.host;
  const tsVal = (host.clockBase + Math.floor(tap.now / 1000)) >>> 0;
  const id = host.nextId;
  host.nextId = (id + 1) & 0xffff;
  if (from.seen) {
    writeFrame(tap.out, tap.now, {
      from: host,
      to: to.host,
      fromPort: from.port,
      toPort: to.port,
      seq: from.seq,
      ack: from.ack,
      flags,
      payload,
      tsVal,
      tsEcr: from.tsEcr,
      id,
    });
  }
  const control = (flags & (SYN | FIN)) === 0 ? 0 : 1;
  from.seq = (from.seq + payload + control) >>> 0;
  to.ack = from.seq;
  to.tsEcr = tsVal;
}
