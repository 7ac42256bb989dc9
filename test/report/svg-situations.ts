import {CaptureError} from "../../src/errors.ts";
import type {Analysis} from "../../src/judge/analysis.ts";
import {millisecond, second} from "../../src/time/time.ts";
import {analysisOf, capture, connection, finding, flow, point, rung, side, verdictOf} from "./svg-analysis.ts";

/** The client of a connection whose replies take another way. */
const clientOnly = [
  rung(0, "> SYN", 0),
  rung(41, "> ACK", 1, 1, {round: true}),
  rung(42, "> PSH-ACK 517", 1, 1),
  rung(85, "> ACK", 518, 4322, {round: true}),
];

const serverOnly = [
  rung(0, "< SYN-ACK", 0, 1, {round: true}),
  rung(52, "< ACK", 1, 518, {round: true}),
  rung(53, "< PSH-ACK 1448", 1, 518),
  rung(54, "< PSH-ACK 1448", 1449, 518),
  rung(1310, "< FIN-ACK", 4322, 519, {round: true, afterGap: true}),
];

const failing = (...clauses: readonly string[]) => verdictOf("proven", true, ...clauses);

export function repliesBypass(): Analysis {
  return analysisOf({
    verdict: failing("Replies bypass eth0: server → client is never seen there"),
    period: [0, 2 * second],
    findings: [finding("hidden-replies", "replies", [0])],
    example: connection([flow("replies", clientOnly, 26, 0)]),
  });
}

export function requestsBypass(): Analysis {
  return analysisOf({
    verdict: failing("Requests bypass fw-inside: client → server is never seen there"),
    conversations: 18,
    points: [point(0, "fw-inside", "/tmp/inside.pcap", {interface: "eth1"})],
    findings: [finding("hidden-requests", "requests", [0])],
    scene: {
      client: "10.20.30.0/24",
      points: [{point: 0, requests: 0, replies: 312}],
      concerned: 10,
      clients: 3,
      services: 2,
      moreServers: 1,
      until: 29.5 * second,
    },
    example: connection([flow("requests", serverOnly, 0, 31)]),
  });
}

/** The firewall's outside sees the replies, its inside does not. */
export function twoPoints(): Analysis {
  return analysisOf({
    verdict: failing("Replies bypass fw-inside: server → client is never seen there"),
    conversations: 30118,
    period: [-607 * second, 573 * second],
    captures: [capture(0, "inside.pcap", 1204118), capture(1, "outside.pcap", 1301552, {ordinal: 1204118})],
    points: [
      point(0, "fw-inside", "inside.pcap", {interface: "eth1", dropped: 0}),
      point(1, "fw-outside", "outside.pcap", {interface: "eth2", captures: [1], dropped: 0}),
    ],
    findings: [finding("hidden-replies", "replies", [0])],
    scene: {
      client: "10.20.30.0/24",
      moreClients: 11,
      moreServers: 40,
      points: [
        {point: 0, requests: 142210, replies: 0},
        {point: 1, requests: 142204, replies: 138700},
      ],
      concerned: 10412,
      clients: 2961,
      services: 41,
      until: 570 * second,
    },
    outcomes: {edge: 311},
    example: connection([flow("replies", clientOnly, 26, 0)]),
  });
}

/** The replies leave the path between two points and come back to it. */
export function goneAround(): Analysis {
  return analysisOf({
    verdict: failing("Replies bypass core: server → client is never seen there"),
    points: ["access", "core", "edge"].map((name, i) => point(i, name, `${name}.pcapng`)),
    findings: [finding("hidden-replies", "replies", [1])],
    scene: {
      points: [
        {point: 0, requests: 26, replies: 22},
        {point: 1, requests: 26, replies: 0},
        {point: 2, requests: 26, replies: 22},
      ],
    },
    example: connection([flow("replies", clientOnly, 26, 0, {point: 1})]),
  });
}

export function suspected(): Analysis {
  const again = [0, 1000, 3010, 7030].map(at => rung(at, "> SYN", 0));
  return analysisOf({
    verdict: verdictOf("suspected", true, "No replies seen at eth0", "nothing proves that they exist"),
    conversations: 12,
    findings: [finding("unanswered", "replies", [0], {certainty: "suspected"})],
    scene: {
      client: "10.20.30.0/24",
      points: [{point: 0, requests: 41, replies: 0}],
      concerned: 10,
      clients: 3,
      services: 1,
      until: 29.4 * second,
    },
    example: connection([flow("replies", again, 4, 0)], {outcome: "unanswered", certainty: "suspected"}),
  });
}

export function oneSidedCapture(): Analysis {
  return analysisOf({
    verdict: verdictOf(
      "one-sided-capture",
      false,
      "eth0 sees one direction of every connection",
      "check the capture filter or SPAN before the routing",
    ),
    conversations: 4711,
    findings: [finding("one-sided-capture", "replies", [0], {certainty: "suspected"})],
    scene: {
      client: "10.20.30.0/24",
      moreClients: 3,
      moreServers: 12,
      points: [{point: 0, requests: 88123, replies: 0}],
      concerned: 4711,
      clients: 210,
      services: 13,
      until: 29.9 * second,
    },
    example: connection([flow("replies", clientOnly, 26, 0)], {certainty: "suspected"}),
  });
}

/** One device with three interfaces: requests leave by wan-a, replies come back by wan-b. */
function mismatch(failing: boolean): Analysis {
  const names = ["lan", "wan-a", "wan-b"];
  const handshake = [
    rung(0, "> SYN", 0),
    rung(20, "< SYN-ACK", 0, 1),
    rung(21, "> ACK", 1, 1),
    rung(22, "> PSH-ACK 517", 1, 1),
    rung(43, "< PSH-ACK 1448", 1, 518),
  ];
  const at = (number: number, steps: number[], later: number) =>
    flow(
      null,
      steps.map(i => ({...handshake[i]!, time: handshake[i]!.time + later * millisecond, frame: 3 * i + number + 1})),
      14,
      12,
      {
        point: number,
        requests: side(number === 2 ? 0 : 14, {entering: number === 0 ? 14 : 0, leaving: number === 1 ? 14 : 0}),
        replies: side(number === 1 ? 0 : 12, {entering: number === 2 ? 12 : 0, leaving: number === 0 ? 12 : 0}),
      },
    );
  const replyLate = (i: number) => (i === 1 || i === 4 ? 0.2 : 0);
  const lan = at(0, [0, 1, 2, 3, 4], 0);
  return analysisOf({
    verdict: verdictOf("proven", failing, "Requests leave fw-a by wan-a, replies return by wan-b"),
    conversations: 18,
    captures: [capture(0, "fw-a.pcapng", 412)],
    points: names.map((name, i) =>
      point(i, `fw-a/${name}`, "fw-a.pcapng", {interface: name, device: "fw-a", origin: origin}),
    ),
    findings: [finding("interface-mismatch", null, [1, 2])],
    scene: {
      client: "10.20.30.0/24",
      points: [
        {point: 0, requests: 140, replies: 120},
        {point: 1, requests: 140, replies: 0},
        {point: 2, requests: 0, replies: 120},
      ],
      concerned: 10,
      clients: 3,
      services: 2,
      moreServers: 1,
    },
    example: connection(
      [
        {...lan, ladder: lan.ladder.map((one, i) => ({...one, time: one.time + replyLate(i) * millisecond}))},
        at(1, [0, 2, 3], 0.1),
        at(2, [1, 4], 0),
      ],
      {outcome: "complete", missing: null},
    ),
  });
}
const {origin} = point(0, "lan", "fw-a.pcapng");

export const mismatchFails = (): Analysis => mismatch(true);
export const mismatchWorks = (): Analysis => mismatch(false);

/** Two firewalls: requests pass one, replies the other. */
export function split(): Analysis {
  return analysisOf({
    verdict: failing("Requests pass fw-a, replies return through fw-b"),
    conversations: 40,
    captures: [capture(0, "a.pcap", 200), capture(1, "b.pcap", 180, {ordinal: 200})],
    points: [point(0, "fw-a", "a.pcap"), point(1, "fw-b", "b.pcap", {captures: [1]})],
    findings: [finding("split-path", null, [0, 1])],
    scene: {
      points: [
        {point: 0, requests: 200, replies: 0},
        {point: 1, requests: 0, replies: 180},
      ],
      concerned: 40,
      clients: 12,
      services: 1,
    },
  });
}

export function symmetric(): Analysis {
  return analysisOf({
    verdict: verdictOf("symmetric", null, "Both directions are seen for every connection"),
    conversations: 1204,
    period: [-607 * second, 573 * second],
    points: [point(0, "fw-inside", "inside.pcap", {interface: "eth1"})],
    captures: [capture(0, "inside.pcap", 280910)],
    scene: {
      client: "10.20.30.0/24",
      moreClients: 11,
      moreServers: 40,
      points: [{point: 0, requests: 142210, replies: 138700}],
      concerned: 1204,
      clients: 310,
      services: 41,
    },
    outcomes: {edge: 311},
  });
}

export function nothing(): Analysis {
  return analysisOf({
    verdict: verdictOf("nothing", null, "No TCP connection in this capture"),
    conversations: 0,
    totals: {packets: 4213, tcp: 0, udp: 12, icmp: 40},
    scene: {client: "", server: "", points: [], concerned: 0, clients: 0, services: 0, since: null, until: null},
  });
}

export function empty(): Analysis {
  return analysisOf({
    verdict: verdictOf("nothing", null, "No TCP connection in this capture"),
    partial: true,
    conversations: 0,
    period: null,
    points: [],
    captures: [
      capture(0, "/tmp/a.pcap", 0, {
        errors: [
          new CaptureError("/tmp/a.pcap", 0, "the file is empty", "was the capture stopped before it was written?"),
        ],
      }),
    ],
    totals: {packets: 0, tcp: 0},
    scene: {client: "", server: "", points: [], concerned: 0, clients: 0, services: 0, since: null, until: null},
  });
}

export function inconclusive(): Analysis {
  return analysisOf({
    verdict: verdictOf(
      "inconclusive",
      null,
      "The capture is too short to judge: 3 connections began less than 3 s before its end",
      "capture for a minute or more",
    ),
    conversations: 3,
    scene: {points: [{point: 0, requests: 3, replies: 0}], concerned: 3, clients: 2},
    outcomes: {edge: 3},
  });
}

export function partialInput(): Analysis {
  const damage = (path: string, byte: number) =>
    new CaptureError(
      path,
      byte,
      "a record claims 3221225472 bytes, at most 262144 are possible",
      "the file is damaged from here on; what came before is reported",
    );
  const captures = Array.from({length: 7}, (_, i) =>
    capture(i, `ring_0000${i}.pcap`, 4000 + i, {
      ordinal: 4000 * i,
      notes: ["the last record is cut off by the end of the file"],
      errors: i % 2 === 0 ? [damage(`ring_0000${i}.pcap`, 104216 + i)] : [],
    }),
  );
  const analysis = repliesBypass();
  analysis.skipped.count(-3);
  return {
    ...analysis,
    partial: true,
    captures,
    points: [point(0, "ring", "ring_00001.pcap", {captures: [0, 1, 2, 3], dropped: 12})],
  };
}

/** Texts from a capture are whatever somebody put there. */
export function hostile(): Analysis {
  const name = `</title><script>alert(1)</script>\u0000\u001b[31m\u202e${"W".repeat(30)}`;
  const wide = `${"日本語の名前".repeat(6)}🦊🦊🦊 שלום עולם \ud800`;
  const analysis = twoPoints();
  const path = `/tmp/${"x".repeat(120)}<&"'>]]>.pcap`;
  return {
    ...analysis,
    verdict: failing(
      `Replies bypass ${name} and ${wide}: server → client is never seen there`,
      "all of it is so ".repeat(40),
    ),
    partial: true,
    captures: [
      capture(0, path, Number.MAX_SAFE_INTEGER, {
        notes: [name],
        errors: [new CaptureError(path, 9e15, `${wide}${name}`, "no\u0007way")],
      }),
      capture(1, wide, 0, {notes: Array.from({length: 20}, (_, i) => `${wide} ${i}`)}),
    ],
    points: [
      point(0, name, path, {interface: wide, linkType: 9999}),
      point(1, wide, "-", {interface: name, captures: [1], dropped: 123456789012}),
    ],
    scene: {
      ...analysis.scene,
      client: "2001:db8:1234:5678:9abc:def0:1234:5678",
      server: "[2001:db8:ffff:ffff:ffff:ffff:ffff:ffff]:65535",
      moreClients: 123456789,
      moreServers: 987654321,
      points: [
        {point: 0, requests: 9007199254740991, replies: 0},
        {point: 1, requests: 1234567890123, replies: 999999},
      ],
      concerned: 123456789,
      clients: 123456789,
      services: 987654321,
    },
    totals: {...analysis.totals, conversations: 234567890, copies: 1e15, forgotten: 1e12},
    connection: () => ({
      ...connection([
        flow(
          "replies",
          clientOnly.map((one, i) => ({...one, payload: 65535, time: one.time * 10 ** (3 * i), frame: 2 ** 50})),
          2 ** 50,
          2 ** 49,
        ),
      ]),
      client: {address: "2001:db8:1234:5678:9abc:def0:1234:5678", port: 65535},
      server: {address: "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", port: 65535},
    }),
  };
}

export function ipv6(): Analysis {
  const analysis = repliesBypass();
  const ends = {
    client: {address: "2001:db8:30::17", port: 51544},
    server: {address: "2001:db8:cafe:babe:1234:5678:9abc:def0", port: 8443},
  };
  return {
    ...analysis,
    scene: {...analysis.scene, client: "2001:db8:30::17", server: "[2001:db8:cafe:babe:1234:5678:9abc:def0]:8443"},
    connection: () => connection([flow("replies", clientOnly, 26, 0)], ends),
  };
}

/** A path of forty points: from the 20th on replies are not seen any more. */
export function fortyPoints(): Analysis {
  return analysisOf({
    verdict: failing("Replies bypass hop-19: server → client is never seen there"),
    captures: Array.from({length: 40}, (_, i) => capture(i, `hop-${i}.pcap`, 26, {ordinal: 26 * i})),
    points: Array.from({length: 40}, (_, i) => point(i, `hop-${i}`, `hop-${i}.pcap`, {captures: [i]})),
    findings: [finding("hidden-replies", "replies", [19])],
    scene: {points: Array.from({length: 40}, (_, i) => ({point: i, requests: 26, replies: i < 20 ? 0 : 22}))},
    example: connection([flow("replies", clientOnly, 26, 0, {point: 19})]),
  });
}

/** Four points drawn, all names and counts as wide as they come. */
export function fourPoints(): Analysis {
  return analysisOf({
    verdict: failing(
      `Requests bypass ${"datacentre-firewall-cluster-".repeat(2)}0: client → server is never seen there`,
    ),
    points: Array.from({length: 4}, (_, i) =>
      point(i, `${"datacentre-firewall-cluster-".repeat(2)}${i}`, `${"w".repeat(60)}.pcap`),
    ),
    findings: [finding("hidden-requests", "requests", [0])],
    scene: {
      points: [
        {point: 0, requests: 0, replies: 123456789},
        {point: 1, requests: 0, replies: 123456789},
        {point: 2, requests: 12345678, replies: 0},
        {point: 3, requests: 12345678, replies: 123456789},
      ],
    },
    example: connection([flow("requests", serverOnly, 0, 31)]),
  });
}

/** Frames numbered by a clock that counts from 0. */
export function relativeClock(): Analysis {
  const handshake = [
    rung(0, "> SYN", 0),
    rung(0.04, "> ACK", 1, 1, {round: true}),
    rung(0.05, "> FIN-ACK", 1, 1),
    rung(0.09, "> ACK", 2, 2, {round: true}),
  ];
  return {
    ...analysisOf({
      verdict: verdictOf("proven", false, "Replies bypass eth0", "the connection works all the same"),
      epoch: 0,
      findings: [finding("hidden-replies", "replies", [0])],
      scene: {points: [{point: 0, requests: 4, replies: 0}], until: 113.09 * millisecond},
      example: connection([flow("replies", handshake, 4, 0)], {last: 113.09 * millisecond}),
    }),
  };
}
