import {Cast} from "../cast.ts";
import {line} from "../line.ts";
import type {Network} from "../network.ts";
import type {Arranged, Right, View} from "../points.ts";
import {HEALTHY} from "../rights.ts";
import type {PointsStaging, Scenario} from "../scenario.ts";
import {makeStrict} from "../strict.ts";
import {tap, tapFiltered} from "../taps.ts";

const END_MS = 10_000;
const CLIENTS = {alice: 130, bob: 131, carol: 132};
const SERVERS = {web: 150, mail: 151, files: 152};
const NETS = {clientNet: "172.18.44", serverNet: "172.18.45"};
const PORTS = [443, 5000];

/** Filters that keep one direction of some, and what they let through of a connection. */
const FILTERS: Readonly<
  Record<string, {readonly text: string; readonly view: (server: string, port: number) => View}>
> = {
  "by-port": {
    text: "dst port 443 or port 5000",
    view: (_, port) => (port === 443 ? "requests" : "both"),
  },
  "by-port-and-ping": {
    text: "icmp or tcp src port 5000",
    view: (_, port) => (port === 5000 ? "replies" : "none"),
  },
  "by-host": {
    text: `dst host ${NETS.serverNet}.150 or host ${NETS.serverNet}.151 or arp`,
    view: server => (server === "web" ? "requests" : server === "mail" ? "both" : "none"),
  },
  "by-net": {
    text: `src net ${NETS.serverNet}.0/24 or (port 5000 and host ${NETS.clientNet}.130)`,
    view: () => "replies",
  },
};
const NAMES = Object.keys(FILTERS).map(name => `fw/${name}`);

function stage(network: Network): PointsStaging {
  const place = line(network, {...NETS, clients: CLIENTS, servers: SERVERS});
  const {address, firewall, host} = place;
  makeStrict(firewall);
  const cast = new Cast<Arranged>(place);
  const [clients, servers] = [Object.keys(CLIENTS), Object.keys(SERVERS)];
  for (let index = 0; index < 24; index += 1) {
    const [client, server] = [clients[index % 3]!, servers[(index >> 1) % 3]!];
    const port = PORTS[index % 2]!;
    const views = Object.entries(FILTERS).map(([name, {view}]): [string, View] => [
      `fw/${name}`,
      name === "by-net" && client === "alice" && port === 5000 ? "both" : view(server, port),
    ]);
    const wish = {startMs: 200 + 330 * index, rounds: 4 + (index % 4), everyMs: 230 + 21 * (index % 5)};
    const fate: Arranged = {asymmetric: false, works: true, at: Object.fromEntries(views)};
    cast.talk(client, server, {...wish, responseBytes: 200 + 600 * (index % 4)}, fate, port);
  }
  const filtered = Object.entries(FILTERS).map(([name, {text}]) => {
    const point = `fw/${name}`;
    return tapFiltered(
      firewall,
      "outside",
      point,
      text,
      NAMES.filter(other => other !== point),
    );
  });
  const taps = [...filtered, tap(firewall, "fw/inside")];
  return {
    story:
      "A firewall with healthy traffic only. On its outside four captures are taken at one time, with filters that keep one " +
      "direction of some ports or hosts and both of others, as happens when dst is written where both were meant; the " +
      "capture on its inside has no filter. Nothing is asymmetric.",
    cause: null,
    points: taps.map(({point}) => point),
    right,
    play: {
      listeners: servers.flatMap(name => PORTS.map(port => ({host: host(name), at: {address: address(name), port}}))),
      parts: cast.parts,
      pings: [{host: host("carol"), from: address("carol"), to: address("files"), startMs: 700, count: 8}],
      captures: taps.map(({capture}) => capture),
      endMs: END_MS,
    },
  };
}

function right(points: ReadonlySet<string>): Right {
  if (!NAMES.some(name => points.has(name))) return HEALTHY;
  return {
    verdict: ["suspected", "one-sided-capture", "inconclusive", "symmetric"],
    failing: [false, null],
    causes: ["one-sided-capture", null],
  };
}

export const filteredPorts: Scenario = {name: "filtered-ports", family: 4, stage};
