import {clearingSteps} from "../../src/compare/clearing.ts";
import type {ComparedPair, Comparison, PairStatus, StaleConnection} from "../../src/compare/comparison.ts";
import type {CounterChange} from "../../src/compare/counters.ts";
import type {Analysis} from "../../src/judge/analysis.ts";
import {second} from "../../src/time/time.ts";
import {analysisOf, point, verdictOf} from "./svg-analysis.ts";
import {hostileEverywhere} from "./svg-full-situations.ts";
import {fortyPoints, ipv6, repliesBypass, requestsBypass, split, symmetric, twoPoints} from "./svg-situations.ts";

/** What became of a pair whose connections were broken. */
function pair(i: number, status: PairStatus, more: Partial<ComparedPair["after"]> = {}): ComparedPair {
  const wasBroken = !["not-broken", "new", "broken-since"].includes(status);
  const works = ["fixed", "not-broken", "new"].includes(status);
  const begun = status === "not-seen" ? 0 : 4;
  return {
    client: `10.20.${i % 256}.0/24`,
    server: `203.0.113.${50 + (i % 3)}:443`,
    status,
    before: {
      conversations: status === "new" ? 0 : 5,
      broken: wasBroken ? 5 : 0,
      bytes: {requests: 1_234 * (i + 1), replies: wasBroken ? 0 : 98_765_432},
    },
    after: {
      begun,
      working: works ? begun : status === "partly" ? 2 : 0,
      detouring: 0,
      failing: works || begun === 0 ? 0 : status === "partly" ? 2 : 4,
      unclear: 0,
      asymmetric: works || begun === 0 ? 0 : 2,
      stopped: 0,
      bytes: {requests: 1_200, replies: works ? 4_800 : 0},
      older: 0,
      stale: 0,
      ...more,
    },
  };
}

const stale = (count: number, v6 = false): StaleConnection[] =>
  Array.from({length: count}, (_, i) => ({
    id: i,
    client: {address: v6 ? "2001:db8:1234:5678:9abc:def0:1234:5678" : `10.20.${i}.17`, port: 51_544 + i},
    server: {address: v6 ? "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff" : "203.0.113.50", port: 443},
    brokenBefore: i % 2 === 0,
    first: 0,
    last: 17 * second,
  }));

const counters: CounterChange[] = [
  {name: "flow_tcp_non_syn", says: "packets without a session that are no SYN", before: 130, after: 155, increase: 25},
  {name: "flow_tcp_non_syn_drop", says: "of those, dropped", before: 130, after: 130, increase: 0},
  {name: "tcp_out_of_sync", says: "sessions of which a direction is not seen", before: 900, after: 3, increase: null},
  {name: "tcp_drop_packet", says: "packets that reassembly dropped", before: null, after: 1_234_567, increase: null},
];

/** The capture after, an hour later, in which all is well. */
const later = (more: Partial<Analysis> = {}): Analysis => ({
  ...symmetric(),
  points: [point(0, "eth0", "/tmp/after.pcap", {interface: "eth0"})],
  period: [3600 * second, 3630 * second],
  ...more,
});

/** What a comparison says, of its head and its clauses. */
const told = (head: string | null, ...clauses: readonly string[]) => ({
  ...{head, clauses, sentence: (head === null ? "" : `${head}: `) + clauses.join("; ")},
  isQuestion: head === null,
});

function comparison(more: Partial<Comparison>): Comparison {
  const old = more.stale ?? [];
  return {
    result: "fixed",
    ...told("Fixed", "all 8 new connections of the 2 pairs broken before complete, and go on in both directions"),
    partial: false,
    pairs: [pair(0, "fixed"), pair(1, "fixed"), pair(2, "not-broken")],
    stale: old,
    clearing: clearingSteps(old),
    counters: [],
    mended: [{point: 0, requests: 64, replies: 71}],
    before: repliesBypass(),
    after: later(),
    ...more,
  };
}

export const comparedFixed = (): Comparison => comparison({});

/** It works again, but for older connections; and the counters tell of both. */
export const comparedFixedWithOldOnes = (): Comparison =>
  comparison({
    ...told(
      "Fixed",
      "all 8 new connections of the 2 pairs broken before complete, and go on in both directions",
      "5 older connections still run on the broken path and need clearing",
      "still growing: flow_tcp_non_syn by 25",
    ),
    pairs: [pair(0, "fixed", {stale: 4, older: 4}), pair(1, "fixed", {stale: 1, older: 1}), pair(2, "not-seen")],
    stale: stale(5),
    counters,
  });

export const comparedPartly = (): Comparison =>
  comparison({
    result: "partly",
    ...told(
      "Partly fixed",
      "1 of the 3 pairs broken before works now, 6 of 12 new connections",
      "1 pair not known to be broken before is broken now",
    ),
    pairs: [pair(0, "not-fixed"), pair(1, "partly"), pair(3, "broken-since"), pair(2, "fixed"), pair(4, "untested")],
    before: requestsBypass(),
    after: {...requestsBypass(), period: [3600 * second, 3630 * second]},
  });

export const comparedNotFixed = (): Comparison =>
  comparison({
    result: "not-fixed",
    ...told("Not fixed", "none of 8 new connections works: 8 asymmetric"),
    pairs: [pair(0, "not-fixed"), pair(1, "not-fixed")],
    before: twoPoints(),
    after: {...twoPoints(), period: [3600 * second, 3630 * second]},
  });

export const comparedInconclusive = (): Comparison =>
  comparison({
    result: "inconclusive",
    ...told("Whether it is fixed cannot be told", "the capture after holds no TCP connection"),
    pairs: [pair(0, "not-seen")],
    mended: [],
    before: split(),
    after: analysisOf({
      verdict: verdictOf("nothing", null, "No TCP connection in this capture"),
      conversations: 0,
      scene: {client: "", server: "", points: [], concerned: 0, clients: 0, services: 0, since: null, until: null},
    }),
  });

export const comparedBackwards = (): Comparison =>
  comparison({
    result: "inconclusive",
    ...told(
      null,
      "Nothing was asymmetric before, but 10 new connections are after",
      "are the captures the wrong way round?",
    ),
    pairs: [pair(0, "broken-since"), pair(1, "not-broken")],
    before: symmetric(),
    after: repliesBypass(),
  });

/** IPv6, forty points, and requests that were missing. */
export const comparedIpv6 = (): Comparison =>
  comparison({
    pairs: [
      {
        ...pair(0, "fixed"),
        client: "2001:db8:1234:5678::/64",
        server: "[2001:db8:ffff:ffff:ffff:ffff:ffff:ffff]:65535",
      },
      {...pair(1, "fixed"), client: "2001:db8::/64", server: "[2001:db8::1]:443"},
    ],
    stale: stale(2, true),
    before: ipv6(),
    after: fortyPoints(),
    mended: Array.from({length: 40}, (_, i) => ({point: i, requests: 123_456_789, replies: 98_765_432})),
  });

/** Ten thousand pairs, and names as nobody would give them. */
export const comparedHostile = (): Comparison =>
  comparison({
    result: "partly",
    ...told("Partly fixed", "all of it is so 日本語 🦊 שלום ".repeat(40)),
    partial: true,
    pairs: Array.from({length: 10_000}, (_, i) => ({
      ...pair(i, (["not-fixed", "partly", "fixed", "not-seen", "new"] as const)[Math.floor(i / 2_000)]!, {
        begun: Number.MAX_SAFE_INTEGER,
        failing: i % 2 === 0 ? Number.MAX_SAFE_INTEGER : 1,
        stale: 1_000_000,
        bytes: {requests: Number.MAX_SAFE_INTEGER, replies: Number.MAX_SAFE_INTEGER},
      }),
    })),
    stale: stale(256),
    counters: counters.map(counter => ({...counter, before: Number.MAX_SAFE_INTEGER, after: Number.MAX_SAFE_INTEGER})),
    before: hostileEverywhere(),
    after: hostileEverywhere(),
  });
