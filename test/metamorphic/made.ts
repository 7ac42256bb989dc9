import * as fc from "fast-check";
import {type SetSource, setOfLadder} from "./sets.ts";

/**
 * Situations by chance, written as ladders: clients of one or two networks and their connections with some servers, most of them
 * healthy, and in every other situation one direction of some of them unseen. What a ladder says can be read, and be tried again.
 */
interface Exchange {
  /** Milliseconds since the one before. */
  readonly pause: number;
  readonly request: number;
  readonly reply: number;
  /** Whether the request is lost beyond the point, and sent again. */
  readonly isLost: boolean;
}

interface Connection {
  readonly client: number;
  readonly server: number;
  readonly start: number;
  /** Milliseconds from a request to its answer. */
  readonly away: number;
  readonly begins: "handshake" | "earlier" | "refused" | "silence";
  readonly exchanges: readonly Exchange[];
  readonly ends: "FIN" | "RST" | "open";
}

interface Situation {
  readonly servers: readonly {readonly host: number; readonly port: number}[];
  readonly connections: readonly Connection[];
  readonly pings: readonly number[];
  readonly stamps: boolean;
  /** Whose direction is unseen, from that millisecond on; null in a healthy situation. */
  readonly hidden: {
    readonly sign: ">" | "<";
    readonly of: "all" | "server" | "client" | "port";
    readonly which: number;
    readonly from: number;
  } | null;
}

const often = <const T>(value: T, weight: number) => ({arbitrary: fc.constant(value), weight});

const exchange: fc.Arbitrary<Exchange> = fc.record({
  pause: fc.oneof(fc.integer({min: 1, max: 60}), fc.integer({min: 200, max: 4000})),
  request: fc.constantFrom(1, 64, 517, 1400),
  reply: fc.constantFrom(0, 30, 900, 1448, 4321),
  isLost: fc.oneof(often(false, 9), often(true, 1)),
});

const connection: fc.Arbitrary<Connection> = fc.record({
  client: fc.nat(7),
  server: fc.nat(3),
  start: fc.nat(20_000),
  away: fc.constantFrom(1, 12, 40, 180),
  begins: fc.oneof(often("handshake", 8), often("earlier", 2), often("refused", 1), often("silence", 1)),
  exchanges: fc.array(exchange, {maxLength: 6}),
  ends: fc.oneof(often("FIN", 4), often("open", 2), often("RST", 1)),
});

const situation = (isHealthy: boolean): fc.Arbitrary<Situation> =>
  fc.record({
    servers: fc.array(fc.record({host: fc.integer({min: 10, max: 14}), port: fc.constantFrom(443, 80, 22, 8443)}), {
      minLength: 1,
      maxLength: 4,
    }),
    connections: fc.array(connection, {minLength: 1, maxLength: 14}),
    pings: fc.array(fc.nat(20_000), {maxLength: 3}),
    stamps: fc.boolean(),
    hidden: isHealthy
      ? fc.constant(null)
      : fc.record({
          sign: fc.constantFrom(">" as const, "<" as const),
          of: fc.constantFrom("all" as const, "server" as const, "client" as const, "port" as const),
          which: fc.nat(7),
          from: fc.constantFrom(0, 0, 0, 8000),
        }),
  });

/** The set that a number stands for: even ones are healthy. */
export function madeSet(seed: number): SetSource {
  const name = `made ${seed}`;
  const isHealthy = seed % 2 === 0;
  const load = () => {
    const [one] = fc.sample(situation(isHealthy), {seed, numRuns: 1});
    return setOfLadder(name, ladderOf(one!), isHealthy);
  };
  return {name, isLong: () => false, load};
}

/** The made set of that name; null if it is the name of another. */
export const madeSetNamed = (name: string): SetSource | null =>
  /^made \d+$/.test(name) ? madeSet(Number(name.slice(5))) : null;

function ladderOf({servers, connections, pings, stamps, hidden}: Situation): string {
  const lines = [stamps ? "# made, with time stamps" : "no timestamps"];
  for (const [i, one] of connections.entries()) {
    // Of eight clients the last three are of another network.
    const client = one.client < 5 ? `10.20.30.${10 + one.client}` : `10.20.31.${10 + one.client}`;
    const number = one.server % servers.length;
    const {host, port} = servers[number]!;
    lines.push(`client ${client}:${41_000 + i}     server 203.0.113.${host}:${port}     point fw/inside`);
    const isConcerned =
      hidden !== null &&
      {
        all: true,
        server: hidden.which % servers.length === number,
        client: hidden.which === one.client,
        port: hidden.which % 2 === i % 2,
      }[hidden.of];
    const say = (time: number, text: string, lost = "") => {
      const isUnseen = isConcerned && text.startsWith(hidden.sign) && time >= hidden.from;
      lines.push(`${(time / 1000).toFixed(4)} ${text}${isUnseen ? " unseen" : ""}${lost}`);
    };
    tell(one, say);
    for (const at of pings) {
      say(at + i, "> ECHO");
      say(at + i + 0.4, "< REPLY");
    }
  }
  return `${lines.join("\n")}\n`;
}

/** The segments of a connection, in order. */
function tell(
  {start, away, begins, exchanges, ends}: Connection,
  say: (time: number, text: string, lost?: string) => void,
): void {
  let now = start;
  if (begins === "silence") {
    for (const wait of [0, 1000, 3000, 7000]) say(start + wait, "> SYN", wait === 0 ? " lost" : " lost again");
    return;
  }
  if (begins !== "earlier") {
    say(now, "> SYN");
    if (begins === "refused") {
      say(now + away, "< RST-ACK");
      return;
    }
    say(now + away, "< SYN-ACK");
    now += away + 0.2;
    say(now, "> ACK");
  }
  for (const {pause, request, reply, isLost} of exchanges) {
    now += pause;
    say(now, `> PSH-ACK ${request}`, isLost ? " lost" : "");
    if (isLost) say((now += 250), `> PSH-ACK ${request}`, " again");
    now += away;
    if (reply === 0) say(now, "< ACK");
    else {
      say(now, `< PSH-ACK ${reply}`);
      say((now += 0.3), "> ACK");
    }
  }
  if (ends === "RST") say(now + 5, "> RST-ACK");
  if (ends !== "FIN") return;
  say(now + 5, "> FIN-ACK");
  say(now + 5 + away, "< FIN-ACK");
  say(now + 5.2 + away, "> ACK");
}
