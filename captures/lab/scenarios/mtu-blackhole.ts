import {Cast} from "../cast.ts";
import type {Host} from "../host.ts";
import type {Network} from "../network.ts";
import type {Arranged, Right} from "../points.ts";
import {failure, silence} from "../rights.ts";
import type {PointsStaging, Scenario} from "../scenario.ts";
import {tap} from "../taps.ts";

const END_MS = 14_000;
/** A tunnel's, or that of a line with labels; the hosts think of 1500. */
const NARROW = 1380;
const ADDRESSES: Readonly<Record<string, string>> = {
  alice: "10.150.1.20",
  bob: "10.150.1.21",
  carol: "10.150.1.22",
  web: "10.150.2.40",
  files: "10.150.2.41",
};
const CLIENTS = ["alice", "bob", "carol"];
const SERVERS = ["web", "files"];

/** No router tells that a packet is too long, as where somebody forbade "all ICMP". */
const SILENT = `table ip silent {
  chain output {
    type filter hook output priority filter;
    icmp type destination-unreachable drop
  }
}`;

const to = (server: string, works: boolean, note?: string): Arranged => ({
  asymmetric: false,
  works,
  at: {"web/eth0": server === "web" ? "both" : "none"},
  ...(note === undefined ? {} : {note}),
});

function stage(network: Network): PointsStaging {
  const [near, far] = [network.host("fw"), network.host("gw")];
  const hosts = new Map(Object.keys(ADDRESSES).map(name => [name, network.host(name)]));
  const host = (name: string): Host => hosts.get(name)!;
  const address = (name: string): string => ADDRESSES[name]!;
  network.segment("client-switch", [[near, "lan"], ...CLIENTS.map(name => [host(name), "eth0"] as const)]);
  network.segment("server-switch", [[far, "servers"], ...SERVERS.map(name => [host(name), "eth0"] as const)]);
  network.link([near, "narrow"], [far, "narrow"]);
  near.address("lan", "10.150.1.1/24");
  far.address("servers", "10.150.2.1/24");
  near.address("narrow", "10.150.9.1/24");
  far.address("narrow", "10.150.9.2/24");
  near.route("10.150.2.0/24", "10.150.9.2");
  far.route("10.150.1.0/24", "10.150.9.1");
  for (const router of [near, far]) {
    router.forwards();
    router.rules(SILENT);
    router.run(["ip", "link", "set", "narrow", "mtu", String(NARROW)]);
  }
  for (const [name, one] of hosts) {
    one.address("eth0", `${address(name)}/24`);
    one.route("default", address(name).replace(/\d+$/, "1"));
  }

  const cast = new Cast<Arranged>({host, address});
  for (let index = 0; index < 9; index += 1) {
    const [client, server] = [CLIENTS[index % 3]!, SERVERS[(index >> 1) % 2]!];
    const wish = {startMs: 200 + 560 * index, rounds: 4, everyMs: 300};
    const patienceMs = index % 2 === 0 ? 8_000 : 16_000;
    cast.talk(client, server, {...wish, responseBytes: 150 + 250 * (index % 4)}, to(server, true));
    if (index % 3 !== 2) {
      const download = {...wish, startMs: wish.startMs + 130, responseBytes: 9_000 + 3_100 * index, patienceMs};
      cast.talk(client, server, download, to(server, false, "its response needs segments of full length"));
    } else {
      const upload = {...wish, startMs: wish.startMs + 170, requestBytes: 7_000 + 1_700 * index, patienceMs};
      cast.talk(client, server, upload, to(server, false, "its request needs segments of full length"));
    }
  }
  const taps = [tap(near, "fw/lan"), tap(near, "fw/narrow"), tap(far, "gw/servers"), tap(host("web"), "web/eth0")];
  return {
    story:
      `Between two routers lies a line for packets of ${String(NARROW)} bytes, and both are forbidden to say so: ICMP errors are ` +
      "dropped. Handshakes and small exchanges work. Uploads and downloads hang: segments of full length are repeated and " +
      "never arrive. Both directions take one way.",
    cause: "mtu-blackhole",
    points: taps.map(({point}) => point),
    right,
    play: {
      listeners: cast.listeners(...SERVERS),
      parts: cast.parts,
      pings: [{host: host("carol"), from: address("carol"), to: address("web"), startMs: 900, count: 6}],
      captures: taps.map(({capture}) => capture),
      endMs: END_MS,
    },
  };
}

function right(points: ReadonlySet<string>): Right {
  // On the narrow line itself no long segment is ever seen.
  return points.size === 1 && points.has("fw/narrow") ? silence("mtu-blackhole") : failure("mtu-blackhole");
}

export const mtuBlackhole: Scenario = {name: "mtu-blackhole", family: 4, stage};
