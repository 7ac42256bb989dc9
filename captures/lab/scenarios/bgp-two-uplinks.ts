import {Cast} from "../cast.ts";
import {bgp, frr, frrPrograms} from "../frr.ts";
import type {Host} from "../host.ts";
import type {Network} from "../network.ts";
import type {Arranged, Right} from "../points.ts";
import {asymmetry, oneSided, unansweredBeside} from "../rights.ts";
import type {PointsStaging, Scenario} from "../scenario.ts";
import {tap, tapAny} from "../taps.ts";

const END_MS = 13_000;
/** The site's own addresses, the content network's, and what the first provider hosts itself. */
const NETS = {site: "203.0.113.0/25", content: "198.51.100.0/25", hosting: "198.51.100.192/26"};
const ADDRESSES: Readonly<Record<string, string>> = {
  alice: "203.0.113.20",
  bob: "203.0.113.21",
  carol: "203.0.113.22",
  web: "198.51.100.80",
  shop: "198.51.100.81",
  hosted: "198.51.100.210",
};
const CLIENTS = ["alice", "bob", "carol"];
/** The cables: one router with address 1, the other with 2. */
const CABLES = [
  ["isp-a", "site", "edge", "wan-a", "100.64.1"],
  ["isp-b", "site", "edge", "wan-b", "100.64.2"],
  ["content", "isp-a", "isp-a", "content", "100.64.3"],
  ["content", "isp-b", "isp-b", "content", "100.64.4"],
] as const;
const AS = {edge: 65010, "isp-a": 65101, "isp-b": 65102, content: 65200};

/** What passes wan-a both ways. */
const whole = (client: string): Arranged => ({
  asymmetric: false,
  works: true,
  at: {"edge/wan-b": "none", "alice/eth0": client === "alice" ? "both" : "none"},
});

/** Requests leave by wan-a; the SYN-ACKs come in by wan-b and get no further. */
const dropped = (client: string): Arranged => ({
  asymmetric: true,
  works: false,
  at: {
    "edge/lan": "requests",
    "edge/wan-a": "requests",
    "edge/wan-b": "replies",
    "alice/eth0": client === "alice" ? "requests" : "none",
  },
});

function stage(network: Network): PointsStaging {
  const routers = new Map(Object.keys(AS).map(name => [name, network.host(name)]));
  const hosts = new Map(Object.keys(ADDRESSES).map(name => [name, network.host(name)]));
  const host = (name: string): Host => (routers.get(name) ?? hosts.get(name))!;
  const address = (name: string): string => ADDRESSES[name]!;
  for (const router of routers.values()) router.forwards();
  for (const [router, face, gateway, length, members] of [
    ["edge", "lan", "203.0.113.1", "/25", CLIENTS],
    ["content", "servers", "198.51.100.1", "/25", ["web", "shop"]],
    ["isp-a", "hosting", "198.51.100.193", "/26", ["hosted"]],
  ] as const) {
    network.segment(`${face}-switch`, [[host(router), face], ...members.map(name => [host(name), "eth0"] as const)]);
    host(router).address(face, gateway + length);
    for (const name of members) {
      host(name).address("eth0", address(name) + length);
      host(name).route("default", gateway);
    }
  }
  for (const [first, firstFace, second, secondFace, net] of CABLES) {
    network.link([host(first), firstFace], [host(second), secondFace]);
    host(first).address(firstFace, `${net}.1/24`);
    host(second).address(secondFace, `${net}.2/24`);
  }
  // RFC 3704's strict reverse path filtering, as some distributions have it by default.
  for (const face of ["wan-a", "wan-b"]) host("edge").sysctl(`net.ipv4.conf.${face}.rp_filter`, 1);
  const goes = (router: string, net: string, hop: string): boolean =>
    host(router).run(["ip", "route", "show", net]).includes(`via ${hop} `);

  const cast = new Cast<Arranged>({host, address});
  cast.witness("alice", "hosted", END_MS, 210, whole("alice"));
  for (let index = 0; index < 12; index += 1) {
    const client = CLIENTS[index % 3]!;
    const patienceMs = index % 3 === 0 ? 4_500 : 15_000;
    cast.talk(client, index % 2 === 0 ? "web" : "shop", {startMs: 300 + 640 * index, patienceMs}, dropped(client));
    if (index % 2 === 0)
      cast.talk(client, "hosted", {startMs: 650 + 640 * index, rounds: 4, everyMs: 250}, whole(client));
  }
  const faces = ["edge/lan", "edge/wan-a", "edge/wan-b"];
  const taps = [
    ...faces.map(name => tap(host("edge"), name)),
    tapAny(host("edge"), "edge", faces),
    tap(host("alice"), "alice/eth0"),
  ];
  return {
    story:
      "A site with addresses of its own has two providers, all by BGP (FRR). Its edge prefers provider A for what it sends " +
      "(local preference) and makes its path by A look longer, so the content network answers by provider B. The edge " +
      "filters strictly by reverse path (RFC 3704): SYN-ACKs come in at wan-b, though the way to their source is wan-a, and " +
      "are dropped, replies to pings as well. A server in provider A's own network works both ways by wan-a.",
    cause: "reverse-path-check",
    points: taps.map(({point}) => point),
    right,
    strangers: /\.179( |$)|:179( |$)/,
    play: {
      daemons: daemons(host),
      settled: () =>
        goes("edge", NETS.content, "100.64.1.1") &&
        goes("edge", NETS.hosting, "100.64.1.1") &&
        goes("content", NETS.site, "100.64.4.2") &&
        goes("isp-a", NETS.site, "100.64.1.2"),
      listeners: cast.listeners("web", "shop", "hosted"),
      parts: cast.parts,
      pings: [
        {host: host("bob"), from: address("bob"), to: address("web"), startMs: 1000, count: 6, inVain: true},
        {host: host("bob"), from: address("bob"), to: address("hosted"), startMs: 1200, count: 4},
      ],
      captures: taps.map(({capture}) => capture),
      endMs: END_MS,
    },
  };
}

function daemons(host: (name: string) => Host): ReturnType<typeof frr> {
  const peer = (name: keyof typeof AS, address: string, ...more: readonly string[]) => ({address, as: AS[name], more});
  const run = (name: keyof typeof AS, id: string, networks: readonly string[], neighbours: ReturnType<typeof peer>[]) =>
    frr(host(name), "bgpd", bgp({as: AS[name], id, networks, neighbours, more: name === "edge" ? MAPS : []}));
  return [
    ...run(
      "edge",
      "100.64.1.2",
      [NETS.site],
      [peer("isp-a", "100.64.1.1", "route-map preferred in", "route-map longer out"), peer("isp-b", "100.64.2.1")],
    ),
    ...run("isp-a", "100.64.1.1", [NETS.hosting], [peer("edge", "100.64.1.2"), peer("content", "100.64.3.1")]),
    ...run("isp-b", "100.64.2.1", [], [peer("edge", "100.64.2.2"), peer("content", "100.64.4.1")]),
    ...run("content", "100.64.3.1", [NETS.content], [peer("isp-a", "100.64.3.2"), peer("isp-b", "100.64.4.2")]),
  ];
}

const MAPS = [
  "route-map preferred permit 10",
  " set local-preference 200",
  "exit",
  "route-map longer permit 10",
  ` set as-path prepend ${String(AS.edge)}`,
  "exit",
];

function right(points: ReadonlySet<string>): Right {
  const {size} = points;
  if (points.has("edge/")) return asymmetry(true, "reverse-path-check", "reply-on-other-interface");
  if (!points.has("edge/wan-b"))
    return unansweredBeside(
      "return-bypasses-firewall",
      "reply-on-other-interface",
      "reverse-path-check",
      "server-silent",
    );
  // The other interfaces tell that the requests left elsewhere; of alice's own the capture at her tells it.
  if (size === 1) return oneSided(true, "request-bypasses-firewall", "reply-on-other-interface", "reverse-path-check");
  if (size === 2 && points.has("alice/eth0"))
    return asymmetry(true, "request-bypasses-firewall", "reply-on-other-interface", "reverse-path-check");
  return asymmetry(true, "reverse-path-check", "reply-on-other-interface");
}

export const bgpTwoUplinks: Scenario = {name: "bgp-two-uplinks", family: 4, programs: frrPrograms("bgpd"), stage};
