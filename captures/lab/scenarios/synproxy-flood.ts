import {Cast} from "../cast.ts";
import {line} from "../line.ts";
import type {Network} from "../network.ts";
import type {Arranged, Right} from "../points.ts";
import {HEALTHY} from "../rights.ts";
import type {PointsStaging, Scenario} from "../scenario.ts";
import {tap, tapAny} from "../taps.ts";

const END_MS = 11_000;
const CLIENTS = {alice: 20, bob: 21, flooder: 66};
const SERVERS = {web: 40, shop: 41};
/** The flood's sources: the firewall has a way back to the first net, where the cookies die, and none to the second. */
const FLOOD = {answered: "198.51.100", lost: "203.0.113"};
const EACH = 60;

const RULES = `table ip guard {
  chain early {
    type filter hook prerouting priority raw;
    iifname "outside" tcp dport 5000 tcp flags & (fin | syn | rst | ack) == syn notrack
  }
  chain forward {
    type filter hook forward priority filter; policy drop;
    iifname "outside" tcp dport 5000 ct state { invalid, untracked } synproxy mss 1460 wscale 7 timestamp sack-perm
    ct state invalid drop
    ct state established,related accept
    icmp type { echo-request, echo-reply } accept
  }
}`;

const to = (server: string): Arranged => ({
  asymmetric: false,
  works: true,
  at: {"web/eth0": server === "web" ? "both" : "none"},
});

const flood = (answered: boolean): Arranged => ({
  asymmetric: false,
  works: false,
  at: {
    "fw/outside": answered ? "both" : "requests",
    "fw/": answered ? "both" : "requests",
    "fw/inside": "none",
    "web/eth0": "none",
  },
  note: "flood",
});

function stage(network: Network): PointsStaging {
  const place = line(network, {clientNet: "172.27.80", serverNet: "172.27.90", clients: CLIENTS, servers: SERVERS});
  const {address, firewall, host} = place;
  firewall.rules(RULES);
  firewall.sysctl("net.netfilter.nf_conntrack_tcp_loose", 0);
  firewall.route(`${FLOOD.answered}.0/24`, address("flooder"));
  const flooder = host("flooder");
  // All addresses of both nets are its own, and it takes no notice of what comes back.
  for (const net of Object.values(FLOOD)) flooder.run(["ip", "route", "add", "local", `${net}.0/24`, "dev", "lo"]);
  flooder.rules(`table ip deaf {
  chain input { type filter hook input priority filter; ip daddr { ${FLOOD.answered}.0/24, ${FLOOD.lost}.0/24 } drop; }
}`);

  const sources = new Map<string, string>();
  const cast = new Cast<Arranged>({
    host: name => (sources.has(name) ? flooder : host(name)),
    address: name => sources.get(name) ?? address(name),
  });
  const servers = Object.keys(SERVERS);
  for (let index = 0; index < 12; index += 1) {
    const server = servers[index % 2]!;
    const wish = {
      startMs: 200 + 700 * index,
      rounds: 4 + (index % 3),
      everyMs: 260,
      responseBytes: 200 + 900 * (index % 3),
    };
    cast.talk(index % 3 === 0 ? "bob" : "alice", server, wish, to(server));
  }
  for (let index = 0; index < 2 * EACH; index += 1) {
    const answered = index % 2 === 0;
    const name = `source ${String(index)}`;
    sources.set(name, `${answered ? FLOOD.answered : FLOOD.lost}.${String(3 + (index >> 1) * 4)}`);
    // Two seconds of flood, and no client waits for its answer.
    cast.talk(name, "web", {startMs: 3_500 + 17 * index, patienceMs: 400}, flood(answered));
  }
  const faces = ["fw/outside", "fw/inside"];
  const taps = [...faces.map(name => tap(firewall, name)), tapAny(firewall, "fw", faces), tap(host("web"), "web/eth0")];
  return {
    story:
      "The firewall answers SYNs with cookies itself and opens the connection to the server only when the client has " +
      "acknowledged (nftables' synproxy): one pair of endpoints, two handshakes, other sequence numbers on the two sides. " +
      "For two seconds a flood of 120 SYNs comes, one from each source. To half of the sources the firewall has a way back. " +
      "Connections of alice and bob work all the time. Nothing is asymmetric.",
    cause: "scan",
    points: taps.map(({point}) => point),
    right,
    play: {
      listeners: cast.listeners(...servers),
      parts: cast.parts,
      pings: [{host: host("bob"), from: address("bob"), to: address("web"), startMs: 1500, count: 6}],
      captures: taps.map(({capture}) => capture),
      endMs: END_MS,
    },
  };
}

function right(points: ReadonlySet<string>): Right {
  if (!points.has("fw/outside") && !points.has("fw/")) return HEALTHY;
  return {verdict: ["symmetric", "inconclusive"], failing: [false, null], causes: ["scan", null]};
}

export const synproxyFlood: Scenario = {name: "synproxy-flood", family: 4, stage};
