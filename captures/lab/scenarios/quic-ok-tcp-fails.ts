import {Cast} from "../cast.ts";
import {detour} from "../detour.ts";
import type {Network} from "../network.ts";
import type {Arranged, Right, View} from "../points.ts";
import {asymmetry, oneSided, unansweredBeside} from "../rights.ts";
import type {PointsStaging, Scenario} from "../scenario.ts";
import {makeStrict} from "../strict.ts";
import {tap} from "../taps.ts";

const END_MS = 12_000;
const PORT = 443;
const CLIENTS = {alice: 90, bob: 91, carol: 92};
const SERVERS = ["video", "maps"];

const own = (client: string): View => (client === "alice" ? "both" : "none");

const whole = (client: string): Arranged => ({
  asymmetric: false,
  works: true,
  at: {"bypass/outside": "none", "alice/eth0": own(client)},
});

const bypassed = (client: string): Arranged => ({
  asymmetric: true,
  works: false,
  at: {"fw/outside": "requests", "fw/inside": "requests", "bypass/outside": "replies", "alice/eth0": own(client)},
});

/** Of UDP the truth says nothing; the lab makes sure that it works. */
const DATAGRAMS: Arranged = {asymmetric: true, works: true, at: null};

function stage(network: Network): PointsStaging {
  const place = detour(network, {
    family: 4,
    near: 62,
    far: 61,
    nearHosts: [
      {name: "video", number: 20, through: "bypass"},
      {name: "maps", number: 21, through: "bypass"},
      {name: "news", number: 22, through: "firewall"},
    ],
    farHosts: Object.entries(CLIENTS).map(([name, number]) => ({name, number})),
  });
  const {address, bypass, firewall, host} = place;
  makeStrict(firewall, `udp dport ${String(PORT)} accept`);

  const cast = new Cast<Arranged>(place);
  const clients = Object.keys(CLIENTS);
  const steady = {rounds: 40, everyMs: 240, patienceMs: 27_000, requestBytes: 40, responseBytes: 60};
  cast.talk("carol", "news", steady, whole("carol"), PORT);
  for (let index = 0; index < 10; index += 1) {
    const [client, server] = [clients[index % 3]!, SERVERS[index % 2]!];
    const wish = {startMs: 250 + 640 * index, rounds: 5, everyMs: 230};
    const sizes = {requestBytes: 90 + 200 * (index % 3), responseBytes: 300 + 400 * (index % 3)};
    // A browser tries both, and stays with QUIC where that answers first.
    cast.talk(client, server, {...wish, ...sizes, protocol: "udp"}, DATAGRAMS, PORT);
    const patienceMs = index % 2 === 0 ? 5_000 : 14_000;
    cast.talk(client, server, {...wish, ...sizes, startMs: wish.startMs + 40, patienceMs}, bypassed(client), PORT);
    if (index % 2 === 1)
      cast.talk(client, "news", {...wish, ...sizes, startMs: wish.startMs + 300}, whole(client), PORT);
  }
  const taps = [
    tap(firewall, "fw/outside"),
    tap(firewall, "fw/inside"),
    tap(bypass, "bypass/outside"),
    tap(host("alice"), "alice/eth0"),
  ];
  return {
    story:
      "Requests pass a strict firewall, and two of three servers answer by another router. UDP to port 443 is let through " +
      "without a session, so what speaks QUIC works; TCP to the same hosts and port fails, as the firewall never sees a " +
      "SYN-ACK and drops the client's ACK and data. The third server answers through the firewall and works.",
    cause: "return-bypasses-firewall",
    points: taps.map(({point}) => point),
    right,
    play: {
      listeners: [...SERVERS, "news"].map(name => ({host: host(name), at: {address: address(name), port: PORT}})),
      parts: cast.parts,
      pings: [],
      captures: taps.map(({capture}) => capture),
      endMs: END_MS,
    },
  };
}

function right(points: ReadonlySet<string>): Right {
  if (points.has("fw/outside")) return asymmetry(true, "return-bypasses-firewall");
  if (points.has("bypass/outside")) {
    if (points.has("fw/inside")) return asymmetry(true, "return-bypasses-firewall");
    return points.size === 1
      ? oneSided(true, "request-bypasses-firewall", "return-bypasses-firewall")
      : asymmetry(true, "request-bypasses-firewall", "return-bypasses-firewall");
  }
  // Behind the firewall there are SYNs without an answer, and datagrams without any.
  if (points.has("fw/inside")) {
    if (points.size > 1) return asymmetry(true, "return-bypasses-firewall");
    return unansweredBeside("return-bypasses-firewall", "server-silent");
  }
  // At the client all is seen, and the server repeats its SYN-ACK after the ACK.
  return {
    verdict: ["suspected", "inconclusive", "symmetric"],
    failing: [true, false, null],
    causes: ["return-bypasses-firewall", "device-drops", "drop-downstream", null],
  };
}

export const quicOkTcpFails: Scenario = {name: "quic-ok-tcp-fails", family: 4, stage};
