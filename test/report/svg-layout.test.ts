import {describe, expect, test} from "vitest";
import {causes} from "../../src/causes/index.ts";
import {mechanisms} from "../../src/causes/mechanisms.ts";
import type {Analysis} from "../../src/judge/analysis.ts";
import {headlineOf} from "../../src/report/headline.ts";
import {ladderRows, type Row} from "../../src/report/ladder/rows.ts";
import {branchesLayout} from "../../src/report/svg/branches.ts";
import {causeLayout} from "../../src/report/svg/cause.ts";
import {headlineLayout} from "../../src/report/svg/headline.ts";
import {pathLayout} from "../../src/report/svg/lanes.ts";
import {clipEnd, clipMiddle, textWidth, wrap} from "../../src/report/svg/measure.ts";
import {notesLayout} from "../../src/report/svg/notes.ts";
import {portsLayout} from "../../src/report/svg/ports.ts";
import {proofLayout} from "../../src/report/svg/proof.ts";
import {sinceLayout} from "../../src/report/svg/since.ts";
import {whereLayout} from "../../src/report/svg/where.ts";
import {whoLayout} from "../../src/report/svg/who.ts";
import {judgeScenario} from "../support/scenarios.ts";
import {flow, rung} from "./svg-analysis.ts";
import * as full from "./svg-full-situations.ts";
import * as situations from "./svg-situations.ts";

const font = {size: 12};

/** Tells rows as one would draw them by hand. */
const told = (rows: readonly Row[]) =>
  rows.map(row => {
    if (row.kind === "gap") return row.label;
    const sign = {seen: "", missing: "✕ ", expected: "○ "}[row.kind];
    return `${row.side === 0 ? ">" : "<"} ${sign}${row.label}${row.remark === "" ? "" : ` (${row.remark})`}`;
  });

describe("Texts", () => {
  test("are clipped to their width, in the middle or at the end", () => {
    const name = "datacentre-firewall-cluster-inside";
    expect(clipMiddle(name, 400, font)).toBe(name);
    expect(clipMiddle(name, 100, font)).toMatch(/^datac.*….*side$/);
    expect(clipEnd(name, 100, font)).toMatch(/^datacentre.*…$/);
    for (const clip of [clipMiddle, clipEnd]) expect(textWidth(clip(name, 100, font), font)).toBeLessThanOrEqual(100);
  });

  test("are never cut within a character", () => {
    for (let width = 12; width < 120; width++)
      expect(clipMiddle("🦊".repeat(9), width, font).isWellFormed()).toBe(true);
  });

  test("are wrapped at spaces, and within words that are too long", () => {
    const lines = wrap(`a few words ${"x".repeat(60)} and more`, 120, font);
    expect(lines[0]).toBe("a few words");
    expect(lines.join("").replaceAll(" ", "")).toBe(`afewwords${"x".repeat(60)}andmore`);
    for (const line of lines) expect(textWidth(line, font)).toBeLessThanOrEqual(120);
    expect(wrap("one two three four five six", 60, font, 2)).toHaveLength(2);
  });
});

describe("The headline", () => {
  test("sets a long verdict smaller, then in several lines, but whole", () => {
    expect(headlineLayout(situations.repliesBypass())).toMatchObject({size: 22, verdict: {length: 1}});
    const {verdict} = headlineLayout(situations.fourPoints());
    expect(verdict.join(" ")).toBe(situations.fourPoints().verdict.clauses[0]);
  });

  test("tells until when, and whether it is still so", () => {
    const times = (analysis: Analysis) => headlineOf(analysis).times;
    expect(times(situations.twoPoints())).toBe(
      "since 2026-11-21 14:22:07 UTC, still failing when the capture ends at 14:31:40",
    );
    expect(times(situations.repliesBypass())).toBe(
      "since 2026-11-21 14:22:07.113 UTC, still failing when the capture ends at 14:22:09.000",
    );
    expect(times(situations.split())).toContain("; the capture ends at 14:22:37");
    expect(times(situations.relativeClock())).not.toMatch(/1970|UTC/);
    expect(times(situations.empty())).toBeNull();
  });
});

describe("The path", () => {
  test("breaks before the first point that saw nothing", () => {
    const {posts, break: gap} = pathLayout(situations.twoPoints());
    expect(gap).toMatchObject({seenBefore: true, around: [0], resumes: null});
    expect(gap!.from).toBe(posts[1]!.x);
  });

  test("goes on after the points that were gone around", () => {
    const {posts, break: gap} = pathLayout(situations.goneAround());
    expect(gap!.around).toEqual([1]);
    expect([gap!.from, gap!.resumes]).toEqual([posts[2]!.x, posts[0]!.x]);
  });

  test("is not broken where both directions pass the device, or nothing is claimed", () => {
    for (const situation of [situations.mismatchFails, situations.split, situations.symmetric, situations.inconclusive])
      expect(pathLayout(situation()).break).toBeNull();
  });

  test("draws of forty points those beside the break, and counts the others", () => {
    const {posts, hidden} = pathLayout(situations.fortyPoints());
    expect(posts.map(post => post.point)).toEqual([0, 19, 20]);
    expect(hidden).toEqual({both: 19, requests: 18, replies: 0});
    expect(whereLayout(situations.fortyPoints()).sentences.at(-1)?.words).toBe(
      "+ 37 points not drawn: both directions at 19, requests only at 18",
    );
  });
});

describe("The ladder", () => {
  test("draws what must exist before what proves it", () => {
    expect(told(proofLayout(situations.repliesBypass(), 0)!.rows)).toEqual([
      "> SYN seq 0",
      "< ✕ SYN-ACK (must exist: acked below)",
      "> ACK ack 1 (acks the unseen SYN-ACK)",
      "> PSH-ACK 517 bytes",
      "< ✕ at least 4,321 bytes (acked 4,322, never seen)",
      "> ACK ack 4,322",
      "··· 22 more packets from the client ···",
    ]);
  });

  test("mirrors missing requests, and prefers the later proof to plain packets", () => {
    expect(told(proofLayout(situations.requestsBypass(), 0)!.rows)).toEqual([
      "> ✕ SYN (must exist: answered below)",
      "< SYN-ACK seq 0 ack 1 (answers the unseen SYN)",
      "> ✕ at least 517 bytes (acked 518, never seen)",
      "< ACK ack 518",
      "< PSH-ACK 1,448 bytes",
      "··· 27 more packets from the server, here and below ···",
      "> ✕ FIN or 1 byte (acked 519, never seen)",
      "< FIN-ACK ack 519",
    ]);
  });

  test("invents nothing where nothing is proven", () => {
    expect(told(proofLayout(situations.suspected(), 0)!.rows)).toEqual([
      "> SYN seq 0",
      "< ○ SYN-ACK or RST (expected, not seen here)",
      "> SYN seq 0 (sent again (1))",
      "> SYN seq 0 (sent again (2))",
      "> SYN seq 0 (sent again (3))",
    ]);
    const dialogue = [rung(0, "> SYN", 0), rung(1, "< SYN-ACK", 0, 1), rung(2, "> ACK", 1, 1)];
    expect(told(ladderRows(flow(null, dialogue, 2, 1)))).toEqual([
      "> SYN seq 0",
      "< SYN-ACK seq 0 ack 1",
      "> ACK ack 1",
    ]);
  });

  test("counts of an acknowledgment only what lies beyond all that was seen", () => {
    const hole = [
      rung(0, "> SYN", 0),
      rung(1, "< SYN-ACK", 0, 1),
      rung(2, "< PSH-ACK 100", 1, 1),
      rung(3, "> ACK", 1, 301, {round: true}),
    ];
    expect(told(ladderRows(flow(null, hole, 2, 2))).at(-2)).toBe("< ✕ at least 200 bytes (acked 301, never seen)");
    const later = [...hole.slice(0, 3), rung(9, "> ACK", 1, 9001, {round: true, afterGap: true})];
    expect(told(ladderRows(flow(null, later, 9, 9))).at(-2)).toBe("< ✕ data (acked 9,001, never seen)");
  });

  test("only remarks on a packet that answers something unseen without acknowledging more", () => {
    const again = [rung(0, "> ACK", 1, 1), rung(900, "> ACK", 1, 1, {round: true})];
    expect(told(ladderRows(flow("replies", again, 2, 0)))).toEqual([
      "> ACK ack 1",
      "> ACK ack 1 (answers an unseen packet)",
    ]);
  });

  test("has eight rows at most, and ends with no packet that lacks its proof", () => {
    const rounds = Array.from({length: 8}, (_, i) => rung(i, "> ACK", 1, 1 + 100 * i, {round: i > 0}));
    const rows = ladderRows(flow("replies", rounds, 90, 0));
    expect(rows.length).toBeLessThanOrEqual(8);
    expect(rows.at(-2)?.kind).toBe("seen");
    expect(rows.at(-1)?.kind).toBe("gap");
  });

  test("has a post for each interface, and shows at which of them a packet passed", () => {
    const {rows, rungs, heads} = proofLayout(situations.mismatchFails(), 0)!;
    expect(heads.map(({name}) => name)).toEqual(["lan", "wan-a", "wan-b"]);
    const seen = rows.map(row => {
      if (row.kind === "gap") return row.label;
      const signs = rungs.get(row)!.sights.map(sight => (sight === "absent" ? "○" : sight === null ? "?" : "●"));
      return `${row.side === 0 ? ">" : "<"} ${row.label} ${signs.join("")}`;
    });
    expect(seen).toEqual([
      "> SYN seq 0 ●●○",
      "< SYN-ACK seq 0 ack 1 ●○●",
      "> ACK ack 1 ●●○",
      "> PSH-ACK 517 bytes ●●○",
      "< PSH-ACK 1,448 bytes, ack 518 ●○●",
      "··· 11 more from the client, 10 from the server ···",
    ]);
  });

  test("has at most four posts, of which those stay that the verdict is about", () => {
    const {heads, columns} = proofLayout(situations.fourPoints(), 0)!;
    expect(columns.posts).toHaveLength(heads.length);
    expect(heads.length).toBeLessThanOrEqual(4);
  });
});

describe("Devices beside each other", () => {
  test("are drawn for a split path, and told which way round", () => {
    const layout = branchesLayout(full.splitPair())!;
    expect(layout.branches.map(({name, posts}) => [name, posts.map(({point}) => point)])).toEqual([
      ["fw-a", [0, 1]],
      ["fw-b/inside", [2]],
    ]);
    expect(layout.sentence).toBe(
      "in 3 connections requests pass fw-a, replies return through fw-b/inside; in 2 the other way round",
    );
    expect(layout.rest.map(({point}) => point)).toEqual([3]);
    for (const other of [situations.repliesBypass(), situations.mismatchFails(), situations.symmetric()])
      expect(branchesLayout(other)).toBeNull();
  });

  test("are ports of one device where its interfaces differ, on the side where they do", () => {
    expect(portsLayout(situations.mismatchFails())).toMatchObject({
      side: "server",
      common: [{point: 0}],
      sentence: "requests leave by wan-a, replies come in by wan-b",
    });
    expect(portsLayout(full.portsOfClients())).toMatchObject({side: "client"});
    expect(portsLayout(situations.split())).toBeNull();
  });
});

describe("The cause", () => {
  test("is told in words, of every cause there is", () => {
    const told = new Map([...causes, ...mechanisms].map(({cause, words}) => [cause, words]));
    expect([...told].filter(([cause, words]) => !/^[A-Z]/.test(words) || words === cause)).toEqual([]);
    expect(new Set(told.values()).size).toBe(told.size);
  });

  test("comes with what speaks for it, what to type next, and what will not help", () => {
    expect(causeLayout(full.many(), 500)!.lines.map(({label, words}) => `${label}: ${words}`)).toEqual([
      "likely: The route from server to client does not cross this point",
      "because: it goes by server: 9 connections with other servers of that network are whole, none with these",
      "but: not excluded: this point is one member of a bundle or one of several paths",
      "next: Linux: on 10.2.0.11: by which gateway?",
      ": ip route get 10.1.0.11 from 10.2.0.11",
      "or else: Equal routes (ECMP): each direction of a connection picks its own",
      ": The capture lost packets; the network may be fine",
      "excluded: the capture lost the replies · the capture sees one direction only",
      "no help: clearing sessions · a permit rule, or disabling a policy · accepting non-SYN TCP · TCP state bypass · rebooting",
    ]);
    const changing = causeLayout(full.acrossMidnight(), 500)!;
    expect(changing.lines.find(({style}) => style === "alarming")?.words).toBe("MODIFIES STATE:");
  });

  test("keeps to its room, and is not drawn where nothing fails", () => {
    for (const room of [60, 100, 150]) expect(causeLayout(full.many(), room)?.height ?? 0).toBeLessThanOrEqual(room);
    expect(causeLayout({...situations.symmetric(), causes: full.many().causes}, 500)).toBeNull();
    expect(causeLayout(full.failsOtherwise(), 500)).not.toBeNull();
  });
});

describe("Since when", () => {
  test("marks the onset and events, with even times", () => {
    const {labels, onset, events, question, highest} = sinceLayout(full.many())!;
    expect(labels.map(({clock}) => clock)).toEqual(["14:15:00", "14:20:00", "14:25:00", "14:30:00"]);
    expect(onset?.words).toBe("14:22:07 first connection without replies");
    expect(events.map(({x}) => x !== null)).toEqual([true, true, false, false]);
    expect(events[2]!.words).toMatch(/^← 2026-11-20 14:22:07 new provider/);
    expect(question).toBe("Connections started per 30 s");
    expect(highest).toEqual([1000, 460]);
  });

  test("tells the date where it changes, and milliseconds where all is short", () => {
    expect(sinceLayout(full.acrossMidnight())!.labels.map(({date}) => date)).toEqual([
      "2026-11-20",
      null,
      "2026-11-21",
      null,
      "2026-11-22",
      null,
    ]);
    expect(sinceLayout(full.shortPeriod())!.labels.map(({clock}) => clock)).toEqual([
      "14:22:07.000",
      ":07.001",
      ":07.002",
      ":07.003",
      ":07.004",
    ]);
  });

  test("tells the minute once, and marks from where on no connection starts", async () => {
    const {labels, idle} = sinceLayout(await judgeScenario("return-bypass-strict"))!;
    expect(labels.map(({clock}) => clock)).toEqual(["21:44:50", ":55", "21:45:00", ":05"]);
    expect(idle).toBeGreaterThan(600);
    expect(sinceLayout(full.many())!.idle).toBeNull();
  });

  test("is not drawn for one connection, nor for one moment", () => {
    expect(sinceLayout(situations.repliesBypass())).toBeNull();
    const {timeline} = full.many();
    expect(sinceLayout({...full.many(), timeline: {...timeline, concerned: [9], others: [0]}})).toBeNull();
  });
});

test("The headline tells of connections that the table has and the verdict does not stand on", () => {
  expect(headlineOf(full.many()).counts).not.toContain("more");
  const base = full.many();
  const few = {...base, scene: {...base.scene, concerned: 19}};
  expect(headlineOf(few).counts).toMatch(/ connections fail · .* · [\d,]+ more in other findings$/);
});

describe("Affected", () => {
  test("lists five pairs beside a cause, eight alone, and counts the others", () => {
    expect(whoLayout(full.many(), 900)!.rows).toHaveLength(5);
    const alone = whoLayout({...full.many(), causes: []}, 900)!;
    expect(alone.rows).toHaveLength(8);
    expect(alone.rest).toMatch(/^… and 196 more pairs with [\d,]+ affected connections$/);
    expect(whoLayout(full.many(), 150)!.height).toBeLessThanOrEqual(150);
    expect(whoLayout(situations.repliesBypass(), 900)).toBeNull();
  });
});

test("The ladder quotes what a device says of a packet, and shrinks to its room", () => {
  expect(told(proofLayout(full.stated(), 0)!.rows)[0]).toBe('> SYN seq 0 (says "no session matched")');
  const short = proofLayout(situations.requestsBypass(), 0, 250)!;
  expect(short.rows).toHaveLength(5);
  expect(short.height).toBeLessThanOrEqual(250);
  expect(proofLayout(situations.requestsBypass(), 0, 150)).toBeNull();
});

test("The notes keep to the room that is left", () => {
  for (const situation of [situations.hostile, situations.partialInput])
    for (const room of [100, 150, 300]) expect(notesLayout(situation(), room).height).toBeLessThanOrEqual(room);
  expect(notesLayout(situations.partialInput(), 300).lines[0]).toMatchObject({alarming: true});
});
