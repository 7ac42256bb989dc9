import {Cast} from "../cast.ts";
import {line} from "../line.ts";
import type {Network} from "../network.ts";
import type {Arranged, Right} from "../points.ts";
import {failure, silence} from "../rights.ts";
import type {PointsStaging, Scenario} from "../scenario.ts";
import {makeStrict} from "../strict.ts";
import {tap, tapAny} from "../taps.ts";

const END_MS = 15_000;
const LOSS_MS = 6_000;
const CLIENTS = {alice: 61, bob: 62, carol: 63};
const SERVERS = {web: 71, db: 72};

/** `fates` of a connection with a server; the capture at web shows those with web only. */
const to = (server: string, works: boolean, note?: string): Arranged => ({
  asymmetric: false,
  works,
  at: {"web/eth0": server === "web" ? "both" : "none"},
  ...(note === undefined ? {} : {note}),
});

function stage(network: Network): PointsStaging {
  const place = line(network, {clientNet: "172.22.5", serverNet: "172.22.6", clients: CLIENTS, servers: SERVERS});
  const {address, firewall, host} = place;
  makeStrict(firewall);

  const cast = new Cast<Arranged>(place);
  const [clients, servers] = [Object.keys(CLIENTS), Object.keys(SERVERS)];
  for (let index = 0; index < 10; index += 1) {
    const [client, server] = [clients[index % 3]!, servers[(index >> 1) % 2]!];
    const sizes = {requestBytes: 60 + 90 * (index % 3), responseBytes: 200 + 700 * (index % 3)};
    // Over before, in the middle of it, and begun after.
    cast.talk(client, server, {...sizes, startMs: 150 + 330 * index, rounds: 3, everyMs: 280}, to(server, true));
    if (index < 8) {
      const note = "its session is lost in mid-connection";
      const wish = {startMs: 400 + 510 * index, rounds: 60, everyMs: 300 + 40 * index};
      cast.talk(client, server, {...sizes, ...wish, patienceMs: 9_500 - 250 * index}, to(server, false, note));
    }
    cast.talk(
      client,
      server,
      {...sizes, startMs: LOSS_MS + 500 + 560 * index, rounds: 3, everyMs: 250},
      to(server, true),
    );
  }
  const faces = ["fw/outside", "fw/inside"];
  const taps = [...faces.map(name => tap(firewall, name)), tapAny(firewall, "fw", faces), tap(host("web"), "web/eth0")];
  return {
    story:
      "A strict firewall forgets all its sessions after six seconds, as after a restart or a failover that shares none. " +
      "Connections that were going on are dropped from then on: the clients repeat their requests until they give up. " +
      "Those that were over before and those begun afterwards work, and so do the pings. No route is asymmetric.",
    cause: "state-lost",
    points: taps.map(({point}) => point),
    right,
    play: {
      listeners: cast.listeners(...servers),
      parts: cast.parts,
      pings: [{host: host("bob"), from: address("bob"), to: address("web"), startMs: LOSS_MS - 1500, count: 8}],
      changes: [{atMs: LOSS_MS, change: () => void firewall.run(["conntrack", "--flush"])}],
      captures: taps.map(({capture}) => capture),
      endMs: END_MS,
    },
  };
}

function right(points: ReadonlySet<string>): Right {
  // Behind the firewall there is only silence in the middle of conversations.
  return points.has("fw/outside") || points.has("fw/") ? failure("state-lost") : silence("state-lost");
}

export const stateLoss: Scenario = {name: "state-loss", family: 4, programs: ["conntrack"], stage};
