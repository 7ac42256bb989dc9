import {Agenda} from "./agenda.ts";
import type {Kind, Plan, Tap} from "./connection.ts";
import {converse, framesOf} from "./connection.ts";
import type {Host} from "./frame.ts";
import {SYN, writeFrame} from "./frame.ts";
import {PcapWriter} from "./pcap-writer.ts";
import {Random} from "./random.ts";
import type {Flood, Mix, Recipe} from "./recipes.ts";

const SEED = 20231114;
const START = 1_700_000_000 * 1e6;
const HIDDEN_SHARE = 0.1;
const UNANSWERED_SHARE = 0.05;
const MEAN_ATTEMPTS = 3.5;
const SERVER_PORTS = [443, 80, 8080, 5432, 22] as const;

/** Writes the capture of a recipe and returns its size in bytes. */
export function writeTraffic(recipe: Recipe, path: string): number {
  const tap: Tap = {now: START, out: new PcapWriter(path), random: new Random(SEED)};
  if (recipe.kind === "flood") writeFlood(recipe, tap);
  else writeConnections(recipe, tap);
  return tap.out.close();
}

function writeConnections(mix: Mix, tap: Tap): void {
  const {random} = tap;
  const clients = hosts(200, 0x0a01_0000, 50, 64, random);
  const servers = hosts(40, 0x0a02_0000, 10, 57, random);
  const agenda = new Agenda<Generator<number, void>>();
  let framesLeft = mix.frames;
  let connectionsLeft = mix.conversations;
  const start = (time: number): void => {
    const plan = draw(mix, framesLeft / connectionsLeft, clients, servers, random);
    framesLeft -= framesOf(plan);
    connectionsLeft -= 1;
    agenda.add(time, converse(tap, plan));
  };
  // The first ones begin apart, or all would stay in step until the end.
  const spread = mix.pause * 1000 * 2 + 50_000;
  while (agenda.size < mix.inFlight) start(START + random.fraction() * spread);
  while (agenda.size > 0) {
    const {time, item} = agenda.take();
    tap.now = time;
    const step = item.next();
    if (!step.done) agenda.add(time + step.value, item);
    else if (connectionsLeft > 0) start(time + random.wait(500));
  }
}

/**
 * Decides on one connection so that the capture comes out at its number of
 * frames: `share` is what each of the remaining ones has to hold on average.
 */
function draw(mix: Mix, share: number, clients: Host[], servers: Host[], random: Random): Plan {
  const kind = drawKind(random.fraction());
  const healthyShare = 1 - HIDDEN_SHARE - UNANSWERED_SHARE;
  const fixed = healthyShare * 6 + HIDDEN_SHARE * 4 + UNANSWERED_SHARE * MEAN_ATTEMPTS;
  const perExchange = healthyShare * (2 + mix.replySegments) + HIDDEN_SHARE * 2;
  const mean = Math.max(1, (share - fixed) / perExchange);
  const exchanges = 1 + random.round(random.fraction() * 2 * (mean - 1));
  // Replies are lost to a route, hence to a network: the last /24 of servers.
  const server = kind === "hidden" ? random.between(30, 39) : random.below(30);
  return {
    kind,
    client: clients[random.below(clients.length)]!,
    server: servers[server]!,
    serverPort: SERVER_PORTS[server % SERVER_PORTS.length]!,
    exchanges: kind === "unanswered" ? random.between(3, 4) : exchanges,
    replySegments: mix.replySegments,
    pause: mix.pause * 1000,
  };
}

function drawKind(chance: number): Kind {
  if (chance < HIDDEN_SHARE) return "hidden";
  return chance < HIDDEN_SHARE + UNANSWERED_SHARE ? "unanswered" : "healthy";
}

function writeFlood(flood: Flood, tap: Tap): void {
  const {random} = tap;
  const target = host(0x0a02_000a, 57, random);
  for (let index = 0; index < flood.frames; index += 1) {
    // An odd factor modulo a power of two never gives an address twice.
    const address = 0x0b00_0000 + ((Math.imul(index, 0x2545_f491) & 0x3fff_ffff) >>> 0);
    writeFrame(tap.out, tap.now, {
      from: host(address, 52, random),
      to: target,
      flags: SYN,
      payload: 0,
      fromPort: random.between(1024, 65535),
      toPort: 443,
      seq: random.word(),
      ack: 0,
      tsVal: random.word(),
      tsEcr: 0,
      id: random.below(0x1_0000),
    });
    tap.now += random.wait(60);
  }
}

/** Hosts `.10`, `.11`, … with `perNetwork` of them in each /24 from `base`. */
function hosts(count: number, base: number, perNetwork: number, ttl: number, random: Random): Host[] {
  return Array.from({length: count}, (_, index) =>
    host(base + (Math.floor(index / perNetwork) << 8) + 10 + (index % perNetwork), ttl, random),
  );
}

function host(address: number, ttl: number, random: Random): Host {
  return {
    address,
    ttl,
    clockBase: random.word(),
    nextId: random.below(0x1_0000),
    nextPort: random.between(32768, 60999),
  };
}
