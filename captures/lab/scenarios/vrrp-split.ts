import {Cast} from "../cast.ts";
import type {Network} from "../network.ts";
import {CLIENTS, PAIR_PROGRAMS, pair, SERVERS} from "../pair.ts";
import type {Arranged, Right, View} from "../points.ts";
import {asymmetry, HEALTHY, oneSided, unansweredBeside} from "../rights.ts";
import type {PointsStaging, Scenario} from "../scenario.ts";
import {makeStrict} from "../strict.ts";
import {tap} from "../taps.ts";

const END_MS = 13_000;
const POINTS = ["fw-a/inside", "fw-a/outside", "fw-b/inside", "fw-b/outside"];

/** What passes fw-a both ways and fw-b not at all; no client has the capture of alice but she. */
function whole(client: string): Arranged {
  const own: View = client === "alice" ? "both" : "none";
  return {asymmetric: false, works: true, at: {"fw-b/inside": "none", "fw-b/outside": "none", "alice/eth0": own}};
}

/** The requests pass fw-a, and the replies fw-b, which drops them where it knows nothing of the session. */
function split(client: string, works: boolean): Arranged {
  const own: View = client === "alice" ? (works ? "both" : "requests") : "none";
  return {
    asymmetric: true,
    works,
    at: {
      "fw-a/inside": "requests",
      "fw-a/outside": "requests",
      "fw-b/outside": "replies",
      "fw-b/inside": works ? "replies" : "none",
      "alice/eth0": own,
    },
  };
}

function stage(network: Network, synced: boolean): PointsStaging {
  const place = pair(network);
  const {address, conntrackd, firewalls, host, keepalived, settled} = place;
  for (const firewall of Object.values(firewalls)) {
    makeStrict(firewall);
    // Each sees one direction only, so that neither knows what the other side acknowledges.
    if (synced) firewall.sysctl("net.netfilter.nf_conntrack_tcp_be_liberal", 1);
  }
  const cast = new Cast<Arranged>(place);
  cast.witness("dora", "ledger", END_MS, 160, whole("dora"));
  for (let index = 0; index < 14; index += 1) {
    const client = CLIENTS[index % 3]!;
    const wish = {startMs: 250 + 610 * index, rounds: 3 + (index % 4), everyMs: 260 + 31 * (index % 5)};
    const patienceMs = index % 2 === 0 ? 5_500 : 15_000;
    const sizes = {requestBytes: 60 + 130 * (index % 3), responseBytes: 180 + 850 * (index % 4)};
    cast.talk(client, SERVERS[index % 2]!, {...wish, ...sizes, patienceMs}, split(client, synced));
    if (index % 3 === 1) cast.talk("dora", "ledger", wish, whole("dora"));
  }
  const taps = [
    ...POINTS.map(name => tap(name.startsWith("fw-a") ? firewalls.a : firewalls.b, name)),
    tap(host("alice"), "alice/eth0"),
  ];
  return {
    story:
      "Two strict firewalls with keepalived. The VRRP groups of the two sides are not tied together: fw-a is master of the " +
      "clients' gateway, fw-b of the servers'. So requests pass fw-a, and replies come to fw-b. " +
      (synced
        ? "conntrackd tells each firewall the sessions of the other, and everything works. "
        : "fw-b knows no session and drops the SYN-ACKs: these connections fail, and pings work. ") +
      "dora and ledger use fw-a's own addresses as gateways, pass it both ways, and work.",
    cause: "ha-owner-mismatch",
    points: taps.map(({point}) => point),
    right: points => (synced ? rightSynced(points) : rightUnsynced(points)),
    play: {
      daemons: [...keepalived, ...(synced ? conntrackd : [])],
      settled,
      listeners: cast.listeners(...SERVERS, "ledger"),
      parts: cast.parts,
      pings: [
        {host: host("alice"), from: address("alice"), to: address("web"), startMs: 900, count: 6},
        {host: host("bob"), from: address("bob"), to: address("mail"), startMs: 1300, count: 6},
        {host: host("dora"), from: address("dora"), to: address("ledger"), startMs: 2100, count: 4},
      ],
      captures: taps.map(({capture}) => capture),
      endMs: END_MS,
    },
  };
}

function seesOf(points: ReadonlySet<string>): {readonly a: boolean; readonly b: boolean} {
  const some = (device: string): boolean => [...points].some(name => name.startsWith(device));
  return {a: some("fw-a"), b: some("fw-b")};
}

function rightSynced(points: ReadonlySet<string>): Right {
  const {a, b} = seesOf(points);
  if (a && b) return asymmetry(false, "ha-owner-mismatch");
  if (a) return asymmetry(false, "return-bypasses-firewall", "ha-owner-mismatch");
  if (b) return oneSided(false, "request-bypasses-firewall", "ha-owner-mismatch");
  // At the client all is there; replies come from another MAC address.
  return {
    ...HEALTHY,
    verdict: ["symmetric", "suspected"],
    causes: [null, "return-bypasses-firewall", "ha-owner-mismatch"],
  };
}

function rightUnsynced(points: ReadonlySet<string>): Right {
  const {a, b} = seesOf(points);
  if (points.has("fw-b/outside")) {
    if (a) return asymmetry(true, "ha-owner-mismatch");
    // alice's SYNs are not answered; here are the answers.
    if (points.has("alice/eth0"))
      return asymmetry(true, "ha-owner-mismatch", "request-bypasses-firewall", "return-bypasses-firewall");
    return oneSided(true, "request-bypasses-firewall", "ha-owner-mismatch");
  }
  // fw-b shows the replies to pings on the inner side, and nothing of TCP.
  if (b && points.size === 1)
    return {
      verdict: ["nothing", "inconclusive"],
      failing: [null],
      causes: [null, "request-bypasses-firewall", "ha-owner-mismatch"],
    };
  if (b) return unansweredBeside("return-bypasses-firewall", "ha-owner-mismatch");
  return unansweredBeside("return-bypasses-firewall", "ha-owner-mismatch", "server-silent");
}

export const vrrpSplitSynced: Scenario = {
  name: "vrrp-split-synced",
  family: 4,
  programs: PAIR_PROGRAMS,
  stage: network => stage(network, true),
};

export const vrrpSplitUnsynced: Scenario = {
  name: "vrrp-split-unsynced",
  family: 4,
  programs: PAIR_PROGRAMS,
  stage: network => stage(network, false),
};
