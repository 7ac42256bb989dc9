import {causes} from "../../src/causes/index.ts";
import {mechanisms} from "../../src/causes/mechanisms.ts";
import type {Analysis, Cause, Group, NextStep, RuledOut, UserEvent} from "../../src/judge/analysis.ts";
import {second, type Time} from "../../src/time/time.ts";
import {analysisOf, capture, connection, finding, flow, point, rung, side, verdictOf} from "./svg-analysis.ts";
import {
  fortyPoints,
  hostile,
  mismatchFails,
  repliesBypass,
  requestsBypass,
  split,
  suspected,
  twoPoints,
} from "./svg-situations.ts";

/** Situations with every section: cause, since when, for whom. */
const words = (text: string, times: number) => Array.from({length: times}, () => text).join(" ");

const step = (platform: NextStep["platform"], line: string, why: string, effect: NextStep["effect"]): NextStep => ({
  ...{platform, lines: [line], command: line, why, effect},
  newer: null,
  gives: null,
  since: null,
  undoLines: null,
  undo: null,
});

const because = "it goes by server: 9 connections with other servers of that network are whole, none with these";

const cause = (name: string, more: Partial<Cause> = {}): Cause => ({
  cause: name,
  words: [...causes, ...mechanisms].find(one => one.cause === name)?.words ?? name,
  rank: 1,
  for: [because],
  own: [because],
  tiedWith: [],
  toTell: null,
  contrast: null,
  quotes: [],
  against: ["not excluded: this point is one member of a bundle or one of several paths"],
  next: [step("linux", "ip route get 10.1.0.11 from 10.2.0.11", "on 10.2.0.11: by which gateway?", "reads")],
  ...more,
});

const ruledOut: RuledOut[] = [
  {
    kind: "excluded",
    says: "the capture lost the replies",
    brief: "the capture lost the replies",
    because: "39 unseen packets were answered",
  },
  {
    kind: "excluded",
    says: "the capture sees one direction only (filter, SPAN of received frames)",
    brief: "the capture sees one direction only",
    because: "423 packets",
  },
  {
    kind: "useless",
    says: "clearing sessions will not help by itself",
    brief: "clearing sessions",
    because: "new connections take the same path",
  },
  {
    kind: "useless",
    says: "a permit rule, or disabling a policy, will not help",
    brief: "a permit rule, or disabling a policy",
    because: "no rule is asked",
  },
  {
    kind: "useless",
    says: "accepting non-SYN TCP (PAN-OS: tcp-reject-non-syn no) is no cure",
    brief: "accepting non-SYN TCP",
    because: "half a connection",
  },
  {
    kind: "useless",
    says: "TCP state bypass (ASA) is a workaround, not a fix",
    brief: "TCP state bypass",
    because: "it switches off inspection",
  },
  {
    kind: "useless",
    says: "rebooting will not help",
    brief: "rebooting",
    because: "the routes come back the same, and every session is lost",
  },
];

function groups(count: number, more: (i: number) => Partial<Group> = () => ({})): Group[] {
  return Array.from({length: count}, (_, i) => ({
    client: `10.20.${30 + i}.0/24`,
    server: `203.0.113.${50 + (i % 3)}:443`,
    conversations: Math.ceil(1826 / (i + 1)),
    oneWay: Math.ceil(1740 / (i + 1)),
    missing: i % 5 === 4 ? "requests" : "replies",
    since: 113e6 + 3 * i * second,
    ...more(i),
  }));
}

const event = (time: Time, text: string, relation: UserEvent["relation"]): UserEvent => ({
  time,
  text,
  relation,
  sentence: "",
});

const bins = (count: number, value: (i: number) => number) => Array.from({length: count}, (_, i) => value(i));

/** Ten thousand connections: everything at once, on one page. */
export function many(): Analysis {
  return {
    ...twoPoints(),
    causes: [
      cause("return-bypasses-firewall"),
      cause("ecmp-per-flow"),
      cause("capture-loss"),
      cause("nobody-has-words-for-this"),
    ],
    ruledOut,
    groups: groups(204),
    timeline: {
      from: -607 * second,
      width: 30 * second,
      concerned: bins(40, i => (i < 20 ? 0 : 300 + 40 * (i % 5))),
      others: bins(40, i => 700 + 50 * (i % 7)),
    },
    events: [
      event(-3 * second, "core switch replaced", "coincides"),
      event(300 * second, "ticket opened", "precedes"),
      event(-86_400 * second, "new provider", "follows"),
      event(400 * second, "another", "precedes"),
    ],
  };
}

/** A few days: dates stand at the axis and in the table. */
export function acrossMidnight(): Analysis {
  const day = 86_400 * second;
  return {
    ...requestsBypass(),
    period: [-2 * day, day],
    scene: {...requestsBypass().scene, since: -0.5 * day, until: 0.9 * day},
    groups: groups(2, i => ({conversations: 9, oneWay: 5, missing: "requests", since: (i - 0.5) * day})),
    timeline: {
      from: -2 * day,
      width: 2 * 3600 * second,
      concerned: bins(37, i => (i > 17 ? 1 : 0)),
      others: bins(37, () => 3),
    },
    causes: [
      cause("failover", {
        next: [step("any", "reload", "last of all", "changes")],
      }),
    ],
  };
}

/** All within some milliseconds. */
export function shortPeriod(): Analysis {
  return {
    ...suspected(),
    period: [0, 0.004 * second],
    groups: groups(1, () => ({conversations: 12, oneWay: 10})),
    causes: [cause("server-silent", {for: [], own: [], against: [], next: []})],
    timeline: {from: 0, width: 0.001 * second, concerned: [1, 4, 0, 5], others: [0, 0, 0, 0]},
  };
}

export function worksAllTheSame(): Analysis {
  const base = many();
  const clauses = ["Replies bypass fw-inside: server → client is never seen there", "all work all the same"];
  const {counts} = base.verdict;
  return {
    ...base,
    verdict: {
      ...verdictOf("proven", false, ...clauses),
      counts: {...counts, failing: 0, working: counts.affected},
    },
  };
}

/** Nothing is one-way, but something fails. */
export function failsOtherwise(): Analysis {
  return analysisOf({
    verdict: verdictOf("symmetric", false, "Nothing is one-way", "63 connections fail otherwise: 63 unanswered"),
    conversations: 76,
    outcomes: {unanswered: 63, complete: 13},
    scene: {concerned: 0},
    causes: [cause("scan")],
  });
}

/** Whatever somebody wrote stands in every section. */
export function hostileEverywhere(): Analysis {
  const base = hostile();
  const wide = base.points[1]!.name;
  return {
    ...base,
    causes: [
      cause(wide, {
        for: [words(wide, 20)],
        own: [words(wide, 20)],
        against: [words(wide, 9)],
        next: [step("pan-os", words(wide, 12), words(wide, 9), "changes")],
      }),
      cause("x".repeat(300)),
      cause(wide),
    ],
    ruledOut: Array.from({length: 30}, () => ({
      kind: "useless",
      says: `${wide} (${wide}) will not help`,
      brief: wide,
      because: wide,
    })),
    groups: groups(30, i => ({
      client: `2001:db8:1234:${5000 + i}::/64`,
      server: `[2001:db8:ffff:ffff:ffff:ffff:ffff:${1000 + i}]:65535`,
      conversations: 2 ** 52,
      oneWay: i === 1 ? 1 : 2 ** 51,
      missing: i % 3 === 2 ? null : "replies",
      since: i * 86_400 * second,
    })),
    timeline: {from: 0, width: 86_400 * second, concerned: bins(48, i => 10 ** (i % 16)), others: bins(48, i => i % 3)},
    events: Array.from({length: 5}, (_, i) =>
      event((i * 40 - 40) * 86_400 * second, `${wide} ${"e".repeat(200)}`, "unknown"),
    ),
  };
}

/** One device whose requests come in, and replies leave, by other interfaces, all of them with long names. */
export function portsOfClients(): Analysis {
  const base = mismatchFails();
  const example = base.connection(0);
  const long = (id: number) => `${"very-long-interface-name-".repeat(3)}${id}`;
  return {
    ...base,
    points: base.points.map((one, i) => ({...one, interface: long(i), device: "edge".repeat(20)})),
    connection: () => ({
      ...example,
      flows: example.flows.map(one => ({
        ...one,
        requests: {...one.requests, entering: one.requests.leaving, leaving: one.requests.entering},
      })),
    }),
  };
}

/** Three points at two devices, and further ones; the client is translated at one. */
export function splitPair(): Analysis {
  const base = split();
  const names = ["inside", "outside-of-a-long-name", "inside"];
  const points = names.map((name, i) =>
    point(i, `fw-${i < 2 ? "a" : "b"}/${name}`, `${i}.pcap`, {
      device: i < 2 ? "fw-a" : "fw-b",
      box: i < 2 ? "device:fw-a" : "device:fw-b",
      interface: name,
    }),
  );
  const example = [
    flow(null, [rung(0, "> SYN", 0)], 4, 0),
    flow(null, [rung(0.2, "> SYN", 0)], 4, 0, {point: 1, client: {address: "198.51.100.7", port: 4444}}),
    flow(null, [rung(1, "< SYN-ACK", 0, 1)], 0, 4, {point: 2}),
  ];
  return {
    ...base,
    points: [...points, point(3, "core", "core.pcap")],
    findings: [
      finding("split-path", null, [0, 1, 2], {conversations: [0, 1, 2]}),
      finding("split-path", null, [2, 1, 0], {conversations: [3, 4]}),
    ],
    scene: {
      ...base.scene,
      points: [
        {point: 3, requests: 200, replies: 180},
        {point: 0, requests: 200, replies: 0},
        {point: 1, requests: 198, replies: 0},
        {point: 2, requests: 0, replies: 180},
      ],
    },
    example: 0,
    connection: () => connection(example, {outcome: "split", missing: null}),
  };
}

/** Packets of one connection take turns. */
export function flapping(): Analysis {
  const base = split();
  return {
    ...base,
    verdict: verdictOf("proven", false, "Requests alternate between fw-a and fw-b"),
    points: base.points.map((one, i) => ({...one, name: `${"w".repeat(60)}${i}`})),
    findings: [
      finding("path-flapping", null, [0, 1], {
        sentence: "Requests of 40 connections pass fw-a and fw-b by turns",
        facts: {way: "requests"},
      }),
    ],
    scene: {
      ...base.scene,
      points: [
        {point: 0, requests: 2 ** 52, replies: 2 ** 52},
        {point: 1, requests: 100, replies: 0},
      ],
    },
  };
}

/** A firewall's four stages. */
export function stages(): Analysis {
  const all = ["receive", "firewall", "transmit", "drop"] as const;
  return analysisOf({
    verdict: verdictOf("proven", true, "Requests bypass fw: it drops the replies, as it has no session"),
    conversations: 19,
    captures: all.map((stage, i) => capture(i, `${stage}.pcap`, 100, {ordinal: 100 * i})),
    points: all.map((stage, i) =>
      point(i, `fw/${stage}`, `${stage}.pcap`, {stage, device: "fw", box: "device:fw", captures: [i]}),
    ),
    findings: [finding("stage-drop", "requests", [0, 3])],
    scene: {
      points: [
        {point: 0, requests: 0, replies: 67},
        {point: 3, requests: 0, replies: 123456789},
      ],
      concerned: 9,
      clients: 2,
    },
    example: connection([flow("requests", [rung(0, "< SYN-ACK", 0, 1, {round: true})], 0, 8)]),
  });
}

/** Another address answers than was asked. */
export function wrongSource(): Analysis {
  const other = {address: "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", port: 65535};
  const flows = [
    flow(null, [rung(0, "> SYN", 0)], 1, 0),
    flow(null, [rung(1, "< SYN-ACK", 0, 1), rung(2, "> RST", 1)], 1, 1, {server: other}),
  ];
  return analysisOf({
    verdict: verdictOf("proven", true, "203.0.113.50:443 is asked, another answers"),
    conversations: 20,
    findings: [finding("wrong-source", null, [0])],
    scene: {concerned: 9, points: [{point: 0, requests: 52, replies: 52}]},
    groups: groups(1, () => ({conversations: 20, oneWay: 9, missing: null})),
    example: connection(flows, {missing: null}),
  });
}

/** The device says what it made of a packet. */
export function stated(): Analysis {
  const evidence = {
    capture: 0,
    frame: 12,
    line: 40,
    rule: "P10",
    says: 'a → b: "no session matched"',
    quote: "no session matched",
  };
  return {
    ...repliesBypass(),
    captures: [capture(0, "debug.txt", 26, {format: "fortigate-debug-flow", lines: [1, 2, 3]})],
    findings: [
      finding("hidden-replies", "replies", [0]),
      finding("device-log", null, [0], {id: 1, certainty: "note", evidence: [evidence]}),
    ],
  };
}

/** Many flows were judged in sum; a side without a packet. */
export function forgotten(): Analysis {
  const base = many();
  return {
    ...base,
    totals: {...base.totals, forgotten: 1_234_567},
    connection: () => connection([{...base.connection(0).flows[0]!, replies: side(0)}]),
  };
}

/** Forty devices, whose names are as long as they may be, of several scripts and directions. */
export function longNames(): Analysis {
  const base = fortyPoints();
  const scripts = ["שלום-עולם-", "🦊-日本-", "بوابة-", "TenGigabitEthernet-"];
  const points = base.points.map(one => ({
    ...one,
    name: `${scripts[one.id % 4]}${"interface-with-sixty-characters-in-its-name-".repeat(2)}`.slice(0, 57) + one.id,
  }));
  const sentence = `Replies bypass ${points[19]!.name}: server → client is never seen there`;
  const {kind, failing, counts} = base.verdict;
  return {...base, points, verdict: {...verdictOf(kind, failing, sentence), counts}};
}
