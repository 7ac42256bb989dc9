import {Cast} from "../cast.ts";
import type {Host} from "../host.ts";
import type {Network} from "../network.ts";
import type {Arranged, Right, View} from "../points.ts";
import {asymmetry} from "../rights.ts";
import type {PointsStaging, Scenario} from "../scenario.ts";
import {makeStrict} from "../strict.ts";
import {tap} from "../taps.ts";

const END_MS = 12_000;
const NETS = {lan: "192.168.130", branch: "192.168.140", cloud: "192.168.150"};
const ADDRESSES: Readonly<Record<string, string>> = {
  alice: `${NETS.lan}.41`,
  bob: `${NETS.lan}.42`,
  carol: `${NETS.lan}.43`,
  files: `${NETS.branch}.61`,
  print: `${NETS.branch}.62`,
  cloud: `${NETS.cloud}.71`,
};
const CLIENTS = ["alice", "bob", "carol"];

const own = (client: string): View => (client === "alice" ? "both" : "none");

/** The requests go by the firewall, in and out of its one arm; the replies come from the router directly. */
const triangular = (client: string, works: boolean): Arranged => ({
  asymmetric: true,
  works,
  at: {"fw/lan": "requests", "alice/eth0": own(client)},
});

const whole = (client: string): Arranged => ({
  asymmetric: false,
  works: true,
  at: {"r2/lan": "none", "r2/branch": "none", "alice/eth0": own(client)},
});

function stage(network: Network, strict: boolean): PointsStaging {
  const [firewall, router] = [network.host("fw"), network.host("r2")];
  const hosts = new Map(Object.keys(ADDRESSES).map(name => [name, network.host(name)]));
  const host = (name: string): Host => hosts.get(name)!;
  const address = (name: string): string => ADDRESSES[name]!;
  for (const one of [firewall, router]) one.forwards();
  const plugs = (names: readonly string[]) => names.map(name => [host(name), "eth0"] as const);
  network.segment("lan-switch", [[firewall, "lan"], [router, "lan"], ...plugs(CLIENTS)]);
  network.segment("branch-switch", [[router, "branch"], ...plugs(["files", "print"])]);
  network.link([firewall, "wan"], [host("cloud"), "eth0"]);
  firewall.address("lan", `${NETS.lan}.1/24`);
  firewall.address("wan", `${NETS.cloud}.1/24`);
  router.address("lan", `${NETS.lan}.2/24`);
  router.address("branch", `${NETS.branch}.1/24`);
  firewall.route(`${NETS.branch}.0/24`, `${NETS.lan}.2`);
  router.route("default", `${NETS.lan}.1`);
  for (const [name, one] of hosts) {
    one.address("eth0", `${address(name)}/24`);
    one.route("default", address(name).replace(/\d+$/, "1"));
  }
  if (strict) makeStrict(firewall);

  const cast = new Cast<Arranged>({host, address});
  cast.witness("carol", "cloud", END_MS, 240, whole("carol"));
  for (let index = 0; index < 12; index += 1) {
    const client = CLIENTS[index % 3]!;
    const wish = {startMs: 250 + 600 * index, rounds: 3 + (index % 4), everyMs: 240 + 23 * (index % 4)};
    const sizes = {requestBytes: 60 + 110 * (index % 3), responseBytes: 180 + 700 * (index % 3)};
    const patienceMs = index % 2 === 0 ? 5_500 : 14_000;
    cast.talk(
      client,
      index % 2 === 0 ? "files" : "print",
      {...wish, ...sizes, patienceMs},
      triangular(client, !strict),
    );
    if (index % 2 === 1) cast.talk(client, "cloud", {...wish, ...sizes}, whole(client));
  }
  const taps = [
    tap(firewall, "fw/lan"),
    tap(router, "r2/lan"),
    tap(router, "r2/branch"),
    tap(host("alice"), "alice/eth0"),
  ];
  return {
    story:
      "The clients' gateway is a firewall that has one arm in their net; the router to the branch stands in the same net. " +
      "What they send to the branch enters and leaves the firewall by that arm; the branch's router delivers the replies " +
      "to them directly. " +
      (strict
        ? "The firewall is strict: it never sees a SYN-ACK and drops the client's ACK and data. TCP fails, pings work. "
        : "The firewall only forwards, and everything works. ") +
      "A server behind the firewall works both ways.",
    cause: "return-bypasses-firewall",
    points: taps.map(({point}) => point),
    right: points => right(points, strict),
    play: {
      listeners: cast.listeners("files", "print", "cloud"),
      parts: cast.parts,
      pings: [
        {host: host("alice"), from: address("alice"), to: address("files"), startMs: 900, count: 6},
        {host: host("carol"), from: address("carol"), to: address("print"), startMs: 1200, count: 6},
      ],
      captures: taps.map(({capture}) => capture),
      endMs: END_MS,
    },
  };
}

function right(points: ReadonlySet<string>, strict: boolean): Right {
  if (points.has("fw/lan")) return asymmetry(strict, "return-bypasses-firewall");
  // At the client answers come from another MAC address than requests go to.
  if (points.has("alice/eth0")) {
    if (strict) return asymmetry(true, "return-bypasses-firewall");
    return {...asymmetry(false, "return-bypasses-firewall", null), verdict: ["symmetric", "suspected", "proven"]};
  }
  // At the router: SYN, SYN-ACK, and SYN-ACKs again; the ACK does not come.
  if (strict) {
    return {
      verdict: ["suspected", "inconclusive", "symmetric"],
      failing: [true, false, null],
      causes: ["return-bypasses-firewall", "device-drops", "drop-downstream", null],
    };
  }
  return {verdict: ["symmetric", "suspected"], failing: [false, null], causes: [null, "return-bypasses-firewall"]};
}

export const triangleStrict: Scenario = {name: "triangle-strict", family: 4, stage: network => stage(network, true)};
export const triangleLenient: Scenario = {name: "triangle-lenient", family: 4, stage: network => stage(network, false)};
