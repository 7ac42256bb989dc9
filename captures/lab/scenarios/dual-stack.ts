import {Cast} from "../cast.ts";
import type {Detour} from "../detour.ts";
import {detour} from "../detour.ts";
import type {Network} from "../network.ts";
import type {Arranged, Right, View} from "../points.ts";
import {asymmetry, oneSided, unansweredBeside} from "../rights.ts";
import type {PointsStaging, Scenario} from "../scenario.ts";
import {makeStrict} from "../strict.ts";
import {tap} from "../taps.ts";

const END_MS = 12_000;
/** IPv6 headers are longer. */
const SNAP_LENGTH = 116;
const CLIENTS = {alice: 21, bob: 22, carol: 23};
/** The servers, and which router their IPv6 default points to. */
const SERVERS = {
  web: {number: 40, through: "bypass"},
  mail: {number: 41, through: "bypass"},
  dns: {number: 42, through: "firewall"},
} as const;
const [FAR, NEAR] = [31, 32];

const six = (net: number, number: number): string => `2001:db8:${String(net)}::${String(number)}`;
const own = (client: string): View => (client === "alice" ? "both" : "none");

const whole = (client: string): Arranged => ({
  asymmetric: false,
  works: true,
  at: {"bypass/inside": "none", "alice/eth0": own(client)},
});

const bypassed = (client: string): Arranged => ({
  asymmetric: true,
  works: false,
  at: {"fw/outside": "requests", "fw/inside": "requests", "bypass/inside": "replies", "alice/eth0": own(client)},
  note: "IPv6",
});

/** Gives every machine of a detour IPv6 beside IPv4, with gateways of its own. */
function addSix({bypass, firewall, host, router}: Detour): void {
  const [main, second] = [131, 132];
  for (const [machine, face, net, number] of [
    [router, "lan", FAR, 1],
    [router, "main", main, 1],
    [router, "second", second, 1],
    [firewall, "outside", main, 2],
    [firewall, "inside", NEAR, 1],
    [bypass, "outside", second, 2],
    [bypass, "inside", NEAR, 254],
  ] as const)
    machine.address(face, `${six(net, number)}/64`);
  router.route(`2001:db8:${String(NEAR)}::/64`, six(main, 2));
  firewall.route(`2001:db8:${String(FAR)}::/64`, six(main, 1));
  bypass.route(`2001:db8:${String(FAR)}::/64`, six(second, 1));
  for (const [name, number] of Object.entries(CLIENTS)) {
    host(name).address("eth0", `${six(FAR, number)}/64`);
    host(name).route("::/0", six(FAR, 1));
  }
  for (const [name, {number, through}] of Object.entries(SERVERS)) {
    host(name).address("eth0", `${six(NEAR, number)}/64`);
    host(name).route("::/0", six(NEAR, through === "firewall" ? 1 : 254));
  }
}

function stage(network: Network): PointsStaging {
  const place = detour(network, {
    family: 4,
    near: NEAR,
    far: FAR,
    nearHosts: Object.entries(SERVERS).map(([name, {number}]) => ({name, number, through: "firewall"})),
    farHosts: Object.entries(CLIENTS).map(([name, number]) => ({name, number})),
  });
  addSix(place);
  makeStrict(place.firewall);

  const numbers = new Map<string, readonly [number, number]>([
    ...Object.entries(CLIENTS).map(([name, number]) => [name, [FAR, number]] as const),
    ...Object.entries(SERVERS).map(([name, {number}]) => [name, [NEAR, number]] as const),
  ]);
  const inSix = (name: string): string => six(...(numbers.get(name) as [number, number]));
  // A connection in IPv6 is one between the hosts' other names.
  const cast = new Cast<Arranged>({
    host: name => place.host(name.replace("6", "")),
    address: name => (name.endsWith("6") ? inSix(name.slice(0, -1)) : place.address(name)),
  });
  const clients = Object.keys(CLIENTS);
  cast.witness("bob6", "dns6", END_MS, 240, whole("bob"));
  for (let index = 0; index < 12; index += 1) {
    const [client, server] = [clients[index % 3]!, index % 2 === 0 ? "web" : "mail"];
    const wish = {startMs: 200 + 600 * index, rounds: 4, everyMs: 250, responseBytes: 200 + 500 * (index % 3)};
    const patienceMs = index % 2 === 0 ? 5_000 : 14_000;
    cast.talk(`${client}6`, `${server}6`, {...wish, patienceMs}, bypassed(client));
    // Happy eyeballs (RFC 8305): a little later, by IPv4.
    cast.talk(client, server, {...wish, startMs: wish.startMs + 250}, whole(client));
    if (index % 3 === 0) cast.talk(`${client}6`, "dns6", {...wish, startMs: wish.startMs + 400}, whole(client));
  }
  const wish = {snapLength: SNAP_LENGTH};
  const taps = [
    tap(place.firewall, "fw/outside", wish),
    tap(place.firewall, "fw/inside", wish),
    tap(place.bypass, "bypass/inside", wish),
    tap(place.host("alice"), "alice/eth0", wish),
  ];
  const listeners = Object.keys(SERVERS).flatMap(name => cast.listeners(name, `${name}6`));
  return {
    story:
      "Clients and servers have IPv4 and IPv6. In IPv4 everything passes a strict firewall both ways. In IPv6 two of three " +
      "servers took another router for their default gateway, as by a stray router advertisement: their answers bypass the " +
      "firewall, which drops the client's ACK and data. In IPv6 these fail, in IPv4 the same hosts work, and pings work in " +
      "both. The third server works in both.",
    cause: "return-bypasses-firewall",
    points: taps.map(({point}) => point),
    right,
    play: {
      listeners,
      parts: cast.parts,
      pings: [
        {host: place.host("alice"), from: inSix("alice"), to: inSix("web"), startMs: 900, count: 6},
        {host: place.host("bob"), from: place.address("bob"), to: place.address("mail"), startMs: 1200, count: 4},
      ],
      captures: taps.map(({capture}) => capture),
      endMs: END_MS,
    },
  };
}

function right(points: ReadonlySet<string>): Right {
  if (points.has("fw/outside")) return asymmetry(true, "return-bypasses-firewall");
  if (points.has("bypass/inside")) {
    if (points.has("fw/inside")) return asymmetry(true, "return-bypasses-firewall");
    return points.size === 1
      ? oneSided(true, "request-bypasses-firewall", "return-bypasses-firewall")
      : asymmetry(true, "request-bypasses-firewall", "return-bypasses-firewall");
  }
  // Behind the firewall there are SYNs without an answer; beside them the same hosts work in IPv4.
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

export const dualStack: Scenario = {name: "dual-stack", family: "dual", stage};
