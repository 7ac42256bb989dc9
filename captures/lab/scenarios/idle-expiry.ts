import {Cast} from "../cast.ts";
import {line} from "../line.ts";
import type {Network} from "../network.ts";
import type {Arranged, Right} from "../points.ts";
import {failure, silence} from "../rights.ts";
import type {PointsStaging, Scenario} from "../scenario.ts";
import {makeStrict} from "../strict.ts";
import {tap, tapAny} from "../taps.ts";

const END_MS = 17_000;
/** The firewall forgets a session that was silent for so long; the pauses of those that fail are longer. */
const TIMEOUT_SECONDS = 4;
const PAUSE_MS = 6_000;
const CLIENTS = {alice: 30, bob: 31, carol: 32};
const SERVERS = {web: 200, ldap: 201};

const to = (server: string, works: boolean, note?: string): Arranged => ({
  asymmetric: false,
  works,
  at: {"web/eth0": server === "web" ? "both" : "none"},
  ...(note === undefined ? {} : {note}),
});

function stage(network: Network): PointsStaging {
  const place = line(network, {clientNet: "192.168.96", serverNet: "192.168.97", clients: CLIENTS, servers: SERVERS});
  const {address, firewall, host} = place;
  makeStrict(firewall);
  firewall.sysctl("net.netfilter.nf_conntrack_tcp_timeout_established", TIMEOUT_SECONDS);
  // Where data is unacknowledged, this shorter one holds; it shall not end a connection before its pause.
  firewall.sysctl("net.netfilter.nf_conntrack_tcp_timeout_unacknowledged", TIMEOUT_SECONDS);

  const cast = new Cast<Arranged>(place);
  const [clients, servers] = [Object.keys(CLIENTS), Object.keys(SERVERS)];
  for (let index = 0; index < 8; index += 1) {
    const [client, server] = [clients[index % 3]!, servers[index % 2]!];
    const startMs = 200 + 430 * index;
    const pausing = {startMs, rounds: 3, everyMs: PAUSE_MS + 170 * index};
    const patienceMs = 12_000 + 400 * index;
    cast.talk(
      client,
      server,
      {...pausing, patienceMs},
      to(server, false, "silent for longer than the firewall remembers"),
    );
    // Answered all the time, with keep-alives in its pauses, and short.
    if (index % 2 === 0) cast.talk(client, server, {startMs: startMs + 90, rounds: 12, everyMs: 900}, to(server, true));
    if (index % 4 === 1)
      cast.talk(
        client,
        server,
        {...pausing, rounds: 2, keepAliveMs: 2000},
        to(server, true, "kept alive in its pause"),
      );
    cast.talk(client, server, {startMs: 1000 + 1600 * index, rounds: 3, everyMs: 300}, to(server, true));
  }
  const faces = ["fw/outside", "fw/inside"];
  const taps = [...faces.map(name => tap(firewall, name)), tapAny(firewall, "fw", faces), tap(host("web"), "web/eth0")];
  return {
    story:
      "A strict firewall forgets a session after four seconds of silence. Connections that pause for six seconds and " +
      "more die at their next request: the client repeats it and nobody answers. Those that go on all the time, that " +
      "send keep-alives, or that are short work. No route is asymmetric.",
    cause: "state-lost",
    points: taps.map(({point}) => point),
    right,
    play: {
      listeners: cast.listeners(...servers),
      parts: cast.parts,
      pings: [{host: host("alice"), from: address("alice"), to: address("ldap"), startMs: 2500, count: 5}],
      captures: taps.map(({capture}) => capture),
      endMs: END_MS,
    },
  };
}

function right(points: ReadonlySet<string>): Right {
  // Behind the firewall there is only silence in the middle of conversations.
  return points.has("fw/outside") || points.has("fw/") ? failure("state-lost") : silence("state-lost");
}

export const idleExpiry: Scenario = {name: "idle-expiry", family: 4, stage};
